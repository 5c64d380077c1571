/**
 * Saying something about a quote: comments, flags, and settling either. What was typed is kept until the server has it, for
 * each quote on its own. How it looks is in thread.js and flagging.js.
 *
 * @typedef {import("./types.js").Comment} Comment
 * @typedef {import("./types.js").Quote} Quote
 */
import { reasonWords } from "./talk.js";
import { shortened } from "./words.js";

const DRAFT = "onrecord.draft.";

/** @param {Comment} one @param {Comment|undefined} other */
function same(one, other) {
  return one.resolved === other?.resolved && one.resolved_at === other.resolved_at;
}

/** What a colleague did, aloud. @param {Comment} comment @param {boolean} isNew */
function told(comment, isNew) {
  const isFlag = comment.kind === "flag";
  if (comment.resolved) return `${comment.resolved_by} ${isFlag ? "took a flag off a quote" : "resolved a comment"}.`;
  if (!isNew) return `A ${comment.kind} by ${comment.by} is open again.`;
  return isFlag ? `${comment.by} flagged a quote: ${reasonWords(comment)}.` : `${comment.by} commented on a quote: ${shortened(comment.text, 100)}`;
}

/** Comments and flags of one page. */
export class Commenting {
  /** @param {import("./desk.js").Desk} desk @param {import("./saving.js").Saving} saving @param {import("./api.js").Api} api */
  constructor(desk, saving, api) {
    this.desk = desk;
    this.saving = saving;
    this.api = api;
    this.talk = desk.state.talk;
    /** What was typed and not sent; also where the browser keeps nothing. @type {Map<string, string>} */
    this.drafts = new Map();
    /** What was sent last of each quote, so that the same words sent again after no answer are said once. @type {Map<string, {id: string, what: string}>} */
    this.attempts = new Map();
  }

  /** One id for the same words about a quote, however often they are sent. @param {string} quote @param {string} what */
  idOf(quote, what) {
    const known = this.attempts.get(quote);
    const attempt = known?.what === what ? known : { id: crypto.randomUUID(), what };
    this.attempts.set(quote, attempt);
    return attempt.id;
  }

  /** Where this person's words are kept: nobody else is to read them in this browser, or send them. @param {string} quote */
  place(quote) {
    return `${DRAFT}${this.saving.person.id}.${quote}`;
  }

  /** @param {string} quote */
  draft(quote) {
    try {
      return this.drafts.get(quote) ?? localStorage.getItem(this.place(quote)) ?? "";
    } catch {
      return this.drafts.get(quote) ?? "";
    }
  }

  /** @param {string} quote @param {string} words */
  keep(quote, words) {
    this.drafts.set(quote, words);
    try {
      if (words.trim()) localStorage.setItem(this.place(quote), words);
      else localStorage.removeItem(this.place(quote));
    } catch {
      // As long as the page is open, the words are kept all the same.
    }
  }

  /** Sends a comment; the draft stays until the server has it. Throws where it has not. @param {string} quote @param {string} words */
  async say(quote, words) {
    await this.known(quote);
    const id = this.idOf(quote, words);
    this.took(await this.api.say({ id, attribution: quote, kind: "comment", text: words, person: this.saving.person.id }));
    this.attempts.delete(quote);
    this.keep(quote, "");
    this.desk.toasts.say("Comment saved.");
  }

  /** Marks a quote. Throws where the server has not taken it. @param {string} quote @param {import("./types.js").Reason} reason @param {string} words */
  async flag(quote, reason, words) {
    await this.known(quote);
    const id = this.idOf(quote, `${reason} ${words}`);
    const flag = await this.api.say({ id, attribution: quote, kind: "flag", reason, text: words, person: this.saving.person.id });
    this.attempts.delete(quote);
    this.took(flag);
    this.desk.toasts.say(`Flagged: ${reasonWords(flag)}.`);
  }

  /** Settles a comment or flag, or takes it up again. @param {Comment} comment @param {boolean} resolved */
  async settle(comment, resolved) {
    const [done, undone] = comment.kind === "flag" ? ["Flag taken off.", "Flagged again."] : ["Comment resolved.", "Comment open again."];
    try {
      this.took(await this.api.settle(comment.id, resolved, this.saving.person.id));
      const way = { name: "Undo", act: () => void this.settle(comment, false) };
      if (resolved) this.desk.toasts.show(done, way);
      else this.desk.toasts.say(undone);
    } catch (error) {
      const way = { name: "Try again", act: () => void this.settle(comment, resolved) };
      this.desk.toasts.show(`That could not be saved: ${error instanceof Error ? error.message : error}`, way, "problem");
    }
  }

  /** A quote that a person has just added is known to the server only once it is saved. @param {string} quote */
  async known(quote) {
    if (this.saving.queue.holds(quote) && !(await this.saving.settled())) {
      throw new Error("Your last changes are not saved yet. Try again once they are; your words are kept.");
    }
  }

  /** What was said elsewhere, or settled, since this page last heard of it. @param {Comment[]} comments  as the server has them */
  heard(comments) {
    const own = this.saving.person.id;
    const news = comments.filter((comment) => !same(comment, this.talk.find(comment)));
    const fresh = new Set(news.filter((comment) => !this.talk.find(comment)));
    for (const comment of news) this.talk.put(comment);
    for (const quote of new Set(news.map((comment) => comment.attribution))) {
      if (this.desk.state.quotes.has(quote)) this.desk.draw(quote, false);
    }
    if (news.length) this.desk.drawCounts();
    const theirs = news.filter((comment) => (comment.resolved ? comment.resolved_by_id : comment.by_id) !== own);
    const [first] = theirs;
    if (first) this.desk.toasts.say(theirs.length === 1 ? told(first, fresh.has(first)) : `${theirs.length} comments and flags are new or were settled.`);
  }

  /** @param {Comment} comment  as the server has it */
  took(comment) {
    this.talk.put(comment);
    this.desk.draw(comment.attribution, false);
    this.desk.drawCounts();
  }
}
