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
import { Api } from "./api.js";
import { MOST, outcomesOf } from "./outcomes.js";
import { lineOf } from "./queue.js";

/** Sends what it can of one article, in order. @param {Keeper} keeper @param {number} article @param {import("./decisions.js").Step[]} steps @returns {Promise<Leftover["why"]|null>} why something stays */
async function sendAll(keeper, article, steps) {
  const api = new Api(article);
  const tabs = new BroadcastChannel(lineOf(keeper.person, article));
  try {
    let most = MOST;
    /** @type {import("./outcomes.js").Outcome[]} */
    const refused = [];
    for (let waiting = steps; waiting.length; ) {
      const outcomes = await outcomesOf(api, waiting.slice(0, most).map((step) => step.request));
      if (outcomes === null) {
        most = Math.ceil(most / 2);
        continue;
      }
      waiting = waiting.slice(most);
      const sent = outcomes.filter((outcome) => outcome.kind === "sent");
      for (const outcome of sent) tabs.postMessage(outcome);
      await keeper.drop(sent.map(({ id }) => id));
      refused.push(...outcomes.filter((outcome) => outcome.kind !== "sent"));
      // What comes after it may have been decided on what it would have left.
      if (refused.length) break;
    }
    if (!refused.length) return null;
    const missing = refused.some((outcome) => outcome.kind === "refused" && outcome.missing);
    return missing && !(await api.exists().catch(() => true)) ? "gone" : "asks";
  } catch {
    // It can be sent again as it is.
    return "waits";
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
