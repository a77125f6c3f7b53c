// Light or dark: the system decides, unless Office says what its own theme is.

/** Follow a colour given by Office (« #212121 »): dark grounds give the dark theme. */
export function followGround(colour) {
  const parts = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour ?? "");
  if (!parts) return;
  const [red, green, blue] = parts.slice(1).map((each) => parseInt(each, 16));
  const light = 0.299 * red + 0.587 * green + 0.114 * blue;
  document.documentElement.dataset.theme = light < 128 ? "sombre" : "clair";
}

/** Follow the theme of Office, now and when it changes. */
export function followOffice(office) {
  followGround(office.context?.officeTheme?.bodyBackgroundColor);
  const changed = office.EventType?.OfficeThemeChanged;
  if (!changed || !office.context?.document?.addHandlerAsync) return;
  office.context.document.addHandlerAsync(changed, (event) => {
    followGround(event?.officeTheme?.bodyBackgroundColor ?? office.context.officeTheme?.bodyBackgroundColor);
  });
}
