// node run.mjs ADDRESS FOLDER   Runs every journey and prints what each one came to, as JSON.

import * as page from "./page_journeys.mjs";
import * as pane from "./pane_journeys.mjs";
import { browser, World } from "./world.mjs";

const [address, folder, only = ""] = process.argv.slice(2);
const chrome = await browser();
const report = {};
for (const [name, journey] of Object.entries({ ...page, ...pane })) {
  if (!name.includes(only)) continue;
  const started = Date.now();
  const world = await World.open(chrome, { address, folder });
  world.page.setDefaultTimeout(15_000);
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
await chrome.close();
process.stdout.write(JSON.stringify(report));
