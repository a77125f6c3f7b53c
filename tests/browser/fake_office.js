// A workbook in memory behind the parts of office.js that the client of xlwings and the pane use.
// Routed in place of the vendored office.js; the tests put the workbook in `__livre` beforehand and
// read back what was written, selected and shown. Reading a property that was not loaded, or before
// a sync, fails as it does in Excel.

(() => {
  const book = globalThis.__livre;
  const journal = { ecrits: [], selection: null, feuille: book.active ?? 0, volet: 0, fonctions: {}, commandes: {} };
  globalThis.__excel = journal;

  const letters = (index) => (index < 26 ? "" : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));
  const column = (name) => [...name].reduce((sum, each) => sum * 26 + each.charCodeAt(0) - 64, 0) - 1;
  const plain = (address) => address.replaceAll("$", "").split("!").at(-1);
  const box = (address) => {
    const [from, to = from] = plain(address).split(":").map((each) => /^([A-Z]+)(\d+)$/.exec(each));
    return [Number(from[2]) - 1, column(from[1]), Number(to[2]) - 1, column(to[1])];
  };

  let pending = []; // what the next sync does, in order
  const queue = (action) => void pending.push(action);

  const asked = (names) => (Array.isArray(names) ? names : String(names ?? "").split(",")).map((each) => each.trim());

  /** Something whose properties can be read only once loaded and synchronised. */
  function loadable(target, properties) {
    const readable = new Set();
    target.load = (names) => {
      queue(() => target.allow(asked(names)));
      return target;
    };
    target.allow = (names) => {
      for (const each of names) readable.add(each);
      if (names.includes("*")) for (const each of Object.keys(properties)) readable.add(each);
    };
    for (const [name, get] of Object.entries(properties)) {
      Object.defineProperty(target, name, {
        enumerable: true,
        get() {
          if (!readable.has(name)) throw new Error(`PropertyNotLoaded: ${name}`);
          return get();
        },
      });
    }
    return target;
  }

  /** A collection: what is loaded of it is loaded of each item. */
  function collection(items) {
    const all = loadable({}, { items: () => items });
    const own = all.allow;
    all.allow = (names) => {
      own(["items"]);
      const ofItems = names.map((each) => (each === "items" ? "*" : each.replace(/^items\//, "")));
      for (const each of items) each.allow?.(ofItems);
    };
    return all;
  }

  const nothing = () => {
    const none = { load: () => none, allow: () => {} };
    queue(() => (none.isNullObject = true));
    return none;
  };

  class Range {
    constructor(sheet, top, left, bottom, right) {
      Object.assign(this, { sheet, top, left, bottom, right, isNullObject: false });
      const first = `${letters(left)}${top + 1}`;
      const last = `${letters(right)}${bottom + 1}`;
      loadable(this, {
        address: () => `'${sheet.data.name}'!${first === last ? first : `${first}:${last}`}`,
        rowCount: () => bottom - top + 1,
        columnCount: () => right - left + 1,
        rowIndex: () => top,
        columnIndex: () => left,
        rowHidden: () => this.#one((r) => (sheet.data.hiddenRows ?? []).includes(r + 1), top, bottom),
        columnHidden: () => this.#one((c) => (sheet.data.hiddenColumns ?? []).includes(c + 1), left, right),
        formulas: () => this.#cells((r, c) => sheet.data.formulas?.[`${letters(c)}${r + 1}`] ?? sheet.data.values[r]?.[c] ?? ""),
        numberFormat: () => this.#cells((r, c) => sheet.data.formats?.[r]?.[c] ?? "General"),
      });
      const { allow } = this;
      let loaded = false;
      this.allow = (names) => {
        loaded ||= names.includes("values") || names.includes("*");
        allow(names);
      };
      Object.defineProperty(this, "values", {
        get: () => {
          if (!loaded) throw new Error("PropertyNotLoaded: values");
          return this.#cells((r, c) => sheet.data.values[r]?.[c] ?? "");
        },
        set: (rows) => queue(() => this.#write(rows)),
      });
    }

    /** One answer for a row of places, `null` when they disagree. */
    #one(at, from, to) {
      const answers = new Set();
      for (let each = from; each <= to; each += 1) answers.add(at(each));
      return answers.size === 1 ? [...answers][0] : null;
    }

    getMergedAreasOrNullObject() {
      const { merged } = this.sheet.data;
      if (!merged?.length) return nothing();
      const areas = { isNullObject: false };
      return loadable(areas, { address: () => merged.map((each) => `'${this.sheet.data.name}'!${each}`).join(",") });
    }

    #cells(at) {
      const rows = [];
      for (let r = this.top; r <= this.bottom; r += 1) {
        const row = [];
        for (let c = this.left; c <= this.right; c += 1) row.push(at(r, c));
        rows.push(row);
      }
      return rows;
    }

    #write(rows) {
      if (this.sheet.data.refuses) throw Object.assign(new Error("AccessDenied: the sheet is protected"), { code: "AccessDenied" });
      rows.forEach((row, r) => row.forEach((value, c) => {
        const at = (this.sheet.data.values[this.top + r] ??= []);
        at[this.left + c] = value;
        journal.ecrits.push({ feuille: this.sheet.data.name, cellule: `${letters(this.left + c)}${this.top + r + 1}`, valeur: value });
      }));
    }

    get worksheet() {
      return this.sheet;
    }

    get format() {
      const free = (r, c) => (this.sheet.data.unlocked ?? []).includes(`${letters(c)}${r + 1}`);
      const locked = () => {
        const answers = new Set(this.#cells((r, c) => !free(r, c)).flat());
        return answers.size === 1 ? [...answers][0] : null;
      };
      return { fill: {}, font: {}, load: () => {}, protection: loadable({}, { locked }) };
    }

    select() {
      queue(() => {
        journal.selection = { feuille: this.sheet.data.name, cellule: `${letters(this.left)}${this.top + 1}` };
      });
    }

    getSurroundingRegion() {
      return this;
    }
  }

  const sheets = book.sheets.map((data, position) => {
    const height = data.values.length;
    const width = Math.max(1, ...data.values.map((row) => row.length));
    const sheet = { data, isNullObject: false };
    loadable(sheet, {
      name: () => data.name,
      position: () => position,
      visibility: () => (data.hidden ? "Hidden" : "Visible"),
      showGridlines: () => true,
    });
    return Object.assign(sheet, {
      names: collection([]), tables: collection([]), charts: collection([]), shapes: collection([]), notes: collection([]),
      pivotTables: collection([]),
      protection: loadable({}, { protected: () => Boolean(data.protected) }),
      pageLayout: { getPrintAreaOrNullObject: nothing },
      activate: () => queue(() => (journal.feuille = position)),
      getRange: (address) => new Range(sheet, ...box(address)),
      getRangeByIndexes: (row, col, rows, cols) => new Range(sheet, row, col, row + rows - 1, col + cols - 1),
      getUsedRangeOrNullObject: () => (height ? new Range(sheet, 0, 0, height - 1, width - 1) : nothing()),
      onSelectionChanged: { add: () => ({ remove: () => {} }) },
    });
  });
  const named = (name) => sheets.find((each) => each.data.name === name);
  const rangeOf = (formula) => {
    const [, sheet, address] = /^='?(.*?)'?!(.*)$/.exec(formula);
    return new Range(named(sheet.replaceAll("''", "'")), ...box(address));
  };
  const names = (book.names ?? []).map(({ name, formula }) => {
    const item = { isNullObject: false, getRange: () => rangeOf(formula), getRangeOrNullObject: () => rangeOf(formula) };
    return loadable(item, { name: () => name, type: () => "Range", formula: () => formula });
  });

  function workbook() {
    const worksheets = collection(sheets);
    const all = collection(names);
    return loadable({
      worksheets: Object.assign(worksheets, {
        getActiveWorksheet: () => sheets[journal.feuille],
        getItem: (name) => named(name),
        getItemOrNullObject: (name) => named(name) ?? nothing(),
        onCalculated: { add: () => {} },
      }),
      names: Object.assign(all, {
        getItemOrNullObject: (name) => names[(book.names ?? []).findIndex((each) => each.name === name)] ?? nothing(),
      }),
      application: loadable({}, { calculationMode: () => "Automatic" }),
      getSelectedRange: () => {
        const at = journal.selection ?? { feuille: sheets[journal.feuille].data.name, cellule: "A1" };
        return named(at.feuille).getRange(at.cellule);
      },
    }, { name: () => book.name });
  }

  class RequestContext {
    workbook = workbook();
    application = {
      cultureInfo: Object.assign(loadable({}, { name: () => "fr-FR" }), {
        datetimeFormat: loadable({}, { shortDatePattern: () => "dd/MM/yyyy" }),
      }),
    };

    async sync() {
      const now = pending;
      pending = [];
      for (const each of now) each();
    }
  }

  const supported = { ExcelApi: 1.16, SharedRuntime: 1.2, CustomFunctions: 1.4, CustomFunctionsRuntime: 1.4, DialogAPI: 1.2, RibbonAPI: 1.2 };
  const number = (version) => Number(version.split(".")[1] ?? 0);
  globalThis.Excel = {
    RequestContext,
    ShapeType: { image: "Image" },
    async run(...args) {
      const context = new RequestContext();
      const result = await args.at(-1)(context);
      await context.sync();
      return result;
    },
  };
  globalThis.Office = {
    onReady: async (then) => {
      const info = { host: "Excel", platform: "PC" };
      then?.(info);
      return info;
    },
    context: {
      platform: "PC",
      diagnostics: { version: "16.0", platform: "PC" },
      officeTheme: book.theme ? { bodyBackgroundColor: book.theme } : undefined,
      requirements: {
        isSetSupported: (name, version) => name in supported && number(version) <= number(String(supported[name])),
      },
      ui: { displayDialogAsync: () => (journal.dialogue = true) },
    },
    actions: { associate: (name, act) => (journal.commandes[name] = act) },
    addin: { showAsTaskpane: async () => void (journal.volet += 1) },
    AsyncResultStatus: {}, EventType: {},
  };
  globalThis.CustomFunctions = {
    associate: (name, act) => (journal.fonctions[name] = act),
    ErrorCode: { invalidValue: "#VALUE!" },
    Error: class extends Error {
      constructor(code, message) {
        super(message);
        this.code = code;
      }
    },
  };
})();
