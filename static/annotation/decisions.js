/**
 * What a person decides about one quote: the request that says so, and the quote as it will stand. Pure data: sending is the
 * queue's, drawing the page's, and what can be undone trail.js's.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Span} Span
 * @typedef {import("./types.js").Speaker} Speaker
 * @typedef {import("./types.js").Kind} Kind
 * @typedef {import("./types.js").DecisionRequest} DecisionRequest
 * @typedef {import("./trail.js").Undoable} Undoable
 *
 * A decision with the quote before and after it; null is a quote that is not there.
 * @typedef {object} Step
 * @property {DecisionRequest} request
 * @property {Quote|null} before
 * @property {Quote|null} after
 */
import { inOrder, sameContent } from "./state.js";

/** What a decided quote is called, from what it says and what was proposed. @param {Quote} quote @param {{kind: Kind, spans: Span[], speakers: Speaker[]}} result */
function stateOf(quote, result) {
  if (quote.suggestion === null) return "added";
  return sameContent(result, quote.suggestion) ? "accepted" : "corrected";
}

/** The same decisions as one act, which is undone as one. @param {Step[]} steps @returns {Step[]} */
export function together(steps) {
  const group = crypto.randomUUID();
  return steps.map((step) => ({ ...step, request: { ...step.request, group } }));
}

/** Builds decisions on one article in one person's name. */
export class Decisions {
  /** @param {number} article @param {import("./types.js").Person} person  whose name is in "Accepted by …" until the server answers */
  constructor(article, person) {
    this.article = article;
    this.person = person;
  }

  /**
   * @param {DecisionRequest["action"]} action @param {Quote} quote @param {Quote|null} after
   * @param {Partial<DecisionRequest>} [more]
   * @returns {Step}
   */
  step(action, quote, after, more = {}) {
    const version = action === "add" ? 0 : quote.version;
    const request = { id: crypto.randomUUID(), article: this.article, attribution: quote.id, action, version, person: this.person.id, ...more };
    const signed = after && { ...after, version: version + 1, decided_by: this.person.name, decided_by_id: this.person.id, decided_at: new Date().toISOString() };
    return { request, before: action === "add" ? null : quote, after: signed };
  }

  /** The quote is right as it is proposed. @param {Quote} quote */
  accept(quote) {
    // With the speakers that were seen: the server says so where their names mean somebody else by now.
    return this.step("accept", quote, { ...quote, state: stateOf(quote, quote) }, { speakers: quote.speakers });
  }

  /** It is no quote. @param {Quote} quote */
  reject(quote) {
    return this.step("reject", quote, { ...quote, state: "rejected" });
  }

  /** Back to undecided: what was proposed stands again. @param {Quote} quote */
  reopen(quote) {
    return this.step("reopen", quote, { ...quote, ...quote.suggestion, state: "suggested" });
  }

  /** An added quote goes away. @param {Quote} quote */
  remove(quote) {
    return this.step("remove", quote, null);
  }

  /** The quote with some of it changed; everything is sent, not the difference. @param {Quote} quote @param {{kind?: Kind, spans?: Span[], speakers?: Speaker[]}} change */
  correct(quote, change) {
    return this.change("correct", quote, change);
  }

  /** The quote with what the machine knows of it besides, taken over as it is. @param {Quote} quote @param {{spans: Span[], speakers: Speaker[]}} change */
  fill(quote, change) {
    return this.change("fill", quote, change);
  }

  /** @param {"correct"|"fill"} action @param {Quote} quote @param {{kind?: Kind, spans?: Span[], speakers?: Speaker[]}} change */
  change(action, quote, change) {
    const result = {
      kind: change.kind ?? quote.kind,
      spans: inOrder(change.spans ?? quote.spans),
      speakers: change.speakers ?? quote.speakers,
    };
    return this.step(action, quote, { ...quote, ...result, state: stateOf(quote, result) }, result);
  }

  /** A quote nobody proposed. @param {Kind} kind @param {Span[]} spans @param {Speaker[]} speakers */
  add(kind, spans, speakers) {
    const quote = { ...blank(crypto.randomUUID()), kind, spans: inOrder(spans), speakers };
    return this.step("add", quote, quote, { kind, spans: quote.spans, speakers });
  }

  /**
   * Takes a decision back; taking back an undo is redo.
   * @param {Undoable} undoable @param {Quote|null} stands  the quote as it stands, null where it is gone
   * @returns {Step}
   */
  undo(undoable, stands) {
    const model = stands ?? undoable.after ?? undoable.before;
    if (!model) throw new Error("A decision that changed nothing can't be undone.");
    const quote = { ...model, id: undoable.attribution, version: stands?.version ?? undoable.version };
    const step = this.step("undo", quote, undoable.before, { undoes: undoable.id });
    return { ...step, before: undoable.after };
  }

  /**
   * Leads from what a colleague stored to what this person wanted; null when they agree. Every step is one that the server
   * takes for a quote in that state, so that no disagreement comes back by being settled.
   * @param {Quote|null} theirs @param {Quote|null} mine
   * @returns {Step|null}
   */
  towards(theirs, mine) {
    if (agree(theirs, mine)) return null;
    if (!theirs) return mine && this.add(mine.kind, mine.spans, mine.speakers);
    if (!mine) return theirs.suggestion ? this.reject(theirs) : this.remove(theirs);
    if (mine.state === "rejected") return this.reject(theirs);
    if (mine.state === "suggested") return this.reopen(theirs);
    return this.correct(theirs, { kind: mine.kind, spans: mine.spans, speakers: mine.speakers });
  }
}

/** Whether a quote was turned down, left open, or stands. @param {Quote|null} quote @returns {"no"|"open"|"yes"} */
function verdict(quote) {
  if (!quote || quote.state === "rejected") return "no";
  return quote.state === "suggested" ? "open" : "yes";
}

/**
 * Is nothing left to choose between what a colleague stored and what this person wanted? What a quote that was turned down
 * says makes no difference, and one that is gone can't be left open.
 * @param {Quote|null} theirs @param {Quote|null} mine
 */
export function agree(theirs, mine) {
  if (verdict(theirs) !== verdict(mine)) return !theirs && verdict(mine) === "open";
  return !theirs || !mine || verdict(mine) !== "yes" || sameContent(theirs, mine);
}

/** A quote of which nothing is known yet. @param {string} id @returns {Quote} */
export function blank(id) {
  return {
    id,
    state: "added",
    version: 0,
    kind: "direct",
    spans: [],
    speakers: [],
    confidence: null,
    reason: "",
    suggestion: null,
    decided_by: "",
    decided_by_id: null,
    decided_at: null,
  };
}
