// node pictures.mjs ADDRESS FOLDER IMAGES   The views worth showing in the documentation.

import { browser, World } from "./world.mjs";

const [address, folder, images] = process.argv.slice(2);
const chrome = await browser();

async function draw(name, size, visit) {
  const world = await World.open(chrome, { address, folder }, size);
  world.page.setDefaultTimeout(20_000);
  await visit(world);
  await world.page.mouse.move(0, 0);
  await world.page.screenshot({ path: `${images}/${name}.png` });
  await world.close();
}

const WIDE = { width: 1280, height: 800 };
const PANE = { width: 360, height: 720 };
const example = async (world) => {
  await world.plainPage();
  await world.page.click("#essayer");
  await world.page.waitForSelector(".lots");
};
const verified = (book) => async (world) => {
  await world.taskPane(book);
  await world.page.click('[data-action="verifier"]');
  await world.page.waitForSelector("#etat-phrase");
};

await draw("page-accueil", WIDE, (world) => world.plainPage());
await draw("page-marche", WIDE, async (world) => {
  await example(world);
  await world.page.locator(".lot summary").first().click();
});
await draw("page-comparaison", { width: 1280, height: 1000 }, async (world) => {
  await example(world);
  await world.page.locator(".lot summary").first().click();
  await world.page.click(".lot[open] >> text=Comparer les méthodes");
  await world.page.waitForSelector(".comparaison table");
});
await draw("page-pieces", WIDE, async (world) => {
  await example(world);
  await world.page.click('[data-action="generer"]');
  await world.page.waitForSelector(".prete");
});
await draw("page-sombre", { ...WIDE, scheme: "dark" }, example);
await draw("volet-depart", PANE, (world) => world.taskPane("exemple"));
await draw("volet-marche", PANE, verified("exemple"));
await draw("volet-points", PANE, verified("a-corriger"));
await chrome.close();
