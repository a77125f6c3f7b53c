// « Insérer dans mon CCAP »: what to prepare, then the document.

import { h } from "./dom.js";
import { word } from "./words.js";

/** Ask for the document; resolves to a File, or to nothing when the person changes her mind. */
export function askDocument() {
  return new Promise((resolve) => {
    const field = h("input", { id: "document", type: "file", required: true,
      accept: ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document" });
    let chosen = null;
    const dialog = h("dialog", { class: "boite", "aria-labelledby": "inserer-titre" },
      h("form", { method: "dialog", onsubmit: () => (chosen = field.files[0] ?? null) },
        h("h2", { id: "inserer-titre" }, word("inserer_titre")),
        h("p", {}, word("inserer_aide")),
        h("label", { for: "document" }, word("inserer_document")), field,
        h("div", { class: "rangee" },
          h("button", { type: "submit", class: "principal" }, word("inserer_faire")),
          h("button", { type: "button", onclick: () => dialog.close() }, word("annuler")))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
