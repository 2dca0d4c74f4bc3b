"use strict";
window.leafletEffects = window.leafletEffects || {};
(function () {
  const parts = Object.values(window.leafletDrugs);
  const drugs = parts.flatMap((part) => part.drugs);
  const written = window.leafletEvidence;
  const fromDisk = location.protocol === "file:";
  const input = document.getElementById("query");
  const status = document.getElementById("search-status");
  const result = document.getElementById("search-result");
  const words = (name) => (name || "").replaceAll("_", " ");
  const MOST = 200;
  let asked = 0;

  function element(name, text, parent) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  function nameOf(drug) {
    return drug[1] || drug[2] || drug[3];
  }

  // A page opened from disk links only to evidence pages that were written; a server makes them all.
  function drugLink(drug, parent) {
    if (fromDisk && written !== "all" && !written.includes(drug[0])) return element("span", nameOf(drug), parent);
    const link = element("a", nameOf(drug), parent);
    link.href = "evidence/" + drug[0] + ".html";
    return link;
  }

  function loadPart(name) {
    if (window.leafletEffects[name]) return Promise.resolve(window.leafletEffects[name]);
    return new Promise((then) => {
      const script = document.createElement("script");
      script.src = "search/effects-" + name + ".js";
      script.onload = () => then(window.leafletEffects[name]);
      script.onerror = () => then((window.leafletEffects[name] = {})); // no term of this part stands there
      document.head.append(script);
    });
  }

  // What each part of the tables states, by term: pairs of numbers, the drug's and that of how it states the effect.
  function load(shelf, then) {
    Promise.all(parts.map((_, n) => loadPart(shelf + "-" + n))).then(then);
  }

  // A shelf holds the terms from its own letter to the next one's; the last holds what begins with no letter, too.
  function shelfOf(query) {
    const shelves = [...input.dataset.shelves];
    return shelves.findLast((letter) => letter <= query[0]) || shelves.at(-1);
  }

  function showDrugs(query) {
    const found = drugs.filter((d) => [d[1], d[2], d[3]].some((name) => name && name.toLowerCase().includes(query)));
    if (found.length) {
      found.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
      element("h3", "Drugs", result);
      const list = element("ul", undefined, result);
      for (const drug of found.slice(0, MOST)) {
        const item = element("li", undefined, list);
        drugLink(drug, item);
        if (drug[2]) item.append(" (" + drug[2] + ")");
      }
    }
    return found.length;
  }

  function statements(term, effects) {
    const rows = [];
    effects.forEach((stated, part) => {
      const pairs = (Object.hasOwn(stated, term) && stated[term]) || [];
      const { drugs, said } = parts[part];
      for (let n = 0; n < pairs.length; n += 2) rows.push([drugs[pairs[n]], said[pairs[n + 1]]]);
    });
    return rows.sort((a, b) => nameOf(a[0]).localeCompare(nameOf(b[0])));
  }

  function table(part, rows) {
    const frame = element("div", undefined, part);
    frame.className = "wide";
    frame.tabIndex = 0;
    const made = element("table", undefined, frame);
    const head = element("tr", undefined, element("thead", undefined, made));
    for (const name of ["drug", "section", "how often", "how urgent"]) element("th", name, head).scope = "col";
    const body = element("tbody", undefined, made);
    for (const [drug, how] of rows.slice(0, MOST)) {
      const row = element("tr", undefined, body);
      drugLink(drug, element("td", undefined, row));
      for (const value of how) element("td", words(value), row);
    }
    if (rows.length > MOST) element("p", "The first " + MOST + " of " + rows.length + ".", part);
  }

  function showEffects(query, effects) {
    const known = new Set(effects.flatMap((stated) => Object.keys(stated).filter((term) => term.startsWith(query))));
    const terms = [...known].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    if (!terms.length) return 0;
    element("h3", "Effects", result);
    let left = MOST;
    for (const term of terms) {
      if (left <= 0) break;
      const part = element("details", undefined, result);
      part.open = term === terms[0];
      const rows = statements(term, effects);
      element("summary", term + " (" + rows.length + ")", part);
      const fill = () => {
        if (part.open && !part.querySelector("table")) table(part, rows);
      };
      part.addEventListener("toggle", fill);
      fill();
      left -= 1;
    }
    return terms.length;
  }

  function search() {
    const query = input.value.trim().toLowerCase();
    const mine = ++asked;
    result.replaceChildren();
    status.textContent = "";
    if (query.length < 2) return;
    const nDrugs = showDrugs(query);
    load(shelfOf(query), (effects) => {
      if (mine !== asked) return;
      const nEffects = showEffects(query, effects);
      status.textContent = nDrugs + " drugs and " + nEffects + " effects found";
    });
  }
  input.addEventListener("input", search);
})();
