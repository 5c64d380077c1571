/**
 * Sends decisions in one request and tells what became of each. Which go together, and when, is left to queue.js and
 * leftovers.js.
 *
 * What a decision came to, as tabs tell each other.
 * @typedef {{kind: "sent", id: string, answer: import("./types.js").DecisionAnswer}} Sent
 * @typedef {{kind: "stale", id: string, detail: string, code: string, current: import("./types.js").Quote|null, last: import("./types.js").Decision|null}} WasStale
 * @typedef {{kind: "refused", id: string, detail: string, missing: boolean}} WasRefused  missing: there is no such article or quote
 * @typedef {Sent|WasStale|WasRefused} Outcome
 */
import { Refused, Stale } from "./api.js";

/** Decisions in one request, where the server takes so many: few enough to be answered soon. */
export const MOST = 50;

/** @param {string} id @param {import("./types.js").DecisionAnswer|Refused} answer @returns {Outcome} */
function outcomeOf(id, answer) {
  if (!(answer instanceof Refused)) return { kind: "sent", id, answer };
  const { message: detail, status } = answer;
  if (!(answer instanceof Stale)) return { kind: "refused", id, detail, missing: status === 404 };
  return { kind: "stale", id, detail, code: answer.code, current: answer.current, last: answer.last };
}

/**
 * What became of decisions, in their order; null where the server does not take so many at once. Throws where the same
 * have to be sent again.
 * @param {import("./api.js").Api} api @param {import("./types.js").DecisionRequest[]} requests @returns {Promise<Outcome[]|null>}
 */
export async function outcomesOf(api, requests) {
  const answers = await api.decide(requests);
  return answers && requests.map(({ id }, place) => outcomeOf(id, /** @type {Refused} */ (answers[place])));
}
