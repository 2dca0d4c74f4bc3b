"use strict";
window.leafletEffects = window.leafletEffects || {};
(function () {
  const drugs = window.leafletDrugs || [];
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

  function drugLink(drug, parent) {
    const link = element("a", drug[1] || drug[3], parent);
    link.href = "evidence/" + drug[0] + ".html";
    return link;
  }

  function load(letter, then) {
    if (window.leafletEffects[letter]) return then(window.leafletEffects[letter]);
    const script = document.createElement("script");
    script.src = "search/effects-" + letter + ".js";
    script.onload = () => then(window.leafletEffects[letter] || {});
    script.onerror = () => then({});
    document.head.append(script);
  }

  function showDrugs(query) {
    const found = drugs.filter((d) => [d[1], d[2], d[3]].some((name) => name && name.toLowerCase().includes(query)));
    if (found.length) {
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

  function showEffects(query, effects) {
    const terms = Object.keys(effects).filter((term) => term.startsWith(query)).sort((a, b) => a.length - b.length);
    if (!terms.length) return 0;
    element("h3", "Effects", result);
    let left = MOST;
    for (const term of terms) {
      if (left <= 0) break;
      const part = element("details", undefined, result);
      part.open = term === terms[0];
      element("summary", term + " (" + effects[term].length + ")", part);
      const table = element("table", undefined, part);
      const head = element("tr", undefined, element("thead", undefined, table));
      for (const name of ["drug", "section", "how often", "how urgent"]) element("th", name, head).scope = "col";
      const body = element("tbody", undefined, table);
      for (const [leaflet, kind, frequency, urgency] of effects[term].slice(0, MOST)) {
        const row = element("tr", undefined, body);
        drugLink(drugs[leaflet], element("td", undefined, row));
        for (const value of [kind, frequency, urgency]) element("td", words(value), row);
      }
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
    const letter = /^[a-z]/.test(query) ? query[0] : "other";
    load(letter, (effects) => {
      if (mine !== asked) return;
      const nEffects = showEffects(query, effects);
      status.textContent = nDrugs + " drugs and " + nEffects + " effects found";
    });
  }
  input.addEventListener("input", search);
})();
