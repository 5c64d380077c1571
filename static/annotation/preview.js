/**
 * Shows what would happen to many quotes before it does: a panel that lists them beside the article and outlines in the
 * text. It takes nothing else away: the page stays usable, and what is decided meanwhile leaves the list.
 *
 * @typedef {import("./types.js").Quote} Quote
 *
 * @typedef {object} Plan
 * @property {(count: number, rejected: number) => string} heading
 * @property {string} note
 * @property {(count: number, rejected: number) => string} confirm  what the button says
 * @property {Quote[]} quotes
 * @property {boolean} [canReject]  may single ones be rejected in the same go?
 * @property {boolean} [whole]  all or nothing: no quote can be left out
 * @property {(quote: Quote) => string} who  the speaker that a quote will have
 * @property {(quote: Quote) => boolean} holds  may it still be done to this quote?
 * @property {(quotes: Quote[], rejected: Quote[]) => void} carryOut
 */
import { cap, el, svg } from "./elements.js";
import { blocks, outlineOf } from "./overlay.js";
import { names, quotedWords, shortened } from "./words.js";

/** The panel; one plan at a time. */
export class Preview {
  /** @param {HTMLElement} panel @param {import("./desk.js").Desk} desk */
  constructor(panel, desk) {
    this.panel = panel;
    this.desk = desk;
    /** @type {Plan|null} */
    this.plan = null;
    /** Ids of the quotes it would be done to. @type {Set<string>} */
    this.chosen = new Set();
    /** Those of them that would be rejected instead. @type {Set<string>} */
    this.rejected = new Set();
    /** What had the keyboard before. @type {Element|null} */
    this.from = null;
    this.outlines = svg("svg", { class: "outlines previewed", "aria-hidden": "true" });
    desk.overlay.places.sheet.append(this.outlines);
  }

  get isOpen() {
    return this.plan !== null;
  }

  /** @param {Plan} plan */
  open(plan) {
    if (!this.plan) this.from = document.activeElement;
    this.plan = plan;
    this.chosen = new Set(plan.quotes.map((quote) => quote.id));
    this.rejected.clear();
    // Measured before anything is drawn.
    this.drawOutlines();
    this.heading = el("h2", { id: "preview-heading" });
    this.confirm = el("button", { type: "button", class: "act primary", onclick: () => this.carryOut() });
    this.panel.replaceChildren(
      el("header", {}, this.heading, el("p", { class: "note" }, plan.note)),
      el("ol", {}, ...plan.quotes.map((quote) => this.row(quote, plan))),
      el("footer", {}, this.confirm, el("button", { type: "button", class: "act", onclick: () => this.drop() }, "Cancel", cap("Esc"))),
    );
    this.drawCount();
    this.panel.hidden = false;
    this.confirm.focus({ preventScroll: true });
    this.desk.toasts.say(`${this.heading.textContent} ${plan.note} Enter does it, Escape leaves it.`);
  }

  /** @param {Quote} quote @param {Plan} plan */
  row(quote, plan) {
    const [was, will] = [names(quote.speakers), plan.who(quote)];
    const row = el("li", { "data-id": quote.id });
    const leave = el("button", { type: "button", class: "icon", "aria-label": `Leave out: ${shortened(quotedWords(quote), 60)}`, title: "Leave this one out", onclick: () => this.leaveOut(quote.id) }, "✕");
    row.append(
      el(
        "button",
        { type: "button", class: "shown", title: "Show it in the text", onclick: () => this.desk.focus(quote.id) },
        el("span", { class: "who" }, will, was !== will && el("s", { class: "was" }, el("span", { class: "visually-hidden" }, ", was "), was)),
        el("span", { class: "words" }, shortened(quotedWords(quote), 120)),
      ),
      plan.canReject ? el("button", { type: "button", class: "reject", "aria-pressed": "false", "aria-label": `Reject: ${shortened(quotedWords(quote), 60)}`, title: "Reject this one in the same go", onclick: () => this.turn(quote.id) }, "Reject") : "",
      plan.whole ? "" : leave,
    );
    return row;
  }

  drawCount() {
    if (!this.plan || !this.heading || !this.confirm) return;
    const [count, rejected] = [this.chosen.size - this.rejected.size, this.rejected.size];
    this.heading.textContent = this.plan.heading(count, rejected);
    this.confirm.replaceChildren(this.plan.confirm(count, rejected), cap("Enter"));
  }

  /** One that would be rejected instead, or no longer. @param {string} id */
  turn(id) {
    const rejected = !this.rejected.has(id);
    if (rejected) this.rejected.add(id);
    else this.rejected.delete(id);
    const row = this.panel.querySelector(`li[data-id="${id}"]`);
    row?.classList.toggle("rejected", rejected);
    row?.querySelector(".reject")?.setAttribute("aria-pressed", String(rejected));
    this.drawOutlines();
    this.drawCount();
    this.desk.toasts.say(this.heading?.textContent ?? "");
  }

  /** Outlines the words of every quote that is meant. */
  drawOutlines() {
    const drawn = [];
    for (const id of this.chosen) {
      if (this.rejected.has(id)) continue;
      for (const span of this.desk.state.quotes.get(id)?.spans ?? []) {
        if (span.role !== "content") continue;
        for (const block of blocks(this.desk.overlay.lines(span.start, span.end))) drawn.push(svg("path", { d: outlineOf(block) }));
      }
    }
    this.outlines.replaceChildren(...drawn);
  }

  /** @param {string} id */
  leaveOut(id) {
    const row = this.panel.querySelector(`li[data-id="${id}"]`);
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    const held = row?.contains(document.activeElement);
    row?.remove();
    this.chosen.delete(id);
    this.rejected.delete(id);
    if (!this.chosen.size) return this.drop();
    this.drawOutlines();
    this.drawCount();
    if (held) /** @type {HTMLElement|null|undefined} */ (next?.querySelector(".icon"))?.focus();
    this.desk.toasts.say(`Left out. ${this.heading?.textContent}`);
  }

  /** Takes off the list what can't be done any more. */
  review() {
    if (!this.plan || this.plan.whole) return;
    for (const id of [...this.chosen]) {
      const quote = this.desk.state.quotes.get(id);
      if (!quote || this.desk.state.conflicts.has(id) || !this.plan.holds(quote)) this.leaveOut(id);
    }
  }

  /** What a key means while the panel is open: true where that is all it means. @param {KeyboardEvent} event */
  key(event) {
    if (!this.plan || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    if (event.key === "Escape") this.drop();
    else if (event.key === "Enter") {
      // Any other button of the page is pressed as always; a card's face has the keyboard without being meant.
      const control = event.target instanceof Element ? event.target.closest("button, a, summary, input") : null;
      if (control && !control.matches(".face")) return false;
      this.carryOut();
    } else return false;
    return true;
  }

  carryOut() {
    const { plan } = this;
    if (!plan) return;
    const quotes = [...this.chosen].flatMap((id) => this.desk.state.quotes.get(id) ?? []);
    const rejected = quotes.filter((quote) => this.rejected.has(quote.id));
    this.close();
    plan.carryOut(quotes.filter((quote) => !rejected.includes(quote)), rejected);
  }

  drop() {
    if (!this.plan) return;
    this.close();
    this.desk.toasts.say("Nothing was changed.");
  }

  close() {
    const held = this.panel.contains(document.activeElement);
    this.plan = null;
    this.chosen.clear();
    this.rejected.clear();
    this.outlines.replaceChildren();
    this.panel.hidden = true;
    this.panel.replaceChildren();
    if (!held) return;
    if (this.from instanceof HTMLElement && this.from.isConnected && this.from !== document.body) this.from.focus({ preventScroll: true });
    else this.desk.cards.takeKeyboard();
  }
}
