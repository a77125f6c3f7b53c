// What each method would give for one lot: bars to look at, sources and ages to read.

import { bar, h, icon } from "./dom.js";
import { faultList } from "./view-state.js";
import { word } from "./words.js";

const ONE_SCALE = new Set(["comparables", "ordre_de_grandeur"]); // other hours compare with none

/** Return the view; `choose` receives a lot's number, `back` closes the view. */
export function comparisonView(front, document_, choose, back) {
  const found = document_.comparaison ?? {};
  const one = (found.lots ?? []).find((each) => each.numero === document_.lot) ?? found.lots?.[0];
  return [
    h("section", { class: "carte comparaison", "aria-labelledby": "comparaison-titre" },
      h("div", { class: "tete" },
        h("button", { type: "button", class: "lien retour", onclick: back }, icon("fleche"), word("retour")),
        chooser(document_, choose)),
      h("h1", { id: "comparaison-titre", tabindex: "-1" }, word("comparaison")),
      one ? h("p", { class: "doux" }, `${word("lot")} ${one.numero} · ${one.intitule}`) : null,
      one?.plus_bas_texte && one.plus_bas_texte !== one.plus_haut_texte ? spread(one) : null,
      one ? table(one) : null),
    faultList(front, document_.erreurs),
    one ? listed("pourquoi", one.raisons ?? [], true) : null,
    one ? listed("a_renseigner", (one.a_renseigner ?? []).map(asked)) : null,
    one ? listed("sans_resultat", (one.sans_resultat ?? []).map((each) => h("li", {}, h("strong", {}, each.libelle), " – ", each.motif))) : null,
    listed("en_attente", (found.en_attente ?? []).map((each) => `${each.lieu} – ${each.cause} ${each.remede}`), true),
    listed("a_verifier", found.avertissements ?? [], true),
  ];
}

/** Return the answer in one line: from how many hours to how many, comparable calculations only. */
function spread(one) {
  return h("p", { class: "etendue" }, word("de"), " ", h("strong", {}, one.plus_bas_texte), " ", word("a"), " ",
    h("strong", {}, one.plus_haut_texte), one.rapport_texte ? h("span", { class: "doux" }, ` (${one.rapport_texte})`) : null);
}

function chooser(document_, choose) {
  const lots = document_.lots ?? [];
  if (lots.length < 2) return null;
  const options = lots.map((each) =>
    h("option", { value: each.numero, selected: each.numero === document_.lot }, `${each.numero} · ${each.intitule}`));
  return h("label", { class: "champ choix-lot" }, h("span", { class: "invisible" }, word("autre_lot")),
    h("select", { id: "lot-compare", onchange: (event) => choose(event.target.value) }, options));
}

function table(one) {
  const calculations = one.calculs ?? [];
  const drawn = calculations.filter((each) => ONE_SCALE.has(each.groupe));
  const longest = Math.max(1, ...drawn.map((each) => each.heures ?? 0));
  const groups = [];
  for (const each of calculations) {
    const group = groups.at(-1);
    if (group && group[0].groupe === each.groupe) group.push(each);
    else groups.push([each]);
  }
  return h("table", { role: "table" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
      ["calcul", "heures", "ecart", "sources"].map((key) => h("th", { scope: "col", role: "columnheader", class: key }, word(key))))),
    groups.map((group) => h("tbody", { role: "rowgroup", class: group[0].groupe },
      h("tr", { role: "row", class: "groupe" },
        h("th", { role: "columnheader", scope: "rowgroup", colspan: "4" }, group[0].groupe_libelle ?? "")),
      group.map((each) => line(each, longest)))));
}

function line(each, longest) {
  return h("tr", { role: "row", class: each.calcul_du_lot ? "sien" : null },
    h("th", { scope: "row", role: "rowheader" },
      h("span", { class: "libelle" }, each.libelle, each.calcul_du_lot ? h("span", { class: "insigne obligatoire" }, word("calcul_du_lot")) : null),
      ONE_SCALE.has(each.groupe) ? bar((each.heures ?? 0) / longest, each.calcul_du_lot ? "sien" : each.groupe) : null),
    h("td", { role: "cell", class: "heures" }, each.heures_texte ?? String(each.heures)),
    h("td", { role: "cell", class: "ecart" }, each.ecart_texte ?? ""),
    h("td", { role: "cell", class: "sources" },
      (each.donnees ?? []).filter((used) => used.repere).map(borrowed),
      each.avertissements?.map((text) => h("p", { class: "reserve" }, text)),
      h("details", {},
        h("summary", {}, icon("fleche"), word("detail")),
        h("p", {}, each.regle),
        h("ul", {}, (each.donnees ?? []).map((used) =>
          h("li", {}, h("strong", {}, `${used.donnee} ${used.en_clair}`), " – ", used.source,
            used.age_en_clair ? `, ${used.age_en_clair}` : ""))))));
}

/** Return the published figure that this calculation borrows: where from, how old. */
function borrowed(used) {
  return h("p", {}, used.source, used.age_en_clair ? h("span", { class: "age" }, used.age_en_clair) : null);
}

function asked(each) {
  return h("li", {}, h("strong", {}, each.libelle), " – ", each.donnees.join(", "),
    each.reperes?.length ? h("ul", { class: "doux" }, each.reperes.map((hint) => h("li", {}, hint))) : null);
}

function listed(title, items, open = false) {
  if (!items.length) return null;
  const nodes = items.map((each) => (typeof each === "string" ? h("li", {}, each) : each));
  return h("details", { class: "carte repli", open },
    h("summary", {}, icon("fleche"), h("h2", {}, word(title))), h("ul", { class: "puces" }, nodes));
}
