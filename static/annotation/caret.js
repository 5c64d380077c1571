/**
 * A caret that stands on a word and is stretched over more by Shift: where each arrow takes it, and which words are meant.
 * Painting it and hearing keys are left to caret_mode.js.
 *
 * @typedef {import("./positions.js").Positions} Positions
 * @typedef {import("./positions.js").Reach} Reach
 */
import { snapped } from "./selection.js";

/** @param {Reach} one @param {Reach} other */
function same(one, other) {
  return one.start === other.start && one.end === other.end;
}

/** A caret in one article. */
export class Caret {
  /** @param {Positions} positions @param {string} language @param {Reach} reach  the word it stands on, or words that are selected already */
  constructor(positions, language, reach) {
    this.positions = positions;
    this.language = language;
    /** What was stood on when Shift was pressed. */
    this.anchor = reach;
    /** What is stood on now; without extent between two characters. */
    this.head = reach;
    /** Was it set by the character? Then nothing is snapped to whole words. */
    this.isExact = false;
    /** Where on the line it goes up and down. @type {number|null} */
    this.goal = null;
  }

  /** @returns {Reach} */
  get stretch() {
    return { start: Math.min(this.anchor.start, this.head.start), end: Math.max(this.anchor.end, this.head.end) };
  }

  get isStretched() {
    return this.anchor !== this.head;
  }

  get goesForward() {
    return this.head.start >= this.anchor.start;
  }

  /** The words that are meant: those stretched over, or the one it stands on; null between blanks. @returns {Reach|null} */
  get reach() {
    const { stretch } = this;
    if (stretch.start === stretch.end) return this.positions.wordsAround(stretch.start, stretch.start);
    return this.isStretched && !this.isExact ? snapped(this.positions, stretch) : stretch;
  }

  /** The stretch, or where there is none, what a person most likely means by “a quote here”: the quotation around the caret, else the rest of the sentence. @param {[number, number][]} quotations @returns {Reach|null} */
  reachOfQuote(quotations) {
    const { reach } = this;
    if (this.isStretched || !reach) return reach;
    const around = quotations.filter(([start, end]) => start <= reach.start && reach.end <= end);
    const [start, end] = around.sort((one, other) => one[1] - one[0] - (other[1] - other[0]))[0] ?? [reach.start, this.lastOfSentence.end];
    return { start, end };
  }

  /** Every word from here on in one direction, the nearest first. @param {1|-1} direction */
  *words(direction) {
    let index = this.positions.indexAt(this.head.start);
    for (; index >= 0 && index < this.positions.paragraphs.length; index += direction) {
      const words = this.positions.wordsOf(this.positions.at(index));
      yield* direction > 0 ? words : [...words].reverse();
    }
  }

  /** @param {1|-1} direction @param {(word: Reach) => boolean} wanted @returns {Reach|null} */
  find(direction, wanted) {
    for (const word of this.words(direction)) if (wanted(word)) return word;
    return null;
  }

  /** @param {Reach|null} to @param {boolean} extend */
  go(to, extend) {
    if (!to) return;
    this.head = to;
    if (!extend) this.anchor = to;
    this.isExact &&= extend;
  }

  /** @param {1|-1} direction @param {boolean} extend */
  byWord(direction, extend) {
    const { start, end } = this.head;
    const between = start === end;
    const ahead = (/** @type {Reach} */ word) => (between ? (extend ? word.end : word.start) > start : word.start >= end);
    const behind = (/** @type {Reach} */ word) => (between ? word.start < start : word.end <= start);
    this.goal = null;
    this.go(this.find(direction, direction > 0 ? ahead : behind), extend);
  }

  /** Between characters as a person sees them. @param {1|-1} direction @param {boolean} extend */
  byCharacter(direction, extend) {
    const { anchor, head, goesForward, positions } = this;
    let point = extend && goesForward ? head.end : head.start;
    const fixed = goesForward ? anchor.start : anchor.end;
    let before;
    do {
      before = point;
      point = positions.step(point, direction, "character", "end");
    } while (point !== before && !positions.paragraphAt(point).node);
    if (!positions.paragraphAt(point).node) return;
    this.goal = null;
    this.head = { start: point, end: point };
    this.anchor = extend ? { start: fixed, end: fixed } : this.head;
    this.isExact = true;
  }

  /** To the word nearest above or below. @param {1|-1} direction @param {boolean} extend @param {(reach: Reach) => DOMRect|null} boxOf  where a stretch begins on the page */
  byLine(direction, extend, boxOf) {
    const here = boxOf(this.head);
    if (!here) return;
    this.goal ??= here.left + here.width / 2;
    /** @type {{word: Reach, away: number}|null} */
    let best = null;
    let line = null;
    for (const word of this.words(direction)) {
      const box = boxOf(word);
      if (!box || (direction > 0 ? box.top < here.bottom - here.height / 2 : box.bottom > here.top + here.height / 2)) continue;
      line ??= box.top;
      if (Math.abs(box.top - line) > here.height / 2) break;
      const away = Math.max(box.left - this.goal, this.goal - box.right, 0);
      if (!best || away < best.away) best = { word, away };
    }
    this.go(best?.word ?? null, extend);
  }

  /** Words of the sentence a stretch ends in. @param {Reach} reach @returns {Reach[]} */
  sentenceOf({ start, end }) {
    const sentence = this.positions.sentenceAround(Math.max(end, start + 1), this.language);
    return this.positions.wordsOf(this.positions.paragraphAt(end)).filter((word) => word.start >= sentence.start && word.end <= sentence.end);
  }

  get lastOfSentence() {
    return this.sentenceOf(this.head).at(-1) ?? this.head;
  }

  /** To the first or last word of the sentence. @param {1|-1} direction @param {boolean} extend */
  bySentence(direction, extend) {
    const sentence = this.sentenceOf(this.head);
    this.goal = null;
    this.go((direction > 0 ? sentence.at(-1) : sentence[0]) ?? null, extend);
  }

  /** To the first or last word of the article. @param {1|-1} direction @param {boolean} extend */
  byArticle(direction, extend) {
    const paragraphs = this.positions.paragraphs.map((paragraph) => this.positions.wordsOf(paragraph)).filter((words) => words.length);
    this.goal = null;
    this.go((direction > 0 ? paragraphs.at(-1)?.at(-1) : paragraphs[0]?.[0]) ?? null, extend);
  }

  /** Selects the next of some stretches, going round. @param {1|-1} direction @param {Reach[]} stretches  in text order @returns {boolean} whether there was one */
  toStretch(direction, stretches) {
    const here = this.stretch;
    const others = stretches.filter((one) => !same(one, here));
    const found =
      direction > 0
        ? (others.find((one) => one.end > this.head.end) ?? others[0])
        : (others.findLast((one) => one.start < here.start) ?? others.at(-1));
    if (!found) return stretches.length > 0;
    this.goal = null;
    this.anchor = { start: found.start, end: found.start };
    this.head = { start: found.end, end: found.end };
    this.isExact = true;
    return true;
  }

  /**
   * Goes to where the next part of the same quote most likely is: before the words just marked if their sentence has more
   * words there, else after them. “No,” she said → she; The mayor promised to leave → promised.
   * @param {Reach} used @param {Reach[]} taken  the parts there are
   */
  moveOn(used, taken) {
    const free = this.sentenceOf(used).filter((word) => ![used, ...taken].some((one) => one.start < word.end && word.start < one.end));
    const next = free.findLast((word) => word.end <= used.start) ?? free.find((word) => word.start >= used.end);
    this.goal = null;
    this.head = used;
    this.go(next ?? this.find(1, (word) => word.start >= used.end) ?? this.find(-1, () => true), false);
    this.isExact = false;
  }
}
