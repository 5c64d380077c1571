/**
 * Words a person has selected: snapped to whole words and to quotation marks they nearly meet, with a small bar that offers
 * what can be done with them. Alt keeps a selection as it was made. Doing it is left to the page.
 *
 * @typedef {import("./positions.js").Positions} Positions
 * @typedef {import("./positions.js").Reach} Reach
 */
import { el } from "./elements.js";

/** An opening mark at the end of what stands before; closing ones, and the stops they hold, at the start of what follows. */
export const OPENING = /["“”„‟«»‹›‘‚'「『]$/u;
export const CLOSING = /^[.,;:!?…]*(?:["“”„«»‹›’'」』]|'')/u;

/** A stretch drawn to whole words, and over the quotation marks on both its sides. @param {Positions} positions @param {Reach} reach @returns {Reach} */
export function snapped(positions, reach) {
  let { start, end } = trimmed(positions, reach);
  if (start >= end) return { start, end };
  const first = positions.wordsAround(start, start);
  if (first && first.start < start && start < first.end) start = first.start;
  const last = positions.wordsAround(end, end);
  if (last && last.start < end && end < last.end) end = last.end;
  return overMarks(positions, { start, end });
}

/** @param {Positions} positions @param {Reach} reach @returns {Reach} */
function trimmed(positions, { start, end }) {
  const text = positions.slice(start, end);
  const points = Array.from(text);
  let lead = 0;
  while (lead < points.length && /\s/u.test(points[lead] ?? "")) lead += 1;
  let trail = 0;
  while (trail < points.length - lead && /\s/u.test(points[points.length - 1 - trail] ?? "")) trail += 1;
  return { start: start + lead, end: end - trail };
}

/** Takes in an opening and a closing mark that stand right beside the stretch, or the one that is missing. @param {Positions} positions @param {Reach} reach @returns {Reach} */
function overMarks(positions, { start, end }) {
  const paragraph = positions.paragraphAt(start);
  const before = positions.slice(Math.max(paragraph.start, start - 1), start);
  const after = positions.slice(end, Math.min(positions.paragraphAt(end).end, end + 4));
  const inside = positions.slice(start, end);
  const opens = OPENING.test(before);
  const closing = CLOSING.exec(after)?.[0] ?? "";
  const holdsOpening = /^(?:["“„‟«»‹›‘‚「『]|'')/u.test(inside);
  const holdsClosing = /["“”«»‹›’'」』][.,;:!?…]?$/u.test(inside);
  if (closing && (opens || holdsOpening) && !(holdsOpening && holdsClosing)) {
    return { start: opens && !holdsOpening ? start - before.length : start, end: end + Array.from(closing).length };
  }
  if (opens && holdsClosing && !holdsOpening) return { start: start - Array.from(before).length, end };
  return { start, end };
}

/**
 * Direct where every word stands inside quotation marks, indirect where none does, else mixed.
 * @param {Positions} positions @param {Reach[]} reaches  the quoted words @param {[number, number][]} quotations  what stands inside marks, as the server has it
 * @returns {import("./types.js").Kind}
 */
export function guessedKind(positions, reaches, quotations) {
  const words = reaches.flatMap(({ start, end }) => {
    const text = positions.slice(start, end);
    return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((word) => start + Array.from(text.slice(0, word.index)).length);
  });
  const inside = words.filter((word) => quotations.some(([first, last]) => first <= word && word < last)).length;
  if (inside === 0) return "indirect";
  return inside === words.length ? "direct" : "mixed";
}

/** Follows the selection in the article. */
export class Selecting {
  /**
   * @param {Positions} positions
   * @param {{text: HTMLElement, bar: HTMLElement}} places
   * @param {string} language
   * @param {{act: (action: string) => void, click: (point: number) => void, canMark: () => boolean}} page
   */
  constructor(positions, places, language, page) {
    this.positions = positions;
    this.places = places;
    this.page = page;
    this.raw = false;
    this.pressed = false;
    /** Takes the place of the browser's selection while it is there. @type {import("./caret.js").Caret|null} */
    this.caret = null;
    /** Told when the caret went on by itself. */
    this.moved = () => {};
    const hold = (/** @type {Event} */ event) => event.preventDefault();
    places.bar.addEventListener("pointerdown", hold);
    places.bar.addEventListener("mousedown", hold);
    for (const [action, words, marks] of /** @type {[string, string, boolean][]} */ ([
      ["new-quote", "New quote", false],
      ["mark-content", "Add words", true],
      ["mark-source", "Source", true],
      ["mark-cue", "Cue", true],
    ])) {
      places.bar.append(el("button", { type: "button", "data-action": action, "data-marks": marks, onclick: () => page.act(action) }, words, el("kbd", { "aria-hidden": "true", "data-key-of": action })));
    }
    places.text.addEventListener("pointerdown", (event) => {
      this.pressed = true;
      this.hide();
      // Pressing selected words would drag them away, not select anew.
      if (event.pointerType === "mouse" && event.button === 0 && !event.shiftKey) getSelection()?.removeAllRanges();
    });
    addEventListener("pointerup", (event) => this.released(event));
    // A finger that scrolls is let go of by the browser.
    addEventListener("pointercancel", (event) => this.released(event));
    places.text.addEventListener("click", (event) => this.clicked(event, language));
    document.addEventListener("selectionchange", () => {
      if (!this.pressed) this.offer();
    });
    addEventListener("resize", () => this.hide());
    places.text.closest(".article-column")?.addEventListener("scroll", () => this.offer(), { passive: true });
  }

  /** What is selected, as it will be used; null where nothing is. @returns {Reach|null} */
  get reach() {
    if (this.caret) return this.caret.isStretched ? this.caret.reach : null;
    const made = this.positions.selected(getSelection());
    if (!made || made.start === made.end) return null;
    const reach = this.raw ? made : snapped(this.positions, made);
    return reach.start < reach.end ? reach : null;
  }

  /** The selection, or the word a person last clicked in. @returns {Reach|null} */
  get reachOrWord() {
    if (this.caret) return this.caret.reach;
    const made = this.positions.selected(getSelection());
    return this.reach ?? (made && this.positions.wordsAround(made.start, made.start));
  }

  /** The selection; of a caret, what would be a quote. @param {[number, number][]} quotations @returns {Reach|null} */
  reachOfQuote(quotations) {
    return this.caret ? this.caret.reachOfQuote(quotations) : this.reach;
  }

  /** @param {PointerEvent} event */
  released(event) {
    if (!this.pressed) return;
    this.pressed = false;
    this.raw = event.altKey;
    // The browser settles what is selected after this event.
    setTimeout(() => {
      const reach = this.reach;
      if (reach && event.pointerType === "mouse") this.positions.select(reach.start, reach.end);
      this.offer();
    });
  }

  /** @param {MouseEvent} event @param {string} language */
  clicked(event, language) {
    const point = this.positions.pointUnder(event.clientX, event.clientY);
    if (point === null) return;
    if (event.detail === 3) {
      const sentence = this.positions.sentenceAround(point, language);
      this.positions.select(sentence.start, sentence.end);
      this.offer();
    } else if (event.detail === 1 && !this.reach) this.page.click(point);
  }

  /** Shows the bar above the selection, or below where there is no room; it covers no other column. */
  offer() {
    const selection = getSelection();
    const reach = this.reach;
    if (!selection || !reach || selection.isCollapsed) return this.hide();
    const bar = this.places.bar;
    const canMark = this.page.canMark();
    for (const button of bar.querySelectorAll("button")) button.hidden = button.dataset.marks === "" && !canMark;
    bar.hidden = false;
    const boxes = selection.getRangeAt(0).getClientRects();
    const [first, last] = [boxes[0], boxes[boxes.length - 1]];
    if (!first || !last) return this.hide();
    const above = first.top - bar.offsetHeight - 10;
    bar.style.top = `${above > 64 ? above : Math.min(last.bottom + 10, innerHeight - bar.offsetHeight - 8)}px`;
    const right = this.places.text.closest(".article-column")?.getBoundingClientRect().right ?? innerWidth;
    bar.style.left = `${Math.max(8, Math.min(first.left, right - bar.offsetWidth - 8))}px`;
  }

  hide() {
    this.places.bar.hidden = true;
  }

  /** Lets go of the selection; a caret goes on to what comes next. @param {Reach} [used]  what was just marked @param {Reach[]} [taken]  the quote's other parts */
  drop(used, taken = []) {
    this.hide();
    this.raw = false;
    if (this.caret && used) {
      this.caret.moveOn(used, taken);
      this.moved();
    }
    if (this.positions.selected(getSelection())) getSelection()?.removeAllRanges();
  }
}
