/**
 * Follows the run that looks for quotes: asks after it while it is queued or at work and the page is seen, says why it failed
 * and offers another try, and says what to do when it found nothing. What it brings is put on the page by the page.
 *
 * @typedef {import("./types.js").Review} Review
 * @typedef {import("./types.js").Run} Run
 */
import { el } from "./elements.js";

const PAUSE = 1500;
const LONG_PAUSE = 5000;
/** How long a run may take before it is asked after less often. */
const PATIENCE = 60_000;

/** @param {Run|null} run */
function isAtWork(run) {
  return run?.state === "queued" || run?.state === "running";
}

/** The notice above the cards. */
export class RunWatch {
  /** @param {HTMLElement} notice @param {import("./api.js").Api} api @param {number} person @param {{brought: (review: Review) => void, isEmpty: () => boolean}} page */
  constructor(notice, api, person, page) {
    this.notice = notice;
    this.api = api;
    this.person = person;
    this.page = page;
    /** @type {Run|null} */
    this.run = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.asking = false;
    this.since = 0;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.timer);
      if (!document.hidden && isAtWork(this.run)) void this.ask();
    });
  }

  /** @param {Run|null} run */
  follow(run) {
    if (!isAtWork(this.run)) this.since = Date.now();
    this.run = run;
    this.draw();
    clearTimeout(this.timer);
    if (!isAtWork(run) || document.hidden) return;
    this.timer = setTimeout(() => void this.ask(), Date.now() - this.since < PATIENCE ? PAUSE : LONG_PAUSE);
  }

  /** Somebody else may have had quotes looked for. @param {{id: number, state: string}|null} run  the newest there is */
  heard(run) {
    if (run && (String(run.id) !== String(this.run?.id) || run.state !== this.run?.state)) void this.ask();
  }

  /** Asks how the run is doing, and for the article's quotes only once there is something new. */
  async ask() {
    if (this.asking) return;
    this.asking = true;
    try {
      const run = await this.api.newestRun();
      if (isAtWork(run)) return this.follow(run);
      const review = await this.api.review();
      this.page.brought(review);
      this.follow(review.run);
    } catch {
      // The save state tells whether the server is there; here it is simply asked again.
      this.follow(this.run);
    } finally {
      this.asking = false;
    }
  }

  async again() {
    try {
      this.follow(await this.api.runAgain(this.person));
      // Answers of another shape than a run are settled by the next look.
      if (!isAtWork(this.run)) await this.ask();
    } catch (error) {
      this.say("problem", `Looking for quotes could not be started: ${error instanceof Error ? error.message : error}`, true);
    }
  }

  draw() {
    if (this.run?.state === "queued") this.say("working", "Waiting to look for quotes. You can already read and mark your own.", false);
    else if (this.run?.state === "running") this.say("working", "Looking for quotes. You can already read and mark your own.", false);
    else if (this.run?.state === "failed") this.say("problem", this.run.failure || "Looking for quotes failed.", true);
    else if (this.page.isEmpty()) {
      const none = this.run ? "No quotes were found in this article." : "Nobody has looked for quotes in this article yet.";
      this.say("nothing", `${none} Select the words someone said and press Q to add a quote.`, this.run === null);
    } else this.notice.hidden = true;
  }

  /** @param {string} look @param {string} sentence @param {boolean} again */
  say(look, sentence, again) {
    this.notice.className = `run-notice ${look}`;
    const button = again && el("button", { type: "button", class: "act", onclick: () => void this.again() }, this.run ? "Try again" : "Look for quotes");
    this.notice.replaceChildren(el("p", {}, sentence), button || "");
    this.notice.hidden = false;
  }
}
