/**
 * Draws what highlights can't, in a layer above the text that takes no part in its layout: the outline and connector of the
 * focused quote, notches at corrected edges, the gutter's marks and the overview bar. It measures; it never decides.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./positions.js").Positions} Positions
 * @typedef {{left: number, right: number, top: number, bottom: number}} Line
 */
import { el, shape, svg } from "./elements.js";
import { initials, placeInText } from "./state.js";

const MARK_HEIGHT = 24;
const ROUNDING = 3;

/** The layer above the text. */
export class Overlay {
  /**
   * @param {Positions} positions
   * @param {{sheet: HTMLElement, text: HTMLElement, scroller: HTMLElement, overview: HTMLElement}} places
   * @param {(id: string) => void} choose
   */
  constructor(positions, places, choose) {
    this.positions = positions;
    this.places = places;
    this.choose = choose;
    this.outline = svg("svg", { class: "outlines", "aria-hidden": "true" });
    this.notches = svg("svg", { class: "outlines notches", "aria-hidden": "true" });
    this.gutter = el("div", { class: "gutter", "aria-hidden": "true" });
    places.sheet.append(this.notches, this.outline, this.gutter);
    /** @type {Map<string, {mark: HTMLElement, dash: HTMLElement, notch: SVGElement|null, top: number}>} */
    this.marks = new Map();
    /** Marks that share a line stand side by side. @type {Map<number, string[]>} */
    this.rows = new Map();
  }

  /** Where the sheet's own corner lies in the window. */
  corner() {
    const box = this.places.sheet.getBoundingClientRect();
    return { x: box.left, y: box.top };
  }

  /** The lines a stretch covers, in the sheet's coordinates. @param {number} start @param {number} end @returns {Line[]} */
  lines(start, end) {
    const corner = this.corner();
    /** @type {Line[]} */
    const lines = [];
    for (const range of this.positions.ranges(start, end)) {
      for (const box of range.getClientRects()) {
        if (box.width < 0.5) continue;
        const line = { left: box.left - corner.x, right: box.right - corner.x, top: box.top - corner.y, bottom: box.bottom - corner.y };
        const last = lines.at(-1);
        if (last && Math.abs(last.top - line.top) < (line.bottom - line.top) / 2) {
          last.left = Math.min(last.left, line.left);
          last.right = Math.max(last.right, line.right);
        } else lines.push(line);
      }
    }
    return lines;
  }

  /**
   * Outlines each part of the focused quote and joins them by one thin line; null draws nothing.
   * @param {Quote|null} quote @param {number|null} part @param {{part: number, edge: "start"|"end"}|null} handle  the edge being moved
   */
  drawFocus(quote, part, handle) {
    const drawn = [];
    /** @type {Line[][]} */
    const parts = [];
    quote?.spans.forEach((span, index) => {
      const lines = this.lines(span.start, span.end);
      if (!lines.length) return;
      parts.push(lines);
      const chosen = index === part ? " chosen" : "";
      for (const block of blocks(lines)) drawn.push(svg("path", { class: `part role-${span.role}${chosen}`, d: outlineOf(block) }));
      if (handle?.part === index) {
        const line = handle.edge === "start" ? lines[0] : lines.at(-1);
        if (line) drawn.push(svg("path", { class: "handle", d: handleOf(line, handle.edge) }));
      }
    });
    parts.sort((one, other) => (one[0]?.top ?? 0) - (other[0]?.top ?? 0) || (one[0]?.left ?? 0) - (other[0]?.left ?? 0));
    const margin = this.places.text.offsetLeft - 7;
    for (let index = 1; index < parts.length; index++) {
      const from = parts[index - 1]?.at(-1);
      const to = parts[index]?.[0];
      if (from && to) drawn.unshift(svg("path", { class: "connector", d: connectorOf(from, to, margin) }));
    }
    this.outline.replaceChildren(...drawn);
  }

  /** Is the quote where a person sees it? Scrolls it there if not. @param {Quote} quote */
  reveal(quote) {
    const scroller = this.places.scroller;
    const words = quote.spans.find((span) => span.role === "content") ?? quote.spans[0];
    if (!words) return;
    const lines = this.lines(words.start, words.end);
    const first = lines[0];
    const last = lines.at(-1);
    if (!first || !last) return;
    const offset = this.places.sheet.offsetTop;
    const top = first.top + offset - scroller.scrollTop;
    const bottom = last.bottom + offset - scroller.scrollTop;
    const room = scroller.clientHeight;
    if (top >= 48 && (bottom <= room - 48 || top <= room / 3)) return;
    scroller.scrollTop += top - room / 3;
  }

  /** Measures and draws the marks of all quotes: when the page opens, and when its lines have moved. @param {Iterable<Quote>} quotes @param {(quote: Quote) => string} look */
  drawAll(quotes, look) {
    this.rows.clear();
    for (const { mark, dash, notch } of this.marks.values()) {
      mark.remove();
      dash.remove();
      notch?.remove();
    }
    this.marks.clear();
    const corner = this.corner();
    const measured = [...quotes].map((quote) => this.measure(quote, look(quote), corner.y));
    const height = this.places.sheet.offsetHeight;
    for (const measures of measured) this.place(measures, height);
  }

  /** Draws the mark of one quote again. @param {Quote} quote @param {string} look */
  draw(quote, look) {
    const measures = this.measure(quote, look, this.corner().y);
    const height = this.places.sheet.offsetHeight;
    this.clear(quote.id);
    this.place(measures, height);
  }

  /** All reading of the layout, apart from all writing. @param {Quote} quote @param {string} look @param {number} cornerTop */
  measure(quote, look, cornerTop) {
    const top = look === "hidden" ? 0 : this.topOf(quote, cornerTop);
    return { quote, look, top, notch: look === "corrected" ? this.notchesOf(quote) : null };
  }

  /** @param {Quote} quote @param {number} cornerTop */
  topOf(quote, cornerTop) {
    const start = placeInText(quote);
    const box = this.positions.ranges(start, start + 1)[0]?.getBoundingClientRect();
    return box ? box.top + box.height / 2 - cornerTop - MARK_HEIGHT / 2 : 0;
  }

  /** @param {{quote: Quote, look: string, top: number, notch: SVGElement|null}} measures @param {number} height */
  place({ quote, look, top, notch }, height) {
    if (look === "hidden") return;
    const choose = () => this.choose(quote.id);
    const who = quote.speakers.map(initials).join("+") || "?";
    const mark = el("div", { class: `mark look-${look}`, onclick: choose }, shape(look), el("span", {}, who));
    mark.style.top = `${top}px`;
    const dash = el("div", { class: `dash look-${look}`, onclick: choose });
    dash.style.top = `${(100 * top) / Math.max(1, height)}%`;
    if (notch) this.notches.append(notch);
    const row = Math.round(top / 8);
    const beside = this.rows.get(row) ?? [];
    beside.push(quote.id);
    this.rows.set(row, beside);
    mark.style.setProperty("--beside", String(beside.length - 1));
    if (beside.length > 1) mark.classList.add("crowded");
    this.gutter.append(mark);
    this.places.overview.append(dash);
    this.marks.set(quote.id, { mark, dash, notch, top });
  }

  /** @param {string} id */
  clear(id) {
    const entry = this.marks.get(id);
    if (!entry) return;
    entry.mark.remove();
    entry.dash.remove();
    entry.notch?.remove();
    this.marks.delete(id);
    const beside = this.rows.get(Math.round(entry.top / 8));
    beside?.splice(beside.indexOf(id), 1);
  }

  /** Shows which mark is the focused one. @param {string|null} before @param {string|null} id */
  moveBar(before, id) {
    for (const [quote, on] of /** @type {[string|null, boolean][]} */ ([[before, false], [id, true]])) {
      const entry = quote === null ? undefined : this.marks.get(quote);
      entry?.mark.classList.toggle("focused", on);
      entry?.dash.classList.toggle("focused", on);
    }
  }

  /** A small notch at each edge that is not where it was proposed. @param {Quote} quote */
  notchesOf(quote) {
    const proposed = new Set(quote.suggestion?.spans.flatMap((span) => [`${span.role} start ${span.start}`, `${span.role} end ${span.end}`]));
    const group = svg("g", {});
    for (const span of quote.spans) {
      const moved = { start: !proposed.has(`${span.role} start ${span.start}`), end: !proposed.has(`${span.role} end ${span.end}`) };
      if (!moved.start && !moved.end) continue;
      const lines = this.lines(span.start, span.end);
      const [first, last] = [lines[0], lines.at(-1)];
      if (moved.start && first) group.append(svg("path", { class: "notch", d: `M${first.left} ${first.bottom}v-6l6 6Z` }));
      if (moved.end && last) group.append(svg("path", { class: "notch", d: `M${last.right} ${last.bottom}v-6l-6 6Z` }));
    }
    return group;
  }
}

/** Lines that touch from one to the next form one block with one outline. @param {Line[]} lines @returns {Line[][]} */
function blocks(lines) {
  /** @type {Line[][]} */
  const found = [];
  for (const line of lines) {
    const block = found.at(-1);
    const above = block?.at(-1);
    const near = above && line.top - above.bottom < (line.bottom - line.top) && line.left < above.right && above.left < line.right;
    if (block && near) block.push({ ...line });
    else found.push([{ ...line }]);
  }
  for (const block of found) {
    for (let index = 1; index < block.length; index++) {
      const [above, below] = [block[index - 1], block[index]];
      if (above && below) above.bottom = below.top = (above.bottom + below.top) / 2;
    }
  }
  return found;
}

/** One path round a block of lines. @param {Line[]} block */
function outlineOf(block) {
  /** @type {[number, number][]} */
  const corners = [];
  const out = 2;
  for (const line of block) corners.push([line.right + out, line.top], [line.right + out, line.bottom]);
  for (const line of [...block].reverse()) corners.push([line.left - out, line.bottom], [line.left - out, line.top]);
  return rounded(corners);
}

/** @param {[number, number][]} corners */
function rounded(corners) {
  const count = corners.length;
  let path = "";
  for (let index = 0; index < count; index++) {
    const before = corners[(index + count - 1) % count] ?? [0, 0];
    const here = corners[index] ?? [0, 0];
    const after = corners[(index + 1) % count] ?? [0, 0];
    const [from, to] = [towards(here, before), towards(here, after)];
    path += `${index ? "L" : "M"}${from[0]} ${from[1]}Q${here[0]} ${here[1]} ${to[0]} ${to[1]}`;
  }
  return `${path}Z`;
}

/** @param {[number, number]} from @param {[number, number]} to @returns {[number, number]} */
function towards(from, to) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const share = length ? Math.min(ROUNDING, length / 2) / length : 0;
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** From the end of one part to the start of the next: along the line, or by way of the margin. @param {Line} from @param {Line} to @param {number} margin */
function connectorOf(from, to, margin) {
  const fromY = from.bottom + 2;
  const toY = to.bottom + 2;
  if (Math.abs(fromY - toY) < 6) return `M${from.right} ${fromY}H${Math.max(to.left, from.right)}`;
  return `M${from.left} ${fromY}H${margin}V${toY}H${to.left}`;
}

/** @param {Line} line @param {"start"|"end"} edge */
function handleOf(line, edge) {
  const x = edge === "start" ? line.left - 2 : line.right + 2;
  return `M${x} ${line.top - 5}V${line.bottom + 5}`;
}
