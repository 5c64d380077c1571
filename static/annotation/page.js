/**
 * Wires the annotation page: one state, its three views, the queue that saves, and the people's and the server's news that
 * change them. What each action does is in actions.js.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Review} Review
 * @typedef {import("./decisions.js").Step} Step
 */
import { Actions } from "./actions.js";
import { Api } from "./api.js";
import { Cards } from "./cards.js";
import { summaryOf } from "./card.js";
import { Cast } from "./cast.js";
import { conflictSentence } from "./conflict.js";
import { Decisions, Trail } from "./decisions.js";
import { Help } from "./help.js";
import { actionOf } from "./keymap.js";
import { Overlay } from "./overlay.js";
import { Painter } from "./paint.js";
import { Positions } from "./positions.js";
import { Queue } from "./queue.js";
import { RunWatch } from "./run_watch.js";
import { Selecting } from "./selection.js";
import { SpeakerSearch } from "./speaker_search.js";
import { sameResult, sameSpeaker, State } from "./state.js";
import { Toasts } from "./toasts.js";
import { TopBar } from "./top_bar.js";

/** @template {HTMLElement} [Kind=HTMLElement] @param {string} id @returns {Kind} */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element “${id}”.`);
  return /** @type {Kind} */ (element);
}

/** The open article. */
export class Page {
  /** @param {Review} review */
  constructor(review) {
    const desk = byId("desk");
    this.state = new State(review);
    this.positions = new Positions(review.article.text);
    this.api = new Api(review.article.id);
    this.decisions = new Decisions(review.article.id, desk.dataset.person ?? "");
    this.trail = new Trail(review.undo, review.redo);
    /** Quotes as the server last told them. @type {Map<string, Quote|null>} */
    this.confirmed = new Map(review.quotes.map((quote) => [quote.id, quote]));

    const [leaf, text, scroller] = [byId("leaf"), byId("text"), byId("article")];
    text.lang = review.article.language;
    this.positions.draw(text);
    this.text = text;
    this.painter = new Painter(this.positions);
    this.overlay = new Overlay(this.positions, { sheet: leaf, text, scroller, overview: byId("overview") }, (id) => this.focus(id));
    this.actions = new Actions(this);
    const act = this.actions.act.bind(this.actions);
    this.cards = new Cards(byId("cards"), byId("cards-column"), this.state, act);
    this.cast = new Cast(byId("cast"), this.state, (filter) => this.filter(filter));
    this.toasts = new Toasts(byId("toasts"), byId("voice"));
    this.bar = new TopBar(byId("save-state"), byId("progress"));
    this.search = new SpeakerSearch(byId("speaker-search"), (words, signal) => this.api.speakers(words, signal));
    this.help = new Help(byId("help"));
    this.queue = new Queue((request) => this.api.decide(request), {
      sent: (step, answer, later) => this.sent(step, answer, later),
      stale: (step, error, dropped) => this.stale(step, error, dropped),
      refused: (step, error, dropped) => this.refused(step, error, dropped),
      changed: (saveState) => this.bar.saved(saveState),
    });
    this.selecting = new Selecting(this.positions, { text, bar: byId("selection-bar") }, review.article.language, {
      act,
      click: (point) => this.actions.clickText(point),
      canMark: () => this.state.focused !== null,
    });
    this.watch = new RunWatch(byId("run-notice"), this.api, {
      brought: (news) => this.brought(news),
      isEmpty: () => this.state.quotes.size === 0,
    });

    this.drawAll();
    this.focus(this.state.next(1, true) ?? this.state.order[0] ?? null);
    this.watch.follow(review.run);
    this.listen(act);
  }

  /** @param {import("./card.js").Act} act */
  listen(act) {
    document.addEventListener("keydown", (event) => this.actions.key(event, actionOf(event)));
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("button[data-act]"))) {
      button.addEventListener("click", () => act(button.dataset.act ?? ""));
    }
    const rejected = byId("show-rejected");
    rejected.addEventListener("click", () => {
      this.painter.showRejected = rejected.getAttribute("aria-pressed") !== "true";
      rejected.setAttribute("aria-pressed", String(this.painter.showRejected));
      for (const quote of this.state.quotes.values()) if (quote.state === "rejected") this.paint(quote);
    });
    // Lines move when the column's width or the fonts do, and at no other time.
    let width = this.text.offsetWidth;
    new ResizeObserver(() => {
      if (this.text.offsetWidth === width) return;
      width = this.text.offsetWidth;
      this.measureAgain();
    }).observe(this.text);
    void document.fonts.ready.then(() => this.measureAgain());
  }

  measureAgain() {
    this.overlay.drawAll(this.state.quotes.values(), (quote) => this.look(quote));
    this.overlay.moveBar(null, this.state.focus);
    this.drawFocus();
  }

  /** How a quote is marked in the gutter. @param {Quote} quote */
  look(quote) {
    if (!this.state.isShown(quote)) return "hidden";
    return this.state.conflicts.has(quote.id) ? "conflict" : quote.state;
  }

  /** @param {Quote} quote */
  paint(quote) {
    this.painter.paint(quote, this.state.isShown(quote), this.state.conflicts.has(quote.id));
  }

  drawAll() {
    for (const quote of this.state.quotes.values()) this.paint(quote);
    this.cards.drawAll();
    this.measureAgain();
    this.drawCounts();
  }

  drawCounts() {
    this.cast.draw();
    this.bar.progress(this.state.decided, this.state.quotes.size);
  }

  drawFocus() {
    const moving = this.actions.boundary;
    if (moving) this.overlay.drawFocus(moving.draft, moving.part, { part: moving.part, edge: moving.edge });
    else this.overlay.drawFocus(this.state.focused, this.state.part, null);
  }

  /** Draws one quote again in all three views. @param {string} id @param {boolean} moved */
  draw(id, moved) {
    const quote = this.state.quotes.get(id);
    if (quote) {
      this.paint(quote);
      this.overlay.draw(quote, this.look(quote));
    } else {
      this.painter.clear(id);
      this.overlay.clear(id);
    }
    this.cards.draw(id, moved);
    if (id === this.state.focus) {
      this.overlay.moveBar(null, id);
      this.drawFocus();
    }
  }

  /**
   * Moves the one focus; text, gutter and card follow.
   * @param {string|null} id @param {number|null} part @param {boolean} reveal  scroll the text to it
   */
  focus(id, part = null, reveal = true) {
    const before = this.state.focus;
    if (before !== id) this.actions.leaveBoundary();
    this.state.focus = id;
    this.state.part = part;
    this.focusMoved(before, reveal);
  }

  /** @param {string|null} before @param {boolean} reveal */
  focusMoved(before, reveal) {
    const quote = this.state.focused;
    this.cards.moveFocus(before, this.state.focus);
    this.overlay.moveBar(before === this.state.focus ? null : before, this.state.focus);
    if (quote && reveal) this.overlay.reveal(quote);
    this.drawFocus();
  }

  /** Puts what stands now on the page: a quote, or nothing in its place. @param {string} id @param {Quote|null} quote @returns {boolean} did it move among the others */
  put(id, quote) {
    if (quote) return this.state.put(quote);
    this.state.drop(id);
    return true;
  }

  /**
   * Carries out a decision: on the page at once, then on its way to the server.
   * @param {Step} step @param {{goOn?: boolean, as?: "decision"|"undo"|"redo"}} [manner]  goOn moves on to the next undecided
   */
  perform(step, { goOn = false, as = "decision" } = {}) {
    const id = step.request.attribution;
    const before = this.state.focus;
    const next = goOn || !step.after ? this.state.next(1, true) : null;
    this.state.conflicts.delete(id);
    const moved = this.put(id, step.after);
    this.queue.push(step);
    if (as === "undo") this.trail.recordUndo(step);
    else if (as === "redo") this.trail.recordRedo(step);
    else this.trail.record(step);
    if (next !== null) {
      this.state.focus = next;
      this.state.part = null;
    } else if (step.after && !goOn) this.state.focus = id;
    const part = this.state.part;
    if (part !== null && !this.state.focused?.spans[part]) this.state.part = null;
    this.draw(id, moved);
    if (this.state.focus !== before) this.focusMoved(before, true);
    this.drawCounts();
    this.watch.draw();
  }

  /** @param {Step} step @param {import("./types.js").DecisionAnswer} answer @param {boolean} later */
  sent(step, answer, later) {
    const id = step.request.attribution;
    this.confirmed.set(id, answer.quote);
    for (const changed of this.state.meet(answer.speakers_created)) if (changed.id !== id) this.draw(changed.id, false);
    if (!later) this.settle(id, answer.quote);
    this.drawCounts();
  }

  /** Takes the server's word for a quote, drawing only what a person could see change. @param {string} id @param {Quote|null} quote */
  settle(id, quote) {
    const shown = this.state.quotes.get(id) ?? null;
    if (quote && shown && sameResult(quote, shown) && quote.decided_by === shown.decided_by) {
      const ids = quote.speakers.every((speaker, index) => speaker.id === shown.speakers[index]?.id);
      this.state.put(quote);
      if (ids) return;
    }
    if (!quote && !shown) return;
    this.draw(id, this.put(id, quote));
    this.drawCounts();
  }

  /** Somebody else was faster: nothing is overwritten, both versions are shown. @param {Step} step @param {import("./api.js").Stale} error @param {Step[]} dropped */
  stale(step, error, dropped) {
    const id = step.request.attribution;
    const theirs = error.current;
    const mine = (dropped.at(-1) ?? step).after;
    this.confirmed.set(id, theirs);
    this.trail.forget(id);
    if (sameResult(theirs, mine)) return this.settle(id, theirs);
    const last = error.last;
    this.state.conflicts.set(id, { theirs, mine, by: last?.by ?? theirs?.decided_by ?? "", at: last?.at ?? theirs?.decided_at ?? null });
    const conflict = this.state.conflicts.get(id);
    const shown = theirs ?? mine;
    if (shown) this.draw(id, this.state.put(shown));
    this.drawCounts();
    const show = { name: "Show", act: () => this.focus(id) };
    if (conflict) this.toasts.show(`${conflictSentence(conflict)} Your version is kept beside it: choose one.`, show, "problem");
  }

  /** The server will not have it: what it last told stands again. @param {Step} step @param {Error} error @param {Step[]} dropped */
  refused(step, error, dropped) {
    const id = step.request.attribution;
    this.trail.forget(id);
    const stands = this.confirmed.get(id) ?? null;
    this.draw(id, this.put(id, stands));
    this.drawCounts();
    const lost = dropped.length > 1 ? ` ${dropped.length} changes to this quote were taken back.` : " The change was taken back.";
    this.toasts.show(error.message + lost, stands ? { name: "Show", act: () => this.focus(id) } : undefined, "problem");
  }

  /** The server's news while a run is at work; what the person is doing comes first. @param {Review} review */
  brought(review) {
    this.state.run = review.run;
    this.state.meet(review.cast.filter((speaker) => !this.state.cast.some((known) => known.id === speaker.id && sameSpeaker(known, speaker))));
    const fresh = new Set(review.quotes.map((quote) => quote.id));
    /** @type {[string, Quote|null][]} */
    const news = [];
    for (const quote of review.quotes) {
      const known = this.state.quotes.get(quote.id);
      if (this.queue.holds(quote.id) || this.state.conflicts.has(quote.id)) continue;
      if (known && quote.version <= known.version) continue;
      // Gone here and not yet there: an answer on its way back says so.
      if (!known && this.confirmed.get(quote.id) === null) continue;
      news.push([quote.id, quote]);
    }
    for (const known of this.state.quotes.values()) {
      const leaves = known.state === "suggested" && !fresh.has(known.id) && !this.queue.holds(known.id);
      if (leaves && known.id !== this.state.focus) news.push([known.id, null]);
    }
    for (const [id, quote] of news) this.confirmed.set(id, quote);
    if (news.length > 20) {
      for (const [id, quote] of news) if (!quote) this.painter.clear(id);
      for (const [id, quote] of news) this.put(id, quote);
      this.drawAll();
    } else for (const [id, quote] of news) this.draw(id, this.put(id, quote));
    this.drawCounts();
    if (news.length && this.state.focus === null && !this.selecting.reach) {
      this.focus(this.state.next(1, true), null, byId("article").scrollTop === 0);
    }
    if (news.length) this.toasts.say(`${review.quotes.length} quotes found.`);
  }

  /** @param {import("./types.js").Speaker|"unknown"|null} filter */
  filter(filter) {
    this.state.filter = filter;
    this.drawAll();
    const focused = this.state.focused;
    if (!focused || !this.state.isShown(focused)) this.focus(this.state.next(1, false) ?? this.state.next(-1, false) ?? this.state.focus);
    const name = filter === null ? "all quotes" : filter === "unknown" ? "quotes without a speaker" : `quotes of ${filter.name}`;
    this.toasts.say(`Showing ${name}.`);
  }

  /** The focused quote in one sentence. */
  spoken() {
    return this.state.focused ? summaryOf(this.state.focused, this.state) : "";
  }
}

new Page(JSON.parse(byId("review").textContent ?? ""));
