/**
 * Carries decisions out: on the desk at once, then to the server, and puts right what the server knows better. What happened
 * elsewhere is put on the desk by news.js.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Review} Review
 * @typedef {import("./decisions.js").Step} Step
 * @typedef {import("./trail.js").Act} Act
 * @typedef {import("./trail.js").Undoable} Undoable
 * @typedef {"decision"|"undo"|"redo"} Way
 */
import { agree, Decisions, together } from "./decisions.js";
import { Disagreements } from "./disagreements.js";
import { doing } from "./history.js";
import { Queue } from "./queue.js";
import { sameResult, sameSpeaker } from "./state.js";
import { Trail, undoableOf } from "./trail.js";
import { notYou, plural } from "./words.js";

const MANY = 20;

/** Clashes in which somebody did something else meanwhile; any other can't be had whichever version a person keeps. */
const CHOICES = ["stale_version", "changed_since", "speaker_changed"];

/** @param {number} count  quotes that an undo leaves alone */
function changedSince(count) {
  return `${plural(count, "quote was changed since and stays as it is", "quotes were changed since and stay as they are")}.`;
}

/** What is decided, and whether the server has it. */
export class Saving {
  /**
   * @param {import("./desk.js").Desk} desk @param {import("./api.js").Api} api @param {Review} review
   * @param {import("./types.js").Person} person @param {import("./keeping.js").Keeper} keeper
   */
  constructor(desk, api, review, person, keeper) {
    this.desk = desk;
    this.api = api;
    this.person = person;
    this.keeper = keeper;
    this.article = { id: review.article.id, title: review.article.title };
    this.decisions = new Decisions(review.article.id, person);
    this.trail = new Trail(review.undo, review.redo);
    /** Quotes as the server last told them; null where it said that they are gone. @type {Map<string, Quote|null>} */
    this.confirmed = new Map(review.quotes.map((quote) => [quote.id, quote]));
    /** The newest version of each quote that the server told of, be the quote gone or not. @type {Map<string, number>} */
    this.versions = new Map(review.quotes.map((quote) => [quote.id, quote.version]));
    /** How many quotes stayed when a group was undone, and what takes away the notice of it. @type {Map<string, {count: number, close: () => void}>} */
    this.stayed = new Map();
    /** The sentence that says that these decisions wait for this person, and what takes it away. */
    this.strangerNotice = { sentence: "", close: () => {} };
    /** Undoes a merge of speakers, or does it again. @type {(act: Act, way: "undo"|"redo") => Promise<string|null>} */
    this.takeBackMerge = () => Promise.resolve(null);
    /** Opens the article again that was called done here, or calls it done again. @type {(way: "undo"|"redo") => Promise<string|null>} */
    this.takeBackDone = () => Promise.resolve(null);
    /** Told after a decision was made, before it is sent. */
    this.performed = () => {};
    /** Told when the server has all of them. */
    this.saved = () => {};
    /** Those who wait until everything is saved. @type {((saved: boolean) => void)[]} */
    this.settling = [];
    this.disagreements = new Disagreements(this);
    this.queue = new Queue(api, keeper, this.article, {
      made: (steps) => this.adopt(steps),
      sent: (step, answer, later) => this.sent(step, answer, later),
      stale: (step, error, dropped) => this.stale(step, error, dropped),
      refused: (step, error, dropped) => this.refused(step, error, dropped),
      settled: (attribution) => this.disagreements.settledElsewhere(attribution),
      changed: (saveState) => this.told(saveState),
    });
  }

  /** Goes on where this person left the article in this browser: what waits is shown again and sent. @param {import("./keeping.js").Kept} kept */
  resume({ steps, conflicts }) {
    this.adopt(steps);
    for (const [id, conflict] of conflicts) {
      const theirs = this.confirmed.get(id) ?? null;
      const since = theirs && theirs.version !== conflict.theirs?.version ? { by: theirs.decided_by, byId: theirs.decided_by_id, at: theirs.decided_at } : {};
      if (agree(theirs, conflict.mine)) this.disagreements.end(id);
      else this.disagreements.show(id, { ...conflict, theirs, ...since });
    }
    this.queue.resume(steps);
  }

  /** Shows decisions made in another tab, or before the page was loaded again, without leading anywhere. @param {Step[]} steps */
  adopt(steps) {
    const { state } = this.desk;
    /** @type {Map<string, Quote|null>} */
    const shown = new Map();
    for (const step of steps) {
      const id = step.request.attribution;
      this.trail.replay(step);
      const stands = shown.has(id) ? shown.get(id) : state.quotes.get(id);
      // Where something newer stands, the server has it already or knows better.
      if (!stands || stands.version <= step.request.version) shown.set(id, step.after);
      this.meetNew(step.after?.speakers ?? []);
    }
    this.show([...shown]);
    if (steps.length) this.performed();
  }

  /** Takes up speakers that the cast lacks. @param {import("./types.js").Speaker[]} speakers */
  meetNew(speakers) {
    const { state } = this.desk;
    const knows = (/** @type {import("./types.js").Speaker} */ speaker) =>
      state.cast.some((known) => sameSpeaker(known, speaker) && (known.id === speaker.id || speaker.id === null));
    state.meet(speakers.filter((speaker) => !knows(speaker)));
  }

  /** Draws quotes that something else than a key on this page changed. @param {[string, Quote|null][]} changes */
  show(changes) {
    const { desk } = this;
    const { state } = desk;
    const goes = changes.some(([id, quote]) => !quote && id === state.focus);
    const next = goes ? (state.next(1, false) ?? state.next(-1, false)) : null;
    if (changes.length > MANY) {
      for (const [id, quote] of changes) {
        if (!quote) desk.painter.clear(id);
        desk.put(id, quote);
      }
      desk.drawAll();
    } else for (const [id, quote] of changes) desk.draw(id, desk.put(id, quote));
    if (goes) desk.focus(next, null, false);
    desk.drawCounts();
  }

  /** Says whether the server has everything, and who has to be signed in for it. @param {import("./queue.js").SaveState} saveState */
  told(saveState) {
    this.desk.bar.saved(saveState);
    if (saveState.kind === "saved") this.saved();
    if (saveState.kind !== "sending") for (const settle of this.settling.splice(0)) settle(saveState.kind === "saved");
    const sentence = saveState.kind === "not-you" ? notYou(saveState.count, this.person.name) : "";
    if (sentence === this.strangerNotice.sentence) return;
    this.strangerNotice.close();
    const close = sentence ? this.desk.toasts.show(sentence, undefined, "problem") : () => {};
    this.strangerNotice = { sentence, close };
  }

  /** Whether the server has every decision: known once nothing waits, or once it is clear that what waits can't go now. @returns {Promise<boolean>} */
  settled() {
    if (!this.queue.waiting.length) return Promise.resolve(true);
    this.queue.retryNow();
    return new Promise((resolve) => this.settling.push(resolve));
  }

  /** @param {Step} step @param {{goOn?: boolean, as?: Way, offer?: import("./look_alikes.js").Offer|null}} [manner]  goOn moves on to the next undecided */
  perform(step, { goOn = false, as = "decision", offer = null } = {}) {
    const { desk } = this;
    const { state } = desk;
    const id = step.request.attribution;
    const before = state.focus;
    const next = goOn || !step.after ? state.next(1, true) : null;
    const moved = this.lay(step, as);
    state.offer = offer;
    if (next !== null) {
      state.focus = next;
      state.part = null;
    } else if (step.after && !goOn) state.focus = id;
    if (state.part !== null && (before !== state.focus || !state.focused?.spans[state.part])) state.part = null;
    if (state.focus !== before) desk.reveal();
    desk.draw(id, moved);
    if (state.focus !== before) desk.focusMoved(before);
    desk.drawCounts();
    this.queue.push(step);
    this.performed();
  }

  /** Adds to what was decided last about a quote, wherever the focus is. @param {Step} step */
  addTo(step) {
    this.meetNew(step.after?.speakers ?? []);
    this.desk.draw(step.request.attribution, this.lay(step, "decision"));
    this.desk.drawCounts();
    this.queue.push(step);
    this.performed();
  }

  /** Puts what was decided in the state and on the trail. @param {Step} step @param {Way} as @returns {boolean} did the quote move among the others */
  lay(step, as) {
    const id = step.request.attribution;
    if (this.desk.state.conflicts.has(id)) this.disagreements.end(id);
    if (as === "undo") this.trail.recordUndo(step);
    else if (as === "redo") this.trail.recordRedo(step);
    else this.trail.record(step);
    return this.desk.put(id, step.after);
  }

  /** Carries out decisions that are one act: painted at once, each stored on its own. @param {Step[]} steps @param {{as?: Way}} [manner] */
  performAll(steps, { as = "decision" } = {}) {
    const { desk } = this;
    const { state } = desk;
    const before = state.focus;
    const onward = state.next(1, true);
    const grouped = together(steps);
    const moved = new Map(grouped.map((step) => [step.request.attribution, this.lay(step, as)]));
    const touched = before !== null && moved.has(before);
    const offered = state.offer?.id;
    state.offer = null;
    if (as !== "decision") state.focus = touched && state.quotes.has(before) ? before : (state.order.find((id) => moved.has(id)) ?? state.focus ?? onward);
    else if (touched && state.focused && !state.needsDecision(state.focused)) state.focus = state.next(1, true) ?? before;
    if (state.focus !== before || !state.focused?.spans[state.part ?? 0]) state.part = null;
    if (state.focus !== before) desk.reveal();
    desk.drawMany(moved);
    if (state.focus !== before) desk.focusMoved(before);
    else if (offered && offered === before && !touched) desk.draw(offered, false);
    desk.drawCounts();
    this.queue.push(...grouped);
    this.performed();
  }

  /** Undo, or redo. @param {"undo"|"redo"} way @returns {Promise<string|null>} what was taken back, in words; null where nothing was */
  async takeBack(way) {
    const { trail } = this;
    const { state, toasts } = this.desk;
    const act = trail.last(way);
    if (act === undefined) {
      toasts.show(`There is nothing to ${way}.`);
      return null;
    }
    if (act.merge) return this.takeBackMerge(act, way);
    if (act.done) return this.takeBackDone(way);
    if (act.members.some((member) => typeof member === "string")) {
      try {
        await this.fetch(act);
      } catch {
        toasts.show(`What to ${way} could not be fetched from the server. Try again.`, undefined, "problem");
        return null;
      }
      // Something else was decided while this was fetched: it is first in line now.
      if (trail.last(way) !== act) return null;
    }
    const members = /** @type {Undoable[]} */ (act.members).toReversed();
    const [member, first = member] = [members[0], members.at(-1)];
    const [from, to] = [first?.before ?? null, member?.after ?? null];
    const done = way === "undo" ? `Undone: ${doing(from, to)}` : `Redone: ${doing(to, from)}`;
    if (act.group !== null && members.length > 1) return this.takeBackAll(act, members, way, done);
    if (member) this.perform(this.decisions.undo(member, state.quotes.get(member.attribution) ?? null), { as: way });
    return done;
  }

  /** Fetches what an earlier visit's decisions were. @param {Act} act */
  async fetch(act) {
    const known = act.group === null ? [await this.api.decision(String(act.members[0]))] : await this.api.decisionsOf(act.group);
    const decisions = new Map(known.map((decision) => [decision.id, decision]));
    act.members = act.members.flatMap((member) => {
      const decision = typeof member === "string" ? decisions.get(member) : undefined;
      return decision ? [undoableOf(decision, this.desk.state.quotes.get(decision.attribution) ?? null)] : typeof member === "string" ? [] : [member];
    });
  }

  /** Takes back all of a group but what was changed since. @param {Act} act @param {Undoable[]} members @param {"undo"|"redo"} way @param {string} done */
  takeBackAll(act, members, way, done) {
    const { state, toasts } = this.desk;
    const steps = [];
    /** Quotes as what is undone before leaves them: what was filled in is undone before the quote it was filled into. @type {Map<string, Quote|null>} */
    const undone = new Map();
    for (const member of members) {
      const { attribution } = member;
      const stands = undone.get(attribution) ?? state.quotes.get(attribution) ?? null;
      const changed = (stands?.version ?? member.version) !== member.version && !agree(stands, member.after);
      if (changed || state.conflicts.has(attribution)) continue;
      const step = this.decisions.undo(member, stands);
      undone.set(attribution, step.after);
      steps.push(step);
    }
    const count = new Set(members.map((member) => member.attribution)).size;
    if (steps.length) this.performAll(steps, { as: way });
    else this.trail.drop(act);
    if (count === 1 && steps.length) return done;
    const left = count - undone.size;
    toasts.show(`${way === "undo" ? "Undone" : "Redone"}: ${plural(undone.size, "quote", "quotes")}.${left ? ` ${changedSince(left)}` : ""}`);
    return "";
  }

  /** @param {Step} step @param {import("./types.js").DecisionAnswer} answer @param {boolean} later */
  sent(step, answer, later) {
    const id = step.request.attribution;
    const quote = answer.quote && this.desk.state.known(answer.quote);
    this.heard(id, Math.max(answer.decision.version, quote?.version ?? 0), quote);
    const met = this.desk.state.meet(quote?.speakers ?? []);
    for (const changed of met) if (changed.id !== id) this.desk.draw(changed.id, false);
    if (!later) this.settle(id, quote);
    if (step.request.speakers?.some((speaker) => speaker.id === null)) this.desk.state.forgetNameless();
    if (!this.queue.waiting.length) this.trail.thin();
    this.desk.drawCounts();
  }

  /** Remembers what the server last told of a quote. @param {string} id @param {number} version @param {Quote|null} quote */
  heard(id, version, quote) {
    this.confirmed.set(id, quote);
    this.versions.set(id, version);
  }

  /** Takes the server's word for a quote, drawing only what a person could see change. @param {string} id @param {Quote|null} quote */
  settle(id, quote) {
    const { state } = this.desk;
    const shown = state.quotes.get(id) ?? null;
    if (!quote && !shown) return;
    const same = quote && shown && sameResult(quote, shown) && quote.decided_by === shown.decided_by;
    if (same && quote.speakers.every((speaker, index) => speaker.id === shown.speakers[index]?.id)) this.desk.takeUp(quote);
    else this.desk.draw(id, this.desk.put(id, quote));
    this.desk.drawCounts();
  }

  /** Somebody else was faster: nothing is overwritten, both versions are shown. @param {Step} step @param {import("./api.js").Stale} error @param {Step[]} dropped */
  stale(step, error, dropped) {
    const id = step.request.attribution;
    const theirs = error.current;
    const mine = (dropped.at(-1) ?? step).after;
    this.heard(id, error.last?.version ?? theirs?.version ?? 0, theirs);
    if (!CHOICES.includes(error.code) && !agree(theirs, mine)) return this.refused(step, error, dropped);
    this.trail.forget(id);
    if (agree(theirs, mine)) return this.settle(id, theirs);
    if (step.request.action === "undo" && step.request.group && dropped.length < 2) return this.stays(step.request.group, id, theirs);
    const last = error.last;
    const by = last?.by ?? theirs?.decided_by ?? "";
    this.disagreements.show(id, { theirs, mine, by, byId: last?.by_id ?? theirs?.decided_by_id ?? null, at: last?.at ?? theirs?.decided_at ?? null });
  }

  /** A quote of a group that was undone stays as a colleague made it meanwhile. @param {string} group @param {string} id @param {Quote|null} theirs */
  stays(group, id, theirs) {
    this.settle(id, theirs);
    const known = this.stayed.get(group);
    known?.close();
    const count = (known?.count ?? 0) + 1;
    this.stayed.set(group, { count, close: this.desk.toasts.show(changedSince(count), { name: "Show", act: () => this.desk.focus(id) }) });
  }

  /** The server will not have it: what it last told stands again. @param {Step} step @param {Error} error @param {Step[]} dropped */
  refused(step, error, dropped) {
    const { desk } = this;
    const id = step.request.attribution;
    this.trail.forget(id);
    const stands = this.confirmed.get(id) ?? null;
    desk.draw(id, desk.put(id, stands));
    desk.drawCounts();
    const lost = dropped.length > 1 ? ` ${dropped.length} changes to this quote were taken back.` : " The change was taken back.";
    desk.toasts.show(error.message + lost, stands ? { name: "Show", act: () => desk.focus(id) } : undefined, "problem");
  }

  /** Takes the server's word for everything but what a person has a say in just now. @param {Review} review */
  replaced(review) {
    const { desk } = this;
    const { state } = desk;
    const kept = (/** @type {string} */ id) => this.queue.holds(id) || state.conflicts.has(id);
    for (const quote of review.quotes) {
      // Decided and saved while this was on its way: the answer is older than what is known here.
      if (kept(quote.id) || quote.version < (this.versions.get(quote.id) ?? 0)) continue;
      this.heard(quote.id, quote.version, quote);
      state.put(quote);
    }
    state.cast = review.cast;
    state.offer = null;
    const { filter } = state;
    if (filter !== null && filter !== "unknown" && !state.cast.some((speaker) => sameSpeaker(speaker, filter))) state.filter = null;
    desk.drawAll();
  }
}
