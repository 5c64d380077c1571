/**
 * The only place that turns what a browser counts (UTF-16 units in text nodes) into what the server counts (code points
 * of the article's text), and back. It also says where words, graphemes and sentences end; drawing is left to others.
 *
 * @typedef {object} Paragraph
 * @property {number} start  code points before it
 * @property {number} end  code points up to its end, without the line break
 * @property {string} text
 * @property {number[]|null} pairs  units at which a surrogate pair starts; null where every unit is a code point
 * @property {Text|null} node  the one text node that shows it
 *
 * @typedef {{start: number, end: number}} Reach
 * A word or a picture, or the marks between two; blanks are none of these.
 * @typedef {Reach & {isWord: boolean}} Piece
 */

const WORDS = new Intl.Segmenter(undefined, { granularity: "word" });
/** What joins two words into one, where it stands between them alone. */
const JOINT = /^['’\-‑·]$/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
const UNSEEN = /^[\s\p{Cf}]+$/u;
const DASHES = /^\p{Pd}+$/u;
const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Number of code points in a string. @param {string} text */
export function countPoints(text) {
  return text.length - (text.match(PAIR)?.length ?? 0);
}

/** @param {string} text */
function pairsOf(text) {
  const pairs = [];
  for (const match of text.matchAll(PAIR)) pairs.push(match.index);
  return pairs.length ? pairs : null;
}

/** How many entries of the ascending list are smaller than the limit. @param {number[]} list @param {number} limit */
function countBelow(list, limit) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Units → code points inside one paragraph; a unit inside a surrogate pair is the pair's start. @param {Paragraph} paragraph @param {number} unit */
function toPoint(paragraph, unit) {
  if (!paragraph.pairs) return unit;
  return unit - countBelow(paragraph.pairs, unit);
}

/** Code points → units inside one paragraph. @param {Paragraph} paragraph @param {number} point */
function toUnit(paragraph, point) {
  const pairs = paragraph.pairs;
  if (!pairs) return point;
  // Pair k starts at unit pairs[k], which is code point pairs[k] - k.
  let low = 0;
  let high = pairs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pairs[middle] ?? 0) - middle < point) low = middle + 1;
    else high = middle;
  }
  return point + low;
}

/**
 * Words as Unicode and the dictionaries of the browser have them, so that Chinese and Thai have words, too; what a hyphen or
 * an apostrophe joins is one. Units of the text.
 * @param {string} text @returns {Piece[]}
 */
function piecesIn(text) {
  /** @type {Piece[]} */
  const pieces = [];
  for (const { segment, index, isWordLike } of WORDS.segment(text)) {
    if (UNSEEN.test(segment)) continue;
    const end = index + segment.length;
    const isWord = Boolean(isWordLike) || PICTURE.test(segment);
    const [before, last] = [pieces.at(-2), pieces.at(-1)];
    const touches = last?.end === index;
    if (last && touches && !isWord && !last.isWord) last.end = end;
    else if (last && before && touches && isWordLike && !last.isWord && before.isWord && before.end === last.start && JOINT.test(text.slice(last.start, last.end))) {
      before.end = end;
      pieces.pop();
    } else pieces.push({ start: index, end, isWord });
  }
  return pieces;
}

/** Positions of one article. Paragraphs are the lines of its text; their nodes appear once `draw` has run. */
export class Positions {
  /** @param {string} text */
  constructor(text) {
    /** @type {Paragraph[]} */
    this.paragraphs = [];
    /** @type {Map<Node, Paragraph>} */
    this.byNode = new Map();
    /** Words and marks of the paragraphs that were asked for. @type {Map<Paragraph, Piece[]>} */
    this.pieces = new Map();
    let start = 0;
    for (const line of text.split("\n")) {
      const pairs = pairsOf(line);
      const end = start + line.length - (pairs?.length ?? 0);
      this.paragraphs.push({ start, end, text: line, pairs, node: null });
      start = end + 1;
    }
    /** Length of the article in code points. */
    this.length = start - 1;
  }

  /**
   * Draws each line that is not blank as one paragraph holding one text node, which nothing may split or join later.
   * @param {HTMLElement} into
   */
  draw(into) {
    const all = document.createDocumentFragment();
    for (const paragraph of this.paragraphs) {
      if (!paragraph.text.trim()) continue;
      const element = document.createElement("p");
      element.dir = "auto";
      element.dataset.start = String(paragraph.start);
      paragraph.node = document.createTextNode(paragraph.text);
      element.append(paragraph.node);
      this.byNode.set(paragraph.node, paragraph);
      this.byNode.set(element, paragraph);
      all.append(element);
    }
    into.replaceChildren(all);
  }

  /** The paragraph that holds a code point, or ends at it. @param {number} point @returns {Paragraph} */
  paragraphAt(point) {
    return this.at(this.indexAt(point));
  }

  /** @param {number} point */
  indexAt(point) {
    let low = 0;
    let high = this.paragraphs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at(middle).start <= point) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** @param {number} index @returns {Paragraph} */
  at(index) {
    const paragraph = this.paragraphs[index];
    if (!paragraph) throw new RangeError(`There is no paragraph ${index} in this article.`);
    return paragraph;
  }

  /** Text between two code points. @param {number} start @param {number} end */
  slice(start, end) {
    let text = "";
    for (let index = this.indexAt(start); index < this.paragraphs.length; index++) {
      const paragraph = this.at(index);
      if (paragraph.start >= end && text) break;
      const from = toUnit(paragraph, Math.max(0, start - paragraph.start));
      const to = toUnit(paragraph, Math.max(0, Math.min(end, paragraph.end) - paragraph.start));
      text += paragraph.text.slice(from, to);
      if (end <= paragraph.end) break;
      text += "\n";
    }
    return text;
  }

  /**
   * Code point of a place in the page, or null where it is not in the article's text. An offset in an element counts its
   * children, as selections made by triple click or by keyboard do.
   * @param {Node} node @param {number} offset @returns {number|null}
   */
  pointOf(node, offset) {
    const paragraph = this.byNode.get(node);
    if (paragraph) {
      if (node.nodeType === Node.TEXT_NODE) return paragraph.start + toPoint(paragraph, offset);
      return offset > 0 ? paragraph.end : paragraph.start;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return null;
    const next = this.byNode.get(/** @type {Node} */ (node.childNodes[offset]));
    if (next) return next.start;
    const previous = this.byNode.get(/** @type {Node} */ (node.childNodes[offset - 1]));
    return previous ? previous.end : null;
  }

  /** The text node and unit of a code point. @param {number} point @param {boolean} leaning  towards what lies before it */
  placeOf(point, leaning = false) {
    let index = this.indexAt(point);
    const step = leaning ? -1 : 1;
    const wanted = this.at(index);
    let unit = toUnit(wanted, Math.min(point, wanted.end) - wanted.start);
    // A blank line has no node: the nearest drawn one stands in for it.
    while (!this.paragraphs[index]?.node) {
      index += step;
      if (index < 0 || index >= this.paragraphs.length) return null;
      const stand = this.at(index);
      unit = leaning ? stand.text.length : 0;
    }
    const node = /** @type {Text} */ (this.at(index).node);
    return { node, unit };
  }

  /** A range that never follows changes of the page, for painting. @param {number} start @param {number} end */
  staticRange(start, end) {
    const from = this.placeOf(start);
    const to = this.placeOf(end, true);
    if (!from || !to || end <= start) return null;
    return new StaticRange({ startContainer: from.node, startOffset: from.unit, endContainer: to.node, endOffset: to.unit });
  }

  /** Live ranges for measuring where a stretch lies on the page, one a paragraph. @param {number} start @param {number} end @returns {Range[]} */
  ranges(start, end) {
    const ranges = [];
    for (let index = this.indexAt(start); index < this.paragraphs.length; index++) {
      const paragraph = this.at(index);
      if (paragraph.start >= end) break;
      if (!paragraph.node) continue;
      const range = document.createRange();
      range.setStart(paragraph.node, toUnit(paragraph, Math.max(0, start - paragraph.start)));
      range.setEnd(paragraph.node, toUnit(paragraph, Math.min(end, paragraph.end) - paragraph.start));
      ranges.push(range);
    }
    return ranges;
  }

  /** Selects a stretch as a person would. @param {number} start @param {number} end */
  select(start, end) {
    const from = this.placeOf(start);
    const to = this.placeOf(end, true);
    if (from && to) getSelection()?.setBaseAndExtent(from.node, from.unit, to.node, to.unit);
  }

  /** What is selected in the article, in code points, clipped to it; null where nothing is. @param {Selection|null} selection @returns {Reach|null} */
  selected(selection) {
    if (!selection || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    const start = this.pointOf(range.startContainer, range.startOffset);
    const end = this.pointOf(range.endContainer, range.endOffset);
    if (start === null && end === null) return null;
    if (start === null) return this.clip(0, /** @type {number} */ (end), range);
    // A triple click ends at the start of the next paragraph or outside the text.
    return this.clip(start, end ?? this.length, range);
  }

  /** @param {number} start @param {number} end @param {Range} range @returns {Reach} */
  clip(start, end, range) {
    if (range.endOffset === 0 && end > start && this.slice(end - 1, end) === "\n") end -= 1;
    return { start, end };
  }

  /** The words that touch a stretch, or around a place; null where there are none. @param {number} start @param {number} end @returns {Reach|null} */
  wordsAround(start, end) {
    const first = this.wordsOf(this.paragraphAt(start)).find((word) => word.end > start || (start === end && word.end === start));
    const last = this.wordsOf(this.paragraphAt(end)).findLast((word) => word.start < end || (start === end && word.start === end));
    if (!first || !last || first.start > last.start) return null;
    return { start: first.start, end: last.end };
  }

  /** Words of a paragraph, and emoji, in code points of the article. @param {Paragraph} paragraph @returns {Reach[]} */
  wordsOf(paragraph) {
    return this.piecesOf(paragraph).filter((piece) => piece.isWord);
  }

  /** @param {Paragraph} paragraph @returns {Piece[]} */
  piecesOf(paragraph) {
    const known = this.pieces.get(paragraph);
    if (known) return known;
    const pieces = piecesIn(paragraph.text).map(({ start, end, isWord }) => ({
      start: paragraph.start + toPoint(paragraph, start),
      end: paragraph.start + toPoint(paragraph, end),
      isWord,
    }));
    this.pieces.set(paragraph, pieces);
    return pieces;
  }

  /**
   * The next place for an edge: a word's start or end (with the punctuation that clings to it as a place of its own, dashes passed over), or
   * the next grapheme.
   * @param {number} point @param {-1|1} direction @param {"word"|"character"} by @param {"start"|"end"} edge
   */
  step(point, direction, by, edge) {
    const places = [];
    const here = this.indexAt(point);
    for (const index of [here - 1, here, here + 1]) {
      const paragraph = this.paragraphs[index];
      if (!paragraph) continue;
      places.push(...(by === "word" ? this.wordEdges(paragraph, edge) : this.graphemeEdges(paragraph)));
    }
    const next = direction > 0 ? places.find((place) => place > point) : places.findLast((place) => place < point);
    return next ?? point;
  }

  /** @param {Paragraph} paragraph @param {"start"|"end"} edge */
  wordEdges(paragraph, edge) {
    // Where words and marks alternate, an edge stops beside each: “We won,” she said → after won, after ,” and after she.
    // A dash is no word, and closes none.
    const from = paragraph.start;
    const isDash = (/** @type {Piece} */ { start, end }) => DASHES.test(paragraph.text.slice(toUnit(paragraph, start - from), toUnit(paragraph, end - from)));
    return this.piecesOf(paragraph).filter((piece) => piece.isWord || !isDash(piece)).map((piece) => piece[edge]);
  }

  /** @param {Paragraph} paragraph */
  graphemeEdges(paragraph) {
    const edges = [];
    for (const { index } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(paragraph.text)) {
      edges.push(paragraph.start + toPoint(paragraph, index));
    }
    edges.push(paragraph.end);
    return edges;
  }

  /** The sentence around a code point, without the space after it. @param {number} point @param {string} language @returns {Reach} */
  sentenceAround(point, language) {
    const paragraph = this.paragraphAt(point);
    for (const { index, segment } of new Intl.Segmenter(language || undefined, { granularity: "sentence" }).segment(paragraph.text)) {
      const start = paragraph.start + toPoint(paragraph, index);
      const end = paragraph.start + toPoint(paragraph, index + segment.trimEnd().length);
      if (point <= end) return { start, end };
    }
    return { start: paragraph.start, end: paragraph.end };
  }

  /** Code point under a pointer, or null beside the text. @param {number} x @param {number} y @returns {number|null} */
  pointUnder(x, y) {
    const caret = document.caretPositionFromPoint?.(x, y);
    return caret ? this.pointOf(caret.offsetNode, caret.offset) : null;
  }
}
