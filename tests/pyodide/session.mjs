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
say({ answer: { boot, ready: since(start), python: pyodide.runPython("import sys; sys.version") } });

for await (const line of createInterface({ input: process.stdin })) {
  const { call, data } = JSON.parse(line);
  const begun = performance.now();
  try {
    let answer = await runtime.get(call)(data);
    say({ answer: answer ?? null, seconds: since(begun) });
  } catch (error) {
    say({ error: String(error.message ?? error) });
  }
}
