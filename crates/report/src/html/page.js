// Narrows the page down, tells of a pair why, and keeps both in the address, so that a link leads there.
"use strict";
(() => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const one = (what, within = document) => within.querySelector(what);
  const root = document.documentElement;
  root.classList.add("js");

  // What is said, in the language of the page: its words stand with its root, by the English ones.
  const words = JSON.parse(root.dataset.words || "{}");
  const say = (english, values = {}) => (words[english] || english).replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Colours: as the system, light, dark. What was chosen is kept where the browser lets us.
  const scheme = one("#scheme");
  const names = { "": say("as the system"), light: say("light"), dark: say("dark") };
  const kept = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("landfall-scheme") || "";
      localStorage.setItem("landfall-scheme", value);
    } catch { /* a file may have no storage */ }
    return "";
  };
  const paint = (value) => {
    if (value) root.dataset.scheme = value; else delete root.dataset.scheme;
    one("b", scheme).textContent = names[value];
    scheme.value = value;
  };
  paint(kept() in names ? kept() : "");
  scheme.hidden = false;
  scheme.addEventListener("click", () => {
    const order = Object.keys(names);
    const next = order[(order.indexOf(scheme.value) + 1) % order.length];
    paint(next);
    kept(next);
  });

  // Cells by pair: rows of the matrix, one strip, and recipes, which stand on no machine.
  const form = one("#filter");
  const choose = form.elements;
  // The value of an option has its spaces gathered, and names may differ in these alone.
  const chosen = (name) => choose[name].selectedIndex > 0 ? choose[name].selectedOptions[0].textContent : "";
  const choosing = (name, text) => {
    choose[name].selectedIndex = Math.max(0, all("option", choose[name]).findIndex((option, at) => at > 0 && option.textContent === text));
  };
  const values = (name) => all("option", choose[name]).map((option) => option.textContent).slice(1);
  const subjects = values("artifact");
  const machines = values("machine");
  const width = machines.length + 1;
  const cells = new Map();
  const matrix = one("#matrix");
  const rows = matrix && matrix.tBodies ? [...matrix.tBodies[0].rows] : [];
  const put = (cell, subject, machine) => {
    if (cell.className.startsWith("n")) return;
    cell.pair = subject * width + machine;
    cells.set(cell.pair, cell);
  };
  rows.forEach((row, subject) => all("td", row).forEach((cell, machine) => put(cell, subject, machine)));
  if (matrix && !rows.length) all("dd", matrix).forEach((cell, machine) => put(cell, 0, machine));
  const recipes = all("#recipe-list > li");
  recipes.forEach((cell, at) => put(cell, subjects.length - recipes.length + at, machines.length));
  const verdict = (cell) => ({ b: "breaks", u: "unsure", d: "runs", r: "runs" })[cell.className[0]];
  const nameOf = (pair) => [subjects[Math.floor(pair / width)], machines[pair % width] || "as written"];

  // `0-2,7:3,5;8:1`: subjects before their machines.
  const numbers = (text) => text.split(",").flatMap((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
  const pairsOf = (text) => new Set(text.split(";").flatMap((block) => {
    const [of, on] = block.split(":").map(numbers);
    return of.flatMap((subject) => on.map((machine) => subject * width + machine));
  }));
  // Of a part of a card: by its subjects or machines alone, or by pairs.
  const isAt = (text, pair) => {
    if (!text) return true;
    if (text[0] === "s") return numbers(text.slice(1)).includes(Math.floor(pair / width));
    if (text[0] === "m") return numbers(text.slice(1)).includes(pair % width);
    return pairsOf(text).has(pair);
  };
  const cards = all(".card").map((card) => ({
    card,
    pairs: pairsOf(card.dataset.at),
    rules: card.dataset.rule.split(" "),
    text: card.textContent.toLowerCase(),
    is_doubt: card.classList.contains("doubt"),
  }));

  // What is asked for, and what fits it.
  const boxes = all("input[name=verdict]");
  const asked = () => ({
    q: choose.q.value.trim().toLowerCase(),
    rule: chosen("rule"),
    artifact: chosen("artifact"),
    machine: chosen("machine"),
    verdicts: boxes.filter((box) => box.checked).map((box) => box.value),
  });
  const narrow = () => {
    const { q, rule, artifact, machine, verdicts } = asked();
    const terms = q.split(/\s+/).filter(Boolean);
    const has = (text) => terms.every((word) => text.includes(word));
    const told = new Set();
    if (rule || q) {
      for (const { rules, text, pairs } of cards) {
        if ((!rule || rules.includes(rule)) && (!q || has(text))) pairs.forEach((pair) => told.add(pair));
      }
    }
    const fits = new Set();
    for (const [pair, cell] of cells) {
      const [subject, place] = nameOf(pair);
      const isNamed = q && has(`${subject} ${place}`.toLowerCase());
      const isFit = verdicts.includes(verdict(cell)) && (!artifact || subject === artifact)
        && (!machine || place === machine) && (!rule || told.has(pair)) && (!q || told.has(pair) || isNamed);
      cell.classList.toggle("off", !isFit);
      if (isFit) fits.add(pair);
    }
    rows.forEach((row, at) => { row.hidden = artifact !== "" && subjects[at] !== artifact; });
    let shown = 0;
    for (const { card, pairs, rules, text, is_doubt } of cards) {
      let isFit = (!rule || rules.includes(rule)) && (!q || has(text) || [...pairs].some((pair) => fits.has(pair) && has(nameOf(pair).join(" ").toLowerCase())));
      if (isFit) isFit = [...pairs].some((pair) => fits.has(pair));
      card.hidden = !isFit;
      if (isFit && !is_doubt) shown += 1;
    }
    const none = one("#none");
    const findings = cards.filter(({ is_doubt }) => !is_doubt).length;
    if (none && findings) none.hidden = shown > 0;
    const written = (count) => count.toLocaleString("en");
    const ofPairs = cells.size === 1 ? say("1 pair") : say("{count} pairs", { count: written(cells.size) });
    const ofFindings = findings === 1 ? say("1 finding") : say("{count} findings", { count: written(findings) });
    one("#shown").textContent = fits.size === cells.size && shown === findings
      ? say("{pairs}, {findings}", { pairs: ofPairs, findings: ofFindings })
      : say("{some} of {pairs}, {shown} of {findings}", { some: written(fits.size), pairs: ofPairs, shown, findings: ofFindings });
  };

  // The pair that was chosen: its verdict, and its part of each card.
  const panel = one("#pair");
  let now = null;
  const close = () => {
    if (now) { now.classList.remove("now"); now.removeAttribute("aria-current"); }
    now = null;
    if (!panel) return;
    panel.hidden = true;
    panel.replaceChildren();
  };
  const make = (tag, text, set = {}) => Object.assign(document.createElement(tag), { textContent: text }, set);
  // A name in Latin letters stands between Chinese words with a blank on each side.
  const parted = (place, name) => {
    const [before, behind] = [place.previousSibling, place.nextSibling].map((side) => side ? side.textContent : "");
    return `${/\p{Script=Han}$/u.test(before) ? " " : ""}${name}${/^\p{Script=Han}/u.test(behind) ? " " : ""}`;
  };
  const open = (pair) => {
    const cell = cells.get(pair);
    if (!panel || !cell) return;
    close();
    now = cell;
    cell.classList.add("now");
    cell.setAttribute("aria-current", "true");
    const [subject, machine] = nameOf(pair);
    const verdicts = { b: say("breaks"), u: say("unsure"), d: say("runs, but something fails"), r: say("runs") };
    const head = make("h3", "");
    const sign = make("i", ` ${verdicts[cell.className[0]]}`, { className: cell.className[0] });
    const shut = make("button", say("Close"), { type: "button" });
    shut.addEventListener("click", () => { const back = now; close(); write(); if (back) focus(back); });
    head.append(make("span", machine === "as written" ? subject : say("{subject} on {machine}", { subject, machine })), sign, shut);
    panel.append(head);
    const of = cards.filter(({ pairs }) => pairs.has(pair));
    for (const { card, is_doubt } of of) {
      const article = make("article", "");
      const title = make("p", "");
      const says = one(".says", card).cloneNode(true);
      title.append(one(".mark", card).cloneNode(true), " ", says);
      article.className = card.className;
      article.classList.remove("card");
      article.append(title);
      if (!is_doubt) {
        for (const part of all(":scope > .body > .sides, :scope > .body > .mend", card)) article.append(part.cloneNode(true));
        for (const item of all("li[data-at]", article)) if (!isAt(item.dataset.at, pair)) item.remove();
        // What was folded for many is little for one.
        for (const more of all(".more", article)) more.replaceWith(...all(":scope > details > ul > li", more));
        for (const whose of all(".whose", article)) whose.remove();
        const own = one(".own", says);
        const value = own && JSON.parse(own.dataset.own).find(([, at]) => isAt(at, pair));
        if (value) own.textContent = value[0];
      }
      for (const name of all(".m", article)) name.textContent = parted(name, machine);
      const links = make("p", "", { className: "links" });
      links.append(make("a", is_doubt ? say("Where else") : say("{rule}, and where else", { rule: card.dataset.rule }), { href: `#${card.id}` }));
      article.append(links);
      panel.append(article);
    }
    if (!of.length) panel.append(make("p", say("No rule found anything, and every rule could look.")));
    panel.hidden = false;
  };

  // Cells are walked with the arrows; one of them can be reached by Tab.
  const walk = [...cells.values()];
  const focus = (cell) => {
    for (const other of all("[tabindex='0']", matrix || document.body)) if (other.pair !== undefined) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: false });
  };
  walk.forEach((cell, at) => { cell.tabIndex = at === 0 || cell.matches("#recipe-list > li:first-child") ? 0 : -1; });
  if (rows.length) {
    matrix.setAttribute("role", "grid");
    walk.forEach((cell) => { if (cell.tagName === "TD") cell.setAttribute("role", "gridcell"); });
  }
  const beside = (cell, key) => {
    if (cell.tagName !== "TD") {
      const list = walk.filter((other) => other.tagName === cell.tagName);
      const at = list.indexOf(cell) + ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 })[key];
      return list[at];
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: width, ArrowUp: -width }[key];
    let pair = cell.pair;
    const row = Math.floor(pair / width);
    for (;;) {
      pair += step;
      if (pair < 0 || pair >= subjects.length * width) return undefined;
      if (Math.abs(step) === 1 && Math.floor(pair / width) !== row) return undefined;
      const next = cells.get(pair);
      if (next && next.tagName === "TD" && !next.closest("tr").hidden) return next;
    }
  };
  const cellAt = (event) => {
    const cell = event.target.closest && event.target.closest("td, dd, li");
    return cell && cell.pair !== undefined ? cell : null;
  };
  const choosePair = (cell) => {
    focus(cell);
    open(cell.pair);
    write();
    panel.scrollIntoView({ block: "nearest" });
  };
  for (const part of [matrix, one("#recipe-list")]) {
    if (!part) continue;
    part.addEventListener("click", (event) => { const cell = cellAt(event); if (cell) choosePair(cell); });
    part.addEventListener("keydown", (event) => {
      const cell = cellAt(event);
      if (!cell) return;
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choosePair(cell); panel.focus(); }
      if (event.key.startsWith("Arrow")) {
        const next = beside(cell, event.key);
        event.preventDefault();
        if (next) focus(next);
      }
    });
    part.addEventListener("mouseover", (event) => {
      const cell = cellAt(event);
      for (const hot of all(".hot", part)) hot.classList.remove("hot");
      if (!cell) return;
      const [subject, machine] = nameOf(cell.pair);
      cell.title = say("{subject} on {machine}: {verdict}", { subject, machine: machine === "as written" ? say("as written") : machine, verdict: cell.textContent });
      if (rows.length && cell.tagName === "TD") {
        const head = matrix.tHead.rows[1].cells[(cell.pair % width) + 1];
        if (head) head.classList.add("hot");
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && now) { const back = now; close(); write(); focus(back); }
    if (event.key === "/" && !event.target.closest("input, select, textarea")) { event.preventDefault(); choose.q.focus(); }
  });

  // The address: `#newer_glibc_needed-1a2b3c4d` names a card or a rule, `#rule=…&machine=…` what is asked for.
  let isReading = false;
  const write = (id) => {
    if (isReading) return;
    const { q, rule, artifact, machine, verdicts } = asked();
    const told = new URLSearchParams();
    if (verdicts.length < boxes.length) told.set("verdict", verdicts.join(","));
    for (const [name, value] of Object.entries({ rule, artifact, machine, q })) if (value) told.set(name, value);
    if (now) told.set("pair", nameOf(now.pair).join(" on "));
    if (id) told.set("open", id);
    const text = told.toString();
    const hash = id && text === `open=${encodeURIComponent(id)}` ? `#${id}` : text ? `#${text}` : "#";
    try { history.replaceState(null, "", hash); } catch { /* some viewers have no history */ }
  };
  const reveal = (id) => {
    const part = document.getElementById(id);
    if (!part) return;
    if (part.hidden) { form.reset(); boxes.forEach((box) => { box.checked = true; }); narrow(); }
    for (let at = part; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    part.scrollIntoView();
  };
  const read = () => {
    const text = location.hash.slice(1);
    if (!text.includes("=")) { if (text) reveal(text); return; }
    isReading = true;
    const told = new URLSearchParams(text);
    const verdicts = told.get("verdict");
    boxes.forEach((box) => { box.checked = verdicts === null || verdicts.split(",").includes(box.value); });
    choose.q.value = told.get("q") || "";
    for (const name of ["rule", "artifact", "machine"]) choosing(name, told.get(name));
    narrow();
    close();
    const pair = told.get("pair");
    if (pair) for (const key of cells.keys()) if (nameOf(key).join(" on ") === pair) { open(key); panel.scrollIntoView({ block: "nearest" }); break; }
    if (told.get("open")) reveal(told.get("open"));
    isReading = false;
  };
  addEventListener("hashchange", read);
  form.addEventListener("input", () => { narrow(); write(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { boxes.forEach((box) => { box.checked = true; }); close(); narrow(); write(); }));
  boxes.forEach((box) => box.addEventListener("change", () => { narrow(); write(); }));
  for (const { card } of cards) {
    one("summary", card).addEventListener("click", () => { if (!card.open) write(card.id); else write(); });
  }

  // Graphs: what is found is marked, and a package that is folded hides what only it leads to.
  for (const graph of all(".graph")) {
    const things = all("g[data-number]", graph);
    const arrows = all("path[data-ends]", graph).map((path) => ({ path, ends: path.dataset.ends.split(" ").map(Number) }));
    const leads = things.map((_, at) => arrows.filter(({ ends }) => ends[0] === at).map(({ ends }) => ends[1]));
    const tops = things.map((_, at) => at).filter((at) => !arrows.some(({ ends }) => ends[1] === at));
    const closed = new Set();
    const draw = () => {
      const seen = new Set();
      const visit = (at) => { if (!seen.has(at)) { seen.add(at); if (!closed.has(at)) leads[at].forEach(visit); } };
      (tops.length ? tops : things.map((_, at) => at)).forEach(visit);
      things.forEach((thing, at) => {
        thing.toggleAttribute("hidden", !seen.has(at));
        thing.classList.toggle("folds", closed.has(at));
        if (leads[at].length) thing.setAttribute("aria-expanded", String(!closed.has(at)));
      });
      arrows.forEach(({ path, ends }) => path.toggleAttribute("hidden", !seen.has(ends[0]) || !seen.has(ends[1]) || closed.has(ends[0])));
    };
    const turn = (at) => { if (leads[at].length) { if (!closed.delete(at)) closed.add(at); draw(); } };
    things.forEach((thing, at) => {
      thing.setAttribute("role", leads[at].length ? "button" : "img");
      thing.setAttribute("aria-label", one("text", thing).textContent);
      if (!leads[at].length) return;
      thing.setAttribute("tabindex", "0");
      thing.addEventListener("click", () => turn(at));
      thing.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); turn(at); } });
    });
    for (const part of all(".seek", graph)) part.hidden = false;
    one(".seek input", graph).addEventListener("input", (event) => {
      const text = event.target.value.trim().toLowerCase();
      closed.clear();
      draw();
      let first = null;
      things.forEach((thing) => {
        const isHit = text !== "" && one("text", thing).textContent.toLowerCase().includes(text);
        thing.classList.toggle("hit", isHit);
        thing.classList.toggle("far", text !== "" && !isHit);
        if (isHit && !first) first = thing;
      });
      if (first) first.scrollIntoView({ block: "nearest", inline: "center" });
    });
    draw();
  }

  // On paper nothing can be unfolded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all(".card:not([open]):not(.doubt)");
    folded.forEach((card) => { card.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((card) => { card.open = false; }));

  form.hidden = cells.size === 0;
  narrow();
  read();
})();
