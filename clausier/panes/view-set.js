// What was made: the download, and what it holds for whom.

import { h, icon } from "./dom.js";
import { faultList } from "./view-state.js";
import { french, word } from "./words.js";

/** Return the card of a finished download; it starts by itself when the link is `begun`. */
export function setCard(front, made, close) {
  const address = URL.createObjectURL(made.blob);
  const link = h("a", { class: "bouton principal", id: "telecharger", href: address, download: made.nom },
    word("telecharger"), " ", h("span", { class: "nom" }, made.nom));
  const card = h("section", { class: "carte prete", "aria-labelledby": "prete-titre" },
    h("div", { class: "tete" },
      h("h2", { id: "prete-titre", tabindex: "-1" }, word("pret_a_telecharger")),
      h("button", { type: "button", class: "lien", onclick: () => {
        URL.revokeObjectURL(address);
        card.remove();
        close();
      } }, word("fermer"))),
    h("p", {}, link),
    h("p", { class: "doux" }, word(front.inExcel ? "telecharge_excel" : "telecharge"),
      front.inExcel ? [" ", h("a", { href: front.pageAddress, target: "_blank", rel: "noopener" }, front.pageAddress)] : null),
    h("div", { class: "dossiers" }, folders(made.fichiers ?? [])),
    faultList(front, made.erreurs, "a_corriger", "h3"),
    notes(made.avertissements));
  return { card, begin: () => link.click() };
}

function folders(files) {
  const byFolder = new Map();
  for (const each of files) {
    const folder = each.dossier || each.chemin.split("/").slice(0, -1).join("/");
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), each]);
  }
  return [...byFolder].map(([folder, held]) => h("div", { class: "dossier" },
    folder ? h("h3", {}, `${folder}/`, " ", h("span", { class: "doux" }, audience(folder))) : null,
    h("ul", { class: "fichiers" }, held.map((each) =>
      h("li", {}, icon("fichier"), h("span", {},
        each.libelle ? h("strong", {}, each.libelle) : null,
        h("span", { class: "chemin" }, each.chemin.split("/").at(-1))))))));
}

function audience(folder) {
  return folder === "DCE" || folder === "interne" ? word(`dossier_${folder}`) : "";
}

function notes(warnings) {
  if (!warnings?.length) return null;
  const texts = warnings.map((each) => (typeof each === "string" ? each : each.texte));
  return h("ul", { class: "reserves" }, texts.map((text) => h("li", {}, french(text))));
}
