/**
 * Draws what highlights can't, in a layer above the text that takes no part in its layout: the outline and connector of the
 * focused quote, notches at corrected edges, the gutter's marks and the overview bar. It measures; it never decides.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./positions.js").Positions} Positions
 * A quote's dash in the overview, and its mark and notches where they can be seen soon.
 * @typedef {{quote: Quote, look: string, top: number, row: number, dash: HTMLElement, mark: HTMLElement|null, notch: SVGElement|null}} Marked
 * @typedef {{left: number, right: number, top: number, bottom: number}} Line
 * @typedef {{x: number, y: number}} Corner
 */
import { el, shape, svg } from "./elements.js";
import { initials, placeInText } from "./state.js";

const MARK_HEIGHT = 24;
const ROUNDING = 3;
/** How far an outline stands off its words. */
const OUT = 2;
/** The width of one mark among several on a line, in CSS pixels, as in annotation.css: the gutter has room for so many. */
const CROWDED = 24;

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
    /** @type {Map<string, Marked>} */
    this.marks = new Map();
    /** Marks that share a line stand side by side. @type {Map<number, string[]>} */
    this.rows = new Map();
    /** Heights of the sheet between which marks are drawn. */
    this.view = { top: 0, bottom: 0 };
    /** @type {string|null} */
    this.focused = null;
    /** Lines measured since they last moved, so that deciding measures nothing again. @type {Map<string, Line[]>} */
    this.measured = new Map();
    /** Why a quote is flagged; empty where it is not. @type {(id: string) => string} */
    this.flagged = () => "";
    /** Where connectors run down, left of the text. */
    this.margin = 0;
    /** How many marks stand side by side; where there are more, the last says how many. */
    this.abreast = 1;
  }

  /** Where the sheet's own corner lies in the window. */
  corner() {
    const box = this.places.sheet.getBoundingClientRect();
    return { x: box.left, y: box.top };
  }

  /** The lines a stretch covers, in the sheet's coordinates. @param {number} start @param {number} end @returns {Line[]} */
  lines(start, end) {
    const key = `${start} ${end}`;
    const known = this.measured.get(key);
    if (known) return known;
    const lines = this.measure(start, end);
    this.measured.set(key, lines);
    return lines;
  }

  /** @param {number} start @param {number} end @returns {Line[]} */
  measure(start, end) {
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
    /** @type {Element[]} */
    const drawn = [];
    /** @type {Line[][]} */
    const parts = [];
    quote?.spans.forEach((span, index) => {
      const lines = this.lines(span.start, span.end);
      if (!lines.length) return;
      parts.push(lines);
      const look = `part role-${span.role}${index === part ? " chosen" : ""}`;
      blocks(lines).forEach((block) => drawn.push(path(look, outlineOf(block))));
      if (handle?.part === index) {
        const line = handle.edge === "start" ? lines[0] : lines.at(-1);
        if (line) drawn.push(path("handle", handleOf(line, handle.edge)));
      }
    });
    parts.sort((one, other) => (one[0]?.top ?? 0) - (other[0]?.top ?? 0) || (one[0]?.left ?? 0) - (other[0]?.left ?? 0));
    parts.forEach((lines, index) => {
      const from = lines.at(-1);
      const to = parts[index + 1]?.[0];
      if (from && to) drawn.unshift(path("connector", connectorOf(from, to, this.margin)));
    });
    this.outline.replaceChildren(...drawn);
  }

  /** Is the quote where a person sees it? Scrolls it there if not, and says so. @param {Quote} quote */
  reveal(quote) {
    const scroller = this.places.scroller;
    const words = quote.spans.find((span) => span.role === "content") ?? quote.spans[0];
    if (!words) return false;
    const lines = this.lines(words.start, words.end);
    const first = lines[0];
    const last = lines.at(-1);
    if (!first || !last) return false;
    const offset = this.places.sheet.offsetTop;
    const top = first.top + offset - scroller.scrollTop;
    const bottom = last.bottom + offset - scroller.scrollTop;
    const room = scroller.clientHeight;
    if (top >= 48 && (bottom <= room - 48 || top <= room / 3)) return false;
    scroller.scrollTop += top - room / 3;
    return true;
  }

  /** Measures and draws the marks of all quotes: when the page opens, and when its lines have moved. @param {Iterable<Quote>} quotes @param {(quote: Quote) => string} look */
  drawAll(quotes, look) {
    this.rows.clear();
    this.marks.clear();
    this.measured.clear();
    this.margin = this.places.text.offsetLeft - 7;
    this.abreast = Math.max(1, Math.floor(this.gutter.clientWidth / CROWDED));
    const corner = this.corner();
    const measured = [...quotes].map((quote) => ({ quote, look: look(quote), top: this.topOf(quote, corner.y) }));
    const height = this.places.sheet.offsetHeight;
    this.gutter.replaceChildren();
    this.notches.replaceChildren();
    this.places.overview.replaceChildren();
    for (const measures of measured) this.place(measures, height);
    for (const marked of this.marks.values()) this.show(marked);
  }

  /** Draws the mark of one quote again. @param {Quote} quote @param {string} look */
  draw(quote, look) {
    const known = this.marks.get(quote.id);
    // Where a quote stays where it is nothing is measured: what is measured after something was drawn lays the page out anew.
    if (known && look !== "hidden" && placeInText(known.quote) === placeInText(quote)) {
      this.hide(known);
      Object.assign(known, { quote, look });
      known.dash.className = `dash look-${look}${quote.id === this.focused ? " focused" : ""}`;
      return this.show(known);
    }
    const top = this.topOf(quote, this.corner().y);
    const height = this.places.sheet.offsetHeight;
    this.clear(quote.id);
    const marked = this.place({ quote, look, top }, height);
    if (marked) this.showRow(marked.row);
  }

  /** @param {Quote} quote @param {number} cornerTop */
  topOf(quote, cornerTop) {
    const start = placeInText(quote);
    const box = this.positions.ranges(start, start + 1)[0]?.getBoundingClientRect();
    return box ? box.top + box.height / 2 - cornerTop - MARK_HEIGHT / 2 : 0;
  }

  /** @param {{quote: Quote, look: string, top: number}} measures @param {number} height */
  place({ quote, look, top }, height) {
    if (look === "hidden") return null;
    // A listener that used the quote would keep it as it is now.
    const { id } = quote;
    const dash = el("div", { class: `dash look-${look}`, onclick: () => this.choose(id) });
    dash.style.top = `${(100 * top) / Math.max(1, height)}%`;
    dash.classList.toggle("focused", quote.id === this.focused);
    this.places.overview.append(dash);
    const row = Math.round(top / 8);
    const beside = this.rows.get(row) ?? [];
    beside.push(quote.id);
    this.rows.set(row, beside);
    /** @type {Marked} */
    const marked = { quote, look, top, row, dash, mark: null, notch: null };
    this.marks.set(quote.id, marked);
    return marked;
  }

  /** Draws a quote's mark and notches if they can be seen soon. @param {Marked} marked */
  show(marked) {
    const { quote, look, top } = marked;
    if (marked.mark || marked.notch || top < this.view.top || top > this.view.bottom) return;
    if (look === "corrected") {
      marked.notch = this.notchesOf(quote);
      this.notches.append(marked.notch);
    }
    const row = this.rows.get(marked.row) ?? [];
    const place = row.indexOf(quote.id);
    const last = Math.min(row.length, this.abreast) - 1;
    if (place > last) return;
    const rest = row.length > this.abreast && place === last ? row.slice(place) : [];
    const mark = rest.length ? this.moreOf(rest) : this.markOf(quote, look);
    mark.style.top = `${top}px`;
    // As in the text: the first of them on the left.
    mark.style.setProperty("--beside", String(last - place));
    // Where two fill the gutter, a flag leaves no room beside the letters either.
    const crowded = last > 0 || (this.abreast < 3 && this.flagged(quote.id) !== "");
    mark.classList.toggle("crowded", crowded && !rest.length);
    mark.classList.toggle("focused", quote.id === this.focused || (this.focused !== null && rest.includes(this.focused)));
    this.gutter.append(mark);
    marked.mark = mark;
  }

  /** @param {Quote} quote @param {string} look */
  markOf(quote, look) {
    const { id } = quote;
    const first = quote.speakers[0];
    const others = quote.speakers.length - 1;
    const who = first ? initials(first) + (others ? `+${others}` : "") : "?";
    const flag = this.flagged(id);
    const title = flag && `Flagged: ${flag}`;
    return el("div", { class: `mark look-${look}`, title: title || null, onclick: () => this.choose(id) }, flag && shape("flag"), shape(look), el("span", {}, who));
  }

  /** Stands for several quotes; a click takes the next of them. @param {string[]} ids */
  moreOf(ids) {
    const next = () => ids[(ids.indexOf(this.focused ?? "") + 1) % ids.length] ?? "";
    return el("div", { class: "mark more", title: `${ids.length} more quotes here`, onclick: () => this.choose(next()) }, `+${ids.length}`);
  }

  /** Draws the marks of one row again, where one came or went. @param {number} row */
  showRow(row) {
    for (const id of this.rows.get(row) ?? []) {
      const marked = this.marks.get(id);
      if (!marked) continue;
      this.hide(marked);
      this.show(marked);
    }
  }

  /** @param {Marked} marked */
  hide(marked) {
    marked.mark?.remove();
    marked.notch?.remove();
    marked.mark = marked.notch = null;
  }

  /** Marks are drawn only where they can be seen soon. @param {number} top @param {number} bottom  of the sheet */
  look(top, bottom) {
    this.view = { top, bottom };
    // Lines far away are measured again when they are needed: kept, they would pile up.
    for (const [key, lines] of this.measured) {
      if ((lines.at(-1)?.bottom ?? 0) < top || (lines[0]?.top ?? 0) > bottom) this.measured.delete(key);
    }
    for (const marked of this.marks.values()) {
      if (marked.top < top || marked.top > bottom) this.hide(marked);
      else this.show(marked);
    }
  }

  /** @param {string} id */
  clear(id) {
    const marked = this.marks.get(id);
    if (!marked) return;
    this.hide(marked);
    marked.dash.remove();
    this.marks.delete(id);
    const beside = this.rows.get(marked.row);
    beside?.splice(beside.indexOf(id), 1);
    if (beside?.length) this.showRow(marked.row);
  }

  /** Shows which mark is the focused one. @param {string|null} id */
  moveBar(id) {
    this.toggleFocused(false);
    this.focused = id;
    this.toggleFocused(true);
  }

  /** @param {boolean} on */
  toggleFocused(on) {
    const marked = this.marks.get(this.focused ?? "");
    if (!marked) return;
    const mark = marked.mark ?? this.marks.get(this.rows.get(marked.row)?.[this.abreast - 1] ?? "")?.mark;
    mark?.classList.toggle("focused", on);
    marked.dash.classList.toggle("focused", on);
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

/** @param {string} look @param {string} d */
function path(look, d) {
  return svg("path", { class: look, d });
}

/** @param {Line} above @param {Line} below */
function touch(above, below) {
  return below.top - above.bottom < below.bottom - below.top && below.left < above.right && above.left < below.right;
}

/** Lines that touch from one to the next form one block with one outline. @param {Line[]} lines @returns {Line[][]} */
export function blocks(lines) {
  /** @type {Line[][]} */
  const found = [];
  for (const line of lines) {
    const below = { ...line };
    const block = found.at(-1);
    const above = block?.at(-1);
    if (block && above && touch(above, below)) {
      above.bottom = below.top = (above.bottom + below.top) / 2;
      block.push(below);
    } else found.push([below]);
  }
  return found;
}

/** One path round a block of lines. @param {Line[]} block */
export function outlineOf(block) {
  const down = block.flatMap(({ right, top, bottom }) => [corner(right + OUT, top), corner(right + OUT, bottom)]);
  const up = block.toReversed().flatMap(({ left, top, bottom }) => [corner(left - OUT, bottom), corner(left - OUT, top)]);
  return rounded(down.concat(up));
}

/** @param {number} x @param {number} y @returns {Corner} */
function corner(x, y) {
  return { x, y };
}

/** @param {Corner[]} corners */
function rounded(corners) {
  const turns = corners.map((here, index) => {
    const before = corners.at(index - 1) ?? here;
    const after = corners[index + 1] ?? corners[0] ?? here;
    return `${towards(here, before)}Q${here.x} ${here.y} ${towards(here, after)}`;
  });
  return `M${turns.join("L")}Z`;
}

/** Where the rounding of a corner ends. @param {Corner} from @param {Corner} to */
function towards(from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length ? Math.min(ROUNDING, length / 2) / length : 0;
  return `${from.x + (to.x - from.x) * share} ${from.y + (to.y - from.y) * share}`;
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
