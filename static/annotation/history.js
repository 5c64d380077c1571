/**
 * What was decided about a quote, in words and in order, fetched when somebody asks. Going back to an earlier version is a
 * decision like any other, made by the page.
 *
 * @typedef {import("./types.js").Decision} Decision
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Snapshot} Snapshot
 */
import { el } from "./elements.js";
import { ago, KINDS, names, ROLES, shortened } from "./words.js";

/** Characters that two versions begin with alike before it is left out, and how many of them stay. */
const PART_LATE = 50;
const LEAD = 20;

/** @param {Snapshot} snapshot @param {import("./types.js").Role} role */
function wordsOf(snapshot, role) {
  return snapshot.spans.filter((span) => span.role === role).map((span) => span.text).join(" … ");
}

/** Words of the article, set off from ours where they are not already. @param {string} words */
function cited(words) {
  if (!words) return "none";
  return /^\p{P}/u.test(words) ? shortened(words, 80) : `“${shortened(words, 80)}”`;
}

/** Where both begin alike and are long, they are told from shortly before they part. @param {string} one @param {string} other @returns {[string, string]} */
function fromWhereTheyPart(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  const same = a.findIndex((point, index) => point !== b[index]);
  const parted = same < 0 ? a.length : same;
  const space = a.lastIndexOf(" ", parted - LEAD);
  if (parted < PART_LATE || space < 0) return [one, other];
  return [`…${a.slice(space + 1).join("")}`, `…${b.slice(space + 1).join("")}`];
}

/**
 * What differs between two versions: what it is called, what it was and is, and whether these are words of the article.
 * @param {Snapshot} before @param {Snapshot} after @returns {{name: string, was: string, is: string, isText: boolean}[]}
 */
function differing(before, after) {
  const roles = /** @type {import("./types.js").Role[]} */ (["content", "source", "cue"]);
  return [
    { name: "the speaker", was: names(before.speakers), is: names(after.speakers), isText: false },
    { name: "the kind", was: KINDS[before.kind].toLowerCase(), is: KINDS[after.kind].toLowerCase(), isText: false },
    ...roles.map((role) => ({ name: `the ${ROLES[role].toLowerCase()}`, was: wordsOf(before, role), is: wordsOf(after, role), isText: true })),
  ].filter(({ was, is }) => was !== is);
}

/** What differs between two versions, each in a few words. @param {Snapshot} before @param {Snapshot} after */
export function changes(before, after) {
  return differing(before, after).map(({ name, was, is, isText }) => {
    if (!isText) return `${name} from ${was} to ${is}`;
    const [one, other] = fromWhereTheyPart(was, is);
    return `${name} from ${cited(one)} to ${cited(other)}`;
  });
}

/** What led from one version to another, in a word or two; null is a quote that is not there. @param {Snapshot|null} before @param {Snapshot|null} after */
export function doing(before, after) {
  if (!after) return "removing a quote";
  if (!before) return "adding a quote";
  if (after.state === "rejected") return "rejecting a quote";
  if (after.state === "suggested") return "setting a quote back to undecided";
  if (before.state === "rejected") return "taking a quote back in";
  const changed = differing(before, after).map(({ name }) => name);
  return changed.length ? `changing ${listed(changed)}` : "accepting a quote";
}

/** @param {string[]} told */
function listed(told) {
  return told.length < 2 ? (told[0] ?? "") : `${told.slice(0, -1).join(", ")} and ${told.at(-1)}`;
}

/** What a decision did, without who did it. @param {Decision} decision @param {Snapshot|null} proposed  what stood where nothing was decided */
export function deed(decision, proposed) {
  const { after } = decision;
  const before = decision.before ?? proposed;
  const what = before && after ? listed(changes(before, after)) : "";
  switch (decision.action) {
    case "accept":
      return what ? `accepted the quote and changed ${what}` : "accepted the quote";
    case "reject":
      return "rejected the quote";
    case "reopen":
      return "set the quote back to undecided";
    case "remove":
      return "removed the quote";
    case "add":
      return `added the quote, said by ${after ? names(after.speakers) : "Unknown"}`;
    case "fill":
      return `let Onrecord fill in ${what || "nothing new"}`;
    case "undo":
      if (!after) return proposed ? "undid a decision: the quote was undecided again" : "undid adding the quote";
      return what ? `undid a decision: changed ${what}` : `undid a decision: the quote was ${after.state} again`;
    case "merge":
      return `merged speakers: changed ${what || "nothing here"}`;
    default:
      if (!what) return after?.state === "accepted" ? "accepted the quote" : "confirmed the quote";
      return decision.before?.state === "rejected" ? `took the quote back in and changed ${what}` : `changed ${what}`;
  }
}

/** The history in the open card. */
export class History {
  /** @param {import("./desk.js").Desk} desk @param {import("./api.js").Api} api @param {import("./saving.js").Saving} saving @param {import("./card.js").Act} act */
  constructor(desk, api, saving, act) {
    this.desk = desk;
    this.api = api;
    this.saving = saving;
    this.act = act;
    /** The quote whose history is open, the decisions about it, and its version then. @type {{quote: string, decisions: Decision[]|null, version: number, problem: string}|null} */
    this.opened = null;
  }

  /** @param {Quote} quote */
  button(quote) {
    const open = this.opened?.quote === quote.id;
    return el("button", { type: "button", "data-action": "history", "aria-expanded": String(open), onclick: () => this.act("history") }, "History");
  }

  /** Opens the history of a quote, or closes it. @param {Quote} quote */
  toggle(quote) {
    if (this.opened?.quote === quote.id) {
      this.opened = null;
      this.desk.draw(quote.id, false);
    } else void this.fetch(quote);
    /** @type {HTMLElement|null|undefined} */ (this.desk.cards.cards.get(quote.id)?.querySelector("[data-action=history]"))?.focus();
  }

  /** @param {Quote} quote */
  async fetch(quote) {
    const known = this.opened?.quote === quote.id ? this.opened.decisions : null;
    const opened = { quote: quote.id, decisions: known, version: quote.version, problem: "" };
    this.opened = opened;
    this.desk.draw(quote.id, false);
    try {
      await this.saving.settled();
      opened.version = this.desk.state.quotes.get(quote.id)?.version ?? quote.version;
      opened.decisions = await this.api.decisionsAbout(quote.id);
    } catch (error) {
      opened.problem = `The history could not be fetched: ${error instanceof Error ? error.message : error}`;
    }
    if (this.opened !== opened) return;
    this.desk.draw(quote.id, false);
    this.desk.toasts.say(opened.problem || `${opened.decisions?.length ?? 0} entries in the history.`);
  }

  /** The open history of a quote, or nothing. @param {Quote} quote */
  of(quote) {
    const { opened } = this;
    if (opened?.quote !== quote.id) return null;
    const box = el("div", { class: "history", role: "group", "aria-label": "History" });
    if (opened.problem) {
      box.append(el("p", { class: "field-problem" }, opened.problem), el("button", { type: "button", onclick: () => void this.fetch(quote) }, "Try again"));
      return box;
    }
    if (!opened.decisions) {
      box.append(el("p", { class: "note" }, "Fetching the history …"));
      return box;
    }
    // Something was decided since: what is shown is no longer all, and is fetched anew.
    if (opened.version !== quote.version) {
      opened.version = quote.version;
      queueMicrotask(() => void this.fetch(quote));
    }
    box.append(el("ol", {}, ...opened.decisions.toReversed().map((decision, index) => this.row(quote, decision, index === 0)), this.origin(quote)));
    return box;
  }

  /** What stood before anybody decided. @param {Quote} quote */
  origin(quote) {
    if (!quote.suggestion) return "";
    return el("li", {}, el("p", {}, `Onrecord suggested it, said by ${names(quote.suggestion.speakers)}`));
  }

  /** @param {Quote} quote @param {Decision} decision @param {boolean} stands  is it how the quote is now */
  row(quote, decision, stands) {
    const at = el("time", { datetime: decision.at, title: new Date(decision.at).toLocaleString() }, ago(decision.at));
    const proposed = quote.suggestion && { ...quote.suggestion, state: /** @type {"suggested"} */ ("suggested") };
    const words = el("p", {}, el("strong", {}, decision.by), ` ${deed(decision, proposed)}, `, at);
    if (stands) return el("li", {}, words, el("span", { class: "note" }, "How it is now"));
    if (!decision.after && !quote.suggestion) return el("li", {}, words);
    const name = `Restore the quote as ${decision.by} left it ${ago(decision.at)}`;
    const restore = el("button", { type: "button", "aria-label": name, onclick: () => this.act("restore", decision) }, "Restore");
    return el("li", {}, words, restore);
  }
}
