// The answer to « what is the state of this contract, what is wrong, what is missing? ».

import { h, icon } from "./dom.js";
import { word } from "./words.js";

const KEY = /^[a-z0-9_]+$/;
const MOST_TOLD = 6; // faults in view; a long list is read once the first ones are mended

/** Return the head of the view: state, sentence, total. */
export function stateCard(document_) {
  const state = document_.etat ?? "a_corriger";
  return h("section", { class: `carte etat ${state}` },
    h("div", { class: "etat-dire" },
      h("p", { class: "pastille" }, icon(state), word(`etat_${state}`)),
      h("h1", { id: "etat-phrase", tabindex: "-1" }, document_.etat_phrase ?? document_.resume ?? ""),
      subject(document_),
      document_.ecrit?.cellules?.length ? h("p", { class: "ecrit" }, document_.ecrit.phrase) : null),
    document_.total_texte
      ? h("div", { class: "etat-total" },
          h("strong", {}, document_.total_texte), h("span", {}, document_.resume))
      : null);
}

/** Return why the hours were not written in the sheet, and how to write them all the same. */
export function unwritten(front, written, replace) {
  if (!written?.refus?.length) return null;
  return h("section", { class: "carte alerte soin", "aria-labelledby": "non-ecrit" },
    h("h2", { id: "non-ecrit" }, written.phrase),
    h("ul", { class: "points" }, written.refus.map((each) => faultItem(front, each))),
    written.remplacable
      ? h("button", { type: "button", class: "second", "data-action": "remplacer", onclick: replace }, word("remplacer"))
      : null);
}

function faultItem(front, each) {
  // A key of our vocabulary is a place for machines: its cause names it in the words of the trade.
  const label = KEY.test(each.lieu ?? "") ? "" : each.lieu;
  return h("li", {},
    label || each.cellule ? place(front, each, label) : null,
    h("p", { class: "cause" }, each.cause),
    each.remede ? h("p", { class: "remede" }, each.remede) : null);
}

function subject(document_) {
  const fact = document_.marche?.find((each) => each.cle === "objet_marche");
  return fact ? h("p", { class: "doux" }, fact.valeur) : null;
}

/** Return where something is: a button that shows the cell, or its name when there is no Excel. */
export function place(front, where, label) {
  const { feuille: sheet, cellule: cell } = where;
  const name = label || [sheet, cell].filter(Boolean).join(", ");
  if (!name) return null;
  if (!front.showCell || !sheet || !cell) return h("span", { class: "lieu" }, name);
  return h("button", {
    type: "button", class: "lieu", title: word("voir_cellule"),
    onclick: () => front.showCell(sheet, cell),
  }, icon("cible"), name);
}

/** Return faults, each with place, cause and remedy; nothing when there are none. `title` is
 * « À corriger » for those of the file, « refus » for what kept a request from being done. */
export function faultList(front, faults, title = "a_corriger", heading = "h2") {
  if (!faults?.length) return null;
  const count = title === "a_corriger" ? [" ", h("span", { class: "compte" }, faults.length)] : [];
  return h("section", { class: "carte alerte mal", "aria-labelledby": `titre-${title}` },
    h(heading, { id: `titre-${title}` }, word(title), count),
    h("ul", { class: "points" }, faults.slice(0, MOST_TOLD).map((each) => faultItem(front, each))),
    faults.length > MOST_TOLD
      ? h("details", {},
          h("summary", {}, icon("fleche"), `${word("et_aussi")} ${faults.length - MOST_TOLD}`),
          h("ul", { class: "points" }, faults.slice(MOST_TOLD).map((each) => faultItem(front, each))))
      : null);
}

/** Return the reservations on the contract; nothing when there are none. */
export function warningList(front, warnings) {
  if (!warnings?.length) return null;
  return h("section", { class: "carte alerte soin", "aria-labelledby": "a-verifier" },
    h("h2", { id: "a-verifier" }, word("a_verifier"), " ", h("span", { class: "compte" }, warnings.length)),
    h("ul", { class: "points" }, warnings.map((each) =>
      h("li", {}, place(front, each), h("p", { class: "cause" }, each.texte)))));
}

/** Return the questions whose answers the law needs; `answer` receives them by field name. */
export function questions(missing, answer, { title = "il_manque", help = "il_manque_aide" } = {}) {
  if (!missing?.length) return null;
  return h("section", { class: "carte questions", "aria-labelledby": title },
    h("h2", { id: title }, word(title)),
    h("p", { class: "aide" }, word(help)),
    h("form", { onsubmit: (event) => {
        event.preventDefault();
        const given = [...new FormData(event.target)].filter(([, value]) => value !== "");
        answer(Object.fromEntries(given));
      } },
      missing.map(question),
      h("button", { type: "submit", class: "second" }, word("recalculer"))));
}

function question(asked) {
  const id = `fait-${asked.champ}`;
  const help = asked.aide ? `${id}-aide` : null;
  const field = asked.choix?.length
    ? h("select", { id, name: asked.champ, "aria-describedby": help },
        h("option", { value: "" }, word("choisir")),
        asked.choix.map((each) => h("option", { value: each.cle }, each.libelle)))
    : h("input", { id, name: asked.champ, type: asked.type === "date" ? "date" : "text", "aria-describedby": help });
  return h("div", { class: "champ" }, h("label", { for: id }, asked.libelle), field,
    help ? h("p", { id: help, class: "aide" }, asked.aide) : null);
}

/** Return what a final set would still ask, closed: a draft does without. */
export function mentions(document_) {
  const missing = document_.a_completer ?? [];
  if (!missing.length) return null;
  return h("details", { class: "carte repli" },
    h("summary", {}, icon("fleche"), h("h2", {}, word("mentions")), " ", h("span", { class: "compte" }, missing.length)),
    h("p", { class: "aide" }, word("mentions_aide")),
    h("ul", { class: "colonnes" }, missing.map((each) => h("li", {}, each.libelle))));
}

/** Return why no set can be made yet; nothing when one can. */
export function obstacles(document_) {
  const pieces = document_.pieces;
  if (!pieces || pieces.possibles || !pieces.raisons?.length) return null;
  return h("section", { class: "carte alerte soin", "aria-labelledby": "obstacles" },
    h("h2", { id: "obstacles" }, word("sans_pieces")),
    h("ul", { class: "points" }, pieces.raisons.map((each) => h("li", {}, h("p", { class: "cause" }, each)))));
}

/** Return the known facts of the contract, closed: they are context, not news. */
export function contractFacts(document_) {
  const facts = document_.marche ?? [];
  if (!facts.length) return null;
  return h("details", { class: "carte repli" },
    h("summary", {}, icon("fleche"), h("h2", {}, word("le_marche"))),
    h("dl", { class: "faits" }, facts.map((each) =>
      h("div", {}, h("dt", {}, each.libelle), h("dd", {}, each.valeur)))));
}
