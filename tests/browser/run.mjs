// node run.mjs ADDRESS FOLDER   Runs every journey and prints what each one came to, as JSON.

import * as page from "./page_journeys.mjs";
import * as pane from "./pane_journeys.mjs";
import { browser, World } from "./world.mjs";

const AT_ONCE = 3; // people: each waits for the server most of the time
const PATIENCE = 30_000; // ms; a busy machine is slow, and no journey waits for a clock

const [address, folder, only = ""] = process.argv.slice(2);
const chrome = await browser();
const report = {};
const waiting = Object.entries({ ...page, ...pane }).filter(([name]) => name.includes(only));

async function travel(name, journey) {
  const started = Date.now();
  const world = await World.open(chrome, { address, folder });
  world.page.setDefaultTimeout(PATIENCE);
  let failure = null;
  let told = null;
  try {
    told = (await journey(world)) ?? null;
  } catch (error) {
    failure = error.stack ?? `${error}`;
    await world.page.screenshot({ path: `${folder}/${name}.png` }).catch(() => {});
  }
  report[name] = { failure, told, strangers: world.strangers, complaints: world.complaints, ms: Date.now() - started };
  await world.close();
}

async function traveller() {
  for (let next = waiting.shift(); next; next = waiting.shift()) await travel(...next);
}

await Promise.all(Array.from({ length: AT_ONCE }, traveller));
await chrome.close();
process.stdout.write(JSON.stringify(report));
