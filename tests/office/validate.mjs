// validate.mjs OFFICE_VERSION FILE...
// Prints one JSON object, file -> list of "part xpath: description [id]", as the Open XML SDK sees it.
//
// The library is called rather than its command: the command needs Node 20, answers 0 whatever it
// finds, loses what follows 64 KiB on a pipe, and starts a .NET runtime for each file.
import { writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import validate, { getFileFormatFromName } from "@ooxml-tools/validate";

const [officeVersion, ...files] = process.argv.slice(2);
// Templates and macro files hold the same markup as the documents they make.
const same = { dotx: "docx", docm: "docx", dotm: "docx", xltx: "xlsx", xlsm: "xlsx", xltm: "xlsx" };

function line(error) {
  const where = `${error.path?.partUri ?? ""} ${error.path?.xpath ?? ""}`.trim();
  return `${where}: ${error.description} [${error.id}]`;
}

async function errorsOf(file) {
  const content = new Uint8Array(await readFile(file));
  const extension = file.split(".").pop().toLowerCase();
  try {
    const format = same[extension] ?? getFileFormatFromName(file);
    return (await validate(content, format, officeVersion)).map(line);
  } catch (error) {
    return [`the package cannot be opened: ${error.message}`];
  }
}

const report = {};
for (const file of files) report[file] = await errorsOf(file);
const answer = Buffer.from(JSON.stringify(report));
for (let sent = 0; sent < answer.length; ) sent += writeSync(1, answer, sent);
process.exit(0); // the .NET runtime would keep the process alive
