/**
 * Puts on the page what happened elsewhere: quotes that a run found, and what colleagues decided meanwhile. It never moves
 * the focus and never touches what a person has a say in just now; that waits until they are done.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Review} Review
 * @typedef {import("./types.js").ChangedQuote} ChangedQuote
 */
import { takesText } from "./keymap.js";
import { names as listed, plural } from "./words.js";

/** What others did. */
export class Elsewhere {
  /** @param {import("./desk.js").Desk} desk @param {import("./saving.js").Saving} saving */
  constructor(desk, saving) {
    this.desk = desk;
    this.saving = saving;
    /** What can't be shown yet, by quote. @type {Map<string, ChangedQuote>} */
    this.aside = new Map();
    // What was decided here may be told as news before its answer comes: with that it is none.
    saving.saved = () => this.decided([]);
  }

  /** Is somebody at work on this quote here, so that it must not change under their hands? @param {ChangedQuote} change */
  isInHand({ id, quote }) {
    const { desk, saving } = this;
    if (saving.queue.holds(id) || desk.boundary?.quote.id === id) return true;
    if (id !== desk.state.focus) return false;
    // What is asked in a dialog is asked about the quote as it was when the dialog opened.
    if (document.querySelector("dialog[open]")) return true;
    const at = document.activeElement;
    return !quote || (takesText(at) && (desk.cards.cards.get(id)?.contains(at) ?? false));
  }

  /** What was decided in other browsers since this page last heard of it. @param {ChangedQuote[]} changes */
  decided(changes) {
    const { desk, saving } = this;
    for (const change of changes) this.aside.set(change.id, change);
    /** @type {[string, Quote|null][]} */
    const news = [];
    for (const change of this.aside.values()) {
      const { id, version, quote } = change;
      const isNew = version > (saving.versions.get(id) ?? -1);
      if (isNew && this.isInHand(change)) continue;
      this.aside.delete(id);
      if (!isNew) continue;
      saving.heard(id, version, quote);
      if (desk.state.conflicts.has(id)) saving.disagreements.changed(id, quote);
      else news.push([id, quote]);
    }
    if (!news.length) return;
    saving.meetNew(news.flatMap(([, quote]) => quote?.speakers ?? []));
    saving.show(news);
    this.tell(news);
  }

  /** Says aloud, and only aloud, whose work appeared. @param {[string, Quote|null][]} news */
  tell(news) {
    const own = this.saving.person.id;
    const theirs = news.filter(([, quote]) => quote?.decided_by_id !== own);
    const people = [...new Set(theirs.flatMap(([, quote]) => quote?.decided_by || []))];
    if (!theirs.length) return;
    const count = plural(theirs.length, "quote", "quotes");
    const who = people.length ? listed(people.map((name) => ({ id: null, name, kind: "person" }))) : "A colleague";
    this.desk.toasts.say(`${who} decided on ${count}.`);
  }

  /** The server's news while a run is at work. @param {Review} review */
  brought(review) {
    const { desk, saving } = this;
    const { state } = desk;
    saving.meetNew(review.cast);
    const news = this.newsIn(review);
    for (const [id, quote] of news) saving.heard(id, quote?.version ?? 0, quote);
    saving.show(news);
    if (!news.length) return;
    if (state.focus === null && getSelection()?.isCollapsed !== false) desk.focus(state.next(1, true), null, desk.scroller.scrollTop === 0);
    desk.toasts.say(`${state.quotes.size} quotes found.`);
  }

  /** Quotes that came, changed or went, but for those that a person has a say in just now. @param {Review} review */
  newsIn(review) {
    const { saving } = this;
    const { state } = this.desk;
    /** @type {[string, Quote|null][]} */
    const news = [];
    const fresh = new Set(review.quotes.map((quote) => quote.id));
    for (const quote of review.quotes) {
      const known = state.quotes.get(quote.id);
      if (saving.queue.holds(quote.id) || state.conflicts.has(quote.id)) continue;
      // An answer older than what is known here, or to a question asked before the quote was removed.
      if (known ? quote.version <= known.version : saving.confirmed.get(quote.id) === null) continue;
      news.push([quote.id, quote]);
    }
    for (const known of state.quotes.values()) {
      const leaves = known.state === "suggested" && !fresh.has(known.id) && !saving.queue.holds(known.id);
      if (leaves && known.id !== state.focus) news.push([known.id, null]);
    }
    return news;
  }
}
