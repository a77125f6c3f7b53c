// What the pane itself does in the open workbook: know what to send of it, show a cell.

import { lookOf } from "./look.js";

/** Names that the product's own workbook bears, one in each sheet where people type. */
const OWN_MARKS = ["acheteur_nom", "lots_entetes", "periodes_entetes"];
const LOTS_MARK = "lots_entetes";

/** What a script is told of the workbook beside its values: the sheets that travel (`include`),
 * and the look of a buyer's sheet (`apercu`), without which nothing is written in it. */
export async function toSend(chosen = "") {
  const { names, ours } = chosen ? { names: [chosen], ours: false } : await Excel.run(sheetsOf);
  // xlwings splits the list at commas and trims: such names cannot be told apart, so all are sent.
  const unclear = names.some((each) => each.includes(",") || each !== each.trim());
  const look = ours ? {} : { [names[0]]: await lookOf(names[0]).catch(unknownLook) };
  return { include: unclear ? "" : names.join(","), apercu: look[names[0]] ? JSON.stringify(look) : "" };
}

function unknownLook(error) {
  console.error(error); // the script then reads by values alone, says so, and writes nothing
  return null;
}

async function sheetsOf(context) {
  const { workbook } = context;
  const marks = OWN_MARKS.map((name) => workbook.names.getItemOrNullObject(name).load("name,type"));
  const active = workbook.worksheets.getActiveWorksheet().load("name");
  await context.sync();
  const found = marks.filter((each) => !each.isNullObject && each.type === "Range");
  if (!found.some((each) => each.name === LOTS_MARK)) return { names: [active.name], ours: false };
  const sheets = found.map((each) => each.getRange().worksheet.load("name"));
  await context.sync();
  return { names: [...new Set(sheets.map((each) => each.name))], ours: true };
}

/** Select a cell and bring it into view; tells whether it is still there. */
export function showCell(sheet, cell) {
  return Excel.run(async (context) => {
    const worksheet = context.workbook.worksheets.getItemOrNullObject(sheet);
    await context.sync();
    if (worksheet.isNullObject) return false;
    worksheet.activate();
    worksheet.getRange(cell).select();
    await context.sync();
    return true;
  });
}
