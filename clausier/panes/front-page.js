// The plain page: a file dropped here, sent to the server of this page, answered in documents.

import { pathsIn } from "./archive.js";
import { Refusal, told } from "./faults.js";
import { document_, download } from "./http.js";
import { Pane } from "./pane.js";
import { french, word } from "./words.js";

const LARGEST = 25 * 1024 * 1024; // bytes, the limit of the server
const SAMPLE = "/api/exemple.xlsx";

class PageFront {
  inExcel = false;
  file = null;

  async state(action, facts) {
    const found = await document_("/api/etat", await this.#form(facts));
    return { ...found, action };
  }

  async compare(lot, facts) {
    return document_("/api/comparer", await this.#form(facts, { lot }));
  }

  async set(final, facts) {
    const made = await download("/api/pieces", await this.#form(facts, final ? { final: "oui" } : {}));
    const paths = pathsIn(await made.blob.arrayBuffer());
    return { ...made, fichiers: paths.map((path) => this.#told(path)) };
  }

  /** Return what the state said of a file of the set, by its path. */
  #told(chemin) {
    const planned = pane.document?.pieces?.fichiers ?? [];
    return planned.find((each) => each.chemin === chemin) ?? { chemin, dossier: "", libelle: "" };
  }

  async insert(document, final, facts) {
    const form = await this.#form(facts, final ? { final: "oui" } : {});
    form.append("document", await readable(document), document.name);
    return download("/api/inserer", form);
  }

  async withHours(facts) {
    return download("/api/heures", await this.#form(facts));
  }

  another() {
    at("fichier").click();
  }

  drawn(found) {
    document.getElementById("nom-fichier").textContent = found.fichier ?? this.file.name;
  }

  async #form(facts, more = {}) {
    const form = new FormData();
    form.append("fichier", await readable(this.file), this.file.name);
    for (const [name, value] of Object.entries({ ...facts, ...more })) form.append(name, value);
    return form;
  }
}

/** Return the file, once sure that it can still be read and is not too large. */
async function readable(file) {
  if (file.size > LARGEST) throw new Refusal([told("trop_gros", "trop_gros_remede")], 413);
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    // Saved again in Excel since it was chosen: the browser refuses to read what it was not given.
    throw new Refusal([told("change", "change_remede")], 409);
  }
  return file;
}

const front = new PageFront();
const pane = new Pane(front);
const at = (id) => document.getElementById(id);

function open(file) {
  pane.forget();
  front.file = file;
  document.body.dataset.vue = "marche";
  at("nom-fichier").textContent = file.name;
  at("vue").replaceChildren();
  at("actions").hidden = true;
  return pane.verify();
}

function welcome() {
  at("refus")?.remove();
  at("vue").replaceChildren();
  at("actions").hidden = true;
  delete document.body.dataset.vue;
  at("choisir").focus();
}

at("fichier").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) open(file);
});
at("choisir").addEventListener("click", () => at("fichier").click());
at("autre").addEventListener("click", welcome);
at("essayer").addEventListener("click", () =>
  pane.attempt("lecture", () => download(SAMPLE), ({ nom, blob }) => void setTimeout(() => open(new File([blob], nom)))));

// The whole window takes the file: nobody aims well, and a near miss must not leave the page.
let over = 0;
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  window.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (kind === "dragenter") over += 1;
    if (kind === "dragleave") over -= 1;
    if (kind === "drop") over = 0;
    document.body.classList.toggle("survol", over > 0);
    if (kind === "drop" && event.dataTransfer.files.length) open(event.dataTransfer.files[0]);
  });
}

const local = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
at("destination").textContent = local
  ? word("reste_ici")
  : french(`Votre fichier va au serveur ${location.host}, et nulle part ailleurs. ${word("rien_garde")}`);
