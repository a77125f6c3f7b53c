// The access code of a server that asks for one: held for the visit, kept only when asked.

import { h } from "./dom.js";
import { word } from "./words.js";

const KEPT = "clausier.acces";
let code = kept();

function kept() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return ""; // storage is closed in some Office hosts: the code is asked at each visit
  }
}

function keep(value) {
  try {
    if (value) localStorage.setItem(KEPT, value);
    else localStorage.removeItem(KEPT);
  } catch {
    // Same hosts: nothing can be kept, nothing is lost.
  }
}

/** Return « Bearer … » for the Authorization header, or nothing. */
export function authorization() {
  return code ? `Bearer ${code}` : "";
}

let asking = null;

/** Ask for the code; resolves to whether one was given. Several refusals at once ask once. */
export function askAccess() {
  asking ??= new Promise((resolve) => open(resolve)).finally(() => (asking = null));
  return asking;
}

function open(resolve) {
  const refused = code !== "";
  code = "";
  keep("");
  const field = h("input", { id: "acces-code", type: "password", autocomplete: "off", required: true,
    "aria-describedby": refused ? "acces-refus" : null });
  const remember = h("input", { id: "acces-garder", type: "checkbox" });
  const dialog = h("dialog", { class: "boite", "aria-labelledby": "acces-titre" },
    h("form", { method: "dialog", onsubmit: accept },
      h("h2", { id: "acces-titre" }, word("acces_titre")),
      h("p", {}, word("acces_aide")),
      refused ? h("p", { id: "acces-refus", class: "refus", role: "alert" }, word("acces_refuse")) : null,
      h("label", { for: "acces-code" }, word("acces_code")), field,
      h("label", { class: "coche" }, remember, word("acces_garder")),
      h("div", { class: "rangee fin" },
        h("button", { type: "submit", class: "principal" }, word("acces_entrer")),
        h("button", { type: "button", onclick: () => dialog.close() }, word("annuler")))));
  let given = false;
  function accept() {
    code = field.value.trim();
    given = code !== "";
    if (given && remember.checked) keep(code);
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(given);
  });
  document.body.append(dialog);
  dialog.showModal();
}
