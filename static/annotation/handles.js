/**
 * Grips at the edges of the focused quote's parts, dragged by mouse or finger: the edge snaps to words, and to quotation
 * marks when it nearly meets them; Alt takes it raw. A mouse finds one at the edges of all other quotes, too, where it comes
 * near: taking hold of it focuses its quote. The edges being moved are a draft, as in boundary mode.
 *
 * @typedef {import("./positions.js").Positions} Positions
 * @typedef {"start"|"end"} Edge
 * @typedef {{pointer: number, id: string, part: number, edge: Edge, x: number, y: number, moved: boolean}} Drag
 */
import { el } from "./elements.js";
import { CLOSING, OPENING } from "./selection.js";

const EDGES = /** @type {Edge[]} */ (["start", "end"]);
/** Pixels a pointer may stray before a press is a drag. */
const SLACK = 4;
const REACH = 12;
/** So far above a part's first line, and below its last, that a press on the middle of a line is on its words. */
const CLEAR = 5;
const NEAR_END = 32;
/** Characters from an edge at which a mouse is near it. */
const NEAR = 2;

/** The edge of a word or of marks nearest to a place, taking in a quotation mark right beside it. @param {Positions} positions @param {number} point @param {Edge} edge */
export function snappedEdge(positions, point, edge) {
  const paragraph = positions.paragraphAt(point);
  const places = positions.piecesOf(paragraph).map((piece) => piece[edge]);
  const place = places.reduce((best, one) => (Math.abs(one - point) < Math.abs(best - point) ? one : best), places[0] ?? point);
  if (edge === "start") {
    return OPENING.test(positions.slice(Math.max(paragraph.start, place - 1), place)) ? place - 1 : place;
  }
  const marks = CLOSING.exec(positions.slice(place, Math.min(paragraph.end, place + 4)))?.[0] ?? "";
  return place + Array.from(marks).length;
}

/** The grips of one page. */
export class Handles {
  /** @param {import("./desk.js").Desk} desk @param {import("./marking.js").Marking} marking @param {import("./selection.js").Selecting} selecting */
  constructor(desk, marking, selecting) {
    this.desk = desk;
    this.marking = marking;
    this.selecting = selecting;
    this.layer = el("div", { class: "grips", "aria-hidden": "true" });
    desk.overlay.places.sheet.append(this.layer);
    /** Those of the focused quote. @type {HTMLElement[]} */
    this.grips = [];
    /** The one of another quote that the mouse is near. */
    this.near = this.make();
    /** @type {Drag|null} */
    this.drag = null;
    this.frame = 0;
    desk.focusDrawn = (quote) => this.draw(quote);
    desk.text.addEventListener("pointermove", (event) => this.look(event));
  }

  /** A start and an end a part; a grip that is there already is moved. @param {import("./types.js").Quote|null} quote */
  draw(quote) {
    let count = 0;
    if (quote && !this.desk.state.conflicts.has(quote.id)) {
      quote.spans.forEach((_, part) => {
        EDGES.forEach((edge) => {
          if (this.place((this.grips[count] ??= this.make()), quote, part, edge)) count += 1;
        });
      });
    }
    this.grips.splice(count).forEach((grip) => grip.remove());
    if (!this.drag) this.near.remove();
  }

  /** Puts a grip to an edge. @param {HTMLElement} grip @param {import("./types.js").Quote} quote @param {number} part @param {Edge} edge @returns {boolean} whether the edge lies anywhere */
  place(grip, quote, part, edge) {
    const span = quote.spans[part];
    const isStart = edge === "start";
    const line = span && this.desk.overlay.lines(span.start, span.end).at(isStart ? 0 : -1);
    if (!line) return false;
    const x = isStart ? line.left - 2 : line.right + 2;
    const y = isStart ? line.top - CLEAR : line.bottom + CLEAR;
    grip.className = `grip ${edge} role-${span.role}`;
    Object.assign(grip.dataset, { id: quote.id, part, edge });
    grip.style.transform = `translate(${x - REACH}px, ${y - REACH}px)`;
    if (!grip.parentElement) this.layer.append(grip);
    return true;
  }

  /** Shows the grip of the edge that the mouse is near. @param {PointerEvent} event */
  look({ pointerType, buttons, clientX, clientY }) {
    if (pointerType !== "mouse" || buttons || this.desk.boundary) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const point = this.desk.positions.pointUnder(clientX, clientY);
      const found = point === null ? null : this.nearest(point);
      if (this.drag) return;
      if (!found || !this.place(this.near, found.quote, found.part, found.edge)) this.near.remove();
    });
  }

  /** The edge of another quote than the focused one that is near a place; of those alike, that of the shortest part. @param {number} point @returns {{quote: import("./types.js").Quote, part: number, edge: Edge}|null} */
  nearest(point) {
    const { state } = this.desk;
    let [found, least] = [/** @type {ReturnType<Handles["nearest"]>} */ (null), Infinity];
    for (const quote of state.quotes.values()) {
      if (quote.id === state.focus || quote.state === "rejected" || !state.isShown(quote) || state.conflicts.has(quote.id)) continue;
      for (const [part, span] of quote.spans.entries()) {
        for (const edge of EDGES) {
          const gap = Math.abs(span[edge] - point);
          const distance = gap + (span.end - span.start) / this.desk.positions.length;
          if (gap <= NEAR && distance < least) [found, least] = [{ quote, part, edge }, distance];
        }
      }
    }
    return found;
  }

  make() {
    const grip = el("div", {
      onpointerdown: (/** @type {PointerEvent} */ event) => this.press(event, grip),
      onpointermove: (/** @type {PointerEvent} */ event) => this.move(event),
      onpointerup: (/** @type {PointerEvent} */ event) => this.release(event),
      onpointercancel: () => this.cancel(),
      onclick: (/** @type {MouseEvent} */ event) => this.click(event, grip),
    });
    return grip;
  }

  /** @param {PointerEvent} event @param {HTMLElement} grip */
  press(event, grip) {
    if (event.button !== 0 || this.drag) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const { id = "", part, edge } = grip.dataset;
    this.drag = { pointer: event.pointerId, id, part: Number(part), edge: /** @type {Edge} */ (edge), x: event.clientX, y: event.clientY, moved: false };
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { drag, desk } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.moved) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < SLACK) return;
      if (drag.id !== desk.state.focus && desk.state.quotes.has(drag.id)) desk.focus(drag.id, null, false);
      if (desk.state.focus !== drag.id || !this.marking.takeEdge(drag.part, drag.edge)) return this.cancel();
      drag.moved = true;
      // Grips let the text below them be found.
      this.layer.classList.add("dragging");
    }
    // Esc dropped the edge, or the quote went.
    if (!desk.boundary) return this.cancel();
    this.scrollNear(event.clientY);
    const point = desk.positions.pointUnder(event.clientX, event.clientY);
    if (point === null) return;
    this.marking.setEdge(event.altKey ? point : snappedEdge(desk.positions, point, drag.edge));
  }

  /** @param {number} y */
  scrollNear(y) {
    const { scroller } = this.desk;
    const room = scroller.getBoundingClientRect();
    if (y < room.top + NEAR_END) scroller.scrollTop -= NEAR_END / 2;
    else if (y > room.bottom - NEAR_END) scroller.scrollTop += NEAR_END / 2;
  }

  /** @param {PointerEvent} event */
  release(event) {
    if (!this.drag || event.pointerId !== this.drag.pointer) return;
    const { moved } = this.drag;
    this.end();
    if (moved) this.marking.letEdgeGo();
  }

  cancel() {
    if (this.drag?.moved && this.desk.boundary) this.marking.dropBoundary();
    this.end();
  }

  end() {
    // Of a press that moved nothing, the click is still to come.
    if (this.drag?.moved) this.near.remove();
    this.drag = null;
    this.layer.classList.remove("dragging");
  }

  /** A press that moved nothing was meant for the quote whose grip it is, and on the focused one for the text below. @param {MouseEvent} event @param {HTMLElement} grip */
  click(event, { dataset: { id, part } }) {
    const { positions, state } = this.desk;
    if (id !== undefined && id !== state.focus && state.quotes.has(id)) return this.desk.focus(id, Number(part), false);
    this.layer.classList.add("dragging");
    this.selecting.clicked(event, state.article.language);
    const point = event.detail === 2 ? positions.pointUnder(event.clientX, event.clientY) : null;
    const word = point === null ? null : positions.wordsAround(point, point);
    if (word) {
      positions.select(word.start, word.end);
      this.selecting.offer();
    }
    this.layer.classList.remove("dragging");
  }
}
