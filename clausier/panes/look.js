// How a sheet looks beside its values: formats, formulas, merged, hidden and locked cells. xlwings
// does not send them; the script needs them to read « 50 % » or « k€ », and to write nowhere wrong.

const MOST_CELLS = 500_000; // beyond, the script refuses the sheet anyway
const MOST_QUESTIONS = 2_000; // about hidden or locked cells, one by one
const USED = "address,rowIndex,columnIndex,rowCount,columnCount,numberFormat,formulas,rowHidden,columnHidden";

/** Return the look of a sheet as the scripts read it; `null` when it is empty or too large. */
export function lookOf(name) {
  return Excel.run(async (context) => {
    const sheet = context.workbook.worksheets.getItem(name);
    const extent = sheet.getUsedRangeOrNullObject(true).load("rowCount,columnCount");
    await context.sync();
    if (extent.isNullObject || extent.rowCount * extent.columnCount > MOST_CELLS) return null;
    const used = sheet.getUsedRangeOrNullObject(true).load(USED);
    const merged = supported("1.13") ? used.getMergedAreasOrNullObject().load("address") : null;
    const protection = sheet.protection.load("protected");
    await context.sync();
    const look = {
      formats: runs(used, used.numberFormat, (code) => (code === "General" ? null : code)),
      formules: runs(used, used.formulas, (text) => (String(text).startsWith("=") ? "=" : null)).map(([area]) => area),
      fusions: merged && !merged.isNullObject ? areasIn(merged.address) : [],
      lignes_masquees: await hidden(context, sheet, used, "row"),
      colonnes_masquees: await hidden(context, sheet, used, "column"),
      protegee: protection.protected,
      deverrouillees: protection.protected ? await unlocked(context, sheet, used) : [],
    };
    return look;
  });
}

function supported(version) {
  return Office.context.requirements.isSetSupported("ExcelApi", version);
}

/** Return [area, value] for each run of cells of one column that share a value; `null` says none. */
function runs(used, rows, valueOf) {
  const found = [];
  for (let column = 0; column < used.columnCount; column += 1) {
    let from = 0;
    let current = null;
    for (let row = 0; row <= used.rowCount; row += 1) {
      const value = row < used.rowCount ? valueOf(rows[row][column]) : null;
      if (value === current) continue;
      if (current !== null) found.push([address(used, from, column, row - 1), current]);
      [from, current] = [row, value];
    }
  }
  return found;
}

function address(used, top, column, bottom) {
  const letter = letters(used.columnIndex + column);
  return `${letter}${used.rowIndex + top + 1}:${letter}${used.rowIndex + bottom + 1}`;
}

function letters(index) {
  return (index < 26 ? "" : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));
}

/** Return « A1:B2 » for each area of « Feuille!A1:B2,Feuille!D4:D5 ». */
function areasIn(text) {
  return [...text.matchAll(/!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)(?=,|$)/g)].map((each) => each[1].replaceAll("$", ""));
}

/** Return the numbers, from 1, of the rows or columns of the used range that are hidden. */
async function hidden(context, sheet, used, axis) {
  const [first, count] = axis === "row" ? [used.rowIndex, used.rowCount] : [used.columnIndex, used.columnCount];
  const whole = used[`${axis}Hidden`];
  const numbers = Array.from({ length: count }, (_, place) => first + place);
  if (whole === false) return [];
  if (whole === true) return numbers.map((each) => each + 1);
  if (count > MOST_QUESTIONS) throw new Error(`too many ${axis}s to look at`);
  const cells = numbers.map((each) =>
    (axis === "row" ? sheet.getRangeByIndexes(each, used.columnIndex, 1, 1) : sheet.getRangeByIndexes(used.rowIndex, each, 1, 1))
      .load(`${axis}Hidden`));
  await context.sync();
  return numbers.filter((_, place) => cells[place][`${axis}Hidden`]).map((each) => each + 1);
}

/** Return the areas of a protected sheet where people may still type: whole columns, else cells. */
async function unlocked(context, sheet, used) {
  const column = (place) => sheet.getRangeByIndexes(used.rowIndex, used.columnIndex + place, used.rowCount, 1);
  const asked = Array.from({ length: used.columnCount }, (_, place) => column(place).format.protection.load("locked"));
  await context.sync();
  const found = [];
  const mixed = [];
  asked.forEach((each, place) => {
    if (each.locked === false) found.push(address(used, 0, place, used.rowCount - 1));
    if (each.locked === null) mixed.push(place);
  });
  if (mixed.length * used.rowCount > MOST_QUESTIONS) return found;
  for (const place of mixed) {
    const cells = Array.from({ length: used.rowCount }, (_, row) =>
      sheet.getRangeByIndexes(used.rowIndex + row, used.columnIndex + place, 1, 1).format.protection.load("locked"));
    await context.sync();
    cells.forEach((each, row) => {
      if (each.locked === false) found.push(address(used, row, place, row));
    });
  }
  return found;
}
