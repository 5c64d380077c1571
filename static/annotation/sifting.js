/** The two switches above the cards: only flagged quotes, and in which order N goes through undecided ones. */
import { byId } from "./desk.js";

const BY_DOUBT = "onrecord.by-doubt";

/** Which quotes are shown, and which comes next. */
export class Sifting {
  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.flagged = byId("show-flagged");
    this.doubt = byId("by-doubt");
    this.flagged.addEventListener("click", () => this.showFlagged(!desk.state.onlyFlagged));
    this.doubt.addEventListener("click", () => this.walkByDoubt(!desk.state.byDoubt));
    try {
      desk.state.byDoubt = localStorage.getItem(BY_DOUBT) !== null;
    } catch {
      // A browser that keeps nothing begins in text order every time.
    }
    this.draw();
  }

  /** Tells how many are flagged; the switch is there as long as it can do something. */
  draw() {
    const { state } = this.desk;
    const count = [...state.talk.about.keys()].filter((id) => state.quotes.has(id) && state.talk.flagOf(id)).length;
    if (count === 0 && state.onlyFlagged) return this.showFlagged(false);
    const words = `Flagged ${count}`;
    if (this.flagged.textContent !== words) this.flagged.textContent = words;
    this.flagged.hidden = count === 0;
    this.flagged.setAttribute("aria-pressed", String(state.onlyFlagged));
    this.doubt.setAttribute("aria-pressed", String(state.byDoubt));
  }

  /** @param {boolean} only */
  showFlagged(only) {
    const { desk } = this;
    desk.state.onlyFlagged = only;
    desk.filter(desk.state.filter, only ? "flagged quotes" : undefined);
    this.draw();
  }

  /** @param {boolean} on */
  walkByDoubt(on) {
    this.desk.state.byDoubt = on;
    try {
      if (on) localStorage.setItem(BY_DOUBT, "on");
      else localStorage.removeItem(BY_DOUBT);
    } catch {
      // As above: it holds as long as the page is open.
    }
    this.draw();
    this.desk.toasts.say(on ? "N goes to the least sure suggestion first." : "N goes through the text in order.");
  }
}
