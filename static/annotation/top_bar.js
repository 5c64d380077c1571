/** What the top bar says of the work: how much is decided, and whether it is saved. */
import { clock, plural } from "./words.js";

/** The two figures of the top bar. */
export class TopBar {
  /** @param {HTMLElement} save @param {HTMLElement} progress */
  constructor(save, progress) {
    this.save = save;
    this.words = /** @type {HTMLElement} */ (progress.querySelector("span"));
    this.meter = /** @type {HTMLProgressElement} */ (progress.querySelector("progress"));
  }

  /** @param {import("./queue.js").SaveState} state */
  saved(state) {
    this.save.dataset.kind = state.kind;
    if (state.kind === "saved") return this.tell(state.at ? `Saved ${clock(state.at)}` : "Saved", "Everything is saved.");
    const waiting = `${plural(state.count, "change", "changes")} waiting`;
    const safe = state.kept ? "What waits is kept in this browser, even if you close it." : "This browser keeps nothing: leave this page open until all is saved.";
    if (state.kind === "offline") this.tell(`Offline · ${waiting}`, `The server can't be reached. Go on working: it is tried again. ${safe}`);
    else if (state.kind === "signed-out") this.tell(`Signed out · ${waiting}`, `Sign in again in another tab. ${safe}`);
    else if (state.kind === "not-you") this.tell(`Not signed in as you · ${waiting}`, `Sign in as yourself in another tab. ${safe}`);
    else this.tell(state.count === 1 ? "Saving…" : waiting, `On its way to the server. ${safe}`);
  }

  /** @param {string} words @param {string} title */
  tell(words, title) {
    if (this.save.textContent !== words) this.save.textContent = words;
    this.save.title = title;
  }

  /** @param {number} decided @param {number} total */
  progress(decided, total) {
    this.words.textContent = total ? `${decided} of ${total} decided` : "No quotes yet";
    this.meter.max = Math.max(1, total);
    this.meter.value = decided;
  }
}
