/**
 * Sends what waits in this browser of articles that are not open. Nobody is there to choose between two versions, so what
 * the server will not take as it is stays where it is until its article is opened.
 *
 * @typedef {import("./keeping.js").Keeper} Keeper
 *
 * @typedef {object} Leftover
 * @property {number} article
 * @property {string} title
 * @property {number} count  decisions that wait
 * @property {"waits"|"asks"|"gone"} why  the server can't be reached, a person has to look, or there is no such article
 */
import { Api, Refused } from "./api.js";
import { lineOf, outcomeOf } from "./queue.js";

/** Sends what it can of one article, in order. @param {Keeper} keeper @param {number} article @param {import("./decisions.js").Step[]} steps @returns {Promise<Leftover["why"]|null>} why something stays */
async function sendAll(keeper, article, steps) {
  const api = new Api(article);
  const tabs = new BroadcastChannel(lineOf(keeper.person, article));
  try {
    for (const step of steps) {
      const { id } = step.request;
      try {
        const answer = await api.decide(step.request);
        tabs.postMessage({ kind: "sent", id, answer });
        await keeper.drop([id]);
      } catch (error) {
        if (!outcomeOf(id, error)) return "waits";
        return error instanceof Refused && error.status === 404 && !(await api.exists().catch(() => true)) ? "gone" : "asks";
      }
    }
    return null;
  } finally {
    tabs.close();
  }
}

/**
 * Sends what waits of all articles but one; what stays, and why.
 * @param {Keeper} keeper @param {number} [except]  the article that is open @returns {Promise<Leftover[]>}
 */
export async function sendLeftovers(keeper, except) {
  /** @type {Leftover[]} */
  const left = [];
  let reached = true;
  for (const [article, { title }] of await keeper.loadAll()) {
    if (article === except) continue;
    const why = await navigator.locks.request(lineOf(keeper.person, article), { ifAvailable: true }, async (lock) => {
      // Another tab is at it.
      if (!lock) return null;
      if (!reached) return "waits";
      // Read again: by now another tab may have sent some.
      return sendAll(keeper, article, (await keeper.load(article)).steps);
    });
    reached &&= why !== "waits";
    const { steps, conflicts } = await keeper.load(article);
    const count = steps.length + conflicts.length;
    if (count && why) left.push({ article, title, count, why });
    else if (conflicts.length) left.push({ article, title, count, why: "asks" });
  }
  return left;
}
