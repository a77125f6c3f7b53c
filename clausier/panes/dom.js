// Building elements without markup in strings: text is always text, whatever a file contains.

const SVG = "http://www.w3.org/2000/svg";

/** Return an element; `attributes` may hold `on…` listeners, `children` nodes, texts or nothing. */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Return an SVG element, built as {@link h} builds the others. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== ""));
  return element;
}

const SHAPES = {
  pret: ["M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z", "m5 8.2 2.1 2.1L11.2 6"],
  a_completer: ["M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z", "M8 4.4v4l2.4 1.6"],
  a_corriger: ["M8 1.8 15 14H1Z", "M8 6.2v3.6M8 11.6v.6"],
  vide: ["M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z", "M5 8h6"],
  fleche: ["M6 3.5 10.5 8 6 12.5"],
  cible: ["M3 8h9M8.5 4.5 12 8l-3.5 3.5"],
  fichier: ["M4 1.8h5.2L12.5 5v9.2H4Z", "M9 1.8V5h3.5"],
};

/** Return a small drawing; it says nothing that the words beside it do not say. */
export function icon(name) {
  return svg(
    "svg",
    { class: "icone", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    SHAPES[name].map((path) => svg("path", { d: path })),
  );
}

/** Return a horizontal bar as long as `share` (0 to 1) of its track. */
export function bar(share, kind = "") {
  const width = Math.max(0, Math.min(1, share)) * 100;
  return svg(
    "svg",
    {
      class: `barre ${kind}`.trim(),
      viewBox: "0 0 100 8",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
      focusable: "false",
    },
    svg("rect", { class: "piste", width: 100, height: 8 }),
    svg("rect", { class: "plein", width: width.toFixed(2), height: 8 }),
  );
}
