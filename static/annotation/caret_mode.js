/**
 * The mode in which arrow keys move a caret through the article: hears its keys, paints it above the text and says where it
 * is. What can be done with the words is what can be done with a selection.
 *
 * @typedef {import("./positions.js").Reach} Reach
 */
import { Caret } from "./caret.js";
import { el } from "./elements.js";
import { takesText } from "./keymap.js";
import { plural, shortened } from "./words.js";

const ROOM = 48;

/** The caret of one page, while there is one. */
export class CaretMode {
  /** @param {import("./desk.js").Desk} desk @param {import("./selection.js").Selecting} selecting @param {HTMLElement} bar */
  constructor(desk, selecting, bar) {
    this.desk = desk;
    this.selecting = selecting;
    this.bar = bar;
    /** @type {Caret|null} */
    this.caret = null;
    /** What the keyboard was on before. @type {Element|null} */
    this.back = null;
    this.line = el("div", { class: "caret", "aria-hidden": "true", hidden: true });
    desk.overlay.places.sheet.append(this.line);
    this.highlight = new Highlight();
    this.highlight.priority = 100;
    CSS.highlights.set("caret", this.highlight);
    new ResizeObserver(() => this.draw()).observe(desk.text);
    desk.text.addEventListener("pointerdown", () => this.leave(false));
  }

  /** Puts the caret into the text, or takes it away. */
  toggle() {
    if (this.caret) return this.leave();
    const start = this.start;
    if (!start) return this.desk.toasts.show("There are no words here to put a caret in.");
    this.selecting.drop();
    const caret = new Caret(this.desk.positions, this.desk.state.article.language, start.reach);
    if (start.selected) {
      caret.anchor = { start: start.reach.start, end: start.reach.start };
      caret.head = { start: start.reach.end, end: start.reach.end };
      caret.isExact = true;
    }
    this.caret = this.selecting.caret = caret;
    this.selecting.moved = () => this.draw();
    this.back = document.activeElement;
    this.bar.hidden = false;
    // Assistive technology keeps arrow keys to itself outside an application.
    this.desk.scroller.setAttribute("role", "application");
    this.desk.scroller.focus({ preventScroll: true });
    this.draw();
    this.say("Caret in the text. ");
  }

  /** @param {boolean} say */
  leave(say = true) {
    if (!this.caret) return;
    this.caret = this.selecting.caret = null;
    this.bar.hidden = this.line.hidden = true;
    this.highlight.clear();
    this.desk.scroller.setAttribute("role", "region");
    if (document.activeElement === this.desk.scroller || this.bar.contains(document.activeElement)) {
      const back = this.back instanceof HTMLElement && this.back.isConnected && this.back !== document.body ? this.back : null;
      if (back) back.focus({ preventScroll: true });
      else this.desk.cards.takeKeyboard();
    }
    if (say) this.desk.toasts.say("Caret put away.");
  }

  /** The selected words, else the word after the focused quote's words, else the first one that is seen. @returns {{reach: Reach, selected: boolean}|null} */
  get start() {
    const { positions, state } = this.desk;
    const made = this.selecting.reach;
    if (made) return { reach: made, selected: true };
    const quote = state.focused;
    const part = quote && (quote.spans[state.part ?? -1] ?? quote.spans.find((span) => span.role === "content") ?? quote.spans[0]);
    if (part) {
      const from = new Caret(positions, "", part);
      const word = from.find(1, (one) => one.start >= part.end) ?? from.find(-1, () => true);
      if (word && this.isSeen(this.boxOf(part)) && this.isSeen(this.boxOf(word))) return { reach: word, selected: false };
    }
    const { scroller, tops } = this.desk;
    const first = tops.findLast((paragraph) => paragraph.top <= scroller.scrollTop) ?? tops[0];
    const from = new Caret(positions, "", { start: first?.start ?? 0, end: first?.start ?? 0 });
    const word = from.find(1, (one) => this.isSeen(this.boxOf(one))) ?? from.find(1, () => true);
    return word && { reach: word, selected: false };
  }

  /** Where a stretch begins in the window; of a place between characters, where the next one stands. @param {Reach} reach @returns {DOMRect|null} */
  boxOf(reach) {
    const { positions } = this.desk;
    const atEnd = reach.start === positions.paragraphAt(reach.start).end;
    const [start, end] = reach.start < reach.end ? [reach.start, reach.end] : atEnd ? [reach.start - 1, reach.start] : [reach.start, reach.start + 1];
    return positions.ranges(start, end)[0]?.getClientRects()[0] ?? null;
  }

  /** @param {DOMRect|null} box */
  isSeen(box) {
    const room = this.desk.scroller.getBoundingClientRect();
    return box !== null && box.top >= room.top && box.bottom <= room.bottom;
  }

  /** Where the line stands on the sheet: beside the moving end. */
  get place() {
    const { caret, desk } = this;
    if (!caret) return null;
    const { head, isStretched, goesForward } = caret;
    const between = head.start === head.end;
    const after = isStretched && goesForward;
    const point = after ? head.end : head.start;
    const { start, end } = desk.positions.paragraphAt(point);
    const left = between ? point === end : after;
    const [from, to] = left ? [Math.max(start, point - 1), point] : [point, Math.min(end, point + 1)];
    const lines = desk.overlay.measure(from, to);
    const line = left ? lines.at(-1) : lines[0];
    return line ? { x: left ? line.right : line.left, top: line.top, bottom: line.bottom } : null;
  }

  draw() {
    const { caret, desk } = this;
    if (!caret) return;
    // Measured before anything is drawn: what is laid out once is fast.
    const place = this.place;
    const reach = caret.reach ?? caret.stretch;
    const range = desk.positions.staticRange(reach.start, reach.end);
    if (place) this.reveal(place.top, place.bottom);
    this.highlight.clear();
    if (range) this.highlight.add(range);
    this.line.hidden = !place;
    if (!place) return;
    this.line.style.transform = `translate(${place.x - 1}px, ${place.top}px)`;
    this.line.style.blockSize = `${place.bottom - place.top}px`;
  }

  /** @param {number} top @param {number} bottom  on the sheet */
  reveal(top, bottom) {
    const { scroller } = this.desk;
    const offset = this.desk.overlay.places.sheet.offsetTop - scroller.scrollTop;
    const room = scroller.clientHeight - this.bar.offsetHeight;
    if (top + offset >= ROOM && bottom + offset <= room - ROOM) return;
    scroller.scrollTop += top + offset - room / 3;
    this.desk.lookAround(false);
  }

  /** Says what the caret is on, or what it is stretched over. @param {string} [before] */
  say(before = "") {
    const { caret, desk } = this;
    const reach = caret?.reach;
    if (!caret || !reach) return;
    const text = desk.positions.slice(reach.start, reach.end);
    const count = desk.positions.paragraphs.reduce((sum, paragraph) => {
      if (paragraph.end < reach.start || paragraph.start > reach.end) return sum;
      return sum + desk.positions.wordsOf(paragraph).filter((word) => word.start < reach.end && reach.start < word.end).length;
    }, 0);
    desk.toasts.say(before + (caret.isStretched ? `${plural(count, "word", "words")} selected: ${shortened(text, 200)}` : text));
  }

  /** To the next words in quotation marks that belong to no quote. @param {1|-1} direction */
  toUnmarked(direction) {
    const { article, quotes } = this.desk.state;
    const words = [...quotes.values()].flatMap((quote) => quote.spans.filter((span) => span.role === "content"));
    const free = article.quotations
      .map(([start, end]) => ({ start, end }))
      .filter((one) => !words.some((span) => span.start < one.end && one.start < span.end))
      .sort((one, other) => one.start - other.start || other.end - one.end);
    if (!this.caret?.toStretch(direction, free)) this.desk.toasts.show("All words in quotation marks belong to a quote already.");
  }

  /** What a key means while there is a caret: true where that is all it means. @param {KeyboardEvent} event */
  key(event) {
    const { caret } = this;
    if (!caret || event.metaKey || event.isComposing || takesText(event.target)) return false;
    const { key, shiftKey: extend } = event;
    const fine = event.ctrlKey || event.altKey;
    if (key === "Escape") {
      this.leave();
      return true;
    }
    if (key === "Tab" && !fine) this.toUnmarked(extend ? -1 : 1);
    else if (key === "ArrowLeft" || key === "ArrowRight") {
      const direction = (key === "ArrowRight") === this.readsRight ? 1 : -1;
      if (fine) caret.byCharacter(direction, extend);
      else caret.byWord(direction, extend);
    } else if ((key === "ArrowUp" || key === "ArrowDown") && !fine) caret.byLine(key === "ArrowDown" ? 1 : -1, extend, (reach) => this.boxOf(reach));
    else if (key === "Home" || key === "End") {
      const direction = key === "End" ? 1 : -1;
      if (fine) caret.byArticle(direction, extend);
      else caret.bySentence(direction, extend);
    } else return false;
    this.draw();
    this.say();
    return true;
  }

  /** Is the caret in a paragraph that is read from left to right? */
  get readsRight() {
    const { positions } = this.desk;
    const element = this.caret && positions.paragraphAt(this.caret.head.start).node?.parentElement;
    return !element || getComputedStyle(element).direction === "ltr";
  }
}
