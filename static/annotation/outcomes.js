/**
 * Sends decisions in one request and tells what the server made of each. Which go together and when, queue.js and
 * leftovers.js say.
 *
 * What a decision came to, as tabs tell each other.
 * @typedef {{kind: "sent", id: string, answer: import("./types.js").DecisionAnswer}} Sent
 * @typedef {{kind: "stale", id: string, detail: string, code: string, current: import("./types.js").Quote|null, last: import("./types.js").Decision|null}} WasStale
 * @typedef {{kind: "refused", id: string, detail: string}} WasRefused
 * @typedef {Sent|WasStale|WasRefused} Outcome
 */
import { Refused, Stale } from "./api.js";

/** Decisions in one request: what a server answers at once, and a person sees going. */
export const MOST = 50;

/** @param {string} id @param {Refused} error @returns {WasStale|WasRefused} */
function refusal(id, error) {
  if (!(error instanceof Stale)) return { kind: "refused", id, detail: error.message };
  return { kind: "stale", id, detail: error.message, code: error.code, current: error.current, last: error.last };
}

/**
 * What became of decisions, in their order; null where the server does not take so many at once. Throws where the same
 * have to be sent again.
 * @param {import("./api.js").Api} api @param {import("./types.js").DecisionRequest[]} requests @returns {Promise<Outcome[]|null>}
 */
export async function outcomesOf(api, requests) {
  const answers = await (requests.length > 1 ? api.decideAll(requests) : api.decide(requests[0])).catch((error) => {
    if (error instanceof Refused) return error;
    throw error;
  });
  if (answers instanceof Refused) return requests.length > 1 ? null : 
}
