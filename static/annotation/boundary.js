/**
 * Boundary mode: the edges of the focused quote moved by arrow keys, as a draft until it is kept or dropped. It works out
 * where edges go; painting and deciding are left to the page.
 *
 * @typedef {import("./types.js").Span} Span
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./positions.js").Positions} Positions
 */
import { inOrder } from "./state.js";

/** One part with one edge elsewhere; the same part where no words would be left. @param {Positions} positions @param {Span} span @param {"start"|"end"} edge @param {number} point @returns {Span} */
function withEdge(positions, span, edge, point) {
  const start = edge === "start" ? point : span.start;
  const end = edge === "end" ? point : span.end;
  const text = start < end ? positions.slice(start, end) : "";
  return text.trim() ? { ...span, start, end, text } : span;
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

/** A draft of one quote's edges. */
export class Boundary {
  /** @param {Positions} positions @param {Quote} quote @param {number|null} part */
  constructor(positions, quote, part) {
    this.positions = positions;
    this.quote = quote;
    this.spans = [...quote.spans];
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

  /** @param {1|-1} direction @param {"word"|"character"} by */
  move(direction, by) {
    const span = this.spans[this.part];
    if (span) this.spans[this.part] = movedEdge(this.positions, span, this.edge, direction, by);
  }

  /** Puts the edge to a place. @param {number} point */
  set(point) {
    const span = this.spans[this.part];
    if (span && span[this.edge] !== point) this.spans[this.part] = withEdge(this.positions, span, this.edge, point);
  }

  /** The next edge, going round: the start and the end of each part. @param {1|-1} direction */
  turn(direction) {
    const count = this.spans.length * 2;
    const place = (this.part * 2 + (this.edge === "end" ? 1 : 0) + direction + count) % count;
    this.part = place >> 1;
    this.edge = place % 2 ? "end" : "start";
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
