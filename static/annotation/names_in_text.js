/**
 * Which names stand in the article, for a speaker whom nothing else knows yet: words with a capital, alone only where no
 * sentence begins with them. Whether it is a person's is left to who reads it.
 *
 * @typedef {{name: string, at: number}} Named  where it stands, in code points
 */
import { countPoints } from "./positions.js";

const CAPITAL = String.raw`\p{Lu}[\p{L}\p{M}'’.-]*`;
const NAME = new RegExp(String.raw`${CAPITAL}(?:[ \u00a0](?:(?:al|bin|da|de|del|den|der|di|du|la|of|ten|ter|van|von|y)[ \u00a0])*${CAPITAL})*`, "gu");
/** What stands before a word that begins no sentence. */
const AMID = /[\p{Ll},;][ \u00a0]$/u;

/** @param {import("./positions.js").Positions} positions @returns {Named[]} in text order */
export function namesIn(positions) {
  return positions.paragraphs.flatMap(({ start, text }) =>
    [...text.matchAll(NAME)].flatMap(({ 0: words, index }) => {
      const before = text.slice(0, index);
      if (!/[ \u00a0]/u.test(words) && !AMID.test(before)) return [];
      return [{ name: words.replace(/['’]s?$|[.,]$/u, "").replaceAll("\u00a0", " "), at: start + countPoints(before) }];
    }),
  );
}

/** Each name once, the nearest to a place first. @param {Named[]} named @param {number} place @returns {string[]} */
export function nearestFirst(named, place) {
  const sorted = named.toSorted((one, other) => Math.abs(one.at - place) - Math.abs(other.at - place));
  return [...new Set(sorted.map(({ name }) => name))];
}
