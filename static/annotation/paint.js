/**
 * Paints quotes into the text with the CSS Custom Highlight API: fills and underlines by role and state, without touching
 * the text. One quote is painted at a time; the colours are annotation.css's.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./positions.js").Positions} Positions
 */
import { isDecided } from "./state.js";

const ROLES = /** @type {const} */ (["content", "cue", "source"]);

/** Paints quotes. */
export class Painter {
  /** @param {Positions} positions */
  constructor(positions) {
    this.positions = positions;
    /** Every quote's parts and the highlight each belongs to. @type {Map<string, {look: string, spans: import("./types.js").Span[], filled: string[]|undefined}>} */
    this.laid = new Map();
    /** The ranges that are in a highlight now. @type {Map<string, {highlight: Highlight, range: StaticRange}[]>} */
    this.painted = new Map();
    this.view = { start: 0, end: 0 };
    /** @type {Map<string, Highlight>} */
    this.highlights = new Map();
    this.showRejected = false;
    let priority = 0;
    for (const state of ["faint", "suggested", "decided", "conflict", "rejected", "draft"]) {
      for (const role of ROLES) {
        const highlight = new Highlight();
        // A cue or a source inside the quoted words lies on top of them.
        highlight.priority = priority++;
        this.highlights.set(`${state}-${role}`, highlight);
        CSS.highlights.set(`${state}-${role}`, highlight);
      }
    }
  }

  /** @param {Quote} quote @param {boolean} shown @param {boolean} conflict @param {boolean} faint @param {string[]} [filled]  roles that are the machine's word still */
  paint(quote, shown, conflict, faint, filled) {
    this.clear(quote.id);
    const look = conflict ? "conflict" : quote.state === "rejected" ? "rejected" : isDecided(quote) ? "decided" : faint ? "faint" : "suggested";
    if (!shown || (look === "rejected" && !this.showRejected)) return;
    this.lay(quote.id, look, quote.spans, filled);
  }

  /** Shows parts as they would be, in place of the quote. @param {Quote} quote */
  paintDraft(quote) {
    this.clear(quote.id);
    this.lay(quote.id, "draft", quote.spans);
  }

  /** @param {string} id @param {string} look @param {import("./types.js").Span[]} spans @param {string[]} [filled] */
  lay(id, look, spans, filled) {
    this.laid.set(id, { look, spans, filled });
    this.show(id);
  }

  /** @param {string} id */
  show(id) {
    const quote = this.laid.get(id);
    if (!quote || this.painted.has(id)) return;
    if (!quote.spans.some((span) => span.start < this.view.end && this.view.start < span.end)) return;
    const painted = [];
    for (const span of quote.spans) {
      const range = this.positions.staticRange(span.start, span.end);
      const highlight = this.highlights.get(`${quote.filled?.includes(span.role) ? "suggested" : quote.look}-${span.role}`);
      if (!range || !highlight) continue;
      highlight.add(range);
      painted.push({ highlight, range });
    }
    this.painted.set(id, painted);
  }

  /** @param {string} id */
  hide(id) {
    this.painted.get(id)?.forEach(({ highlight, range }) => highlight.delete(range));
    this.painted.delete(id);
  }

  /** @param {string} id */
  clear(id) {
    this.hide(id);
    this.laid.delete(id);
  }

  /**
   * Paints only what can be seen soon: the browser goes through every range whenever anything on the page changes.
   * @param {number} start @param {number} end  code points
   */
  look(start, end) {
    this.view = { start, end };
    this.laid.forEach(({ spans }, id) => {
      if (spans.some((span) => span.start < end && start < span.end)) this.show(id);
      else this.hide(id);
    });
  }
}
