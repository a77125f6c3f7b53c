// The task pane in Excel: the real client of xlwings over a workbook in memory.

import { holds, must } from "./world.mjs";

const HOURS = [833, 245, 129]; // books.py says why

async function done(world, selector) {
  await world.page.waitForSelector(selector);
  await world.page.waitForFunction(() => !document.body.hasAttribute("aria-busy"));
}

const verify = async (world) => {
  await world.page.click('[data-action="verifier"]');
  await done(world, "#etat-phrase");
};

export async function pane_starts_with_one_question(world) {
  await world.taskPane("tableau");
  holds(await world.text("h1"), "Quel est l’état de ce marché");
  await world.audit("start of the pane");
}

export async function pane_verifies_without_writing(world) {
  await world.taskPane("tableau");
  const [request] = await Promise.all([
    world.page.waitForRequest("**/xlwings/custom-scripts-call/verifier"),
    world.page.click('[data-action="verifier"]'),
  ]);
  await done(world, ".lots");
  holds(await world.text(".etat-total"), "1 207 h");
  must(await world.excel(() => globalThis.__excel.ecrits), [], "nothing is written");
  const sent = request.postDataJSON().sheets.filter((each) => each.values.flat().length);
  must(sent.map((each) => each.name), ["Estimation"], "only the sheet in view travels");
  await world.audit("state in the pane");
}

export async function pane_calculates_into_the_hours_column(world) {
  await world.taskPane("tableau");
  await world.page.click('[data-action="calculer"]');
  await done(world, ".lots");
  const written = await world.excel(() => globalThis.__excel.ecrits);
  const wanted = HOURS.map((valeur, row) => ({ feuille: "Estimation", cellule: `H${row + 5}`, valeur }));
  must(written, wanted, "only the cells of the hours");
  must((await world.text(".ecrit")).length > 0, true, "what was written is told");
}

export async function pane_reads_our_workbook_whole(world) {
  await world.taskPane("exemple");
  const [request] = await Promise.all([
    world.page.waitForRequest("**/xlwings/custom-scripts-call/calculer"),
    world.page.click('[data-action="calculer"]'),
  ]);
  await done(world, ".lots");
  const sent = request.postDataJSON().sheets.filter((each) => each.values.flat().length);
  must(sent.map((each) => each.name), ["Marché", "Lots", "Périodes"], "the sheets where people type");
  holds(await world.text(".etat-total"), "2 347 h");
  must(await world.excel(() => globalThis.__excel.ecrits), [], "its own formulas compute");
}

export async function pane_leads_to_the_faulty_cell(world) {
  await world.taskPane("a-corriger", { active: 0 });
  await verify(world);
  await world.audit("faults in the pane");
  await world.page.click(".alerte.mal button.lieu >> nth=0");
  await world.page.waitForFunction(() => globalThis.__excel.selection);
  must(await world.excel(() => globalThis.__excel.selection), { feuille: "Estimation", cellule: "D6" }, "the unreadable amount");
}

export async function pane_leads_to_a_lot(world) {
  await world.taskPane("tableau");
  await verify(world);
  await world.page.locator(".lot summary").nth(1).click();
  await world.page.click(".lot[open] button.lieu");
  await world.page.waitForFunction(() => globalThis.__excel.selection);
  must(await world.excel(() => globalThis.__excel.selection.cellule), "B6", "the row of the lot");
}

export async function pane_tells_a_cell_that_is_gone(world) {
  await world.taskPane("a-corriger");
  await verify(world);
  await world.excel(() => {
    globalThis.__livre.sheets[0].name = "Renommée";
  });
  await world.page.click(".alerte.mal button.lieu >> nth=0");
  await world.page.waitForSelector("#refus");
  holds(await world.text("#refus"), "n’est plus dans le classeur");
}

export async function pane_asks_what_the_law_needs(world) {
  await world.taskPane("tableau");
  await verify(world);
  await world.page.fill("#fait-le", "2026-12-01");
  await world.page.selectOption("#fait-acheteur", "collectivite");
  await world.page.selectOption("#fait-nature", "travaux");
  await world.page.click(".questions button[type=submit]");
  await world.page.waitForSelector(".questions", { state: "detached" });
  holds(await world.text(".lots"), "Facultatif");
}

export async function pane_compares_a_lot(world) {
  await world.taskPane("exemple");
  await verify(world);
  await world.page.locator(".lot summary").nth(1).click();
  await world.page.click(".lot[open] >> text=Comparer les méthodes");
  await done(world, ".comparaison table");
  holds(await world.text(".comparaison"), "Lot 2");
  await world.audit("comparison in the pane");
}

export async function pane_generates_the_set(world) {
  await world.taskPane("exemple");
  await verify(world);
  const name = await world.saved(() => world.page.click('[data-action="generer"]'), "volet.zip");
  holds(await world.text(".prete"), "pour les entreprises");
  holds(await world.text(".prete"), world.address.replace(/\/$/, ""));
  await world.audit("set made in the pane");
  return { name };
}

export async function pane_inserts_into_a_document(world) {
  await world.taskPane("exemple");
  await verify(world);
  await world.page.click('[data-action="inserer"]');
  await world.page.setInputFiles("#document", world.file("ccap.docx"));
  return { name: await world.saved(() => world.page.click(".boite button[type=submit]"), "volet-ccap.docx") };
}

export async function pane_obeys_the_ribbon(world) {
  await world.taskPane("tableau");
  must(await world.excel(() => Object.keys(globalThis.__excel.commandes).sort()),
    ["calculer", "comparer", "generer", "inserer", "verifier"], "the commands of the manifest");
  await world.excel(() => new Promise((completed) => globalThis.__excel.commandes.calculer({ completed })));
  await done(world, ".lots");
  must(await world.excel(() => globalThis.__excel.volet), 1, "the pane is shown first");
  must((await world.excel(() => globalThis.__excel.ecrits)).length, HOURS.length, "the hours are written");
}

export async function pane_never_writes_over_what_is_there(world) {
  await world.taskPane("tableau");
  await world.excel(() => (globalThis.__livre.sheets[0].values[4][7] = 500));
  await world.page.click('[data-action="calculer"]');
  await done(world, ".lots");
  must(await world.excel(() => globalThis.__excel.ecrits), [], "nothing is written");
  await world.audit("hours already there");
  await world.page.click('[data-action="remplacer"]');
  await done(world, ".ecrit");
  must((await world.excel(() => globalThis.__excel.ecrits)).map((each) => each.valeur), HOURS, "replaced because asked");
}

export async function pane_never_writes_over_a_formula(world) {
  await world.taskPane("tableau");
  await world.excel(() => {
    globalThis.__livre.sheets[0].formulas = { H6: "=D6*2" };
    globalThis.__livre.sheets[0].values[5][7] = 420000;
  });
  await world.page.click('[data-action="calculer"]');
  await done(world, ".lots");
  must(await world.excel(() => globalThis.__excel.ecrits), [], "the formula stays");
  must(await world.page.locator('[data-action="remplacer"]').count(), 0, "and is not offered");
}

export async function pane_locked_sheet_is_left_alone(world) {
  await world.taskPane("tableau");
  await world.excel(() => (globalThis.__livre.sheets[0].protected = true));
  await world.page.click('[data-action="calculer"]');
  await done(world, ".lots");
  must(await world.excel(() => globalThis.__excel.ecrits), [], "nothing is written");
  await world.excel(() => (globalThis.__livre.sheets[0].unlocked = ["H5", "H6", "H7"]));
  await world.page.click('[data-action="calculer"]');
  await done(world, ".ecrit");
  must((await world.excel(() => globalThis.__excel.ecrits)).length, HOURS.length, "where people may type, hours are written");
}

export async function pane_reads_what_formats_say(world) {
  await world.taskPane("tableau");
  // A column of amounts shown in thousands of euros: the look of the cells travels with them.
  await world.excel(() => {
    const [sheet] = globalThis.__livre.sheets;
    for (const [row, amount] of [[4, 1000], [5, 210], [6, 310]]) {
      sheet.values[row][3] = amount;
      sheet.formats[row][3] = '# ##0" k€"';
    }
    sheet.merged = ["B1:D1"];
    sheet.hiddenRows = [2];
    sheet.hiddenColumns = [1];
  });
  const [request] = await Promise.all([
    world.page.waitForRequest("**/xlwings/custom-scripts-call/verifier"),
    world.page.click('[data-action="verifier"]'),
  ]);
  await done(world, ".lots");
  holds(await world.text(".etat-total"), "1 207 h");
  const look = JSON.parse(request.postDataJSON().args[4]).Estimation;
  must([look.fusions, look.lignes_masquees, look.formats], [["B1:D1"], [2], [["D5:D7", '# ##0" k€"']]], "the look of the sheet");
}

export async function pane_excel_that_refuses_is_told_in_french(world) {
  await world.taskPane("tableau");
  await world.excel(() => (globalThis.__livre.sheets[0].refuses = true));
  await world.page.click('[data-action="calculer"]');
  await world.page.waitForSelector("#refus");
  holds(await world.text("#refus"), "Excel n’a pas laissé faire");
  await world.french("Excel refuses");
}

export async function pane_server_stopped(world) {
  await world.taskPane("tableau");
  await world.page.route("**/custom-scripts-call/**", (route) => route.abort("connectionrefused"));
  await world.page.click('[data-action="verifier"]');
  await world.page.waitForSelector("#refus");
  holds(await world.text("#refus"), "ne répond pas");
  await world.french("server stopped");
  await world.page.unroute("**/custom-scripts-call/**");
  await world.page.click("text=Réessayer");
  await done(world, ".lots");
}

export async function pane_asks_for_the_access_code(world) {
  await world.taskPane("tableau");
  await world.page.route("**/custom-scripts-call/**", (route) =>
    route.request().headers().authorization === "Bearer sesame" ? route.continue() : route.fulfill({ status: 401, json: {} }));
  await world.page.click('[data-action="verifier"]');
  await world.page.fill("#acces-code", "sesame");
  await world.page.check("#acces-garder");
  await world.page.keyboard.press("Enter");
  await done(world, ".lots");
  must(await world.excel(() => localStorage.getItem("clausier.acces")), "sesame", "kept because asked");
}

export async function pane_outside_excel_says_where_to_go(world) {
  // The vendored office.js, under the policy of the server: nothing is asked of another host.
  await world.page.goto(`${world.address}taskpane.html`);
  await world.page.waitForSelector("#xlwings-office-ready-error:not(.d-none)");
  holds(await world.text("#xlwings-office-ready-error"), "n’a pas pu joindre Excel");
  await world.audit("outside Excel");
  await world.page.click("#xlwings-office-ready-error a");
  await world.page.waitForSelector("#accueil");
  // What the client of xlwings says of itself without Excel concerns nobody here; what office.js
  // tries beyond this machine, sooner or later, is blocked by the policy, which says so.
  const expected = /isSetSupported|Content Security Policy/;
  world.complaints = world.complaints.filter((each) => !expected.test(each));
}

export async function pane_answers_each_person_about_her_own_contract(world) {
  // One asks for a set, which takes a while; the other verifies meanwhile, again and again.
  const other = await world.neighbour();
  await Promise.all([world.taskPane("exemple"), other.taskPane("tableau")]);
  await verify(world);
  let made = false;
  const set = world.saved(() => world.page.click('[data-action="generer"]'), "voisins.zip").then(() => (made = true));
  for (let round = 0; round < 20 && !made; round += 1) {
    await verify(other);
    holds(await other.text(".etat-total"), "1 207 h");
    must(await other.page.locator("#refus, .prete").count(), 0, "nothing of the neighbour");
    must(await world.page.locator("#refus").count(), 0, "the set is on its way");
  }
  await set;
  await other.close();
}

export async function pane_follows_the_theme_of_office(world) {
  await world.taskPane("tableau", { theme: "#212121" });
  must(await world.excel(() => document.documentElement.dataset.theme), "sombre", "Office is dark, the system light");
}

export async function pane_by_keyboard_alone(world) {
  await world.taskPane("a-corriger");
  const press = async (wanted) => {
    for (let step = 0; step < 40; step += 1) {
      await world.page.keyboard.press("Tab");
      if (await world.page.evaluate((selector) => document.activeElement?.matches(selector), wanted)) {
        return world.page.keyboard.press("Enter");
      }
    }
    throw new Error(`${wanted} cannot be reached`);
  };
  await press('[data-action="verifier"]');
  await done(world, ".alerte.mal");
  await press("button.lieu");
  await world.page.waitForFunction(() => globalThis.__excel.selection);
}

export async function pane_functions_of_many_cells_share_requests(world) {
  await world.taskPane("tableau");
  const cells = 2500;
  const results = await world.page.evaluate(async (many) => {
    const [amount, share, rate, cost] = [[[1_000_000]], [[0.5]], [[0.05]], [[30]]];
    const compute = globalThis.__excel.fonctions.HEURES_INSERTION;
    const asked = [];
    for (let row = 1; row <= many; row += 1) asked.push(compute(amount, share, rate, cost, { address: `Feuil1!B${row}` }));
    return [...new Set((await Promise.all(asked)).map((each) => JSON.stringify(each)))];
  }, cells);
  must(results.map((each) => JSON.parse(each).flat()), [[833]], "every cell has its hours");
  const together = world.count("/api/fonctions");
  if (together < 1 || together > 10) throw new Error(`${together} requests for ${cells} cells`);
  must(world.count("/xlwings/custom-functions-call"), 0, "none asked alone");
  return { together };
}

export async function pane_a_bad_cell_spoils_no_other(world) {
  await world.taskPane("tableau");
  const [good, bad] = await world.page.evaluate(async () => {
    const compute = globalThis.__excel.fonctions.HEURES_INSERTION;
    const ask = (amount, row) => compute([[amount]], [[0.5]], [[0.05]], [[30]], { address: `Feuil1!B${row}` })
      .then((value) => ({ value }), (error) => ({ code: error.code, message: error.message }));
    return Promise.all([ask(1_000_000, 1), ask("douze mille", 2)]);
  });
  must(good.value.flat(), [833], "the good cell");
  must(bad.code, "#VALUE!", "the bad cell is an error of Excel");
  holds(bad.message, "douze mille");
  must(world.count("/api/fonctions"), 1, "one request");
}

export async function pane_functions_without_the_shared_request(world) {
  await world.taskPane("tableau");
  await world.page.route("**/api/fonctions", (route) => route.fulfill({ status: 404, json: {} }));
  const results = await world.page.evaluate(async () => {
    const compute = globalThis.__excel.fonctions.HEURES_INSERTION;
    const ask = (row) => compute([[1_000_000]], [[0.5]], [[0.05]], [[30]], { address: `Feuil1!B${row}` });
    return Promise.all([1, 2, 3].map(ask));
  });
  must(results.flat(2), [833, 833, 833], "each cell asks alone");
  must(world.count("/xlwings/custom-functions-call"), 3, "one request a cell");
}

export async function pane_functions_when_nothing_answers(world) {
  await world.taskPane("tableau");
  await world.page.route("**/api/fonctions", (route) => route.abort("connectionrefused"));
  const code = await world.page.evaluate(async () => {
    const compute = globalThis.__excel.fonctions.HEURES_INSERTION;
    const ask = (row) => compute([[1_000_000]], [[0.5]], [[0.05]], [[30]], { address: `Feuil1!B${row}` });
    return Promise.all([1, 2, 3].map((row) => ask(row).catch((error) => error.code)));
  });
  must(code, ["#VALUE!", "#VALUE!", "#VALUE!"], "each cell is told");
  must(world.count("/xlwings/custom-functions-call"), 0, "a stopped server is not asked cell by cell");
}
