// session.mjs RUNTIME.py WHEELS
// The Python of browsers in Node, one start for every test. Each line of standard input is a JSON
// object {"call": NAME, "data": …}: NAME is a function of RUNTIME.py, called with the JavaScript
// object, as xlwings does in a task pane. Each answer is a line of standard output:
// {"answer": …, "seconds": …} or {"error": "…"}.
import { readFile, readdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { loadPyodide } from "pyodide";

const [runtimeFile, wheels] = process.argv.slice(2);
const say = (object) => process.stdout.write(JSON.stringify(object) + "\n");
const since = (start) => (performance.now() - start) / 1000;

const start = performance.now();
// What Python prints must not mix with the answers.
const pyodide = await loadPyodide({
  env: { HOME: "/home/pyodide", XLWINGS_ON_SERVER: "true", XLWINGS_LICENSE_KEY: "noncommercial" },
  stdout: (text) => process.stderr.write(text + "\n"),
  stderr: (text) => process.stderr.write(text + "\n"),
});
const boot = since(start);
for (const name of (await readdir(wheels)).filter((each) => each.endsWith(".whl")).sort()) {
  // unpackArchive takes no Node Buffer.
  pyodide.unpackArchive(new Uint8Array(await readFile(`${wheels}/${name}`)), "wheel");
}
const runtime = pyodide.toPy({});
pyodide.runPython(await readFile(runtimeFile, "utf8"), { globals: runtime, filename: runtimeFile });
// The client's answers about a range, which the engine of Lite awaits: those of a plain table whose
// values were sent, without formats nor merged cells.
let sent = { sheets: [] };
const column = (letters) => [...letters].reduce((sum, each) => sum * 26 + each.charCodeAt(0) - 64, 0);
globalThis.xlwings = {
  getRangeData: async (name, address, [key]) => {
    const values = sent.sheets.find((each) => each.name === name).values;
    const [first, last = first] = address.replaceAll("$", "").split(":");
    const [[left, top], [right, bottom]] = [first, last].map((each) => {
      const [, letters, row] = /^([A-Z]+)(\d+)$/.exec(each);
      return [column(letters), Number(row)];
    });
    const formulas = values.slice(top - 1, bottom).map((row) => row.slice(left - 1, right));
    const told = { formulas, number_format: "General", merge_cells: false };
    if (!(key in told)) throw new Error(`no answer to ${key}`);
    return { [key]: told[key] };
  },
};
say({ answer: { boot, ready: since(start), python: pyodide.runPython("import sys; sys.version") } });

for await (const line of createInterface({ input: process.stdin })) {
  const { call, data } = JSON.parse(line);
  if (data.book) sent = data.book;
  const begun = performance.now();
  try {
    let answer = await runtime.get(call)(data);
    say({ answer: answer ?? null, seconds: since(begun) });
  } catch (error) {
    say({ error: String(error.message ?? error) });
  }
}
