/**
 * Boundary mode: the edges of the focused quote moved by arrow keys, as a draft until it is kept or dropped. It works out
 * where edges go; painting and deciding are left to the page.
 *
 * @typedef {import("./types.js").Span} Span
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./positions.js").Positions} Positions
 */
import { inOrder } from "./state.js";

/** One part with one edge elsewhere; the same part where no words would be left. @param {Positions} positions @param {Span} span @param {"start"|"end"} edge @param {number} point @param {boolean} [close]  leave no blanks at that edge @returns {Span} */
function withEdge(positions, span, edge, point, close = false) {
  let start = edge === "start" ? point : span.start;
  let end = edge === "end" ? point : span.end;
  let text = start < end ? positions.slice(start, end) : "";
  if (!text.trim()) return span;
  if (close) {
    const kept = edge === "end" ? text.trimEnd() : text.trimStart();
    if (edge === "end") end -= text.length - kept.length;
    else start += text.length - kept.length;
    text = kept;
  }
  return { ...span, start, end, text };
}

/** One part with one edge moved a step. @param {Positions} positions @param {Span} span @param {"start"|"end"} edge @param {1|-1} direction @param {"word"|"character"} by @returns {Span} */
export function movedEdge(positions, span, edge, direction, by) {
  return withEdge(positions, span, edge, positions.step(span[edge], direction, by, edge));
}

/** Parts of one role that run into each other become one. @param {Positions} positions @param {Span[]} spans @returns {Span[]} */
export function joined(positions, spans) {
  /** @type {Span[]} */
  const kept = [];
  for (const span of inOrder(spans)) {
    const twin = kept.findIndex((other) => other.role === span.role && other.start < span.end && span.start < other.end);
    const other = kept[twin];
    if (!other) {
      kept.push(span);
      continue;
    }
    const [start, end] = [Math.min(other.start, span.start), Math.max(other.end, span.end)];
    kept[twin] = { role: span.role, start, end, text: positions.slice(start, end) };
  }
  return kept;
}

/**
 * A quote's parts after one of them has moved or is new: parts of another role that it runs into halfway keep the words that
 * are left to them, since in one quote a word plays one part. What it covers, or lies in, stays: that may be meant.
 * @param {Positions} positions @param {Span[]} spans @param {Span} moved  one of them @returns {Span[]} in the same order
 */
export function givingWay(positions, spans, moved) {
  return spans.map((span) => {
    const { start, end } = span;
    if (span.role === moved.role || end <= moved.start || moved.end <= start) return span;
    if (start < moved.start && end <= moved.end) return withEdge(positions, span, "end", moved.start, true);
    if (moved.start <= start && moved.end < end) return withEdge(positions, span, "start", moved.end, true);
    return span;
  });
}

/** A draft of one quote's edges. */
export class Boundary {
  /** @param {Positions} positions @param {Quote} quote @param {number|null} part */
  constructor(positions, quote, part) {
    this.positions = positions;
    this.quote = quote;
    this.spans = [...quote.spans];
    /** The parts as they were when this edge was taken hold of: what gives way to it comes back with it. */
    this.before = this.spans;
    this.part = part ?? Math.max(0, this.spans.findIndex((span) => span.role === "content"));
    /** @type {"start"|"end"} */
    this.edge = "end";
  }

  /** The quote as it would be. @returns {Quote} */
  get draft() {
    return { ...this.quote, spans: this.spans };
  }

  get changed() {
    return this.spans.some((span, index) => {
      const was = this.quote.spans[index];
      return span.start !== was?.start || span.end !== was.end;
    });
  }

  /** Takes hold of an edge. @param {number} part @param {"start"|"end"} edge */
  take(part, edge) {
    this.before = this.spans;
    this.part = part;
    this.edge = edge;
  }

  /** @param {1|-1} direction @param {"word"|"character"} by */
  move(direction, by) {
    const span = this.spans[this.part];
    if (span) this.lay(movedEdge(this.positions, span, this.edge, direction, by));
  }

  /** Puts the edge to a place. @param {number} point */
  set(point) {
    const span = this.spans[this.part];
    if (span && span[this.edge] !== point) this.lay(withEdge(this.positions, span, this.edge, point));
  }

  /** @param {Span} moved  the part whose edge is held */
  lay(moved) {
    this.spans = givingWay(this.positions, this.before.with(this.part, moved), moved);
  }

  /** The next edge, going round: the start and the end of each part. @param {1|-1} direction */
  turn(direction) {
    const count = this.spans.length * 2;
    const place = (this.part * 2 + (this.edge === "end" ? 1 : 0) + direction + count) % count;
    this.take(place >> 1, place % 2 ? "end" : "start");
  }

  /** What a key means here: whether the mode goes on, and how it ended. @param {KeyboardEvent} event @returns {"drawn"|"keep"|"drop"|"unheard"} */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return "unheard";
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowRight":
        this.move(event.key === "ArrowRight" ? 1 : -1, event.shiftKey ? "character" : "word");
        return "drawn";
      case "Tab":
        this.turn(event.shiftKey ? -1 : 1);
        return "drawn";
      case "Enter":
        return "keep";
      case "Escape":
        return "drop";
      default:
        return "unheard";
    }
  }
}
