// What the pages do beyond being read: filters and search on the first one, copying, remarks.
// Texts of clauses only ever reach the page as text: nothing here writes markup from data.
"use strict";

const shown = (node, yes) => { if (node) node.hidden = !yes; };
const byId = (id) => document.getElementById(id);

// --- Search and filters -----------------------------------------------------------------------

const EMPTY_WORDS = new Set(("a au aux avec ce ces d dans de des du en et il l la le les leur n ne ou par pas pour qu que qui "
  + "s sa se ses son sous sur un une").split(" "));
const SHORTEST_OPENING = 4; // letters: « fin » would find « finance »
const NUMBER = /\b([a-z]{2,4})[\s.-]?(\d{2,4})(?:[\s.-]?([0-9a-z])(?![0-9a-z]))?/g;

const folded = (text) => text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae")
  .normalize("NFKD").replace(/\p{M}/gu, "").replace(/[\u2010-\u2015\u2212]/g, "-");

class Search {
  constructor({ clauses, mots }) {
    this.clauses = clauses;
    this.words = mots;
    this.all = Object.keys(mots);
    this.numbers = clauses.map((each) => folded(each.numero).replaceAll("-", ""));
    this.prefixes = new Set(clauses.map((each) => folded(each.numero).split("-")[0]));
  }

  /** Return the score of each clause that holds every word, by its place; null without any word. */
  scores(query) {
    let text = folded(query);
    let kept = null;
    const narrowed = (found) => {
      if (kept === null) kept = found;
      else kept = new Map([...kept].filter(([place]) => found.has(place)).map(([place, score]) => [place, score + found.get(place)]));
    };
    text = text.replace(NUMBER, (whole, prefix, serial, check = "") => {
      if (!this.prefixes.has(prefix)) return whole;
      const opening = `${prefix}${serial}${serial.length === 4 ? check : ""}`;
      const found = this.numbers.flatMap((each, place) => (each.startsWith(opening) ? [[place, 100]] : []));
      narrowed(new Map(found));
      return " ";
    });
    const given = text.match(/[a-z0-9]+/g) ?? [];
    const telling = given.filter((each) => !EMPTY_WORDS.has(each));
    const typing = /[a-z0-9]$/.test(text) ? given.at(-1) : null; // the word under way is an opening
    for (const word of telling) {
      if (word !== typing || word.length > 1) narrowed(this.#holding(word, word === typing));
    }
    return kept;
  }

  #holding(word, opening) {
    const found = new Map();
    const root = opening && word.length < SHORTEST_OPENING ? word : word.replace(/s$/, "");
    const long = opening || word.length >= SHORTEST_OPENING;
    for (const each of this.all) {
      if (!(long ? each.startsWith(root) : each === word || each === `${word}s`)) continue;
      const held = this.words[each];
      for (let at = 0; at < held.length; at += 2) found.set(held[at], (found.get(held[at]) ?? 0) + held[at + 1]);
    }
    return found;
  }
}

function firstPage(form, index) {
  const search = new Search(index);
  const list = byId("clauses");
  const items = new Map([...list.children].map((each) => [each.dataset.clause, each]));
  const questions = [...form.querySelectorAll("select")];
  const total = index.clauses.length;

  const answers = () => Object.fromEntries(questions.map((each) => [each.name, each.value]).filter(([, value]) => value));
  const meets = (clause, asked, except) =>
    Object.entries(asked).every(([name, value]) => name === except || clause[name].includes(value));

  function show() {
    const asked = answers();
    const scores = search.scores(form.q.value);
    const found = (place) => scores === null || scores.has(place);
    const kept = index.clauses.flatMap((clause, place) => (found(place) && meets(clause, asked) ? [place] : []));
    if (scores !== null) kept.sort((one, other) => scores.get(other) - scores.get(one) || one - other);
    const names = kept.map((place) => index.clauses[place].id);
    const wanted = new Set(names);
    for (const [name, item] of items) shown(item, wanted.has(name));
    const rest = index.clauses.map((each) => each.id).filter((name) => !wanted.has(name));
    list.append(...[...names, ...rest].map((name) => items.get(name)));
    for (const question of questions) {
      for (const option of question.options) {
        if (!option.value) continue;
        const count = index.clauses.filter((clause, place) =>
          found(place) && meets(clause, asked, question.name) && clause[question.name].includes(option.value)).length;
        option.textContent = `${option.dataset.libelle} (${count})`;
        option.disabled = !count && option.value !== question.value;
      }
    }
    const many = kept.length > 1 ? "clauses" : "clause";
    byId("compte").textContent = kept.length === total ? `${total}\u00a0${many}` : `${kept.length}\u00a0${many} sur ${total}`;
    shown(byId("rien"), !kept.length);
  }

  function state() {
    const told = new URLSearchParams(answers());
    if (form.q.value.trim()) told.set("q", form.q.value.trim());
    return told.toString();
  }

  function remember() {
    const told = state();
    history.replaceState(null, "", told ? `#${told}` : location.pathname + location.search);
    byId("lien-fait").textContent = "";
  }

  function recall() {
    const told = new URLSearchParams(location.hash.slice(1));
    form.q.value = told.get("q") ?? "";
    for (const question of questions) {
      const value = told.get(question.name) ?? "";
      question.value = [...question.options].some((each) => each.value === value) ? value : "";
    }
    show();
  }

  form.addEventListener("input", () => { show(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    form.q.value = "";
    for (const question of questions) question.value = "";
    show();
    remember();
    form.q.focus();
  });
  byId("lien").addEventListener("click", () => tell(byId("lien-fait"), copied(location.href)));
  byId("numeros").addEventListener("click", () => {
    const kept = [...list.children].filter((each) => !each.hidden);
    const lines = kept.map((each) => [".numero", "h3"].map((part) => spaced(each.querySelector(part)?.textContent ?? "")).join("\t"));
    tell(byId("lien-fait"), copied(`${lines.join("\n")}\n`));
  });
  globalThis.addEventListener("hashchange", recall);
  shown(form, true);
  recall();
}

// --- Copying ----------------------------------------------------------------------------------

const KEPT = new Set(["P", "UL", "OL", "LI", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "STRONG"]);

/** Return a copy that Word reads as titles, lists and tables: no style of ours, no link. */
function clean(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  const level = node.dataset?.titre;
  const made = level ? document.createElement(`h${level}`)
    : KEPT.has(node.tagName) ? document.createElement(node.tagName) : document.createDocumentFragment();
  if (node.tagName === "TABLE") {
    made.setAttribute("border", "1");
    made.setAttribute("cellspacing", "0");
  }
  for (const child of node.childNodes) {
    if (!child.classList?.contains("note-redacteur")) made.append(clean(child));
  }
  return made;
}

function cleanHtml(node) {
  const holder = document.createElement("div");
  holder.append(clean(node));
  return holder.innerHTML;
}

const spaced = (text) => text.replace(/[ \t\n]+/g, " ").trim();

/** Return the words of a text, a line a paragraph, a table's cells parted by tabs. */
function plainText(node) {
  const lines = [];
  const walk = (each, indent) => {
    if (each.classList?.contains("note-redacteur")) return;
    switch (each.tagName) {
      case "UL": case "OL":
        [...each.children].forEach((item, rank) => {
          const own = [...item.childNodes].filter((one) => !["UL", "OL"].includes(one.tagName)).map((one) => one.textContent).join("");
          lines.push(`${indent}${each.tagName === "OL" ? `${rank + 1}.` : "–"} ${spaced(own)}`);
          for (const inner of item.querySelectorAll(":scope > ul, :scope > ol")) walk(inner, `${indent}   `);
        });
        break;
      case "TABLE":
        for (const row of each.rows) lines.push([...row.cells].map((cell) => spaced(cell.textContent)).join("\t"));
        break;
      case "DIV":
        for (const child of each.children) walk(child, indent);
        break;
      default: lines.push(spaced(each.textContent));
    }
  };
  if (node.children.length && node.tagName === "DIV") walk(node, "");
  else lines.push(spaced(node.textContent));
  return `${lines.join("\n")}${lines.length > 1 ? "\n" : ""}`;
}

/** Put words, and their HTML if any, in the clipboard; tell whether it was done. */
function copied(text, html = "") {
  let done = false;
  const fill = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
    if (html) event.clipboardData.setData("text/html", html);
    done = true;
  };
  document.addEventListener("copy", fill);
  try {
    document.execCommand("copy"); // the one way that works from a file, in every browser
  } finally {
    document.removeEventListener("copy", fill);
  }
  return done;
}

function tell(node, done) {
  if (node) node.textContent = done ? "Copié" : "Le navigateur refuse la copie : sélectionnez le texte.";
}

for (const button of document.querySelectorAll("[data-copie]")) {
  button.addEventListener("click", () => {
    const target = byId(button.dataset.cible);
    const html = button.dataset.copie === "word" ? cleanHtml(target) : "";
    tell(button.parentElement.querySelector(".fait"), copied(plainText(target), html));
  });
}
for (const each of document.querySelectorAll(".copies")) shown(each, true);

// --- Reviews too old, remarks -----------------------------------------------------------------

const today = new Date();
const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((each) => `${each}`.padStart(2, "0")).join("-");
for (const each of document.querySelectorAll("[data-relire]")) shown(each, day > each.dataset.relire);

const PERSONAL = [/[\w.+-]+@[\w-]+\.\w+/, /(?<!\d)(?:\+33|0)[ .-]?[1-9](?:[ .-]?\d\d){4}(?!\d)/];

/** Return the file of a remark: the prepared one, with the words of the reader. */
function remarkFile(model, words, organisation) {
  const quoted = (text) => JSON.stringify(text.replace(/\s+/g, " ").trim()); // JSON is YAML
  const lines = model.replace(/\n {2}texte:[^]*$/, "").replace(/\n {2}le: .*/, `\n  le: ${day}`);
  return `${lines}${organisation.trim() ? `\n  organisation: ${quoted(organisation)}` : ""}\n  texte: ${quoted(words)}\n`;
}

function remarks(form) {
  const [words, organisation, said] = ["remarque-texte", "remarque-organisation", "remarque-dit"].map(byId);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!words.value.trim()) {
      said.textContent = "Écrivez la remarque.";
      words.focus();
      return;
    }
    if (PERSONAL.some((each) => each.test(`${words.value} ${organisation.value}`))) {
      said.textContent = "Retirez l’adresse électronique ou le téléphone.";
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([remarkFile(form.dataset.modele, words.value, organisation.value)], { type: "application/yaml" }));
    link.download = form.dataset.fichier;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    said.textContent = "Fichier prêt : envoyez-le à qui publie la bibliothèque.";
  });
  shown(form, true);
  shown(byId("remarque-simple"), false);
}

if (byId("remarque-forme")) remarks(byId("remarque-forme"));
if (byId("filtres") && globalThis.CATALOGUE) firstPage(byId("filtres"), globalThis.CATALOGUE);
