/**
 * Grips at the edges of the focused quote's parts, dragged by mouse or finger: the edge snaps to words, and to quotation
 * marks when it nearly meets them; Alt takes it raw. The edges being moved are a draft, as in boundary mode.
 *
 * @typedef {import("./positions.js").Positions} Positions
 * @typedef {"start"|"end"} Edge
 * @typedef {{pointer: number, grip: HTMLElement, part: number, edge: Edge, x: number, y: number, moved: boolean}} Drag
 */
import { el } from "./elements.js";
import { CLOSING, OPENING } from "./selection.js";

/** Pixels a pointer may stray before a press is a drag. */
const SLACK = 4;
const REACH = 12;
/** So far above a part's first line, and below its last, that a press on the middle of a line is on its words. */
const CLEAR = 5;
const NEAR_END = 32;

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
    /** @type {Drag|null} */
    this.drag = null;
    desk.focusDrawn = (quote) => this.draw(quote);
  }

  /** A start and an end a part; a grip that is there already is moved. @param {import("./types.js").Quote|null} quote */
  draw(quote) {
    let count = 0;
    const locked = quote === null || this.desk.state.conflicts.has(quote.id);
    for (const [part, span] of (locked ? [] : quote.spans).entries()) {
      const lines = this.desk.overlay.lines(span.start, span.end);
      const [first, last] = [lines[0], lines.at(-1)];
      if (!first || !last) continue;
      for (const edge of /** @type {Edge[]} */ (["start", "end"])) {
        const grip = /** @type {HTMLElement|undefined} */ (this.layer.children[count]) ?? this.add();
        const [x, y] = edge === "start" ? [first.left - 2, first.top - CLEAR] : [last.right + 2, last.bottom + CLEAR];
        grip.className = `grip ${edge} role-${span.role}`;
        grip.dataset.part = String(part);
        grip.dataset.edge = edge;
        grip.style.transform = `translate(${x - REACH}px, ${y - REACH}px)`;
        count += 1;
      }
    }
    while (this.layer.children.length > count) this.layer.lastElementChild?.remove();
  }

  add() {
    const grip = el("div", {
      onpointerdown: (/** @type {PointerEvent} */ event) => this.press(event, grip),
      onpointermove: (/** @type {PointerEvent} */ event) => this.move(event),
      onpointerup: (/** @type {PointerEvent} */ event) => this.release(event),
      onpointercancel: () => this.cancel(),
      onclick: (/** @type {MouseEvent} */ event) => this.click(event),
    });
    this.layer.append(grip);
    return grip;
  }

  /** @param {PointerEvent} event @param {HTMLElement} grip */
  press(event, grip) {
    if (event.button !== 0 || this.drag) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const edge = /** @type {Edge} */ (grip.dataset.edge);
    this.drag = { pointer: event.pointerId, grip, part: Number(grip.dataset.part), edge, x: event.clientX, y: event.clientY, moved: false };
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { drag, desk } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.moved) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < SLACK) return;
      if (!this.marking.takeEdge(drag.part, drag.edge)) return this.cancel();
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
    this.drag = null;
    this.layer.classList.remove("dragging");
  }

  /** A press that moved nothing was meant for the text below. @param {MouseEvent} event */
  click(event) {
    const { positions, state } = this.desk;
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
