/**
 * What this person can undo and redo on the article: their acts, each a decision, a group of decisions made in one go, a
 * merge of speakers, or calling the article done.
 * Pure data: taking back is saving.js's. The server tells the acts of earlier visits by the same rules.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./decisions.js").Step} Step
 *
 * A decision that can be taken back: its id, the quote it was about, that quote before and after, and the version it made.
 * @typedef {{id: string, attribution: string, before: Quote|null, after: Quote|null, version: number}} Undoable
 *
 * What a person did in one go; an earlier visit's decisions as their ids alone. A merge, and calling the article done, have none.
 * @typedef {{group: string|null, members: (Undoable|string)[], merge: import("./types.js").Merge|null, done: boolean}} Act
 *
 * An act as it is kept: where that is all there is to it, the id of its one decision.
 * @typedef {Act|string} Kept
 */
import { blank } from "./decisions.js";
import { inOrder } from "./state.js";

/**
 * An earlier visit's decision as one that can be taken back, its snapshots filled up from the quote as it stands.
 * @param {import("./types.js").Decision} decision @param {Quote|null} stands
 * @returns {Undoable}
 */
export function undoableOf(decision, stands) {
  const filled = (/** @type {import("./types.js").Snapshot|null} */ snapshot) => {
    if (snapshot) return { ...blank(decision.attribution), ...stands, ...snapshot, spans: inOrder(snapshot.spans) };
    return stands?.suggestion ? /** @type {Quote} */ ({ ...stands, ...stands.suggestion, state: "suggested" }) : null;
  };
  const { id, attribution, version } = decision;
  return { id, attribution, before: filled(decision.before), after: filled(decision.after), version };
}

/** @param {Step} step @returns {Undoable} */
function undoableFrom(step) {
  const { id, attribution, version } = step.request;
  return { id, attribution, before: step.before, after: step.after, version: version + 1 };
}

/** How many acts can be undone without asking the server what they were. */
const KEPT_WHOLE = 30;

/** @param {Undoable|string} member */
function idOf(member) {
  return typeof member === "string" ? member : member.id;
}

/** Is there something to take back in it? @param {Kept} act */
function isLeft(act) {
  return typeof act === "string" || act.merge !== null || act.done || act.members.length > 0;
}

/** @param {Kept} act @param {string|undefined} decision  its id */
function has(act, decision) {
  return typeof act === "string" ? act === decision : act.members.some((member) => idOf(member) === decision);
}

/** @param {Kept} kept @returns {Act} */
function actOf(kept) {
  return typeof kept === "string" ? { group: null, members: [kept], merge: null, done: false } : kept;
}

/** An act without what the server can tell again. @param {Kept} act @returns {Kept} */
function thinned(act) {
  if (typeof act === "string") return act;
  act.members = act.members.map(idOf);
  const only = act.members[0];
  return act.group === null && typeof only === "string" && act.members.length === 1 ? only : act;
}

/** What this person can undo and redo, latest last. */
export class Trail {
  /** @param {import("./types.js").Act[]} undo @param {import("./types.js").Act[]} redo */
  constructor(undo, redo) {
    const known = (/** @type {import("./types.js").Act} */ { group, decisions, merge, done }) => thinned({ group, members: decisions, merge, done });
    /** @type {Kept[]} */
    this.undo = undo.map(known);
    /** @type {Kept[]} */
    this.redo = redo.map(known);
  }

  /** What is undone next, or done again. @param {"undo"|"redo"} way @returns {Act|undefined} */
  last(way) {
    const kept = this[way].pop();
    if (kept === undefined) return undefined;
    const act = actOf(kept);
    this[way].push(act);
    return act;
  }

  /** A new decision: what had been undone can't be redone any more. @param {Step} step */
  record(step) {
    this.join(this.undo, step);
    this.redo = [];
  }

  /** @param {Step} step  the undo that was made */
  recordUndo(step) {
    this.undo = this.without(this.undo, step);
    this.join(this.redo, step);
  }

  /** @param {Step} step  the redo that was made */
  recordRedo(step) {
    this.redo = this.without(this.redo, step);
    this.join(this.undo, step);
  }

  /** A decision made in another tab, or before the page was loaded again; known where the server told of it. @param {Step} step */
  replay(step) {
    const { id, undoes, group } = step.request;
    const holds = (/** @type {Kept[]} */ acts, /** @type {string} */ one) => acts.some((act) => has(act, one));
    if (holds(this.undo, id) || holds(this.redo, id)) return;
    if (!undoes) return this.record(step);
    const begun = (/** @type {Kept[]} */ acts) => Boolean(group) && acts.some((act) => actOf(act).group === group);
    if (holds(this.undo, undoes) || begun(this.redo)) this.recordUndo(step);
    else if (holds(this.redo, undoes) || begun(this.undo)) this.recordRedo(step);
  }

  /** Two speakers were merged. @param {import("./types.js").Merge} merge */
  recordMerge(merge) {
    this.undo.push({ group: null, members: [], merge, done: false });
    this.redo = [];
  }

  /** The article was called done here; once more where that had been undone. */
  recordDone() {
    const again = this.last("redo")?.done ? this.redo.pop() : undefined;
    if (!again) this.redo = [];
    this.undo.push(again ?? { group: null, members: [], merge: null, done: true });
  }

  /** The article is open again: by this person's own hand, or for another reason. @param {boolean} byHand */
  recordOpen(byHand) {
    const called = this.undo.filter((act) => actOf(act).done);
    this.undo = this.undo.filter((act) => !actOf(act).done);
    if (byHand) this.redo.push(...called);
  }

  /** A merge was undone, or done again. @param {Act} act @param {"undo"|"redo"} way */
  turn(act, way) {
    this.drop(act);
    this[way === "undo" ? "redo" : "undo"].push(act);
  }

  /** What can't be taken back any more. @param {Act} act */
  drop(act) {
    this.undo = this.undo.filter((one) => one !== act);
    this.redo = this.redo.filter((one) => one !== act);
  }

  /** Puts a decision beside the others of its group. @param {Kept[]} acts @param {Step} step */
  join(acts, step) {
    const group = step.request.group ?? null;
    const begun = group === null ? undefined : acts.find((act) => actOf(act).group === group);
    if (typeof begun === "object") begun.members.push(undoableFrom(step));
    else acts.push({ group, members: [undoableFrom(step)], merge: null, done: false });
  }

  /** Lets go of what the server can tell again, but for the last acts: a day's work would pile up. To be called when it has them all. */
  thin() {
    const whole = this.undo.length - KEPT_WHOLE;
    this.undo = this.undo.map((act, place) => (place < whole ? thinned(act) : act));
  }

  /** The acts but for what was taken back: a group goes whole, since what is left of it was changed since. @param {Kept[]} acts @param {Step} step */
  without(acts, step) {
    const { undoes, group } = step.request;
    const act = acts.find((one) => has(one, undoes));
    if (act === undefined) return acts;
    if (typeof act === "string") return acts.filter((one) => one !== act);
    act.members = group ? [] : act.members.filter((member) => idOf(member) !== undoes);
    return acts.filter(isLeft);
  }

  /** What a notice offers about what was done last, as long as it is the last. @param {() => void} undo @returns {import("./toasts.js").Way} */
  wayBack(undo) {
    const last = this.last("undo");
    return { name: "Undo", act: undo, holds: () => this.last("undo") === last };
  }

  /** Decisions that came to nothing (a colleague's stands instead) can't be undone. @param {string} attribution */
  forget(attribution) {
    const stays = (/** @type {Undoable|string} */ member) => typeof member === "string" || member.attribution !== attribution;
    for (const act of [...this.undo, ...this.redo]) if (typeof act === "object") act.members = act.members.filter(stays);
    this.undo = this.undo.filter(isLeft);
    this.redo = this.redo.filter(isLeft);
  }
}
