// node catalogue_journeys.mjs FOLDER   Opens the catalogue of FOLDER as a double click does, and prints
// what each journey came to, as JSON. The pages are files: nothing may be asked of any machine.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { browser, holds, must, World } from "./world.mjs";

const [folder] = process.argv.slice(2);
const LEVELLED = "clauses/condition-sociale-egalite.html";
const READ = "clauses/volume-fixe.html";

const at = (page, hash = "") => `${pathToFileURL(path.join(folder, page))}${hash}`;
const visible = (world) => world.page.locator("#clauses > li:not([hidden])");
const named = (world) => visible(world).evaluateAll((all) => all.map((each) => each.dataset.clause));

/** What a copy puts in the clipboard, read as it is given to it. */
async function copies(world, selector) {
  await world.page.evaluate(() => {
    globalThis.addEventListener("copy", (event) => { // after the page's own, on its document
      globalThis.__copied = { text: event.clipboardData.getData("text/plain"), html: event.clipboardData.getData("text/html") };
    });
  });
  await world.page.locator(selector).first().click();
  return world.page.evaluate(() => globalThis.__copied);
}

const journeys = {
  async home_finds_and_filters(world) {
    await world.page.goto(at("index.html"));
    const all = await visible(world).count();
    await world.page.keyboard.press("Tab"); // the way to the content
    must(await world.page.evaluate(() => document.activeElement.className), "evitement", "the first stop");
    await world.page.fill("#q", "penalites");
    const first = (await named(world))[0];
    if (!first.includes("penalite")) throw new Error(`${first} comes first for « penalites »`);
    await world.page.fill("#q", "p");
    must(await visible(world).count(), all, "one letter tells nothing yet");
    await world.page.fill("#q", "pén");
    holds((await named(world))[0], "penalite");
    await world.page.fill("#q", "cs 0003 z");
    must(await named(world), ["volume-fixe"], "a number rekeyed without its hyphens");
    await world.page.fill("#q", "");
    await world.page.selectOption("#f-niveau", "ambitieux");
    await world.page.selectOption("#f-mecanisme", "autre_condition_sociale");
    const kept = await named(world);
    holds(await world.text("#compte"), `${kept.length} clauses sur ${all}`);
    if (!kept.includes("condition-sociale-egalite")) throw new Error(`not kept: ${kept}`);
    const address = await world.page.evaluate(() => location.href);
    await world.page.goto("about:blank");
    await world.page.goto(address);
    must(await named(world), kept, "the same list from its address");
    const { text } = await copies(world, "#numeros");
    must(text.trim().split("\n").length, kept.length, "a line a clause kept");
    holds(text, "CS-0038-F\tÉgalité professionnelle dans l’équipe affectée");
    await world.page.click("#effacer");
    must(await visible(world).count(), all, "everything again");
    await world.page.fill("#q", "zzzz");
    must(await world.page.locator("#rien").isVisible(), true, "nothing is said to be found");
    await world.page.fill("#q", "");
    await world.audit("catalogue, home");
    return all;
  },

  async home_by_keyboard_alone(world) {
    await world.page.goto(at("index.html"));
    await world.page.locator("#q").focus();
    await world.page.keyboard.type("groupement");
    await world.page.keyboard.press("Tab");
    await world.page.keyboard.press("ArrowDown"); // the first mechanism that has some
    await world.page.keyboard.press("Enter");
    holds(await world.page.evaluate(() => location.hash), "q=groupement");
    await visible(world).first().locator("a").focus();
    await world.page.keyboard.press("Enter");
    await world.page.waitForSelector("article.clause");
  },

  async hostile_address_harms_nobody(world) {
    await world.page.goto(at("index.html", "#q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&niveau=%22%3E&x=%ff%"));
    must(await world.page.locator("img").count(), 0, "images made by an address");
    must(await world.page.locator("#f-niveau").inputValue(), "", "an unknown answer");
  },

  async clause_with_levels_reads_and_copies(world) {
    await world.page.goto(at(LEVELLED));
    await world.audit("catalogue, a clause with levels");
    const { text, html } = await copies(world, '[data-copie="word"]');
    for (const wanted of ["<h2>", "<table", "<th>", "<p>"]) holds(html, wanted);
    if (/class=|style=|href=|<div|<span/.test(html)) throw new Error(`not clean: ${html.slice(0, 600)}`);
    holds(text, "Mesure\tÉchéance\tPreuve");
    holds(await world.text(".texte-variante .fait"), "Copié");
    must((await copies(world, ".grand-numero button")).text, "CS-0038-F", "the number");
    await world.page.locator("details.exemple summary").nth(1).click();
    must(await world.page.locator("details.exemple[open]").count(), 1, "examples open at once");
  },

  async remark_is_a_file_of_ones_own_words(world) {
    await world.page.goto(at(READ));
    await world.page.fill("#remarque-texte", "Le jalon manque : à « 5 % » près, \"voir\" l'avis.");
    await world.page.fill("#remarque-organisation", "Ville exemple");
    const name = await world.saved(() => world.page.click("#remarque-forme button"), "remarque.yaml");
    must(name, "remarque-CS-0003-Z.yaml", "the file's name");
    await world.page.fill("#remarque-texte", "Écrire à quelqu.un@exemple.fr");
    await world.page.click("#remarque-forme button");
    holds(await world.text("#remarque-dit"), "Retirez l’adresse");
  },

  async every_other_kind_of_page_is_accessible(world) {
    const pages = ["articles.html", "articles/ccp-l2112-2.html", "mecanismes.html", "pieces/ccap.html", "changements.html", "lire.html", "licence.html"];
    for (const each of pages) {
      await world.page.goto(at(each));
      await world.audit(`catalogue, ${each}`);
    }
  },

  async without_script_the_list_is_whole(world) {
    const context = await world.context.browser().newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(at("index.html"));
    const count = await page.locator("#clauses > li:visible").count();
    must(await page.locator("#filtres").isVisible(), false, "filters that would do nothing");
    await page.goto(at(READ));
    must(await page.locator("#remarque-simple").isVisible(), true, "the file to fill");
    must(await page.locator(".copies:visible").count(), 0, "buttons that would do nothing");
    await context.close();
    return count;
  },
};

const chrome = await browser();
const report = {};
for (const [name, journey] of Object.entries(journeys)) {
  const world = await World.open(chrome, { folder });
  let failure = null;
  let told = null;
  try {
    told = (await journey(world)) ?? null;
  } catch (error) {
    failure = error.stack ?? `${error}`;
  }
  const strangers = world.requests.filter((each) => each.hostname !== "");
  // axe-core asks for the style sheet to judge it; the policy refuses, as it should.
  const complaints = world.complaints.filter((each) => !/Connecting to 'file:[^']*catalogue\.css'/.test(each));
  report[name] = { failure, told, strangers, complaints };
  await world.close();
}
await chrome.close();
process.stdout.write(JSON.stringify(report));
