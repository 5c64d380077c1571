/**
 * How the page says things: states, kinds, parts and whole quotes in a journalist's words, on screen and aloud.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Speaker} Speaker
 */

export const KINDS = { direct: "Direct", indirect: "Indirect", mixed: "Mixed" };
export const KIND_ORDER = /** @type {import("./types.js").Kind[]} */ (Object.keys(KINDS));
export const ROLES = { content: "Quoted words", source: "Source", cue: "Cue" };
export const SPEAKER_KINDS = { person: "person", organization: "organization", group: "group", document: "document", unnamed: "unnamed" };

/** @param {Speaker[]} speakers */
export function names(speakers) {
  if (!speakers.length) return "Unknown";
  if (speakers.length === 1) return speakers[0]?.name ?? "";
  return `${speakers.slice(0, -1).map((speaker) => speaker.name).join(", ")} and ${speakers.at(-1)?.name ?? ""}`;
}

/** The words quoted. @param {Quote} quote */
export function quotedWords(quote) {
  return wordsOf(quote, "content");
}

/** Words of one role; parts that lie apart are told apart by an ellipsis. @param {{spans: import("./types.js").Span[]}} quote @param {import("./types.js").Role} role */
function wordsOf(quote, role) {
  return quote.spans.filter((span) => span.role === role).map((span) => span.text).join(" … ");
}

/**
 * What was proposed where people decided otherwise, in one line; empty where nothing differs. Only what differs is told.
 * @param {Quote} quote
 */
export function proposedInstead(quote) {
  const { suggestion } = quote;
  if (!suggestion) return "";
  const told = [];
  const [was, is] = [names(suggestion.speakers), names(quote.speakers)];
  if (was !== is) told.push(was);
  if (suggestion.kind !== quote.kind) told.push(KINDS[suggestion.kind].toLowerCase());
  for (const role of /** @type {import("./types.js").Role[]} */ (["content", "source", "cue"])) {
    const [before, now] = [wordsOf(suggestion, role), wordsOf(quote, role)];
    if (before !== now) told.push(before ? `${ROLES[role].toLowerCase()} ${shortened(before, 120)}` : `no ${ROLES[role].toLowerCase()}`);
  }
  return told.length ? `The suggestion was: ${told.join(", ")}` : "";
}

/** What the card says about its state. @param {Quote} quote @param {boolean} conflict */
export function stateWords(quote, conflict) {
  if (conflict) return "Needs a decision";
  const by = quote.decided_by ? ` by ${quote.decided_by}` : "";
  switch (quote.state) {
    case "suggested":
      return quote.confidence === null ? "Suggested" : `Suggested ${quote.confidence.toFixed(2)}`;
    case "accepted":
      return `Accepted${by}`;
    case "corrected":
      return `Corrected${by}`;
    case "added":
      return `Added${by}`;
    default:
      return `Rejected${by}`;
  }
}

/** A quote in one breath, for those who listen. @param {Quote} quote @param {number} place @param {number} count @param {boolean} conflict @param {string} more  what else there is to know */
export function spoken(quote, place, count, conflict, more) {
  const sure = quote.state === "suggested" && quote.confidence !== null ? `, confidence ${Math.round(quote.confidence * 100)} percent` : "";
  const state = conflict ? "needs a decision" : quote.state;
  return `Quote ${place} of ${count}, ${state}, ${quote.kind}, ${names(quote.speakers)}${sure}${more}: ${shortened(quotedWords(quote), 140)}`;
}

/** @param {string} text @param {number} length  in code points */
export function shortened(text, length) {
  const points = Array.from(text);
  return points.length <= length ? text : `${points.slice(0, length - 1).join("").trimEnd()}…`;
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** @param {Date} time */
export function clock(time) {
  return CLOCK.format(time);
}

/** "just now", "20 s ago", "5 min ago", else the time of day. @param {string|null} at */
export function ago(at) {
  if (!at) return "";
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(at)) / 1000));
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  return `at ${clock(new Date(at))}`;
}

/** What to do where somebody else signed in before all was saved. @param {number} count @param {string} name */
export function notYou(count, name) {
  const [waits, them] = count === 1 ? ["change waits", "it"] : ["changes wait", "them"];
  return `Somebody else is signed in. Your ${count} ${waits}; sign in as ${name} to save ${them}.`;
}

/** @param {number} count @param {string} one @param {string} many */
export function plural(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}
