// What the pane itself does in the open workbook: know which sheets to send, show a cell.

/** Names that the product's own workbook bears, one in each sheet where people type. */
const OWN_MARKS = ["acheteur_nom", "lots_entetes", "periodes_entetes"];
const LOTS_MARK = "lots_entetes";

/** Return the `include` of a script: the sheets it needs, or "" (all) when they cannot be named. */
export async function neededSheets(chosen = "") {
  const names = chosen ? [chosen] : await Excel.run(sheetsOf);
  // xlwings splits the list at commas and trims: such names cannot be told apart, so all are sent.
  return names.some((each) => each.includes(",") || each !== each.trim()) ? "" : names.join(",");
}

async function sheetsOf(context) {
  const { workbook } = context;
  const marks = OWN_MARKS.map((name) => workbook.names.getItemOrNullObject(name).load("name,type"));
  const active = workbook.worksheets.getActiveWorksheet().load("name");
  await context.sync();
  const found = marks.filter((each) => !each.isNullObject && each.type === "Range");
  if (!found.some((each) => each.name === LOTS_MARK)) return [active.name];
  const sheets = found.map((each) => each.getRange().worksheet.load("name"));
  await context.sync();
  return [...new Set(sheets.map((each) => each.name))];
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
