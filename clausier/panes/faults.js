// Turning what can go wrong on the way – server stopped, refusal, time, size – into a fault told
// like those of the file: cause and remedy, in French, never a code of the protocol.

import { word } from "./words.js";

const BY_STATUS = {
  413: ["trop_gros", "trop_gros_remede"],
  408: ["trop_long", "trop_long_remede"],
  503: ["trop_long", "trop_long_remede"],
  504: ["trop_long", "trop_long_remede"],
};

/** A refusal that carries its faults; `status` is 0 when the server did not answer. */
export class Refusal extends Error {
  constructor(faults, status = 0) {
    super(faults.map((each) => each.cause).join(" "));
    this.faults = faults;
    this.status = status;
  }
}

/** Return a fault made of two texts of the pane. */
export function told(cause, remedy) {
  return { code: "", lieu: "", feuille: null, cellule: null, cause: word(cause), remede: word(remedy) };
}

/** Return what to say when nothing answers. */
export function silence() {
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  return new Refusal([told("arrete", local ? "arrete_poste" : "arrete_reseau")]);
}

/** Return what an answer that is not a success says; `body` is its JSON, or anything else. */
export function refusal(status, body) {
  const given = Array.isArray(body?.erreurs) ? body.erreurs : [];
  if (given.length) return new Refusal(given, status);
  const [cause, remedy] = BY_STATUS[status] ?? [status < 500 ? "refuse" : "imprevu", "imprevu_remede"];
  return new Refusal([told(cause, remedy)], status);
}
