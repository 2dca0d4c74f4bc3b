"use strict";
(function () {
  const marks = [...document.querySelectorAll("mark[data-effects]")];
  const rows = [...document.querySelectorAll(".rows > li")];
  const aside = document.querySelector("aside"); // scrolls by itself, but on a phone
  const detail = document.getElementById("detail");
  const kind = document.getElementById("filter-kind");
  const doubt = document.getElementById("filter-doubt");
  const status = document.getElementById("filter-status");
  const numbers = (mark) => mark.dataset.effects.split(" ");

  function show(chosen) {
    for (const mark of marks) mark.classList.toggle("on", numbers(mark).some((n) => chosen.includes(n)));
    for (const row of rows) row.classList.toggle("on", chosen.includes(row.id.slice(1)));
    detail.replaceChildren();
    detail.classList.toggle("open", chosen.length > 0);
    if (chosen.length) {
      const close = document.createElement("button");
      close.type = "button";
      close.className = "close";
      close.textContent = "Close";
      close.addEventListener("click", () => show([]));
      detail.append(close);
    }
    for (const n of chosen) {
      const row = document.getElementById("e" + n);
      const title = document.createElement("strong");
      title.textContent = row.querySelector("a").textContent;
      detail.append(title, row.querySelector("dl").cloneNode(true));
    }
  }

  function filter() {
    let shown = 0;
    for (const row of rows) {
      const fits = (!kind.value || row.dataset.kind === kind.value) && (!doubt.checked || row.dataset.doubt === "yes");
      row.hidden = !fits;
      shown += fits;
    }
    const visible = new Set(rows.filter((row) => !row.hidden).map((row) => row.id.slice(1)));
    for (const mark of marks) mark.classList.toggle("off", !numbers(mark).some((n) => visible.has(n)));
    status.textContent = shown + " of " + rows.length + " effects";
  }

  for (const mark of marks) {
    mark.addEventListener("mouseenter", () => show(numbers(mark)));
    mark.addEventListener("focus", () => show(numbers(mark)));
    mark.addEventListener("click", () => {
      show(numbers(mark));
      const row = document.getElementById("e" + numbers(mark)[0]);
      aside.scrollTop += row.getBoundingClientRect().top - detail.getBoundingClientRect().bottom - 8;
    });
    mark.addEventListener("keydown", (event) => {
      if (event.key === "Enter") document.querySelector("#e" + numbers(mark)[0] + " a").focus();
    });
  }
  for (const row of rows) {
    const link = row.querySelector("a");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const n = row.id.slice(1);
      show([n]);
      const mark = marks.find((m) => numbers(m).includes(n));
      if (mark) {
        mark.scrollIntoView({ block: "center" });
        mark.focus({ preventScroll: true });
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show([]);
  });
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
  kind.addEventListener("change", filter);
  doubt.addEventListener("change", filter);
  filter();
})();
