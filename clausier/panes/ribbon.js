// The buttons of the ribbon: each opens the pane, then does there what its button does.

const COMMANDS = {
  calculer: (pane) => pane.calculate(),
  verifier: (pane) => pane.verify(),
  comparer: (pane) => pane.compare(""),
  generer: (pane) => pane.generate(),
  inserer: (pane) => pane.insert(),
};

/** Tie the commands of the manifest to the pane. */
export function tieRibbon(office, pane) {
  for (const [name, act] of Object.entries(COMMANDS)) {
    office.actions.associate(name, async (event) => {
      try {
        await office.addin.showAsTaskpane();
      } catch (error) {
        console.warn("the pane could not be shown", error); // its button in the ribbon still can
      }
      event.completed(); // at once: Excel greys the button until then, and the pane tells the rest
      await act(pane);
    });
  }
}
