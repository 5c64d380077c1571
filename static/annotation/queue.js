/**
 * Sends decisions in the order they were made, each until the server has it: an answer that never came
 * is asked for again with the same id. Of several tabs of one person on one article one sends at a time, and each tells the
 * others what it decided and what came of it. What an answer means for the page is left to its listeners.
 *
 * @typedef {import("./decisions.js").Step} Step
 * @typedef {{kind: "saved", at: Date|null} | {kind: "sending"|"offline"|"signed-out"|"not-you", count: number, kept: boolean}} SaveState  kept: in this browser, whatever becomes of the page
 *
 * @typedef {object} Listeners
 * @property {(steps: Step[]) => void} made  in another tab
 * @property {(step: Step, answer: import("./types.js").DecisionAnswer, later: boolean) => void} sent  later: more about this quote waits
 * @property {(step: Step, error: import("./api.js").Stale, dropped: Step[]) => void} stale
 * @property {(step: Step, error: Error, dropped: Step[]) => void} refused
 * @property {(attribution: string) => void} settled  a disagreement, in another tab
 * @property {(state: SaveState) => void} changed
 *
 * @typedef {import("./outcomes.js").Outcome} Outcome
 * @typedef {Outcome | {kind: "made", steps: Step[]} | {kind: "dropped", id: string, ids: string[]} | {kind: "settled", attribution: string}} Message
 */
import { NotYou, SignedOut, Stale, Unreachable } from "./api.js";
import { MOST, outcomesOf } from "./outcomes.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
/** Answers that are shown in one go. */
const AT_ONCE = 10;
/** How long what another tab decided is left to that tab. */
const OTHERS_TURN = 1000;

/** One name for the tabs of one person on one article, and for nobody else's. @param {number} person @param {number} article */
export function lineOf(person, article) {
  return `onrecord ${person} ${article}`;
}

/** Decisions on their way to the server. */
export class Queue {
  /**
   * @param {import("./api.js").Api} api @param {import("./keeping.js").Keeper} keeper
   * @param {import("./keeping.js").About} article @param {Listeners} listeners
   */
  constructor(api, keeper, article, listeners) {
    this.api = api;
    this.keeper = keeper;
    this.article = article;
    this.listeners = listeners;
    /** @type {Step[]} */
    this.waiting = [];
    this.busy = false;
    this.wait = FIRST_WAIT;
    /** The server asked not to be tried before. */
    this.notBefore = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {Date|null} */
    this.savedAt = null;
    /** @type {"online"|"offline"|"signed-out"|"not-you"} */
    this.line = "online";
    this.name = lineOf(keeper.person, article.id);
    this.tabs = new BroadcastChannel(this.name);
    this.tabs.onmessage = ({ data }) => this.hear(data);
    addEventListener("online", () => this.retryNow());
    addEventListener("focus", () => this.retryNow());
    addEventListener("beforeunload", (event) => {
      // All else is kept in this browser and goes on from there.
      if (keeper.unkept.size) event.preventDefault();
    });
  }

  /** @param {Step[]} steps  made in one go */
  push(...steps) {
    this.waiting.push(...steps);
    void this.keeper.keep(this.article, steps).then(() => this.keeper.unkept.size && this.tell());
    this.post({ kind: "made", steps });
    this.tell();
    void this.run();
  }

  /** Goes on with what waited when the page was left. @param {Step[]} steps */
  resume(steps) {
    this.waiting = [...this.unknown(steps), ...this.waiting];
    this.tell();
    void this.run();
  }

  /** @param {Step[]} steps */
  unknown(steps) {
    const known = new Set(this.waiting.map((step) => step.request.id));
    return steps.filter((step) => !known.has(step.request.id));
  }

  /** Does anything about this quote still wait? @param {string} attribution */
  holds(attribution) {
    return this.waiting.some((step) => step.request.attribution === attribution);
  }

  /** Tells the other tabs that a disagreement is settled. @param {string} attribution */
  settled(attribution) {
    this.post({ kind: "settled", attribution });
  }

  /** @param {Message} message */
  post(message) {
    this.tabs.postMessage(message);
  }

  /** @param {Message} message */
  hear(message) {
    if (message.kind === "settled") return this.listeners.settled(message.attribution);
    if (message.kind === "dropped") return this.letGo(message.id, message.ids);
    if (message.kind !== "made") return this.takeIn(message);
    const steps = this.unknown(message.steps);
    this.waiting.push(...steps);
    this.listeners.made(steps);
    this.tell();
    // Should the other tab be closed before it is sent, this one goes on.
    setTimeout(() => void this.run(), OTHERS_TURN);
  }

  /** What was built on a decision that came to nothing will not be sent; where that is still waiting here, its own end comes. @param {string} id @param {string[]} ids  with what was built on it */
  letGo(id, ids) {
    if (this.waiting.some((step) => step.request.id === id)) return;
    this.waiting = this.waiting.filter((step) => !ids.includes(step.request.id));
    this.tell();
  }

  retryNow() {
    if (!this.waiting.length || this.busy || Date.now() < this.notBefore) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.wait = FIRST_WAIT;
    void this.run();
  }

  async run() {
    if (this.busy || this.timer !== undefined || !this.waiting.length) return;
    this.busy = true;
    try {
      await navigator.locks.request(this.name, async () => {
        let most = MOST;
        while (this.waiting.length) most = (await this.sendSome(most)) ? MOST : Math.ceil(most / 2);
      });
    } catch (error) {
      this.line = error instanceof NotYou ? "not-you" : error instanceof SignedOut ? "signed-out" : "offline";
      this.waitAfter(error);
    } finally {
      this.busy = false;
      this.tell();
      // Decided while the other tabs were told that it is their turn.
      if (this.line === "online") void this.run();
    }
  }

  /** Longer each time, not at the same moment in every browser, and no sooner than the server asked for. @param {unknown} error */
  waitAfter(error) {
    const asked = error instanceof Unreachable ? error.after * 1000 : 0;
    this.notBefore = Date.now() + asked;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.run();
      },
      Math.max(asked, this.wait * (0.75 + Math.random() / 2)),
    );
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  /** Sends what has waited longest, in one request. Throws when the same has to be sent again. @param {number} most @returns {Promise<boolean>} whether the server takes so many at once */
  async sendSome(most) {
    const outcomes = await outcomesOf(this.api, this.waiting.slice(0, most).map((step) => step.request));
    for (const [place, outcome] of outcomes?.entries() ?? []) {
      this.post(outcome);
      this.takeIn(outcome);
      // The page takes keys in between.
      if (place % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setTimeout(resolve));
    }
    return outcomes !== null;
  }

  /** What became of a decision, sent from here or from another tab. @param {Outcome} outcome */
  takeIn(outcome) {
    this.savedAt = new Date();
    this.line = "online";
    this.wait = FIRST_WAIT;
    const step = this.waiting.find((one) => one.request.id === outcome.id);
    if (step) this.conclude(step, outcome);
    this.tell();
  }

  /** @param {Step} step @param {Outcome} outcome */
  conclude(step, outcome) {
    const { attribution } = step.request;
    // What was built on a decision that did not hold can't be sent either.
    const goes = (/** @type {Step} */ one) => one === step || (outcome.kind !== "sent" && one.request.attribution === attribution);
    const dropped = this.waiting.filter(goes);
    this.waiting = this.waiting.filter((one) => !goes(one));
    const ids = dropped.map((one) => one.request.id);
    const drop = () => void this.keeper.drop(ids);
    // A tab that heard of one only after it heard that it can't be sent would send it, on a version that means another by now.
    if (dropped.length > 1) this.post({ kind: "dropped", id: step.request.id, ids });
    if (outcome.kind === "sent") drop();
    try {
      if (outcome.kind === "sent") this.listeners.sent(step, outcome.answer, this.holds(attribution));
      else if (outcome.kind === "stale") this.listeners.stale(step, new Stale(outcome.detail, outcome.code, outcome.current, outcome.last), dropped);
      else this.listeners.refused(step, new Error(outcome.detail), dropped);
      // Not before the disagreement is kept.
      if (outcome.kind !== "sent") drop();
    } catch (error) {
      // What goes wrong in showing an answer says nothing about what the server has, nor about what still waits.
      reportError(error);
    }
  }

  tell() {
    const count = this.waiting.length;
    const kind = this.line === "online" ? "sending" : this.line;
    this.listeners.changed(count ? { kind, count, kept: !this.keeper.unkept.size } : { kind: "saved", at: this.savedAt });
  }
}
