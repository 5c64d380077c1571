/**
 * The speakers of the article, each with the key that gives a quote to them and the number of quotes they have; choosing
 * one shows only theirs.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./types.js").Speaker} Speaker
 */
import { cap, el, renewChildren } from "./elements.js";
import { keyOf, keyOfNumber } from "./keymap.js";
import { initials, sameSpeaker } from "./state.js";
import { plural } from "./words.js";

/** The column of speakers. */
export class Cast {
  /** @param {HTMLElement} list @param {HTMLElement} all  the button that ends a filter @param {State} state @param {(filter: Speaker|"unknown"|null) => void} choose */
  constructor(list, all, state, choose) {
    this.list = list;
    this.all = all;
    this.state = state;
    this.choose = choose;
    this.drawn = "";
    /** What else can be done with a speaker, told beside the button. @type {(speaker: Speaker, button: HTMLElement) => void} */
    this.more = () => {};
    /** One was dropped on another. @type {(from: Speaker, into: Speaker) => void} */
    this.dropped = () => {};
    /** @type {HTMLElement|null} */
    this.dragged = null;
    list.addEventListener("dragstart", (event) => this.drag(event));
    for (const kind of ["dragenter", "dragover", "drop", "dragend"]) list.addEventListener(kind, (event) => this.dragOver(/** @type {DragEvent} */ (event)));
    all.addEventListener("click", () => {
      choose(null);
      // The button is gone now; the keyboard goes on from the first of the cast.
      list.querySelector("button")?.focus();
    });
  }

  draw() {
    const { cast, unknown } = this.state.counts();
    const counts = cast.concat(unknown);
    // Most decisions leave the cast as it is, and change a count or two.
    const drawn = JSON.stringify([this.state.cast, this.state.filter, keyOf("unknown"), keyOfNumber(1)]);
    if (drawn === this.drawn) return this.tell(this.list.children, counts);
    this.drawn = drawn;
    this.drawRows(counts);
  }

  /** @param {number[]} counts  of the cast and of the unknown */
  drawRows(counts) {
    const { filter } = this.state;
    const held = this.list.contains(document.activeElement) ? [...this.list.children].indexOf(/** @type {Element} */ (document.activeElement?.closest("li"))) : -1;
    this.all.hidden = filter === null;
    const rows = this.state.cast.map((speaker, index) => {
      const on = filter !== null && filter !== "unknown" && sameSpeaker(filter, speaker);
      return this.row(speaker.name, index < 9 ? keyOfNumber(index + 1) : "", initials(speaker), on, speaker);
    });
    rows.push(this.row("Unknown", keyOf("unknown"), "?", filter === "unknown", "unknown"));
    this.tell(rows, counts);
    renewChildren(this.list, rows);
    /** @type {HTMLElement|null|undefined} */ (this.list.children[held]?.querySelector("button"))?.focus();
  }

  /** How many quotes each has, on screen and aloud. @param {ArrayLike<Element>} rows @param {number[]} counts */
  tell(rows, counts) {
    counts.forEach((count, index) => {
      const shown = rows[index]?.querySelector(".count");
      const told = shown?.nextElementSibling?.firstElementChild;
      const words = String(count);
      if (!shown || !told || shown.textContent === words) return;
      shown.textContent = words;
      told.textContent = plural(count, "quote", "quotes");
    });
  }

  /** @param {string} name @param {string} key @param {string} letters @param {boolean} on @param {Speaker|"unknown"} filter */
  row(name, key, letters, on, filter) {
    const [before, after] = ["Show only quotes by ", filter === "unknown" ? " speakers" : ""];
    const id = `cast-name-${filter === "unknown" ? "unknown" : this.state.cast.indexOf(filter)}`;
    const speaker = filter === "unknown" ? filter : (filter.id ?? filter.name);
    const button = el(
      "button",
      {
        type: "button",
        "data-speaker": speaker,
        "aria-pressed": String(on),
        title: on ? "Show all quotes (Esc)" : before + (filter === "unknown" ? name.toLowerCase() : name) + after,
        onclick: () => this.choose(on ? null : filter),
      },
      key ? cap(key) : el("span", { class: "no-key" }),
      el("span", { class: "initials", "aria-hidden": "true" }, letters),
      el("span", { class: "visually-hidden" }, before),
      el("span", { class: "name", id }, name),
      el("span", { class: "count", "aria-hidden": "true" }),
      el("span", { class: "visually-hidden" }, `${after}, `, el("span"), key && `, key ${key} names them`),
    );
    if (filter === "unknown") return el("li", {}, button);
    const more = el("button", { type: "button", class: "more", "aria-label": "More", "aria-haspopup": "true", "aria-describedby": id, "data-speaker": speaker, title: "Merge, or look up", onclick: () => this.more(filter, more) }, "⋯");
    return el("li", { draggable: "true" }, button, more);
  }

  /** @param {Event} event */
  rowOf(event) {
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    return row instanceof HTMLElement && row.draggable ? row : null;
  }

  /** @param {HTMLElement} row */
  speakerOf(row) {
    return this.state.cast[[...this.list.children].indexOf(row)];
  }

  /** @param {DragEvent} event */
  drag(event) {
    this.dragged = this.rowOf(event);
    const speaker = this.dragged && this.speakerOf(this.dragged);
    if (!speaker || !event.dataTransfer) return;
    event.dataTransfer.setData("text/plain", speaker.name);
    event.dataTransfer.effectAllowed = "move";
  }

  /** @param {DragEvent} event */
  dragOver(event) {
    const row = this.rowOf(event);
    const onto = this.dragged && row !== this.dragged && event.type !== "dragend" ? row : null;
    for (const one of this.list.children) one.classList.toggle("onto", one === onto && event.type !== "drop");
    if (onto) event.preventDefault();
    const [from, into] = [this.dragged && this.speakerOf(this.dragged), onto && this.speakerOf(onto)];
    if (event.type === "drop" || event.type === "dragend") this.dragged = null;
    if (event.type === "drop" && from && into) this.dropped(from, into);
  }
}
