/**
 * The foot of the open card: the flag, what people said about the quote, the field to say more, and the way to its history
 * and its link. One field serves all quotes, so that what is typed outlives every redrawing of the card.
 *
 * @typedef {import("./types.js").Comment} Comment
 * @typedef {import("./types.js").Quote} Quote
 */
import { cap, el, shape } from "./elements.js";
import { keyOf } from "./keymap.js";
import { reasonWords } from "./talk.js";
import { ago } from "./words.js";

const LONGEST = 2000;

/** @param {string} action @param {string} words @param {import("./card.js").Act} act */
function quietButton(action, words, act) {
  return el("button", { type: "button", "data-action": action, onclick: () => act(action) }, words, cap(keyOf(action)));
}

/** What is said about the open quote. */
export class Thread {
  /** @param {import("./commenting.js").Commenting} commenting @param {import("./history.js").History} history @param {import("./card.js").Act} act */
  constructor(commenting, history, act) {
    this.commenting = commenting;
    this.history = history;
    this.act = act;
    /** @type {string|null} */
    this.quote = null;
    /** The quote whose field is open. @type {string|null} */
    this.writing = null;
    this.field = el("textarea", {
      rows: 3,
      maxlength: LONGEST,
      "aria-label": "Comment on this quote",
      "aria-describedby": "comment-problem",
      oninput: () => this.typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
    });
    this.problem = el("p", { class: "field-problem", id: "comment-problem", role: "alert" });
    this.send = el("button", { type: "submit", class: "act primary" }, "Comment", cap("Ctrl ⏎"));
    const leave = el("button", { type: "button", class: "act", onclick: () => this.leave() }, "Leave", cap("Esc"));
    this.form = el("form", { class: "comment-form", onsubmit: (/** @type {Event} */ event) => this.submit(event) }, this.field, this.problem);
    this.form.append(el("div", { class: "actions" }, this.send, leave));
  }

  /** The foot of a quote's card. @param {Quote} quote */
  of(quote) {
    if (this.quote !== quote.id) {
      this.quote = quote.id;
      this.problem.textContent = "";
      this.field.removeAttribute("aria-invalid");
      this.field.value = this.commenting.draft(quote.id);
      if (this.field.value) this.writing = quote.id;
    }
    const { talk } = this.commenting;
    const flag = talk.flagOf(quote.id);
    const settled = talk.of(quote.id).filter((one) => one.resolved);
    const open = talk.of(quote.id).filter((one) => !one.resolved && one !== flag);
    const foot = el("div", { class: "talk", role: "group", "aria-label": "About this quote" });
    if (flag) foot.append(this.banner(flag));
    if (open.length) foot.append(el("ol", { class: "comments" }, ...open.map((one) => this.row(one))));
    if (settled.length) {
      const list = el("ol", { class: "comments" }, ...settled.map((one) => this.row(one)));
      foot.append(el("details", { class: "settled" }, el("summary", {}, `${settled.length} resolved`), list));
    }
    if (this.writing === quote.id) foot.append(this.form);
    foot.append(
      el(
        "div",
        { class: "about-quote" },
        quietButton("flag", flag ? "Take flag off" : "Flag", this.act),
        this.writing === quote.id ? null : quietButton("comment", "Comment", this.act),
        this.history.button(quote),
        el("button", { type: "button", "data-action": "copy-link", onclick: () => this.act("copy-link") }, "Copy link"),
      ),
    );
    const past = this.history.of(quote);
    if (past) foot.append(past);
    return foot;
  }

  /** @param {Comment} flag */
  banner(flag) {
    const who = el("span", { class: "note" }, `${flag.by}, ${ago(flag.at)}`);
    return el("p", { class: "flagged" }, shape("flag"), el("span", {}, el("strong", {}, "Flagged"), ` ${reasonWords(flag)} `, who));
  }

  /** @param {Comment} comment */
  row(comment) {
    const at = el("time", { datetime: comment.at, title: new Date(comment.at).toLocaleString() }, ago(comment.at));
    const head = el("p", { class: "by" }, comment.kind === "flag" ? shape("flag") : null, el("strong", {}, comment.by), " ", at);
    const words = comment.kind === "flag" ? `Flagged: ${reasonWords(comment)}` : comment.text;
    const settled = comment.resolved ? el("p", { class: "note" }, `Resolved by ${comment.resolved_by}, ${ago(comment.resolved_at)}`) : null;
    const name = comment.resolved ? "Reopen" : "Resolve";
    const of = comment.kind === "flag" ? `flag by ${comment.by}` : `comment by ${comment.by}`;
    const button = el("button", { type: "button", "aria-label": `${name} ${of}`, onclick: () => void this.commenting.settle(comment, !comment.resolved) }, name);
    return el("li", { class: "comment" }, head, el("p", { class: "said" }, words), settled, button);
  }

  /** Opens the field for a quote; what was typed before stands in it. @param {Quote} quote */
  write(quote) {
    this.writing = quote.id;
    this.commenting.desk.draw(quote.id, false);
    this.field.focus();
  }

  typed() {
    if (this.quote !== null) this.commenting.keep(this.quote, this.field.value);
    this.problem.textContent = "";
    this.field.removeAttribute("aria-invalid");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.post();
    } else if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      this.leave();
    }
  }

  /** Puts the field away; the words stay for the next time. */
  leave() {
    const { desk } = this.commenting;
    const kept = this.field.value.trim() !== "";
    this.close();
    desk.cards.takeKeyboard();
    desk.toasts.say(kept ? "Your words are kept with the quote." : desk.spoken());
  }

  close() {
    const { quote } = this;
    this.writing = null;
    if (quote !== null) this.commenting.desk.draw(quote, false);
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    void this.post();
  }

  async post() {
    const { quote } = this;
    const words = this.field.value;
    if (quote === null || this.send.disabled) return;
    if (!words.trim()) return this.refuse("There is nothing to send yet. Write a few words.");
    this.send.disabled = true;
    this.field.readOnly = true;
    try {
      await this.commenting.say(quote, words);
      if (this.quote !== quote) return;
      this.field.value = "";
      this.close();
      this.commenting.desk.cards.takeKeyboard();
    } catch (error) {
      if (this.quote === quote) this.refuse(error instanceof Error ? error.message : String(error));
      else this.commenting.desk.toasts.show("A comment could not be saved. Its words are kept with the quote.", undefined, "problem");
    } finally {
      this.send.disabled = false;
      this.field.readOnly = false;
    }
  }

  /** @param {string} why */
  refuse(why) {
    this.problem.textContent = why;
    this.field.setAttribute("aria-invalid", "true");
    this.field.focus();
  }
}
