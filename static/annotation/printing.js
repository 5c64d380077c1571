/**
 * On paper lines break elsewhere than on the screen and nothing can be pressed: while the page is printed every quote is
 * painted, each paragraph has the numbers of its quotes beside it, and a list below the text says whose they are.
 *
 * @typedef {import("./types.js").Quote} Quote
 */
import { el, shape } from "./elements.js";
import { placeInText } from "./state.js";
import { KINDS, names, quotedWords, stateWords } from "./words.js";

/** What paper has and the screen has not. */
export class Printing {
  /** @param {import("./desk.js").Desk} desk @param {HTMLElement} list  of the quotes */
  constructor(desk, list) {
    this.desk = desk;
    this.list = list;
    addEventListener("beforeprint", () => this.draw());
    addEventListener("afterprint", () => this.clear());
  }

  draw() {
    const { painter, positions, state } = this.desk;
    painter.look(0, positions.length);
    /** @type {Map<Element, number[]>} */
    const beside = new Map();
    const rows = [];
    for (const [index, id] of state.order.entries()) {
      const quote = state.quotes.get(id);
      if (!quote || !state.isShown(quote)) continue;
      rows.push(this.row(quote, index + 1));
      const paragraph = positions.paragraphs.findLast(({ start }) => start <= placeInText(quote))?.node?.parentElement;
      if (paragraph) beside.set(paragraph, [...(beside.get(paragraph) ?? []), index + 1]);
    }
    this.list.replaceChildren(...rows);
    for (const [paragraph, numbers] of beside) paragraph.setAttribute("data-quotes", numbers.join(" "));
  }

  /** @param {Quote} quote @param {number} number  as on its card */
  row(quote, number) {
    const look = this.desk.look(quote);
    const about = `${KINDS[quote.kind]}. ${stateWords(quote, look === "conflict")}`;
    return el(
      "li",
      { class: `look-${look}`, value: number },
      el("p", {}, el("strong", {}, names(quote.speakers)), " ", shape(look), " ", el("span", { class: "note" }, about)),
      el("p", { class: "words" }, quotedWords(quote)),
    );
  }

  clear() {
    this.list.replaceChildren();
    for (const paragraph of this.desk.text.querySelectorAll("[data-quotes]")) paragraph.removeAttribute("data-quotes");
    this.desk.lookAround(true);
  }
}
