/**
 * Shows a disagreement between two people as a choice: what each decided side by side, in words, with what differs marked.
 * Carrying out the choice is left to the page.
 *
 * @typedef {import("./types.js").Conflict} Conflict
 * @typedef {import("./types.js").Quote} Quote
 */
import { el } from "./elements.js";
import { inOrder, sameSpeaker } from "./state.js";
import { ago, KINDS, names, ROLES, shortened } from "./words.js";

/** @param {import("./types.js").Span} span */
function spelt(span) {
  return `${span.role} ${span.start} ${span.end}`;
}

/** What the two differ in. @param {Quote} one @param {Quote} other */
function differences(one, other) {
  const spans = (/** @type {Quote} */ quote) => quote.spans.map(spelt).sort().join();
  const speakers =
    one.speakers.length !== other.speakers.length ||
    !one.speakers.every((speaker) => other.speakers.some((twin) => sameSpeaker(speaker, twin)));
  return { state: one.state !== other.state, speakers, kind: one.kind !== other.kind, spans: spans(one) !== spans(other) };
}

/** Is it the same person who decided otherwise, in another window? @param {Conflict} conflict */
export function isOwn(conflict) {
  return String(conflict.byId) === document.getElementById("desk")?.dataset.personId;
}

/** What was done to what. @param {Conflict} conflict @returns {[string, string]} */
function deed({ theirs, mine }) {
  if (!theirs) return ["quote", "removed"];
  if (!mine) return ["quote", "changed"];
  if (theirs.state === "rejected") return ["quote", "rejected"];
  const differ = differences(theirs, mine);
  if (differ.speakers) return ["speaker", "changed"];
  if (differ.spans) return ["words", "changed"];
  if (differ.kind) return ["kind", "changed"];
  return ["quote", theirs.state === "suggested" ? "reopened" : theirs.state];
}

/** One sentence: what a colleague did, or the same person in another window, and when. @param {Conflict} conflict */
export function conflictSentence(conflict) {
  const [what, done] = deed(conflict);
  const when = ago(conflict.at);
  const then = when ? ` ${when}` : "";
  if (isOwn(conflict)) return `You ${done} the ${what} in another window${then}.`;
  return `The ${what} ${what === "words" ? "were" : "was"} ${done} by ${conflict.by || "a colleague"}${then}.`;
}

/** @param {Quote|null} quote @param {Quote|null} other */
function version(quote, other) {
  if (!quote) return el("p", { class: "gone" }, "Removed");
  const differ = other ? differences(quote, other) : { state: true, speakers: true, kind: true };
  const shared = new Set(other?.spans.map(spelt));
  const list = el("dl");
  const line = (/** @type {string} */ term, /** @type {string} */ words, /** @type {boolean} */ differs) =>
    list.append(el("dt", {}, term), el("dd", {}, differs ? el("mark", {}, words) : words));
  line("Decision", quote.state === "suggested" ? "undecided" : quote.state, differ.state);
  line("Who said it", names(quote.speakers), differ.speakers);
  line("Kind", KINDS[quote.kind].toLowerCase(), differ.kind);
  for (const span of inOrder(quote.spans)) line(ROLES[span.role], shortened(span.text, 160), !shared.has(spelt(span)));
  return list;
}

/** @param {Conflict} conflict @param {(keep: "theirs"|"mine") => void} settle */
export function conflictChoice(conflict, settle) {
  const own = isOwn(conflict);
  const buttons = own ? { theirs: "Keep that one", mine: "Keep this one" } : { theirs: "Keep theirs", mine: "Keep mine" };
  const side = (/** @type {string} */ heading, /** @type {Quote|null} */ quote, /** @type {Quote|null} */ other, /** @type {"theirs"|"mine"} */ keep) =>
    el(
      "section",
      { class: keep },
      el("h3", {}, heading),
      version(quote, other),
      el("button", { type: "button", class: "act", "data-action": `keep-${keep}`, onclick: () => settle(keep) }, buttons[keep]),
    );
  return el(
    "div",
    { class: "conflict", role: "group", "aria-label": "Two versions of this quote" },
    el("p", {}, conflictSentence(conflict)),
    el(
      "div",
      { class: "versions" },
      side(own ? "The other window" : conflict.by ? `${conflict.by}’s` : "Theirs", conflict.theirs, conflict.mine, "theirs"),
      side(own ? "This window" : "Mine", conflict.mine, conflict.theirs, "mine"),
    ),
  );
}
