// « Insérer dans mon CCAP »: what to prepare, then the document.

import { h } from "./dom.js";
import { word } from "./words.js";

/** Ask for the document; resolves to a File, or to nothing when the person changes her mind. */
export function askDocument() {
  return new Promise((resolve) => {
    // The button of the browser speaks the browser's language: ours stands before it.
    const field = h("input", { id: "document", type: "file", class: "invisible", tabindex: "-1", "aria-hidden": "true",
      accept: ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document" });
    const name = h("p", { id: "document-nom", class: "doux", role: "status" }, word("inserer_aucun"));
    const submit = h("button", { type: "submit", class: "principal", disabled: true }, word("inserer_faire"));
    let chosen = null;
    const dialog = h("dialog", { class: "boite", "aria-labelledby": "inserer-titre" },
      h("form", { method: "dialog", onsubmit: () => (chosen = field.files[0] ?? null) },
        h("h2", { id: "inserer-titre" }, word("inserer_titre")),
        h("p", {}, word("inserer_aide")),
        h("div", { class: "rangee" },
          h("button", { type: "button", class: "second", onclick: () => field.click() }, word("inserer_document")), name),
        field,
        h("div", { class: "rangee fin" },
          submit,
          h("button", { type: "button", onclick: () => dialog.close() }, word("annuler")))));
    field.addEventListener("change", () => {
      name.textContent = field.files[0]?.name ?? word("inserer_aucun");
      submit.disabled = field.files.length === 0;
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
