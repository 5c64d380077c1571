/**
 * Sends decisions one after another, in the order they were made, each until the server has it: an answer that never came
 * is asked for again with the same id. What an answer means for the page is left to its listeners.
 *
 * @typedef {import("./decisions.js").Step} Step
 * @typedef {{kind: "saved", at: Date|null} | {kind: "sending", count: number} | {kind: "offline", count: number} | {kind: "signed-out", count: number} | {kind: "not-you", count: number}} SaveState
 *
 * @typedef {object} Listeners
 * @property {(step: Step, answer: import("./types.js").DecisionAnswer, later: boolean) => void} sent  later: more about this quote waits
 * @property {(step: Step, error: import("./api.js").Stale, dropped: Step[]) => void} stale
 * @property {(step: Step, error: Error, dropped: Step[]) => void} refused
 * @property {(state: SaveState) => void} changed
 */
import { NotYou, Refused, SignedOut, Stale, Unreachable } from "./api.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** Decisions on their way to the server. */
export class Queue {
  /** @param {(request: import("./types.js").DecisionRequest) => Promise<import("./types.js").DecisionAnswer>} send @param {Listeners} listeners */
  constructor(send, listeners) {
    this.send = send;
    this.listeners = listeners;
    /** @type {Step[]} */
    this.waiting = [];
    this.busy = false;
    this.wait = FIRST_WAIT;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {Date|null} */
    this.savedAt = null;
    /** @type {"online"|"offline"|"signed-out"|"not-you"} */
    this.line = "online";
    addEventListener("online", () => this.retryNow());
    addEventListener("focus", () => this.retryNow());
    addEventListener("beforeunload", (event) => {
      if (this.waiting.length) event.preventDefault();
    });
  }

  /** @param {Step} step */
  push(step) {
    this.waiting.push(step);
    this.tell();
    void this.run();
  }

  /** Does anything about this quote still wait? @param {string} attribution */
  holds(attribution) {
    return this.waiting.some((step) => step.request.attribution === attribution);
  }

  retryNow() {
    if (!this.waiting.length || this.busy) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.wait = FIRST_WAIT;
    void this.run();
  }

  async run() {
    if (this.busy || this.timer !== undefined) return;
    this.busy = true;
    try {
      while (this.waiting[0]) await this.sendFirst(this.waiting[0]);
    } catch (error) {
      this.line = error instanceof NotYou ? "not-you" : error instanceof SignedOut ? "signed-out" : "offline";
      this.timer = setTimeout(() => {
        this.timer = undefined;
        void this.run();
      }, this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    } finally {
      this.busy = false;
      this.tell();
    }
  }

  /** Throws when the same request has to be sent again. @param {Step} step */
  async sendFirst(step) {
    const id = step.request.attribution;
    let hear;
    try {
      const answer = await this.send(step.request);
      this.waiting.shift();
      hear = () => this.listeners.sent(step, answer, this.holds(id));
    } catch (error) {
      if (error instanceof Unreachable || error instanceof SignedOut || error instanceof NotYou) throw error;
      const dropped = this.dropAll(id);
      if (error instanceof Stale) hear = () => this.listeners.stale(step, error, dropped);
      else hear = () => this.listeners.refused(step, error instanceof Refused ? error : new Error(String(error)), dropped);
    }
    this.settled();
    try {
      hear();
    } catch (error) {
      // What goes wrong in showing an answer says nothing about what the server has, nor about what still waits.
      reportError(error);
    }
    this.tell();
  }

  settled() {
    this.savedAt = new Date();
    this.line = "online";
    this.wait = FIRST_WAIT;
  }

  /** What was built on a decision that did not hold can't be sent either. @param {string} attribution */
  dropAll(attribution) {
    const dropped = this.waiting.filter((step) => step.request.attribution === attribution);
    this.waiting = this.waiting.filter((step) => step.request.attribution !== attribution);
    return dropped;
  }

  tell() {
    const count = this.waiting.length;
    if (!count) this.listeners.changed({ kind: "saved", at: this.savedAt });
    else if (this.line === "online") this.listeners.changed({ kind: "sending", count });
    else this.listeners.changed({ kind: this.line, count });
  }
}
