// The lots: hours first, the reasoning one click away.

import { bar, h, icon } from "./dom.js";
import { place } from "./view-state.js";
import { french, word } from "./words.js";

const TO_CHECK = "à vérifier";

/** Return the list of lots, or nothing; `compare` receives a lot's number. */
export function lotList(front, document_, compare) {
  const lots = document_.lots ?? [];
  if (!lots.length) return null;
  const longest = Math.max(1, ...lots.map((each) => each.heures_retenues ?? 0));
  return h("section", { class: "carte lots", "aria-labelledby": "lots-titre" },
    h("div", { class: "tete" },
      h("h2", { id: "lots-titre" }, word("lots")),
      lots.length > 1 ? unfoldAll() : null),
    h("div", { class: "titres", "aria-hidden": "true" },
      h("span", {}, word("lot")), h("span", {}), h("span", {}), h("span", {}, word("heures")),
      h("span", {}, word("obligation"))),
    h("ol", { class: "liste" }, lots.map((each) => h("li", {}, lot(front, each, longest, compare)))),
    document_.total_texte
      ? h("p", { class: "somme" }, h("span", {}, word("total")), h("strong", {}, document_.total_texte))
      : null);
}

function unfoldAll() {
  const button = h("button", { type: "button", class: "lien", onclick: () => {
    const all = [...button.closest(".lots").querySelectorAll("details")];
    const open = all.some((each) => !each.open);
    for (const each of all) each.open = open;
    button.textContent = word(open ? "tout_fermer" : "tout_ouvrir");
  } }, word("tout_ouvrir"));
  return button;
}

function lot(front, each, longest, compare) {
  return h("details", { class: "lot", "data-lot": each.numero },
    h("summary", {},
      h("span", { class: "numero" }, h("span", { class: "invisible" }, `${word("lot")} `), each.numero),
      h("span", { class: "intitule" }, each.intitule,
        each.heures_retenues == null ? h("span", { class: "doux sans-heures" }, each.mecanisme_libelle) : null,
        each.avertissements?.length ? h("span", { class: "marque" }, icon("a_corriger"), word("a_verifier")) : null),
      each.heures_retenues == null ? h("span", { class: "barre" }) : bar(each.heures_retenues / longest),
      h("span", { class: "heures" }, each.heures_texte || "–"),
      h("span", { class: "droit" }, badge(each)),
      icon("fleche")),
    h("div", { class: "pourquoi" },
      each.avertissements?.length
        ? h("ul", { class: "reserves" }, each.avertissements.map((text) => h("li", {}, text)))
        : null,
      reasoning(each),
      h("div", {}, retained(each), periods(each), ground(each)),
      h("p", { class: "rangee" },
        place(front, each, front.showCell ? word("voir_cellule") : ""),
        h("button", { type: "button", class: "lien", onclick: () => compare(each.numero) }, word("comparer_lot")))));
}

/** Return the badge of what the law asks in a lot. */
function badge(each) {
  if (!each.obligation_libelle) return null;
  const doubt = each.fondement?.certitude === TO_CHECK;
  return [
    h("span", { class: `insigne ${each.obligation}` }, each.obligation_libelle),
    doubt ? h("span", { class: "certitude" }, each.fondement.certitude) : null,
  ];
}

function reasoning(each) {
  const steps = each.etapes ?? [];
  return h("div", { class: "bloc" },
    h("h3", {}, word("raisonnement")),
    h("p", { class: "methode" }, [each.methode_libelle, each.montant_texte].filter(Boolean).join(" · ")),
    steps.length ? h("ol", { class: "etapes" }, steps.map((step) => h("li", {}, step))) : null,
    each.equivalents ? h("p", { class: "doux" }, each.equivalents) : null);
}

function retained(each) {
  if (!each.retenue) return null;
  const { motif, auteur, date } = each.retenue;
  return h("div", { class: "bloc" },
    h("h3", {}, word("retenue")),
    h("p", {}, french(motif ?? "")),
    h("p", { class: "doux" }, [auteur, dayOf(date)].filter(Boolean).join(" · ")));
}

function dayOf(iso) {
  if (!iso) return "";
  return new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));
}

function periods(each) {
  if (!each.periodes?.length) return null;
  return h("div", { class: "bloc" },
    h("h3", {}, word("periodes")),
    h("ul", { class: "etapes" }, each.periodes.map((part) =>
      h("li", {}, part.phrase ?? `${part.intitule} · ${part.heures_texte ?? part.heures}`))));
}

function ground(each) {
  if (!each.fondement) return null;
  const { citation, certitude, explication } = each.fondement;
  return h("div", { class: "bloc" },
    h("h3", {}, word("obligation")),
    h("p", {}, explication),
    h("p", { class: "doux citation" }, citation ? h("span", {}, citation) : null, certitude ? h("span", { class: "certitude" }, certitude) : null));
}
