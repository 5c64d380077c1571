/**
 * What each action of the page does, whether a key, a button or the selection bar asked for it: moving, deciding, naming
 * speakers, repairing. Marking words and moving edges are in marking.js.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Speaker} Speaker
 * @typedef {import("./types.js").Kind} Kind
 *
 * @typedef {object} Tools
 * @property {import("./speaker_search.js").SpeakerSearch} search
 * @property {import("./help.js").Help} help
 * @property {import("./selection.js").Selecting} selecting
 * @property {import("./caret_mode.js").CaretMode} caret
 * @property {import("./bulk.js").Bulk} bulk
 * @property {import("./finishing.js").Finishing} finishing
 * @property {import("./settings.js").Settings} settings
 * @property {import("./commenting.js").Commenting} commenting
 * @property {import("./thread.js").Thread} thread
 * @property {import("./flagging.js").Flagging} flagging
 * @property {import("./history.js").History} history
 * @property {import("./sifting.js").Sifting} sifting
 * @property {import("./guide.js").Guide} guide
 * @property {import("./filling_in.js").FillingIn} filling
 * @property {import("./sheet.js").Sheet} sheet
 */
import { keyOf } from "./keymap.js";
import { likeness, sameSpeakers } from "./look_alikes.js";
import { copyLink } from "./permalink.js";
import { namesIn, nearestFirst } from "./names_in_text.js";
import { isDecided, placeInText, sameSpeaker } from "./state.js";
import { undoableOf } from "./trail.js";
import { KIND_ORDER, KINDS, names, ROLES } from "./words.js";

/** Actions that leave moving edges alone, or end the mode in a way of their own. */
const STAYS_AT_EDGES = /^(boundary.*|next.*|previous.*|choose|undo|redo|help|settings|guide|more)$/;
/** Actions that go on to another quote or another mode: the caret's work is done. */
const PUTS_CARET_AWAY = /^(boundary|next.*|previous.*|choose.*|accept|reject|leave)$/;

/** The actions of one page. */
export class Actions {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./saving.js").Saving} saving
   * @param {import("./marking.js").Marking} marking
   * @param {Tools} tools
   */
  constructor(desk, saving, marking, { search, help, selecting, caret, bulk, finishing, commenting, thread, flagging, history, sifting, settings, guide, filling, sheet }) {
    this.desk = desk;
    this.saving = saving;
    this.marking = marking;
    this.search = search;
    this.filling = filling;
    filling.takeBack = () => this.takeBack("undo");
    this.selecting = selecting;
    this.caret = caret;
    this.bulk = bulk;
    this.finishing = finishing;
    this.commenting = commenting;
    this.flagging = flagging;
    this.sifting = sifting;
    desk.leaving = () => this.leaveBoundary();
    /** @type {Record<string, (detail?: any) => void>} */
    this.table = {
      "next": () => this.go(1, false),
      "previous": () => this.go(-1, false),
      "next-undecided": () => this.go(1, true),
      "previous-undecided": () => this.go(-1, true),
      "next-part": () => this.turnPart(1),
      "previous-part": () => this.turnPart(-1),
      "choose": (id) => this.desk.focus(id),
      "choose-part": (part) => this.desk.focus(this.desk.state.focus, this.desk.state.part === part ? null : part),
      "leave": () => this.leave(),
      "accept": () => this.onFocused((quote) => this.accept(quote)),
      "accept-seen": () => bulk.acceptSeen(),
      "reject": () => this.onFocused((quote) => this.reject(quote)),
      "reopen": () => this.onFocused((quote) => this.reopen(quote)),
      "remove": () => this.onFocused((quote) => this.remove(quote)),
      "delete": (part = this.desk.state.part) => this.onFocused((quote) => this.removePart(quote, part)),
      "kind": (kind) => this.onFocused((quote) => this.setKind(quote, kind)),
      "cast": (digit) => this.onFocused((quote) => this.castSpeaker(quote, digit)),
      "unknown": () => this.onFocused((quote) => this.setSpeakers(quote, [])),
      "same-speaker": () => this.onFocused((quote) => this.sameSpeaker(quote)),
      "find-speaker": () => this.onFocused((quote) => this.findSpeaker(quote, false)),
      "apply-alike": () => bulk.applyAlike(),
      "also-speaker": () => this.onFocused((quote) => this.findSpeaker(quote, true)),
      "new-quote": () => this.addQuote(),
      "mark-content": () => this.onFocused((quote) => marking.mark(quote, "content")),
      "mark-source": () => this.onFocused((quote) => marking.mark(quote, "source")),
      "mark-cue": () => this.onFocused((quote) => marking.mark(quote, "cue")),
      "caret": () => caret.toggle(),
      "boundary": () => this.onFocused((quote) => marking.enterBoundary(quote)),
      "boundary-back": () => marking.moveBoundary((moving) => moving.move(-1, "word")),
      "boundary-on": () => marking.moveBoundary((moving) => moving.move(1, "word")),
      "boundary-turn": () => marking.moveBoundary((moving) => moving.turn(1)),
      "boundary-keep": () => marking.keepBoundary(),
      "boundary-drop": () => marking.dropBoundary(),
      "move-edge": (move) => this.onFocused((quote) => marking.moveEdge(quote, move)),
      "settle": (keep) => saving.disagreements.choose(keep),
      "undo": () => void this.takeBack("undo"),
      "redo": () => void this.takeBack("redo"),
      "comment": () => this.onOpen((quote) => thread.write(quote)),
      "flag": () => this.onOpen((quote) => this.flag(quote)),
      "copy-link": () => this.onOpen((quote) => void copyLink(quote, desk)),
      "history": () => this.onOpen((quote) => history.toggle(quote)),
      "restore": (decision) => this.onFocused((quote) => this.restore(quote, decision)),
      "done-next": () => void finishing.doneAndNext(),
      "open-again": () => void finishing.openAgain(),
      "help": () => help.open(),
      "guide": () => guide.toggle(guide.sectionFor(this.desk.state)),
      "settings": () => settings.open(),
      "more": () => sheet.open(),
    };
  }

  /** @param {string} action @param {any} [detail] */
  act(action, detail) {
    // What is done to a quote is done to it with the edges that are seen.
    if (!STAYS_AT_EDGES.test(action)) this.leaveBoundary();
    if (PUTS_CARET_AWAY.test(action)) this.caret.leave(false);
    this.table[action]?.(detail);
    this.desk.cards.catchKeyboard();
  }

  /** @param {KeyboardEvent} event @param {{action: string, digit?: number}|null} found */
  key(event, found) {
    // The key that closes a dialog has done its work.
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (this.marking.key(event) || this.caret.key(event) || this.bulk.preview.key(event)) return event.preventDefault();
    if (!found) return;
    // Enter on a button presses it; on a card's face, which is where the keyboard usually is, it accepts.
    const control = event.target instanceof Element ? event.target.closest("button, a, summary") : null;
    const presses = event.key === "Enter" && !(event.shiftKey && control?.matches("button"));
    if (presses && control && !control.matches(".face[aria-expanded=true]")) return;
    if (event.repeat && !["next", "previous", "next-undecided", "previous-undecided", "undo", "redo"].includes(found.action)) return;
    event.preventDefault();
    this.act(found.action, found.digit);
  }

  /** @param {(quote: Quote) => void} then */
  onFocused(then) {
    const quote = this.desk.state.focused;
    if (!quote) this.desk.toasts.show(`There is no quote to do that to. Select words and press ${keyOf("new-quote") || "“New quote”"} to add one.`);
    else if (this.desk.state.conflicts.has(quote.id)) this.desk.toasts.show("Two versions of this quote stand side by side: choose one first.");
    else then(quote);
  }

  /** As `onFocused`, for what can be done whichever of two versions stands. @param {(quote: Quote) => void} then */
  onOpen(then) {
    const quote = this.desk.state.focused;
    if (quote) then(quote);
    else this.desk.toasts.show("There is no quote to do that to. Choose one first.");
  }

  // Moving

  /** @param {1|-1} direction @param {boolean} undecided */
  go(direction, undecided) {
    const id = this.desk.state.next(direction, undecided);
    if (id !== null) {
      this.desk.focus(id);
      this.desk.toasts.say(this.desk.spoken());
    } else if (undecided) this.tellNoneLeft();
    else this.desk.toasts.say(direction > 0 ? "That was the last quote." : "That was the first quote.");
  }

  /** Says that no other quote waits: on screen only where the card that says so is not. */
  tellNoneLeft() {
    const { state, toasts, finished, isFinished } = this.desk;
    if (isFinished && finished.checkVisibility()) toasts.say("Every quote is decided.");
    else if (!state.quotes.size) toasts.show("There are no quotes yet.");
    else if (isFinished) toasts.show("Every quote is decided.");
    else if (state.focused && state.needsDecision(state.focused)) toasts.show("No other quote shown here is undecided.");
    else toasts.show("Every quote shown here is decided.");
  }

  /** @param {1|-1} direction */
  turnPart(direction) {
    const quote = this.desk.state.focused;
    if (!quote) return;
    const count = quote.spans.length;
    const here = this.desk.state.part ?? (direction > 0 ? -1 : 0);
    const part = (here + direction + count) % count;
    this.desk.focus(quote.id, part);
    const span = quote.spans[part];
    if (span) this.desk.toasts.say(`${ROLES[span.role]}: ${span.text}`);
  }

  /** A click takes the smallest quote there; a click on the focused one takes the next below it. @param {number} point */
  clickText(point) {
    const hits = this.desk.state.under(point);
    const here = hits.findIndex((hit) => hit.id === this.desk.state.focus && hit.part === this.desk.state.part);
    const hit = hits[(here + 1) % Math.max(1, hits.length)];
    if (hit) this.desk.focus(hit.id, hit.part, false);
  }

  leave() {
    const { state } = this.desk;
    if (this.selecting.reach) this.selecting.drop();
    else if (state.part !== null) this.desk.focus(state.focus, null, false);
    else if (state.filter !== null) this.desk.filter(null);
    else if (state.onlyFlagged) this.sifting.showFlagged(false);
  }

  // Deciding

  /** @param {Quote} quote */
  accept(quote) {
    if (quote.state !== "suggested" && quote.state !== "rejected") return this.go(1, true);
    this.saving.perform(this.saving.decisions.accept(quote), { goOn: true });
    this.told("Accepted");
  }

  /** @param {Quote} quote */
  reject(quote) {
    if (quote.state === "rejected") return this.go(1, true);
    if (!quote.suggestion) return this.remove(quote);
    this.saving.perform(this.saving.decisions.reject(quote), { goOn: true });
    this.told("Rejected");
  }

  /** Says what was done and where that led. @param {string} done */
  told(done) {
    const { state, toasts } = this.desk;
    if (state.next(1, true) === null && !(state.focused && state.needsDecision(state.focused))) {
      toasts.say(`${done}.`);
      this.tellNoneLeft();
    } else toasts.say(`${done}. ${this.desk.spoken()}`);
  }

  /** @param {Quote} quote */
  reopen(quote) {
    if (!isDecided(quote)) return this.desk.toasts.say("This quote is undecided already.");
    if (!quote.suggestion) {
      if (quote.state === "rejected") return this.saving.perform(this.saving.decisions.accept(quote));
      this.desk.toasts.show("You added this quote, so it can't be undecided. Delete removes it.");
      return;
    }
    this.saving.perform(this.saving.decisions.reopen(quote));
    this.desk.toasts.say(`Undecided again. ${this.desk.spoken()}`);
  }

  /** Edges that were moved are kept whatever a person turns to; nobody asked for it, so it is shown with a way back. */
  leaveBoundary() {
    const who = this.marking.settleEdges();
    if (who !== null) this.desk.toasts.show(`Edge kept. ${who}`.trimEnd(), this.wayBack);
  }

  addQuote() {
    const step = this.marking.newQuote();
    if (step) this.filling.add(step, (done) => this.desk.toasts.show(`${done} Say who: a number, or ${keyOf("find-speaker") || "“Someone else”"} to find a speaker.`, this.wayBack));
  }

  /** @param {Quote} quote */
  remove(quote) {
    this.saving.perform(quote.suggestion ? this.saving.decisions.reject(quote) : this.saving.decisions.remove(quote), { goOn: true });
    this.desk.toasts.show(quote.suggestion ? "Quote rejected." : "Quote removed.", this.wayBack);
  }

  /** @param {Quote} quote @param {number|null} part  the quote as a whole where none is meant */
  removePart(quote, part) {
    const span = quote.spans[part ?? -1];
    const words = quote.spans.filter((one) => one.role === "content");
    if (!span || (span.role === "content" && words.length === 1)) return this.remove(quote);
    this.desk.state.part = null;
    this.saving.perform(this.marking.withParts(quote, quote.spans.filter((one) => one !== span)));
    this.desk.toasts.show(`${ROLES[span.role]} removed. ${this.marking.whoStays(quote, span.role)}`.trimEnd(), this.wayBack);
  }

  /** @param {Quote} quote @param {Kind|undefined} kind  the next one where none is named */
  setKind(quote, kind) {
    const next = kind ?? KIND_ORDER[(KIND_ORDER.indexOf(quote.kind) + 1) % KIND_ORDER.length] ?? "direct";
    if (next === quote.kind) return;
    this.saving.perform(this.saving.decisions.correct(quote, { kind: next }));
    this.desk.toasts.say(KINDS[next]);
  }

  /** @param {Quote} quote */
  flag(quote) {
    const flag = this.desk.state.talk.flagOf(quote.id);
    if (flag) void this.commenting.settle(flag, true);
    else this.flagging.open(quote);
  }

  /** Decides what an earlier decision left behind. @param {Quote} quote @param {import("./types.js").Decision} decision */
  restore(quote, decision) {
    const step = this.saving.decisions.towards(quote, undoableOf(decision, quote).after);
    if (!step) {
      this.desk.toasts.show("The quote says that already.");
      return;
    }
    this.saving.perform(step);
    this.desk.toasts.show("Restored.", this.wayBack);
  }

  // Who said it

  /** @param {Quote} quote @param {Speaker[]} speakers */
  setSpeakers(quote, speakers) {
    this.filling.named.add(quote.id);
    const same = sameSpeakers(speakers, quote.speakers);
    // Naming the speaker who is proposed already says that the quote is right.
    if (same && isDecided(quote) && quote.state !== "rejected") return this.desk.toasts.say(`${names(speakers)}, as before.`);
    const offer = same ? null : this.bulk.offerFor(quote, speakers);
    this.saving.perform(this.saving.decisions.correct(quote, { speakers }), { offer });
    const key = keyOf("apply-alike");
    const more = offer && key ? ` ${key} applies it to the other ${offer.others.length} ${likeness(quote)}.` : "";
    this.desk.toasts.say(`Said by ${names(speakers)}.${more}`);
  }

  /** @param {Quote} quote @param {number} digit */
  castSpeaker(quote, digit) {
    const speaker = this.desk.state.cast[digit - 1];
    if (speaker) this.setSpeakers(quote, [speaker]);
    else this.desk.toasts.show(`The cast has no number ${digit}. Press ${keyOf("find-speaker") || "“Someone else”"} to find or add a speaker.`);
  }

  /** @param {Quote} quote */
  sameSpeaker(quote) {
    const before = this.desk.state.previous();
    if (before) this.setSpeakers(quote, before.speakers);
    else this.desk.toasts.show("There is no quote before this one.");
  }

  /** @param {Quote} quote @param {boolean} also */
  findSpeaker(quote, also) {
    this.search.open(also ? "Who else said it?" : "Who said it?", this.desk.state.cast, (picked) => {
      const stands = this.desk.state.quotes.get(quote.id);
      if (!stands) return;
      if (picked === "unknown") return this.setSpeakers(stands, []);
      this.desk.state.meet([picked]);
      const others = also ? stands.speakers.filter((one) => !sameSpeaker(one, picked)) : [];
      this.setSpeakers(stands, [...others, picked]);
    }, { named: nearestFirst(namesIn(this.desk.positions), placeInText(quote)) });
  }

  // Repairing

  get wayBack() {
    return this.saving.trail.wayBack(() => void this.takeBack("undo"));
  }

  /** @param {"undo"|"redo"} way */
  async takeBack(way) {
    // What is only about to be done is what was begun last.
    if (way === "undo" && this.bulk.preview.isOpen) return this.bulk.preview.drop();
    // An edge that moved is what was done last.
    if (way === "undo" && this.desk.boundary?.changed) return this.marking.dropBoundary();
    this.desk.endBoundary();
    // Nothing was decided since another article was called done and led here.
    if (way === "undo" && this.finishing.cameFrom) return this.finishing.takeBack();
    const done = await this.saving.takeBack(way);
    if (done !== null) this.desk.toasts.say(`${done && `${done}. `}${this.desk.spoken()}`);
  }
}
