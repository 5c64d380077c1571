/**
 * The column of cards: one a quote in text order, only those that changed drawn again. It keeps the keyboard's focus on a
 * card when the card it was on is replaced.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./state.js").State} State
 */
import { card, summaryOf } from "./card.js";
import { el, renew } from "./elements.js";
import { takesText } from "./keymap.js";

/** Tells the browser how high a sheaf is that it has not laid out yet. @param {HTMLElement|null} sheaf */
function count(sheaf) {
  if (!sheaf) return;
  const shown = String([...sheaf.children].filter((card) => !(/** @type {HTMLElement} */ (card).hidden)).length);
  if (sheaf.style.getPropertyValue("--shown") !== shown) sheaf.style.setProperty("--shown", shown);
}

/** So many cards make a sheaf: the browser lays out and paints those sheaves that can be seen soon. */
const SHEAF = 10;

/** The cards of all quotes. */
export class Cards {
  /** @param {HTMLElement} list @param {HTMLElement} scroller @param {State} state @param {import("./card.js").Act} act */
  constructor(list, scroller, state, act) {
    this.list = list;
    this.scroller = scroller;
    this.state = state;
    this.act = act;
    /** @type {Map<string, HTMLElement>} */
    this.cards = new Map();
    /** What stands at the foot of the open card. @type {(quote: Quote) => Node} */
    this.foot = () => document.createDocumentFragment();
    /** The next frame, in which the open card is brought into view. */
    this.frame = 0;
  }

  /** All cards anew: when the page opens, or the filter changes. */
  drawAll() {
    this.cards.clear();
    /** @type {HTMLElement[]} */
    const sheaves = [];
    let room = 0;
    for (const id of this.state.order) {
      const quote = this.state.quotes.get(id);
      if (!quote) continue;
      const element = this.build(quote);
      this.cards.set(id, element);
      if (room === 0) sheaves.push(el("div", { class: "sheaf", role: "presentation" }));
      room = (room || SHEAF) - (element.hidden ? 0 : 1);
      sheaves.at(-1)?.append(element);
    }
    sheaves.forEach(count);
    const held = this.list !== document.activeElement && this.list.contains(document.activeElement);
    this.list.replaceChildren(...sheaves);
    if (held) this.takeKeyboard();
  }

  /** @param {Quote} quote */
  build(quote) {
    const element = card(quote, this.state, quote.id === this.state.focus, this.act);
    element.querySelector(".body")?.append(this.foot(quote));
    element.classList.toggle("faint", this.state.isFaint(quote));
    element.hidden = !this.state.isShown(quote) && quote.id !== this.state.focus;
    return element;
  }

  /** One card anew, in its place. @param {string} id @param {boolean} moved  its place among the others may be new */
  draw(id, moved) {
    const quote = this.state.quotes.get(id);
    const old = this.cards.get(id);
    const held = old?.contains(document.activeElement) ?? false;
    const typing = held && takesText(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    if (!quote) {
      if (old) this.take(old);
      this.cards.delete(id);
    } else {
      const element = this.put(id, this.build(quote), moved ? undefined : old);
      if (old && moved) this.take(old);
      if (typing && element.contains(typing)) typing.focus({ preventScroll: true });
      else if (held) this.holdFocus(element);
      // What was typed is sent: the buttons, which the field had scrolled out of sight, are next.
      if (typing && !element.contains(typing)) this.revealSoon();
    }
    if (moved) this.renumber();
  }

  /** Puts a card where it belongs, or what is new of it in the one that is there. @param {string} id @param {HTMLElement} fresh @param {HTMLElement} [old] @returns {HTMLElement} the one that stands */
  put(id, fresh, old) {
    const element = old ?? fresh;
    this.cards.set(id, element);
    if (old) renew(old, fresh);
    else {
      const next = this.cards.get(this.state.order[this.state.order.indexOf(id) + 1] ?? "");
      if (!this.list.lastElementChild) this.list.append(el("div", { class: "sheaf", role: "presentation" }));
      (next?.parentElement ?? this.list.lastElementChild)?.insertBefore(element, next ?? null);
    }
    count(element.parentElement);
    return element;
  }

  /** @param {HTMLElement} element */
  take(element) {
    const sheaf = element.parentElement;
    element.remove();
    if (sheaf?.hasChildNodes()) count(sheaf);
    else sheaf?.remove();
  }

  /** The keyboard goes on from the focused quote's card, as long as it is in this column. @param {HTMLElement} element */
  holdFocus(element) {
    const face = /** @type {HTMLElement|null} */ (element.querySelector(".face"));
    face?.focus({ preventScroll: true });
  }

  /** Where what had the keyboard is gone, the list has it from the next frame on; the open card is its visible focus. */
  catchKeyboard() {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) this.list.focus({ preventScroll: true });
    });
  }

  /** The keyboard comes to the open card, or to the column where there is none. */
  takeKeyboard() {
    const element = this.state.focus === null ? undefined : this.cards.get(this.state.focus);
    if (element) this.holdFocus(element);
    else this.scroller.focus({ preventScroll: true });
  }

  /** Moves the open card. @param {string|null} before @param {string|null} id */
  moveFocus(before, id) {
    const held = this.list !== document.activeElement && this.list.contains(document.activeElement);
    if (before !== null && before !== id && this.cards.get(before)?.classList.contains("open")) this.draw(before, false);
    if (id !== null) this.draw(id, false);
    const element = id === null ? undefined : this.cards.get(id);
    if (!element) return;
    if (held) this.holdFocus(element);
    this.revealSoon();
  }

  /** Scrolls the open card into view with the next frame: where it lies is known once that is laid out. */
  revealSoon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.reveal());
  }

  /** Scrolls the open card into view. */
  reveal() {
    const element = this.state.focus === null ? undefined : this.cards.get(this.state.focus);
    if (!element) return;
    const box = element.getBoundingClientRect();
    const room = this.scroller.getBoundingClientRect();
    // The heads of the column stay in sight and cover what scrolls below them.
    const heads = [...this.scroller.querySelectorAll(":scope > .stays")].map((head) => /** @type {HTMLElement} */ (head).offsetHeight);
    const covered = heads.reduce((sum, height) => sum + height, 0);
    if (box.top >= room.top + covered && box.bottom <= room.bottom - 8) return;
    this.scroller.scrollTop += box.top - room.top - covered - Math.min(48, Math.max(8, (room.height - covered - box.height) / 2));
  }

  /** "Quote 3 of 31" changes for all when one comes or goes. */
  renumber() {
    for (const [id, element] of this.cards) {
      const quote = this.state.quotes.get(id);
      if (quote) element.querySelector(".face")?.setAttribute("aria-label", summaryOf(quote, this.state));
    }
  }
}
