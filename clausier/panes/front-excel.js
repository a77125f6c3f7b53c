// The task pane: documents come from the scripts, run by the client of xlwings on the open workbook.

import { askAccess, authorization } from "./access.js";
import { gatherCalls } from "./batch.js";
import { Refusal, refusal, silence, told } from "./faults.js";
import { Pane } from "./pane.js";
import { tieRibbon } from "./ribbon.js";
import { followOffice } from "./theme.js";
import { showCell, toSend } from "./workbook.js";

const SCRIPTS = "/xlwings/custom-scripts-call/";

/** Read by the client of xlwings before each request. */
globalThis.getAuth = async () => {
  if (globalThis.config?.authProviders?.includes("entraid")) {
    return { token: await xlwings.getAccessToken(), provider: "entraid" };
  }
  return { token: authorization(), provider: "" };
};

class ExcelFront {
  inExcel = true;
  pageAddress = `${location.origin}/`;

  constructor() {
    this.received = null;
    this.failure = null;
  }

  /** Take the documents that scripts hand to « volet », and notice the calls that fail. */
  listen() {
    xlwings.registerCallback(async function volet(_context, text) {
      front.received = JSON.parse(text);
    });
    const { post } = xwRequest;
    xwRequest.post = (url, body, options) =>
      post(url, body, options).catch((error) => {
        if (url.includes(SCRIPTS)) this.failure = error;
        throw error;
      });
    gatherCalls(xwRequest);
  }

  state(action, facts, { replace = false } = {}) {
    return this.#run(action, [], facts, action === "calculer" && replace ? ["oui"] : []);
  }

  compare(lot, facts) {
    return this.#run("comparer", [lot], facts);
  }

  set(final, facts) {
    return this.#made("generer", [final ? "oui" : ""], facts);
  }

  async insert(document, final, facts) {
    const content = await base64(document);
    return this.#made("inserer", [document.name, content, final ? "oui" : ""], facts);
  }

  showCell = async (sheet, cell) => {
    const shown = await showCell(sheet, cell).catch(() => false);
    if (!shown) pane.refuse(new Refusal([told("cellule_absente", "cellule_absente_remede")], 404));
  };

  async #made(script, args, facts) {
    const found = await this.#run(script, args, facts);
    if (!found.contenu_base64) throw new Refusal(found.erreurs ?? [], 422);
    const content = Uint8Array.from(atob(found.contenu_base64), (each) => each.charCodeAt(0));
    return { ...found, blob: new Blob([content], { type: found.type }) };
  }

  /** Run a script and return its document. The client of xlwings tells its errors in English, in
   * the page: they are never shown, what they mean is told instead. */
  async #run(script, args, facts, more = []) {
    const { le = "", acheteur = "", nature = "", feuille = "" } = facts;
    this.received = this.failure = null;
    try {
      const access = await getAuth();
      const { include, apercu } = await toSend(feuille);
      await xlwings.runPython({
        scriptName: script,
        include,
        args: [...args, le, acheteur, nature, feuille, apercu, ...more],
        auth: access.token,
        headers: { "Auth-Provider": access.provider },
        errorDisplayMode: "taskpane",
      });
    } catch (error) {
      console.error(error);
    }
    if (this.received) return this.received;
    const answer = this.failure?.response;
    if (answer?.status === 401 && (await askAccess())) return this.#run(script, args, facts, more);
    if (answer) throw refusal(answer.status, answer.data);
    if (this.failure) throw silence();
    throw new Refusal([told("excel_refuse", "excel_refuse_remede")], 0);
  }
}

/** Return the content of a file as the scripts receive it. */
function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new Refusal([told("change", "change_remede")], 409));
    reader.readAsDataURL(file);
  });
}

const front = new ExcelFront();
const pane = new Pane(front);
front.listen();
Office.onReady(() => {
  followOffice(Office);
  tieRibbon(Office, pane);
  pane.ready();
});

// The client of xlwings writes there that this Excel is too old; its words are English.
const alert = document.getElementById("global-error-alert");
new MutationObserver(() => {
  if (!front.failure && /version of Office/.test(alert.textContent)) {
    pane.refuse(new Refusal([told("excel_ancien", "excel_ancien_remede")], 501));
  }
}).observe(alert, { childList: true, subtree: true, characterData: true });
