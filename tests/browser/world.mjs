// What every journey shares: a browser, the record of what it asked, what a view must never show.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const OFFICE = fs.readFileSync(new URL("./fake_office.js", import.meta.url), "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
const HERE = ["localhost", "127.0.0.1"];
const SMALLEST = 14; // px
// Words that only an untranslated message of a library would bring.
const ENGLISH = /\b(?:the|error|please|loading|failed|upgrade|add-in|request|unknown|retry|cancel|click|missing|not found|network)\b/i;
const WIDTHS = [320, 1280];
const TALL = 3000; // px: the bar at the bottom covers nothing, so every target is measured whole

export function browser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

/** One person at one machine: a fresh profile, every request and complaint recorded. */
export class World {
  static async open(chrome, given, { width = 1280, height = 800, scheme = "light" } = {}) {
    const world = new World();
    Object.assign(world, given, { requests: [], complaints: [], posts: [] });
    world.context = await chrome.newContext({
      locale: "fr-FR", viewport: { width, height }, colorScheme: scheme, acceptDownloads: true, reducedMotion: "reduce",
    });
    world.page = await world.context.newPage();
    world.context.on("request", (request) => world.#record(request));
    world.page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) world.complaints.push(message.text());
    });
    world.page.on("pageerror", (error) => world.complaints.push(`${error}`));
    return world;
  }

  /** Another person, at another machine, over the same server. */
  neighbour() {
    const { address, folder } = this;
    return World.open(this.context.browser(), { address, folder });
  }

  #record(request) {
    const { protocol, hostname, pathname } = new URL(request.url());
    if (["data:", "blob:"].includes(protocol)) return;
    this.requests.push({ hostname, pathname, method: request.method() });
  }

  get strangers() {
    return this.requests.filter((each) => !HERE.includes(each.hostname));
  }

  count(pathname) {
    return this.requests.filter((each) => each.pathname === pathname).length;
  }

  /** Open the plain page. */
  plainPage() {
    return this.page.goto(this.address);
  }

  /** Open the task pane on a workbook of the fake Excel. */
  async taskPane(book, more = {}) {
    await this.page.route("**/office.js", (route) => route.fulfill({ contentType: "text/javascript", body: OFFICE }));
    const held = { ...JSON.parse(fs.readFileSync(path.join(this.folder, `${book}.json`), "utf8")), ...more };
    await this.page.addInitScript((given) => (globalThis.__livre = given), held);
    await this.page.goto(`${this.address}taskpane.html`);
    await this.page.waitForSelector('[data-action="verifier"]');
  }

  file(name) {
    return path.join(this.folder, name);
  }

  /** Give a file to the plain page and await its state. */
  async give(name) {
    await this.page.setInputFiles("#fichier", this.file(name));
    await this.page.waitForSelector("#etat-phrase");
  }

  /** Do `act`, and keep the file it makes the browser save, as `name`. */
  async saved(act, name) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), act()]);
    await download.saveAs(this.file(name));
    return download.suggestedFilename();
  }

  text(selector = "body") {
    return this.page.innerText(selector);
  }

  excel(read) {
    return this.page.evaluate(read);
  }

  /** Judge the view as it is: accessible, readable, French, in both themes, narrow and wide. */
  async audit(what) {
    const before = this.page.viewportSize();
    for (const scheme of ["light", "dark"]) {
      for (const width of WIDTHS) {
        await this.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        await this.page.setViewportSize({ width, height: TALL });
        const where = `${what}, ${scheme}, ${width} px`;
        must(await this.page.evaluate(axeFindings, AXE), [], `axe: ${where}`);
        const seen = await this.page.evaluate(measures);
        if (seen.width > width) throw new Error(`${where}: scrolls to ${seen.width} px`);
        if (seen.smallest < SMALLEST) throw new Error(`${where}: text of ${seen.smallest} px: ${seen.sample}`);
      }
    }
    await this.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await this.page.setViewportSize(before);
    await this.french(what);
  }

  /** No English word, no ordinary space before a high sign. */
  async french(what) {
    const text = await this.text();
    const english = ENGLISH.exec(text);
    if (english) throw new Error(`${what}: « ${english[0]} » in: ${text.slice(Math.max(0, english.index - 60), english.index + 60)}`);
    const spaced = /\S* [;:!?»%€]/.exec(text);
    if (spaced) throw new Error(`${what}: ordinary space in « ${spaced[0]} »`);
  }

  close() {
    return this.context.close();
  }
}

async function axeFindings(source) {
  // Its evaluation survives the Content-Security-Policy; the page itself gets nothing.
  if (!globalThis.axe) (0, eval)(source);
  const found = await globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  return found.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
}

function measures() {
  let smallest = Infinity;
  let sample = "";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("option, noscript, script")) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < smallest) [smallest, sample] = [size, node.data];
  }
  return { width: document.documentElement.scrollWidth, smallest, sample };
}

/** Fail unless two values are the same. */
export function must(found, wanted, why) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${why}: found ${one}, wanted ${other}`);
}

/** Fail unless `text` holds `part`, whatever the spaces. */
export function holds(text, part) {
  const bare = (each) => each.replace(/[\s\u00a0\u202f]+/g, " ");
  if (!bare(text).includes(bare(part))) throw new Error(`« ${part} » is not in: ${bare(text).slice(0, 1500)}`);
}
