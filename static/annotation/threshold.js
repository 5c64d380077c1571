/**
 * How sure a suggestion has to be to count as likely: a slider, how many suggestions reach it, and a button for those that
 * were seen. Kept in this browser. What is drawn fainter below it, and what the button does, is left to the page.
 *
 * @typedef {import("./state.js").State} State
 */
import { plural } from "./words.js";

const KEPT = "onrecord.threshold";
const FIRST = 0.8;
/** Keys that mean something to a slider; all others are the page's, wherever the keyboard is. */
const OWN_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

/** @returns {number} */
export function keptThreshold() {
  try {
    const kept = Number.parseFloat(localStorage.getItem(KEPT) ?? "");
    return kept >= 0 && kept <= 1 ? kept : FIRST;
  } catch {
    // A browser that keeps nothing starts with the same every time.
    return FIRST;
  }
}

/** The row with the slider. */
export class Threshold {
  /** @param {HTMLElement} row @param {State} state @param {(threshold: number) => void} moved */
  constructor(row, state, moved) {
    this.row = row;
    this.state = state;
    this.moved = moved;
    this.slider = /** @type {HTMLInputElement} */ (row.querySelector("input"));
    this.words = /** @type {HTMLElement} */ (row.querySelector("output"));
    this.button = /** @type {HTMLElement} */ (row.querySelector("button .does"));
    this.slider.value = String(state.threshold);
    this.slider.addEventListener("input", () => this.set(Number(this.slider.value)));
    this.slider.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    if (digit !== undefined && !event.shiftKey) {
      event.preventDefault();
      this.slider.value = String(Number(digit) / 10);
      this.set(Number(this.slider.value));
    } else if (!OWN_KEYS.includes(event.key)) return;
    event.stopPropagation();
  }

  /** @param {number} threshold */
  set(threshold) {
    try {
      localStorage.setItem(KEPT, String(threshold));
    } catch {
      // It holds until the page is loaded again.
    }
    this.moved(threshold);
    this.draw();
  }

  /** Says how many suggestions reach the threshold; where nothing is suggested there is nothing to say. */
  draw() {
    let suggested = 0;
    let sure = 0;
    this.state.quotes.forEach((quote) => {
      if (quote.state !== "suggested" || quote.confidence === null) return;
      suggested += 1;
      if (!this.state.isFaint(quote)) sure += 1;
    });
    const words = `${sure} of ${plural(suggested, "suggestion is", "suggestions are")} at least ${this.state.threshold.toFixed(2)} sure`;
    if (this.words.textContent !== words) this.words.textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
    const held = this.row.contains(document.activeElement);
    if (!held || suggested) this.row.hidden = suggested === 0;
  }

  /** @param {number} count  of suggestions that the button would accept */
  seen(count) {
    const words = count ? `Accept the ${count} seen` : "None seen";
    if (this.button.textContent !== words) this.button.textContent = words;
    this.button.parentElement?.setAttribute("aria-disabled", String(count === 0));
  }
}
