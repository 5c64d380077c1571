/**
 * How the page says things: states, kinds, parts and whole quotes in a journalist's words, on screen and aloud.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Speaker} Speaker
 */

export const KINDS = { direct: "Direct", indirect: "Indirect", mixed: "Mixed" };
export const ROLES = { content: "Quoted words", source: "Source", cue: "Cue" };
export const SPEAKER_KINDS = { person: "person", organization: "organization", group: "group", document: "document", unnamed: "unnamed" };

/** @param {Speaker[]} speakers */
export function names(speakers) {
  if (!speakers.length) return "Unknown";
  if (speakers.length === 1) return speakers[0]?.name ?? "";
  return `${speakers.slice(0, -1).map((speaker) => speaker.name).join(", ")} and ${speakers.at(-1)?.name ?? ""}`;
}

/** The words quoted; parts that lie apart are told apart by an ellipsis. @param {Quote} quote */
export function quotedWords(quote) {
  return quote.spans.filter((span) => span.role === "content").map((span) => span.text).join(" … ");
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

/** A quote in one breath, for those who listen. @param {Quote} quote @param {number} place @param {number} count @param {boolean} conflict */
export function spoken(quote, place, count, conflict) {
  const sure = quote.state === "suggested" && quote.confidence !== null ? `, confidence ${Math.round(quote.confidence * 100)} percent` : "";
  const state = conflict ? "needs a decision" : quote.state;
  return `Quote ${place} of ${count}, ${state}, ${quote.kind}, ${names(quote.speakers)}${sure}: ${shortened(quotedWords(quote), 140)}`;
}

/** @param {string} text @param {number} length  in code points */
export function shortened(text, length) {
  const points = Array.from(text);
  return points.length <= length ? text : `${points.slice(0, length - 1).join("").trimEnd()}…`;
}

/** @param {Date} time */
export function clock(time) {
  return time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
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
