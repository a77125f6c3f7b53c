// The pane: one view from the documents of the server, whoever obtains them.
//
// A front (front-page.js, front-excel.js) gives `state`, `compare`, `set`, `insert`, perhaps
// `withHours` and `showCell`; this module decides what is shown, said and focused.

import { h } from "./dom.js";
import { Refusal, told } from "./faults.js";
import { askDocument } from "./insert-dialog.js";
import { Progress } from "./progress.js";
import { comparisonView } from "./view-comparison.js";
import { lotList } from "./view-lots.js";
import { setCard } from "./view-set.js";
import { contractFacts, faultList, mentions, obstacles, questions, stateCard, unwritten, warningList } from "./view-state.js";
import { word } from "./words.js";

const SHEET_FAULTS = ["TABLEAUX_MULTIPLES", "FEUILLE_INTROUVABLE"];

export class Pane {
  /** `front` obtains documents; `welcome` is what the view shows before the first one. */
  constructor(front) {
    this.front = front;
    this.view = document.getElementById("vue");
    this.bar = document.getElementById("actions");
    this.progress = new Progress(document.getElementById("progres"), document.getElementById("annonce"));
    this.forget();
  }

  /** Forget the contract and the answers given about it. */
  forget() {
    this.document = null;
    this.facts = {};
    this.final = false;
  }

  /** Read the contract without writing anything, and show its state. */
  verify() {
    return this.#read("verifier", this.front.inExcel ? "verification" : "lecture");
  }

  /** Compute the hours; in Excel, write them where they are awaited. */
  calculate(options = {}) {
    return this.#read("calculer", "calcul_en_cours", options);
  }

  async #read(action, telling, options = {}) {
    await this.attempt(telling, () => this.front.state(action, this.facts, options), (found) => this.show(found));
  }

  /** Show what each method would give for a lot. */
  async compare(lot) {
    await this.attempt("comparaison_en_cours", () => this.front.compare(lot, this.facts), (found) => {
      const back = () => {
        if (!this.document) return this.verify();
        this.show(this.document, false);
        const summary = this.view.querySelector(`[data-lot="${CSS.escape(String(lot))}"] summary`);
        summary?.parentElement.setAttribute("open", "");
        summary?.focus();
        return undefined;
      };
      const nodes = comparisonView(this.front, found, (other) => this.compare(other), back);
      this.#fill(nodes.flat());
      this.#arrive(word("comparaison"));
    });
  }

  /** Make the set of Word pieces and hand it over. */
  async generate() {
    await this.attempt("redaction", () => this.front.set(this.final, this.facts), (made) => this.#hand(made));
  }

  /** Ask for a Word document and put the articles into it. */
  async insert() {
    const chosen = await askDocument();
    if (!chosen) return;
    await this.attempt("insertion", () => this.front.insert(chosen, this.final, this.facts), (made) => this.#hand(made));
  }

  /** Hand over a copy of the workbook with the hours written. */
  async withHours() {
    await this.attempt("ecriture", () => this.front.withHours(this.facts), (made) => this.#hand(made));
  }

  /** Ask for another file, where files come by hand. */
  another() {
    this.front.another();
  }

  /** Show a state; `arriving` moves the focus to its sentence and says it. */
  show(found, arriving = true) {
    this.document = found;
    const retry = (answers) => {
      Object.assign(this.facts, answers);
      return found.action === "calculer" ? this.calculate() : this.verify();
    };
    this.#fill([
      stateCard(found),
      unwritten(this.front, found.ecrit, () => this.calculate({ replace: true })),
      faultList(this.front, found.erreurs),
      sheetQuestion(found, retry),
      questions(found.faits_a_donner, retry),
      warningList(this.front, found.avertissements),
      lotList(this.front, found, (lot) => this.compare(lot)),
      obstacles(found),
      mentions(found),
      contractFacts(found),
    ]);
    this.front.drawn?.(found);
    this.#buttons();
    if (arriving) this.#arrive([found.etat_phrase, found.resume].filter(Boolean).join(" "));
  }

  #fill(nodes) {
    this.view.replaceChildren(...nodes.filter(Boolean));
  }

  /** Move to the top of the new view, for eyes, keyboard and voice alike. */
  #arrive(sentence) {
    window.scrollTo({ top: 0 });
    this.view.querySelector("h1[tabindex]")?.focus({ preventScroll: true });
    this.progress.say(sentence ?? "");
  }

  #hand(made) {
    if (!made.blob) throw new Refusal(made.erreurs ?? []);
    for (const old of this.view.querySelectorAll(".prete")) old.remove();
    const { card, begin } = setCard(this.front, made, () => this.bar.querySelector("button")?.focus());
    this.view.prepend(card);
    window.scrollTo({ top: 0 });
    card.querySelector("h2").focus({ preventScroll: true });
    this.progress.say(`${word("pret_a_telecharger")} ${made.nom}`);
    begin();
  }

  /** Do a task; what refuses it is told at the top of the view, with a way to try again. */
  async attempt(telling, task, then) {
    this.refuse(null);
    try {
      const found = await this.progress.during(telling, task);
      if (found) then(found);
    } catch (error) {
      const refused = error instanceof Refusal ? error : new Refusal([told("imprevu", "imprevu_remede")]);
      if (refused !== error) console.error(error);
      this.refuse(refused, () => this.attempt(telling, task, then));
    }
  }

  /** Tell a refusal above the view, which stays; `again` is what « Réessayer » does. */
  refuse(refused, again = null) {
    document.getElementById("refus")?.remove();
    if (!refused?.faults.length) return;
    const list = faultList(this.front, refused.faults, "refus");
    if (again && (refused.status === 0 || refused.status >= 500)) {
      list.append(h("button", { type: "button", class: "second", onclick: again }, word("reessayer")));
    }
    if (!this.document && this.front.another) {
      list.append(h("button", { type: "button", class: "second", onclick: () => this.another() }, word("autre_fichier")));
    }
    const holder = h("div", { id: "refus", tabindex: "-1" }, list);
    const question = this.document ? null : sheetQuestion({ erreurs: refused.faults }, (answers) => {
      Object.assign(this.facts, answers);
      return again();
    });
    if (question) holder.append(question);
    this.view.before(holder);
    holder.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
    this.progress.say(refused.message);
  }

  #buttons() {
    const act = (name, key, kind, short = key) =>
      h("button", { type: "button", class: kind, "data-action": key, onclick: () => this[name]() },
        short === key ? word(key) : [h("span", { class: "long" }, word(key)), h("span", { class: "court" }, word(short))]);
    const { inExcel } = this.front;
    const found = this.document;
    const pieces = found?.pieces?.possibles ?? false;
    // Its own formulas already give our workbook its hours; a text file has no cells.
    const hours = this.front.withHours && found?.feuille && !found.notre_classeur && found.total_texte;
    const next = pieces ? "generer" : inExcel ? "verifier" : "redonner";
    const others = [
      ...(inExcel ? [["verify", "verifier"], ["calculate", "calculer"]] : []),
      ...(hours ? [["withHours", "classeur_heures", "classeur_court"]] : []),
      ...(pieces ? [["insert", "inserer", "inserer_court"]] : []),
    ].filter(([, key]) => key !== next);
    const first = { generer: "generate", verifier: "verify", redonner: "another" }[next];
    this.bar.replaceChildren(
      h("div", { class: "autres" }, others.map(([name, key, short]) => act(name, key, "second", short))),
      ...(pieces ? [this.#version()] : []),
      act(first, next, "principal"));
    this.bar.hidden = !found && !inExcel;
  }

  /** Draft or final: one choice for every piece made. */
  #version() {
    const choice = (value, key) => h("label", { title: word(`${key}_aide`) },
      h("input", { type: "radio", name: "version", id: `version-${key}`, value: key, checked: this.final === value,
        onchange: () => (this.final = value) }), h("span", {}, word(key)));
    return h("fieldset", { class: "version" }, h("legend", { class: "invisible" }, word("pieces_en")),
      choice(false, "projet"), choice(true, "definitif"));
  }

  /** Show the buttons that need no contract yet. */
  ready() {
    this.#buttons();
  }
}

/** Return the question « which sheet? », when the refusal is that there are several. */
function sheetQuestion(found, answer) {
  const fault = found.erreurs?.find((each) => SHEET_FAULTS.includes(each.code));
  if (!fault) return null;
  const choices = (found.feuilles ?? []).map((name) => ({ cle: name, libelle: name }));
  return questions([{ champ: "feuille", libelle: word("feuille"), type: "texte", choix: choices }], answer, {
    title: "quelle_feuille", help: "quelle_feuille_aide" });
}
