/**
 * One quote as a card: its face, which is always there, and when it is the focused one its slots and buttons. What a button
 * does is left to the page, which gets the action's name.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./state.js").State} State
 * @typedef {(action: string, detail?: any) => void} Act
 */
import { conflictChoice } from "./conflict.js";
import { cap, el, shape } from "./elements.js";
import { keyOf, keyOfNumber } from "./keymap.js";
import { likeness, sameSpeakers } from "./look_alikes.js";
import { sameSpeaker } from "./state.js";
import { KIND_ORDER, KINDS, names, plural, proposedInstead, quotedWords, ROLES, shortened, spoken, stateWords } from "./words.js";

/** @param {string} action @param {string} words @param {string} look @param {Act} act */
function actionButton(action, words, look, act) {
  return el("button", { type: "button", class: `act ${look}`, "data-action": action, onclick: () => act(action) }, words, cap(keyOf(action)));
}

/** @param {Quote} quote @param {State} state */
export function summaryOf(quote, state) {
  return spoken(quote, state.order.indexOf(quote.id) + 1, state.order.length, state.conflicts.has(quote.id), state.talk.spoken(quote.id));
}

/** The flag and the number of comments, for the face. @param {Quote} quote @param {State} state */
function remarks(quote, state) {
  const comments = state.talk.open(quote.id);
  const flagged = state.talk.flagOf(quote.id) !== null;
  if (!comments && !flagged) return null;
  const row = el("span", { class: "remarks", "aria-hidden": "true" });
  if (flagged) row.append(el("span", { class: "flag" }, shape("flag"), "Flagged"));
  if (comments) row.append(el("span", {}, shape("comment"), plural(comments, "comment", "comments")));
  return row;
}

/** The part of a card that is always there. @param {Quote} quote @param {State} state @param {boolean} open @param {() => void} choose */
function face(quote, state, open, choose) {
  const conflict = state.conflicts.has(quote.id);
  const look = conflict ? "conflict" : quote.state;
  // The button lies over the words instead of round them: what is heard is one sentence, not the words' layout.
  return el(
    "div",
    { class: "summary" },
    el("span", { class: `status look-${look}`, "aria-hidden": "true" }, shape(look), stateWords(quote, conflict)),
    el("span", { class: `who${quote.speakers.length ? "" : " nobody"}`, "aria-hidden": "true" }, names(quote.speakers)),
    el("span", { class: "words", "aria-hidden": "true" }, shortened(quotedWords(quote), 400)),
    remarks(quote, state),
    el("button", { type: "button", class: "face", "aria-label": summaryOf(quote, state), "aria-expanded": String(open), onclick: choose }),
  );
}

/** @param {Quote} quote @param {Act} act */
function kinds(quote, act) {
  const row = el("div", { class: "kinds", role: "group", "aria-label": "How the words are reported" });
  KIND_ORDER.forEach((kind) => {
    const on = String(quote.kind === kind);
    row.append(el("button", { type: "button", "aria-pressed": on, onclick: () => act("kind", kind) }, KINDS[kind]));
  });
  row.append(cap(keyOf("kind")), el("button", { type: "button", class: "quiet guide-button", onclick: () => act("guide") }, "Guide", cap(keyOf("guide"))));
  return row;
}

/** @param {import("./types.js").Speaker[]} some @param {import("./types.js").Speaker} speaker */
function includes(some, speaker) {
  return some.some((one) => sameSpeaker(one, speaker));
}

/** @param {Quote} quote @param {State} state @param {Act} act */
function speakers(quote, state, act) {
  const row = el("div", { class: "chips", role: "group", "aria-label": "Who said it" });
  const numbered = state.cast.slice(0, 9);
  numbered.forEach((speaker, index) => {
    const on = includes(quote.speakers, speaker);
    const number = index + 1;
    const name = el("span", { class: "name" }, speaker.name);
    row.append(el("button", { type: "button", "data-number": number, "aria-pressed": String(on), onclick: () => act("cast", number) }, cap(keyOfNumber(number)), name));
  });
  quote.speakers.forEach((speaker) => {
    if (includes(numbered, speaker)) return;
    row.append(el("button", { type: "button", "aria-pressed": "true", onclick: () => act("find-speaker") }, el("span", { class: "name" }, speaker.name)));
  });
  const nobody = String(quote.speakers.length === 0);
  row.append(
    el("button", { type: "button", "aria-pressed": nobody, onclick: () => act("unknown") }, cap(keyOf("unknown")), "Unknown"),
    el("button", { type: "button", class: "quiet", onclick: () => act("find-speaker") }, cap(keyOf("find-speaker")), "Someone else…"),
    el("button", { type: "button", class: "quiet", title: "One more speaker for the same quote", onclick: () => act("also-speaker") }, cap(keyOf("also-speaker")), "And also…"),
  );
  return row;
}

/** What could be done to the quotes like this one. @param {Quote} quote @param {State} state @param {Act} act */
function offer(quote, state, act) {
  const offered = state.offer;
  if (offered?.id !== quote.id || !sameSpeakers(offered.speakers, quote.speakers)) return null;
  const button = el("button", { type: "button", class: "act", "data-action": "apply-alike", onclick: () => act("apply-alike") }, `Apply to the other ${offered.others.length}`, cap(keyOf("apply-alike")));
  return el("div", { class: "offer" }, button, el("span", {}, likeness(quote)));
}

/** The parts in text order; the chosen one has its edges. @param {Quote} quote @param {State} state @param {Act} act */
function parts(quote, state, act) {
  const list = el("ul", { class: "parts" });
  const [chosen, filled] = [state.part, state.filledIn(quote)];
  quote.spans.forEach((span, index) => {
    const on = index === chosen;
    const row = el(
      "li",
      { class: `part role-${span.role}${on ? " chosen" : ""}` },
      el(
        "button",
        { type: "button", class: "part-words", "aria-pressed": String(on), onclick: () => act("choose-part", index) },
        el("span", { class: "role" }, ROLES[span.role], filled?.spans.some((one) => one.role === span.role) ? " · filled in" : ""),
        el("span", { class: "words" }, shortened(span.text, 220)),
      ),
    );
    if (span.role !== "content" || quote.spans.filter((one) => one.role === "content").length > 1) row.append(remover(span, index, act));
    if (on) row.append(edges(index, act));
    list.append(row);
  });
  return list;
}

/** Takes a part away; the last of the quoted words can't go. @param {import("./types.js").Span} span @param {number} part @param {Act} act */
function remover(span, part, act) {
  const words = `Remove the ${ROLES[span.role].toLowerCase()}: ${shortened(span.text, 60)}`;
  return el("button", { type: "button", class: "remove", "aria-label": words, title: "Remove this part", onclick: () => act("delete", part) }, "✕");
}

/** @param {number} part @param {Act} act */
function edges(part, act) {
  const mover = (/** @type {"start"|"end"} */ edge, /** @type {1|-1} */ direction) =>
    el(
      "button",
      {
        type: "button",
        "aria-label": `Move the ${edge} one word ${direction > 0 ? "on" : "back"}`,
        onclick: () => act("move-edge", { part, edge, direction }),
      },
      direction > 0 ? "▸" : "◂",
    );
  return el(
    "div",
    { class: "edges" },
    el("span", { class: "edge", role: "group", "aria-label": "Start" }, el("span", { "aria-hidden": "true" }, "Start"), mover("start", -1), mover("start", 1)),
    el("span", { class: "edge", role: "group", "aria-label": "End" }, el("span", { "aria-hidden": "true" }, "End"), mover("end", -1), mover("end", 1)),
  );
}

/** Why it was suggested; of a corrected quote, what was suggested instead; first of all what was filled in just now. @param {Quote} quote @param {State} state */
function why(quote, state) {
  const filled = state.filledIn(quote);
  if (filled) return el("p", { class: "why filled" }, el("span", {}, `Filled in by Onrecord: check it. ${filled.reason}`));
  if (quote.state === "corrected") {
    const instead = proposedInstead(quote);
    return instead ? el("p", { class: "why" }, el("span", {}, instead)) : null;
  }
  if (quote.state !== "suggested" && quote.state !== "accepted") return null;
  if (!quote.suggestion || (!quote.reason && quote.confidence === null)) return null;
  const sure = quote.confidence === null ? null : el("meter", { min: 0, max: 1, value: quote.confidence, "aria-label": "Confidence" });
  const figure = quote.confidence === null ? "" : quote.confidence.toFixed(2);
  const reason = quote.reason ? `Suggested because: ${quote.reason}` : "Suggested";
  return el("p", { class: "why" }, el("span", {}, reason), sure, figure && el("span", { class: "figure" }, figure));
}

/** @param {Quote} quote @param {Act} act */
function actions(quote, act) {
  const row = el("div", { class: "actions" });
  if (quote.state === "suggested") {
    row.append(actionButton("accept", "Accept", "primary", act), actionButton("reject", "Reject", "", act));
  } else if (quote.state === "rejected") {
    row.append(actionButton(quote.suggestion ? "reopen" : "accept", "Restore", "primary", act), actionButton("next-undecided", "Next", "", act));
  } else if (quote.suggestion) {
    row.append(
      actionButton("next-undecided", "Next", "primary", act),
      actionButton("reject", "Reject", "", act),
      actionButton("reopen", "Undecided", "", act),
    );
  } else {
    row.append(
      actionButton("next-undecided", "Next", "primary", act),
      el("button", { type: "button", class: "act", "data-action": "remove", onclick: () => act("remove") }, "Remove quote", cap(keyOf("delete"))),
    );
  }
  return row;
}

/** @param {Quote} quote @param {State} state @param {boolean} open @param {Act} act */
export function card(quote, state, open, act) {
  // What a listener uses lives as long as the card: the id is enough, and the quote would be kept as it was.
  const { id } = quote;
  const conflict = state.conflicts.get(id);
  const element = el("div", { class: `quote-card look-${conflict ? "conflict" : quote.state}${open ? " open" : ""}`, role: "listitem", "data-id": id });
  element.append(face(quote, state, open, () => act("choose", id)));
  if (!open) return element;
  const body = el("div", { class: "body" });
  if (conflict) body.append(conflictChoice(conflict, (keep) => act("settle", keep)));
  else body.append(actions(quote, act), speakers(quote, state, act), offer(quote, state, act) ?? "", kinds(quote, act), parts(quote, state, act), why(quote, state) ?? "");
  element.append(body);
  return element;
}
