/**
 * What was said about the quotes of the article: comments, and flags, which mark a quote until they are settled. Pure data:
 * drawing is in thread.js, what people do about it in commenting.js.
 *
 * @typedef {import("./types.js").Comment} Comment
 */
import { plural } from "./words.js";

/** Why a quote is flagged, in the order of their numbers. */
export const REASONS = {
  speaker: "Not sure who said it",
  words: "Not sure of the words",
  check: "To be checked with the source",
  sensitive: "Sensitive: ask before it is used",
  other: "Something else",
};

/** Why a flag was put up, in one line. @param {Comment} flag */
export function reasonWords(flag) {
  const reason = flag.reason === "other" || flag.reason === "" ? "" : REASONS[flag.reason];
  return [reason, flag.text].filter(Boolean).join(": ");
}

/** The talk about all quotes. */
export class Talk {
  /** @param {Comment[]} comments  the oldest first */
  constructor(comments) {
    /** @type {Map<string, Comment[]>} */
    this.about = new Map();
    for (const comment of comments) this.put(comment);
  }

  /** @param {Comment} comment  new, or as it stands now */
  put(comment) {
    const said = this.of(comment.attribution);
    const place = said.findIndex((one) => one.id === comment.id);
    this.about.set(comment.attribution, place < 0 ? [...said, comment] : said.with(place, comment));
  }

  /** A comment as it is known here. @param {Comment} comment */
  find({ id, attribution }) {
    return this.of(attribution).find((one) => one.id === id);
  }

  /** All that was said about a quote, the oldest first. @param {string} quote @returns {Comment[]} */
  of(quote) {
    return this.about.get(quote) ?? [];
  }

  /** What marks the quote now. @param {string} quote @returns {Comment|null} */
  flagOf(quote) {
    return this.of(quote).find((one) => one.kind === "flag" && !one.resolved) ?? null;
  }

  /** How many comments on a quote are not settled. @param {string} quote */
  open(quote) {
    return this.of(quote).filter((one) => one.kind === "comment" && !one.resolved).length;
  }

  /** What there is to know about a quote besides itself, aloud; empty where there is nothing. @param {string} quote */
  spoken(quote) {
    const flag = this.flagOf(quote);
    const comments = this.open(quote);
    return `${flag ? `, flagged: ${reasonWords(flag)}` : ""}${comments ? `, ${plural(comments, "comment", "comments")}` : ""}`;
  }
}
