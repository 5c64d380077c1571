/**
 * The three views of one focus, drawn from one state: what changes is drawn again in text, gutter and card, and nothing else.
 * What people do is in actions.js and marking.js, saving it in saving.js.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Speaker} Speaker
 */
import { Cards } from "./cards.js";
import { summaryOf } from "./card.js";
import { Cast } from "./cast.js";
import { Overlay } from "./overlay.js";
import { Painter } from "./paint.js";
import { Positions } from "./positions.js";
import { State } from "./state.js";
import { reasonWords } from "./talk.js";
import { keptThreshold } from "./threshold.js";
import { Toasts } from "./toasts.js";
import { TopBar } from "./top_bar.js";

/** @template {HTMLElement} [Kind=HTMLElement] @param {string} id @returns {Kind} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element “${id}”.`);
  return /** @type {Kind} */ (element);
}

/** So many cards are drawn one by one. */
const MANY = 20;

/** The desk an article lies on. */
export class Desk {
  /** @param {import("./types.js").Review} review @param {import("./card.js").Act} act */
  constructor(review, act) {
    this.state = new State(review);
    this.state.threshold = keptThreshold();
    this.positions = new Positions(review.article.text);
    /** The edges being moved, as a draft of the focused quote. @type {import("./boundary.js").Boundary|null} */
    this.boundary = null;
    /** Where paragraphs lie on the sheet. @type {{top: number, start: number}[]} */
    this.tops = [];
    this.lookedAt = 0;
    /** Told before the focus leaves a quote, while its edges may still be moving. */
    this.leaving = () => {};
    /** Told what is outlined, as it is shown. @type {(quote: Quote|null) => void} */
    this.focusDrawn = () => {};
    /** Told after the number of quotes may have changed. */
    this.changed = () => {};
    /** Told after lines were measured anew. */
    this.remeasured = () => {};

    this.text = byId("text");
    this.text.lang = review.article.language;
    this.scroller = byId("article");
    this.positions.draw(this.text);
    this.painter = new Painter(this.positions);
    const places = { sheet: byId("leaf"), text: this.text, scroller: this.scroller, overview: byId("overview") };
    this.overlay = new Overlay(this.positions, places, (id) => this.focus(id));
    this.overlay.flagged = (id) => {
      const flag = this.state.talk.flagOf(id);
      return flag ? reasonWords(flag) : "";
    };
    this.cards = new Cards(byId("cards"), byId("cards-column"), this.state, act);
    this.cast = new Cast(byId("cast"), byId("show-all"), this.state, (filter) => this.filter(filter));
    this.bar = new TopBar(byId("save-state"), byId("progress"));
    this.finished = byId("all-decided");
    this.toasts = new Toasts(byId("toasts"), byId("voice"));
    this.drawAll();

    this.scroller.addEventListener("scroll", () => this.lookAround(false), { passive: true });
    // Lines move when the column's width or the fonts do, and at no other time.
    let [width, height] = [this.text.offsetWidth, this.scroller.clientHeight];
    const resized = new ResizeObserver(() => {
      if (this.text.offsetWidth === width && this.scroller.clientHeight === height) return;
      [width, height] = [this.text.offsetWidth, this.scroller.clientHeight];
      this.measureAgain();
    });
    resized.observe(this.text);
    resized.observe(this.scroller);
    void document.fonts.ready.then(() => this.measureAgain());
  }

  measureAgain() {
    this.tops = this.positions.paragraphs.flatMap((paragraph) => {
      const element = paragraph.node?.parentElement;
      return element ? [{ top: element.offsetTop, start: paragraph.start }] : [];
    });
    this.lookAround(true);
    this.overlay.drawAll(this.state.quotes.values(), (quote) => this.look(quote));
    this.drawFocus();
    this.remeasured();
  }

  /** Keeps the windows above and below the one that is seen painted. @param {boolean} always  also where it has hardly moved */
  lookAround(always) {
    const { scrollTop, clientHeight } = this.scroller;
    if (!always && Math.abs(scrollTop - this.lookedAt) < clientHeight) return;
    this.lookedAt = scrollTop;
    const [top, bottom] = [scrollTop - 2 * clientHeight, scrollTop + 3 * clientHeight];
    const first = this.tops.findLast((paragraph) => paragraph.top <= top);
    const beyond = this.tops.find((paragraph) => paragraph.top >= bottom);
    this.painter.look(first?.start ?? 0, beyond?.start ?? this.positions.length);
    this.overlay.look(top, bottom);
  }

  /** How a quote is marked in the gutter. @param {Quote} quote */
  look(quote) {
    if (!this.state.isShown(quote)) return "hidden";
    return this.state.conflicts.has(quote.id) ? "conflict" : quote.state;
  }

  /** @param {Quote} quote */
  paint(quote) {
    this.painter.paint(quote, this.state.isShown(quote), this.state.conflicts.has(quote.id), this.state.isFaint(quote), this.state.filledIn(quote)?.spans.map((span) => span.role));
  }

  drawAll() {
    for (const quote of this.state.quotes.values()) this.paint(quote);
    this.cards.drawAll();
    this.measureAgain();
    this.drawCounts();
  }

  /** Is there a quote, and none that needs a person? */
  get isFinished() {
    const { quotes, decided, conflicts } = this.state;
    return quotes.size > 0 && decided === quotes.size && conflicts.size === 0;
  }

  drawCounts() {
    this.cast.draw();
    this.bar.progress(this.state.decided, this.state.quotes.size);
    this.finished.hidden = !this.isFinished;
    this.toasts.review();
    this.changed();
  }

  /** Strikes rejected quotes through in the text, or leaves them unmarked. @param {boolean} shown */
  showRejected(shown) {
    this.painter.showRejected = shown;
    for (const quote of this.state.quotes.values()) if (quote.state === "rejected") this.paint(quote);
  }

  /** Draws suggestions below the threshold fainter; only those whose side of it changes. @param {number} threshold */
  drawThreshold(threshold) {
    const { state } = this;
    const faint = new Set([...state.quotes.values()].filter((quote) => state.isFaint(quote)));
    state.threshold = threshold;
    for (const quote of state.quotes.values()) {
      if (faint.has(quote) === state.isFaint(quote)) continue;
      this.paint(quote);
      this.cards.cards.get(quote.id)?.classList.toggle("faint", state.isFaint(quote));
    }
  }

  drawFocus() {
    const moving = this.boundary;
    if (moving) this.overlay.drawFocus(moving.draft, moving.part, { part: moving.part, edge: moving.edge });
    else this.overlay.drawFocus(this.state.focused, this.state.part, null);
    this.focusDrawn(moving?.draft ?? this.state.focused);
  }

  /** Draws one quote again in all three views. @param {string} id @param {boolean} moved  among the others */
  draw(id, moved) {
    this.mark(id);
    this.cards.draw(id, moved);
    if (id !== this.state.focus) return;
    this.drawFocus();
  }

  /** Draws several quotes again. @param {Map<string, boolean>} moved  their ids, and whether each moved among the others */
  drawMany(moved) {
    if (moved.size > MANY) {
      for (const id of moved.keys()) this.mark(id);
      // Putting each card in the place of another lays the column out each time.
      this.cards.drawAll();
      return this.drawFocus();
    }
    // From the last to the first, so that each finds the card that it stands before.
    const places = new Map(this.state.order.map((id, place) => [id, place]));
    const last = [...moved].sort(([one], [other]) => (places.get(other) ?? -1) - (places.get(one) ?? -1));
    for (const [id, there] of last) this.draw(id, there);
  }

  /** Draws one quote again in the text and beside it. @param {string} id */
  mark(id) {
    const quote = this.state.quotes.get(id);
    if (quote) {
      if (this.boundary?.quote.id === id) this.painter.paintDraft(this.boundary.draft);
      else this.paint(quote);
      this.overlay.draw(quote, this.look(quote));
    } else {
      this.painter.clear(id);
      this.overlay.clear(id);
    }
  }

  /** Takes up a quote that looks as it is drawn already; what is drawn lets go of the one before. @param {Quote} quote */
  takeUp(quote) {
    this.state.put(quote);
    const stands = this.state.quotes.get(quote.id) ?? quote;
    const [marked, laid] = [this.overlay.marks.get(quote.id), this.painter.laid.get(quote.id)];
    if (marked) marked.quote = stands;
    if (laid) laid.spans = stands.spans;
  }

  /** Puts what stands now in the state: a quote, or nothing in its place. @param {string} id @param {Quote|null} quote @returns {boolean} did it move among the others */
  put(id, quote) {
    if (quote) return this.state.put(quote);
    this.state.drop(id);
    return true;
  }

  /**
   * Moves the one focus; text, gutter and card follow.
   * @param {string|null} id @param {number|null} part @param {boolean} reveal  scroll the text to it
   */
  focus(id, part = null, reveal = true) {
    if (this.state.focus !== id) this.leaving();
    const before = this.state.focus;
    this.state.focus = id;
    this.state.part = part;
    if (reveal) this.reveal();
    this.focusMoved(before);
  }

  /** Scrolls the text to the focused quote, and measures it before anything is drawn: what is laid out once is fast. */
  reveal() {
    const quote = this.state.focused;
    if (!quote) return;
    for (const span of quote.spans) this.overlay.lines(span.start, span.end);
    if (this.overlay.reveal(quote)) this.lookAround(false);
  }

  /** @param {string|null} before */
  focusMoved(before) {
    this.leaveFilledIn();
    this.drawFocus();
    this.overlay.moveBar(this.state.focus);
    this.cards.moveFocus(before, this.state.focus);
  }

  /** What was filled in is the person's, once they go on from it. */
  leaveFilledIn() {
    const { filled, focus, quotes } = this.state;
    if (!filled || filled.id === focus) return;
    this.state.filled = null;
    const quote = quotes.get(filled.id);
    if (quote) this.paint(quote);
  }

  /** Leaves boundary mode and shows the quote as it stands. */
  endBoundary() {
    const moving = this.boundary;
    this.boundary = null;
    byId("boundary-bar").hidden = true;
    const quote = moving && this.state.quotes.get(moving.quote.id);
    if (!quote) return;
    this.paint(quote);
    this.drawFocus();
  }

  /** @param {Speaker|"unknown"|null} filter @param {string} [words]  what is shown, where it is more than the speaker's */
  filter(filter, words) {
    this.state.filter = filter;
    this.drawAll();
    const focused = this.state.focused;
    if (!focused || !this.state.isShown(focused)) this.focus(this.state.next(1, false) ?? this.state.next(-1, false) ?? this.state.focus);
    const name = filter === null ? "all quotes" : filter === "unknown" ? "quotes without a speaker" : `quotes of ${filter.name}`;
    this.toasts.say(`Showing ${words ?? name}.`);
  }

  /** The focused quote in one sentence. */
  spoken() {
    return this.state.focused ? summaryOf(this.state.focused, this.state) : "";
  }
}
