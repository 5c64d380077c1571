/**
 * Which other suggestions are likely to be wrong in the same way as the one whose speaker a person has just changed. What
 * is offered about them is left to bulk.js.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Speaker} Speaker
 *
 * An offer to do to other quotes what was done to one: until something else is decided.
 * @typedef {{id: string, speakers: Speaker[], others: string[]}} Offer
 */
import { folded, sameSpeaker } from "./state.js";

/** Words that name nobody by themselves: whom they stand for, the machine worked out from the words around them. */
const PRONOUNS = new Set("i we you he she it they him her them his its their who".split(" "));

/** @param {Speaker[]} some @param {Speaker[]} others */
export function sameSpeakers(some, others) {
  return some.length === others.length && some.every((one) => others.some((other) => sameSpeaker(one, other)));
}

/** The source as it was proposed. @param {Quote} quote */
function sourceOf(quote) {
  return (quote.suggestion?.spans ?? []).filter((span) => span.role === "source").map((span) => folded(span.text)).join(" … ");
}

/** @param {string} source */
function isVague(source) {
  return source === "" || PRONOUNS.has(source);
}

/**
 * Undecided suggestions for which the same speakers were proposed, from the same source words. A pronoun, or no source at
 * all, is like any other pronoun, but only where somebody was proposed: else nothing says that the two are alike.
 * @param {Quote} quote  the one that was changed @param {Speaker[]} speakers  to whom @param {Iterable<Quote>} quotes
 * @returns {Quote[]}
 */
export function lookAlikes(quote, speakers, quotes) {
  const proposed = quote.suggestion?.speakers;
  if (!proposed || sameSpeakers(proposed, speakers)) return [];
  const source = sourceOf(quote);
  if (!proposed.length && isVague(source)) return [];
  return [...quotes].filter((other) => {
    if (other.id === quote.id || other.state !== "suggested" || !sameSpeakers(other.speakers, proposed)) return false;
    return isVague(source) ? isVague(sourceOf(other)) : sourceOf(other) === source;
  });
}

/** What the look-alikes of a quote have in common, in words. @param {Quote} quote */
export function likeness(quote) {
  const names = (quote.suggestion?.speakers ?? []).map((speaker) => speaker.name).join(" and ");
  const words = quote.suggestion?.spans.find((span) => span.role === "source")?.text ?? "";
  const source = isVague(sourceOf(quote)) ? "" : `from “${words}”`;
  if (!names) return source;
  return `suggested as ${names}${source && `, ${source}`}`;
}
