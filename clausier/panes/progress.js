// Saying that something is under way: words at once for a screen reader, a bar after half a second.

import { word } from "./words.js";

const PATIENCE = 500; // ms: below, a bar that flashes only distracts

/** Runs one task at a time and tells what it is doing. */
export class Progress {
  constructor(strip, sentence) {
    this.strip = strip;
    this.sentence = sentence;
    this.busy = false;
  }

  /** Say something once, for eyes elsewhere. */
  say(text) {
    this.sentence.textContent = text;
  }

  /** Await `task` while telling `key`; a second task is refused while the first one runs. */
  async during(key, task) {
    if (this.busy) return undefined;
    this.busy = true;
    document.body.setAttribute("aria-busy", "true");
    this.say(word(key));
    const timer = setTimeout(() => (this.strip.hidden = false), PATIENCE);
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      this.strip.hidden = true;
      document.body.removeAttribute("aria-busy");
      this.busy = false;
    }
  }
}
