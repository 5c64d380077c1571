/**
 * What each action of the page does, whether a key, a button or the selection bar asked for it.
 *
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Span} Span
 * @typedef {import("./types.js").Speaker} Speaker
 * @typedef {import("./types.js").Role} Role
 * @typedef {import("./types.js").Kind} Kind
 */
import { Boundary, joined, movedEdge } from "./boundary.js";
import { undoableOf } from "./decisions.js";
import { guessedKind } from "./selection.js";
import { isDecided, sameSpeaker } from "./state.js";
import { KINDS, names, ROLES } from "./words.js";

const KIND_ORDER = /** @type {Kind[]} */ (Object.keys(KINDS));

/** The actions of one page. */
export class Actions {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Boundary|null} */
    this.boundary = null;
    /** @type {Record<string, (detail?: any) => void>} */
    this.table = {
      "next": () => this.go(1, false),
      "previous": () => this.go(-1, false),
      "next-undecided": () => this.go(1, true),
      "previous-undecided": () => this.go(-1, true),
      "next-part": () => this.turnPart(1),
      "previous-part": () => this.turnPart(-1),
      "choose": (id) => this.page.focus(id),
      "choose-part": (part) => this.page.focus(this.page.state.focus, this.page.state.part === part ? null : part),
      "leave": () => this.leave(),
      "accept": () => this.onFocused((quote) => this.accept(quote)),
      "reject": () => this.onFocused((quote) => this.reject(quote)),
      "reopen": () => this.onFocused((quote) => this.reopen(quote)),
      "remove": () => this.onFocused((quote) => this.remove(quote)),
      "delete": () => this.onFocused((quote) => this.removePart(quote)),
      "kind": (kind) => this.onFocused((quote) => this.setKind(quote, kind)),
      "cast": (digit) => this.onFocused((quote) => this.castSpeaker(quote, digit)),
      "unknown": () => this.onFocused((quote) => this.setSpeakers(quote, [])),
      "same-speaker": () => this.onFocused((quote) => this.sameSpeaker(quote)),
      "find-speaker": () => this.onFocused((quote) => this.findSpeaker(quote, false)),
      "also-speaker": () => this.onFocused((quote) => this.findSpeaker(quote, true)),
      "new-quote": () => this.newQuote(),
      "mark-content": () => this.onFocused((quote) => this.mark(quote, "content")),
      "mark-source": () => this.onFocused((quote) => this.mark(quote, "source")),
      "mark-cue": () => this.onFocused((quote) => this.mark(quote, "cue")),
      "boundary": () => this.onFocused((quote) => this.enterBoundary(quote)),
      "boundary-back": () => this.moveBoundary((moving) => moving.move(-1, "word")),
      "boundary-on": () => this.moveBoundary((moving) => moving.move(1, "word")),
      "boundary-turn": () => this.moveBoundary((moving) => moving.turn(1)),
      "boundary-keep": () => this.keepBoundary(),
      "boundary-drop": () => this.dropBoundary(),
      "move-edge": (move) => this.onFocused((quote) => this.moveEdge(quote, move)),
      "settle": (keep) => this.settleConflict(keep),
      "undo": () => void this.takeBack("undo"),
      "redo": () => void this.takeBack("redo"),
      "help": () => this.page.help.open(),
    };
  }

  /** @param {string} action @param {any} [detail] */
  act(action, detail) {
    this.table[action]?.(detail);
  }

  /** @param {KeyboardEvent} event @param {{action: string, digit?: number}|null} found */
  key(event, found) {
    if (document.querySelector("dialog[open]")) return;
    if (this.boundary && !(event.target instanceof HTMLInputElement)) {
      const meant = this.boundary.key(event);
      if (meant === "drawn") this.drawBoundary();
      else if (meant === "keep") this.keepBoundary();
      else if (meant === "drop") this.dropBoundary();
      else if (found && !["undo", "redo"].includes(found.action)) this.dropBoundary();
      if (meant !== "unheard") return event.preventDefault();
    }
    if (!found) return;
    // Enter on a button presses it; on a card's face, which is where the keyboard usually is, it accepts.
    const control = event.target instanceof Element ? event.target.closest("button, a, summary") : null;
    if (event.key === "Enter" && control && !control.matches(".face[aria-expanded=true]")) return;
    if (event.repeat && !["next", "previous", "next-undecided", "previous-undecided", "undo", "redo"].includes(found.action)) return;
    event.preventDefault();
    this.act(found.action, found.digit);
  }

  /** @param {(quote: Quote) => void} then */
  onFocused(then) {
    const quote = this.page.state.focused;
    if (!quote) this.page.toasts.show("There is no quote to do that to. Select words and press Q to add one.");
    else if (this.page.state.conflicts.has(quote.id)) this.page.toasts.show("Two versions of this quote stand side by side: choose one first.");
    else then(quote);
  }

  // Moving

  /** @param {1|-1} direction @param {boolean} undecided */
  go(direction, undecided) {
    const id = this.page.state.next(direction, undecided);
    if (id !== null) {
      this.page.focus(id);
      this.page.toasts.say(this.page.spoken());
    } else if (undecided) this.page.toasts.show(this.page.state.quotes.size ? "Every quote shown here is decided." : "There are no quotes yet.");
    else this.page.toasts.say(direction > 0 ? "That was the last quote." : "That was the first quote.");
  }

  /** @param {1|-1} direction */
  turnPart(direction) {
    const quote = this.page.state.focused;
    if (!quote) return;
    const count = quote.spans.length;
    const here = this.page.state.part ?? (direction > 0 ? -1 : 0);
    const part = (here + direction + count) % count;
    this.page.focus(quote.id, part);
    const span = quote.spans[part];
    if (span) this.page.toasts.say(`${ROLES[span.role]}: ${span.text}`);
  }

  /** A click takes the smallest quote there; a click on the focused one takes the next below it. @param {number} point */
  clickText(point) {
    const hits = this.page.state.under(point);
    const here = hits.findIndex((hit) => hit.id === this.page.state.focus && hit.part === this.page.state.part);
    const hit = hits[(here + 1) % Math.max(1, hits.length)];
    if (hit) this.page.focus(hit.id, hit.part, false);
  }

  leave() {
    const { state, selecting } = this.page;
    if (selecting.reach) selecting.drop();
    else if (state.part !== null) this.page.focus(state.focus, null, false);
    else if (state.filter !== null) this.page.filter(null);
  }

  // Deciding

  /** @param {Quote} quote */
  accept(quote) {
    if (quote.state !== "suggested" && quote.state !== "rejected") return this.go(1, true);
    this.page.perform(this.page.decisions.accept(quote), { goOn: true });
    this.told("Accepted");
  }

  /** @param {Quote} quote */
  reject(quote) {
    if (quote.state === "rejected") return this.go(1, true);
    if (!quote.suggestion) return this.remove(quote);
    this.page.perform(this.page.decisions.reject(quote), { goOn: true });
    this.told("Rejected");
  }

  /** Says what was done and where that led. @param {string} done */
  told(done) {
    const { state, toasts } = this.page;
    if (state.next(1, true) === null && !(state.focused && state.needsDecision(state.focused))) {
      toasts.show(state.filter === null ? `${done}. All ${state.quotes.size} quotes are decided.` : `${done}. Every quote shown here is decided.`);
    } else toasts.say(`${done}. ${this.page.spoken()}`);
  }

  /** @param {Quote} quote */
  reopen(quote) {
    if (!isDecided(quote)) return this.page.toasts.say("This quote is undecided already.");
    if (!quote.suggestion) {
      if (quote.state === "rejected") return this.page.perform(this.page.decisions.accept(quote));
      return this.page.toasts.show("You added this quote, so it can't be undecided. Delete removes it.");
    }
    this.page.perform(this.page.decisions.reopen(quote));
    this.page.toasts.say(`Undecided again. ${this.page.spoken()}`);
  }

  /** @param {Quote} quote */
  remove(quote) {
    this.page.perform(quote.suggestion ? this.page.decisions.reject(quote) : this.page.decisions.remove(quote), { goOn: true });
    this.page.toasts.show(quote.suggestion ? "Quote rejected." : "Quote removed.", this.wayBack);
  }

  get wayBack() {
    return { name: "Undo", act: () => void this.takeBack("undo") };
  }

  /** @param {Quote} quote */
  removePart(quote) {
    const span = quote.spans[this.page.state.part ?? -1];
    const words = quote.spans.filter((one) => one.role === "content");
    if (!span || (span.role === "content" && words.length === 1)) return this.remove(quote);
    this.page.state.part = null;
    this.page.perform(this.page.decisions.correct(quote, { spans: quote.spans.filter((one) => one !== span) }));
    this.page.toasts.show(`${ROLES[span.role]} removed.`, this.wayBack);
  }

  /** @param {Quote} quote @param {Kind|undefined} kind  the next one where none is named */
  setKind(quote, kind) {
    const next = kind ?? KIND_ORDER[(KIND_ORDER.indexOf(quote.kind) + 1) % KIND_ORDER.length] ?? "direct";
    if (next === quote.kind) return;
    this.page.perform(this.page.decisions.correct(quote, { kind: next }));
    this.page.toasts.say(KINDS[next]);
  }

  // Who said it

  /** @param {Quote} quote @param {Speaker[]} speakers */
  setSpeakers(quote, speakers) {
    const same = speakers.length === quote.speakers.length && speakers.every((one) => quote.speakers.some((other) => sameSpeaker(one, other)));
    // Naming the speaker who is proposed already says that the quote is right.
    if (same && isDecided(quote) && quote.state !== "rejected") return this.page.toasts.say(`${names(speakers)}, as before.`);
    this.page.perform(this.page.decisions.correct(quote, { speakers }));
    this.page.toasts.say(`Said by ${names(speakers)}.`);
  }

  /** @param {Quote} quote @param {number} digit */
  castSpeaker(quote, digit) {
    const speaker = this.page.state.cast[digit - 1];
    if (speaker) this.setSpeakers(quote, [speaker]);
    else this.page.toasts.show(`The cast has no number ${digit}. Press / to find or add a speaker.`);
  }

  /** @param {Quote} quote */
  sameSpeaker(quote) {
    const before = this.page.state.previous();
    if (before) this.setSpeakers(quote, before.speakers);
    else this.page.toasts.show("There is no quote before this one.");
  }

  /** @param {Quote} quote @param {boolean} also */
  findSpeaker(quote, also) {
    this.page.search.open(also ? "Who else said it?" : "Who said it?", this.page.state.cast, (picked) => {
      const stands = this.page.state.quotes.get(quote.id);
      if (!stands) return;
      if (picked === "unknown") return this.setSpeakers(stands, []);
      this.page.state.meet([picked]);
      const others = also ? stands.speakers.filter((one) => !sameSpeaker(one, picked)) : [];
      this.setSpeakers(stands, [...others, picked]);
    });
  }

  // Marking words

  newQuote() {
    const reach = this.page.selecting.reach;
    if (!reach) return this.page.toasts.show("Select the words someone said, then press Q.");
    const text = this.page.positions.slice(reach.start, reach.end);
    const span = { role: /** @type {Role} */ ("content"), ...reach, text };
    this.page.selecting.drop();
    this.page.perform(this.page.decisions.add(guessedKind(text), [span], []));
    this.page.toasts.show("Quote added. Say who: a number, or / to find a speaker.", this.wayBack);
  }

  /** Words of one role: they take the place of those they overlap, a cue that of the cue there was. @param {Quote} quote @param {Role} role */
  mark(quote, role) {
    const reach = this.page.selecting.reachOrWord;
    if (!reach) return this.page.toasts.show(`Select words first, or click in one: they become ${role === "content" ? "part of the quote" : `the ${role}`}.`);
    const span = { role, ...reach, text: this.page.positions.slice(reach.start, reach.end) };
    const stays = (/** @type {Span} */ one) => one.role !== role || (role !== "cue" && (one.end <= span.start || span.end <= one.start));
    this.page.selecting.drop();
    this.page.state.part = null;
    this.page.perform(this.page.decisions.correct(quote, { spans: [...quote.spans.filter(stays), span] }));
    this.page.toasts.say(`${ROLES[role]}: ${span.text}`);
  }

  /** @param {Quote} quote @param {{part: number, edge: "start"|"end", direction: 1|-1}} move */
  moveEdge(quote, { part, edge, direction }) {
    const span = quote.spans[part];
    if (!span) return;
    const moved = movedEdge(this.page.positions, span, edge, direction, "word");
    if (moved === span) return;
    this.page.perform(this.page.decisions.correct(quote, { spans: joined(this.page.positions, quote.spans.with(part, moved)) }));
    const [now, button] = [this.page.state.focused, `.edges .edge:nth-of-type(${edge === "start" ? 1 : 2}) button:nth-of-type(${direction > 0 ? 2 : 1})`];
    this.page.state.part = now?.spans.findIndex((one) => one.role === span.role && one.start <= moved.start && one.end >= moved.end) ?? null;
    // The same button again, for the next word.
    /** @type {HTMLElement|null|undefined} */ (this.page.cards.cards.get(quote.id)?.querySelector(button))?.focus({ preventScroll: true });
    this.page.toasts.say(moved.text);
  }

  // Boundary mode

  /** @param {Quote} quote */
  enterBoundary(quote) {
    if (this.boundary) return this.keepBoundary();
    this.page.selecting.drop();
    this.boundary = new Boundary(this.page.positions, quote, this.page.state.part);
    this.drawBoundary();
  }

  /** @param {(moving: Boundary) => void} change */
  moveBoundary(change) {
    if (!this.boundary) return;
    change(this.boundary);
    this.drawBoundary();
  }

  drawBoundary() {
    const moving = this.boundary;
    const bar = /** @type {HTMLElement} */ (document.getElementById("boundary-bar"));
    bar.hidden = !moving;
    if (!moving) return;
    const span = moving.spans[moving.part];
    this.page.painter.paintDraft(moving.draft);
    this.page.drawFocus();
    if (!span) return;
    const words = `${moving.edge === "end" ? "End" : "Start"} of the ${ROLES[span.role].toLowerCase()}`;
    /** @type {HTMLElement} */ (bar.querySelector(".what")).textContent = words;
    this.page.toasts.say(`${words}: ${span.text}`);
  }

  keepBoundary() {
    const moving = this.boundary;
    if (!moving) return;
    this.leaveBoundary();
    const quote = this.page.state.quotes.get(moving.quote.id);
    if (!quote || !moving.changed) return;
    this.page.perform(this.page.decisions.correct(quote, { spans: joined(this.page.positions, moving.spans) }));
    this.page.toasts.say("Edges kept.");
  }

  dropBoundary() {
    this.leaveBoundary();
    this.page.toasts.say("Edges left as they were.");
  }

  leaveBoundary() {
    const moving = this.boundary;
    this.boundary = null;
    this.drawBoundary();
    const quote = moving && this.page.state.quotes.get(moving.quote.id);
    if (!quote) return;
    this.page.paint(quote);
    this.page.drawFocus();
  }

  // Repairing

  /** @param {"theirs"|"mine"} keep */
  settleConflict(keep) {
    const { state, decisions } = this.page;
    const id = state.focus;
    const conflict = id === null ? undefined : state.conflicts.get(id);
    if (id === null || !conflict) return;
    state.conflicts.delete(id);
    const step = keep === "mine" ? decisions.towards(conflict.theirs, conflict.mine) : null;
    const moved = this.page.put(id, conflict.theirs);
    if (step && step.request.attribution === id) this.page.perform(step);
    else {
      this.page.draw(id, moved);
      if (step) this.page.perform(step);
      this.page.drawCounts();
    }
    this.page.toasts.say(keep === "mine" ? "Your version is kept." : "Their version is kept.");
  }

  /** Undo, or redo. @param {"undo"|"redo"} way */
  async takeBack(way) {
    const { trail, state, decisions, toasts } = this.page;
    this.leaveBoundary();
    let entry = trail[way].at(-1);
    if (entry === undefined) return toasts.show(`There is nothing to ${way}.`);
    if (typeof entry === "string") {
      const id = entry;
      try {
        const decision = await this.page.api.decision(id);
        entry = undoableOf(decision, state.quotes.get(decision.attribution) ?? null);
      } catch {
        return toasts.show(`What to ${way} could not be fetched from the server. Try again.`, undefined, "problem");
      }
      // Another decision came in while this one was fetched: it is first in line now.
      if (trail[way].at(-1) !== id) return;
    }
    const stands = state.quotes.get(entry.attribution) ?? null;
    this.page.perform(decisions.undo(entry, stands), { as: way });
    toasts.say(`${way === "undo" ? "Undone" : "Redone"}. ${this.page.spoken()}`);
  }
}
