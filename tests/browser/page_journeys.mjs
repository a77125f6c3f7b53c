// The plain page, as a newcomer uses it: from a file to the pieces, and what goes wrong on the way.

import fs from "node:fs";
import { holds, must } from "./world.mjs";

const FACTS = { le: "2026-12-01", acheteur: "collectivite", nature: "travaux" };

export async function page_welcomes(world) {
  await world.plainPage();
  holds(await world.text("h1"), "Les heures d’insertion de votre marché");
  holds(await world.text("#destination"), "Votre fichier ne quitte pas cet ordinateur");
  await world.audit("welcome");
}

export async function page_example_is_one_click(world) {
  await world.plainPage();
  // What the welcome shows of the example is what the example gives.
  const shown = { computed: await world.text("#specimen-heures"), retained: await world.text("#specimen-retenues") };
  await world.page.click("#essayer");
  await world.page.waitForSelector(".lots");
  must(await world.page.locator(".lot").count(), 9, "lots of the example");
  const first = world.page.locator(".lot").first();
  await first.locator("summary").click();
  const reasoning = await first.innerText();
  holds(reasoning, `= ${shown.computed.replace("h", "heures")}`);
  holds(reasoning, shown.retained.replace("heures", "h"));
  holds(reasoning, "L. 2112-2");
  await world.audit("state of the example, a lot open");
  return { total: await world.text(".etat-total strong") };
}

export async function page_file_dropped_anywhere(world) {
  await world.plainPage();
  const content = fs.readFileSync(world.file("tableau.xlsx")).toString("base64");
  const transfer = await world.page.evaluateHandle((given) => {
    const held = new DataTransfer();
    held.items.add(new File([Uint8Array.from(atob(given), (each) => each.charCodeAt(0))], "tableau.xlsx"));
    return held;
  }, content);
  await world.page.dispatchEvent("h1", "dragenter", { dataTransfer: transfer });
  must(await world.page.evaluate(() => document.body.classList.contains("survol")), true, "the zone lights up");
  await world.page.dispatchEvent("h1", "drop", { dataTransfer: transfer });
  await world.page.waitForSelector(".lots");
  holds(await world.text("#nom-fichier"), "tableau.xlsx");
}

export async function page_asks_what_the_law_needs(world) {
  await world.plainPage();
  await world.give("tableau.xlsx");
  holds(await world.text(".lots"), "Incertain");
  holds(await world.text(".lots"), "à vérifier");
  holds(await world.text(".questions"), "À préciser pour dire l’obligation");
  await world.page.click("text=Mentions que la version");
  holds(await world.text("#vue"), "feuille « Marché »");
  const right = (chosen) => world.page.locator(chosen).first().evaluate((node) => Math.round(node.getBoundingClientRect().right));
  must(await right(".somme strong"), await right(".lot .heures"), "the total under the hours");
  await world.audit("questions");
  for (const [name, value] of Object.entries(FACTS)) {
    const field = world.page.locator(`#fait-${name}`);
    if (name === "le") await field.fill(value);
    else await field.selectOption(value);
  }
  await world.page.click(".questions button[type=submit]");
  await world.page.waitForSelector(".questions", { state: "detached" });
  holds(await world.text(".lots"), "Facultatif");
  // The answers go with every later request: the comparison knows the date too.
  await world.page.locator(".lot summary").first().click();
  await world.page.click(".lot >> text=Comparer les méthodes");
  await world.page.waitForSelector(".comparaison");
}

export async function page_faults_say_place_cause_remedy(world) {
  await world.plainPage();
  await world.give("a-corriger.xlsx");
  const faults = await world.text(".alerte.mal");
  for (const part of ["Estimation!D6", "douze mille", "Saisir un nombre"]) holds(faults, part);
  must(await world.page.locator("button.lieu").count(), 0, "no cell to open without Excel");
  await world.audit("faults");
}

export async function page_refuses_what_is_no_workbook(world) {
  await world.plainPage();
  await world.page.setInputFiles("#fichier", world.file("photo.xlsx"));
  await world.page.waitForSelector("#refus");
  holds(await world.text("#refus"), "c’est une image");
  must(await world.page.evaluate(() => document.activeElement.id), "refus", "the refusal has the focus");
  await world.page.click("#autre");
  must(await world.page.locator("#refus").count(), 0, "the refusal goes with its file");
  must(await world.page.isVisible("#choisir"), true, "another file can be given");
}

export async function page_chooses_among_several_tables(world) {
  await world.plainPage();
  await world.give("deux-tableaux.xlsx");
  await world.page.selectOption("#fait-feuille", "Bâtiment");
  await world.page.click(".questions button[type=submit]");
  await world.page.waitForSelector(".lots");
  must(await world.page.locator(".lot").count(), 3, "lots of the chosen sheet");
}

export async function page_compares_a_lot(world) {
  await world.plainPage();
  await world.page.click("#essayer");
  await world.page.locator(".lot summary").first().click();
  await world.page.click(".lot >> text=Comparer les méthodes");
  await world.page.waitForSelector(".comparaison table");
  const view = await world.text("#vue");
  for (const part of ["1 000 h", "710 h", "calcul du lot", "source de 2020, 6 ans", "Pourquoi ces différences"]) holds(view, part);
  // The 900 hours of training compare with none: drawing them would shrink the others.
  must(await world.page.locator("tbody.formation .barre").count(), 0, "bars of training");
  must(await world.page.locator("tbody.comparables .barre .plein").last().getAttribute("width"), "100.00", "the longest bar");
  await world.audit("comparison");
  await world.page.selectOption("#lot-compare", "2");
  await world.page.waitForFunction(() => /Lot 2/.test(document.querySelector("#vue").innerText));
  await world.page.click(".retour");
  must(await world.page.evaluate(() => document.activeElement.closest(".lot")?.dataset.lot), "2", "back where one was");
}

export async function page_generates_a_draft(world) {
  await world.plainPage();
  await world.give("tableau.xlsx");
  const name = await world.saved(() => world.page.click('[data-action="generer"]'), "projet.zip");
  await world.page.waitForSelector(".prete");
  const card = await world.text(".prete");
  for (const part of ["DCE/", "pour les entreprises", "interne/", "pour vous seul", "CCAP, articles"]) holds(card, part);
  await world.audit("set made");
  return { name };
}

export async function page_final_set_of_the_example(world) {
  await world.plainPage();
  await world.page.click("#essayer");
  await world.page.locator(".version label").nth(1).click();
  await world.saved(() => world.page.click('[data-action="generer"]'), "definitif.zip");
}

export async function page_final_set_is_refused_while_facts_miss(world) {
  await world.plainPage();
  await world.give("tableau.xlsx");
  await world.page.locator(".version label").nth(1).click();
  await world.page.click('[data-action="generer"]');
  await world.page.waitForSelector("#refus");
  holds(await world.text("#refus"), "« Nom de l’acheteur » n’est pas renseigné");
  must(/acheteur_nom/.test(await world.text("#refus")), false, "no key of a file format is shown");
  await world.audit("final set refused");
  must(await world.page.locator(".lots").count(), 1, "the lots stay in view");
}

export async function page_inserts_into_a_document(world) {
  await world.plainPage();
  await world.page.click("#essayer");
  await world.page.click('[data-action="inserer"]');
  await world.audit("insertion dialog");
  await world.page.setInputFiles("#document", world.file("ccap.docx"));
  return { name: await world.saved(() => world.page.click(".boite button[type=submit]"), "ccap-rempli.docx") };
}

export async function page_gives_back_the_workbook_with_hours(world) {
  await world.plainPage();
  await world.give("tableau.xlsx");
  return { name: await world.saved(() => world.page.click('[data-action="classeur_heures"]'), "heures.xlsx") };
}

export async function page_blank_workbook(world) {
  await world.plainPage();
  await world.saved(() => world.page.click("text=Télécharger le classeur vierge"), "vierge.xlsx");
}

export async function page_server_stopped(world) {
  await world.plainPage();
  await world.page.route("**/api/etat", (route) => route.abort("connectionrefused"));
  await world.page.setInputFiles("#fichier", world.file("tableau.xlsx"));
  await world.page.waitForSelector("#refus");
  holds(await world.text("#refus"), "ne répond pas");
  holds(await world.text("#refus"), "clausier serveur");
  await world.french("server stopped");
  await world.page.unroute("**/api/etat");
  await world.page.click("text=Réessayer");
  await world.page.waitForSelector(".lots");
}

export async function page_busy_server_is_told(world) {
  await world.plainPage();
  await world.page.route("**/api/etat", (route) => route.fulfill({ status: 503, contentType: "text/plain", body: "busy" }));
  await world.page.setInputFiles("#fichier", world.file("tableau.xlsx"));
  await world.page.waitForSelector("#refus");
  holds(await world.text("#refus"), "trop de temps");
}

export async function page_progress_shows_after_half_a_second(world) {
  await world.plainPage();
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  await world.page.route("**/api/etat", async (route) => {
    await held;
    await route.continue();
  });
  await world.page.setInputFiles("#fichier", world.file("tableau.xlsx"));
  await world.page.waitForFunction(() => document.querySelector("#annonce").textContent);
  must(await world.page.isVisible("#progres"), false, "nothing flashes at once");
  await world.page.waitForSelector("#progres", { state: "visible" });
  holds(await world.text("#annonce"), "Lecture du fichier");
  answer();
  await world.page.waitForSelector(".lots");
  must(await world.page.isVisible("#progres"), false, "over");
}

export async function page_asks_for_the_access_code(world) {
  await world.plainPage();
  await world.page.route("**/api/etat", (route) =>
    route.request().headers().authorization === "Bearer sesame" ? route.continue() : route.fulfill({ status: 401, json: {} }));
  await world.page.setInputFiles("#fichier", world.file("tableau.xlsx"));
  await world.page.waitForSelector("#acces-code");
  await world.audit("access dialog");
  await world.page.fill("#acces-code", "faux");
  await world.page.keyboard.press("Enter");
  await world.page.waitForSelector("#acces-refus");
  await world.page.fill("#acces-code", "sesame");
  await world.page.keyboard.press("Enter");
  await world.page.waitForSelector(".lots");
  must(await world.page.evaluate(() => localStorage.length), 0, "kept only when asked");
}

export async function page_changed_file_is_not_sent_stale(world) {
  fs.copyFileSync(world.file("tableau.xlsx"), world.file("change.xlsx"));
  await world.plainPage();
  await world.give("change.xlsx");
  fs.copyFileSync(world.file("exemple.xlsx"), world.file("change.xlsx"));
  await world.page.click('[data-action="generer"]');
  await world.page.waitForSelector("#refus");
  holds(await world.text("#refus"), "a été modifié");
}

export async function page_by_keyboard_alone(world) {
  await world.plainPage();
  const reach = async (selector) => {
    for (let step = 0; step < 60; step += 1) {
      if (await world.page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
      await world.page.keyboard.press("Tab");
      const seen = await world.page.evaluate(() => {
        const style = getComputedStyle(document.activeElement.matches(".version input") ? document.activeElement.nextSibling : document.activeElement);
        return document.activeElement === document.body || style.outlineStyle !== "none";
      });
      must(seen, true, `visible focus on the way to ${selector}`);
    }
    throw new Error(`${selector} cannot be reached`);
  };
  await reach("#essayer");
  await world.page.keyboard.press("Enter");
  await world.page.waitForSelector(".lots");
  must(await world.page.evaluate(() => document.activeElement.id), "etat-phrase", "arrived at the sentence");
  await reach(".lot summary");
  await world.page.keyboard.press("Enter");
  must(await world.page.evaluate(() => document.querySelector(".lot").open), true, "the reasoning opens");
  await reach(".version input");
  await world.page.keyboard.press("ArrowRight");
  must(await world.page.isChecked("#version-definitif"), true, "arrows choose the version");
  await reach('[data-action="generer"]');
  await world.saved(() => world.page.keyboard.press("Enter"), "clavier.zip");
  must(await world.page.evaluate(() => document.activeElement.id), "prete-titre", "arrived at what was made");
}
