/**
 * Where a window has no room for the cast and the tools beside the article, one button brings them: they are borrowed for
 * as long as the sheet is open, so that each of them is there once and works as ever.
 */
import { byId } from "./desk.js";

/** What is borrowed, and the place of the sheet that it comes to. */
const BORROWED = [
  ["people", "sheet-people"],
  ["show-all", "sheet-cast"],
  ["cast", "sheet-cast"],
  ["cast-menu", "sheet-cast"],
  ["threshold-row", "sheet-quotes"],
  ["show-flagged", "sheet-quotes"],
  ["by-doubt", "sheet-quotes"],
  ["show-rejected", "sheet-quotes"],
];
/** What is used without leaving the sheet: all else leads to something that is seen behind it. */
const STAYS = "input, .cast .more, [aria-pressed].quiet";

/** The sheet behind “More”. */
export class Sheet {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
    /** What was lent, and what keeps its place. @type {[HTMLElement, Comment][]} */
    this.lent = [];
    // Before the button itself is heard: what it does may open something else.
    dialog.addEventListener("click", (event) => this.pressed(event), true);
    dialog.addEventListener("close", () => this.giveBack());
  }

  open() {
    for (const [id, place] of BORROWED) {
      const element = byId(id ?? "");
      const keeper = document.createComment(element.id);
      element.replaceWith(keeper);
      byId(place ?? "").append(element);
      this.lent.push([element, keeper]);
    }
    this.dialog.showModal();
  }

  giveBack() {
    for (const [element, keeper] of this.lent.splice(0)) keeper.replaceWith(element);
  }

  close() {
    this.giveBack();
    this.dialog.close();
  }

  /** @param {Event} event */
  pressed(event) {
    if (event.target === this.dialog) return this.close();
    const control = event.target instanceof Element ? event.target.closest("button, input") : null;
    if (control && !control.matches(STAYS)) this.close();
  }
}
