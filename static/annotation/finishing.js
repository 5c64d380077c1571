/**
 * Calls the article done and opens the next one, once the server has every decision; tells how the article stands, and
 * offers the way back. Which article is next, the server knows.
 *
 * @typedef {import("./types.js").Standing} Standing
 */
import { byId } from "./desk.js";
import { el } from "./elements.js";
import { ago } from "./words.js";

/** How long an answer may take that was asked for before something changed here. */
const OLD_NEWS = 3000;

/** What the server embeds where another article led here, with what is not settled in it. @typedef {{id: number, title: string, left: string}} JustDone */

/** @param {unknown} error */
function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** The article's own state. */
export class Finishing {
  /** @param {import("./desk.js").Desk} desk @param {import("./saving.js").Saving} saving @param {import("./api.js").Api} api @param {import("./types.js").Review} review */
  constructor(desk, saving, api, review) {
    this.desk = desk;
    this.saving = saving;
    this.api = api;
    /** @type {Standing} */
    this.standing = { done: review.article.done, done_by: review.article.done_by, done_at: review.article.done_at };
    this.state = byId("article-state");
    this.button = byId("done-next");
    this.reopen = byId("open-again");
    this.busy = false;
    /** Was it called done here, so that the next page has to tell? */
    this.justDone = false;
    /** When this page last changed how the article stands: what was told before is old. */
    this.changedAt = 0;
    /** The article that led here, as long as the notice about it is shown. @type {JustDone|null} */
    this.cameFrom = null;
    /** Takes that notice away. */
    this.closeNotice = () => {};
    /** Told before it is called done: from then on nothing may change a quote by itself, as that would open it again. */
    this.begun = () => {};
    saving.performed = () => this.decided();
    saving.takeBackDone = (way) => this.turn(way);
    this.draw();
  }

  draw() {
    const { done, done_by: by, done_at: at } = this.standing;
    this.state.dataset.done = String(done);
    const words = /** @type {HTMLElement} */ (this.state.querySelector("span"));
    words.textContent = done ? "Done" : "Open";
    this.state.title = done ? `Called done by ${by || "somebody"} ${ago(at)}` : "Nobody has called this article done";
    this.reopen.hidden = !done;
    const name = /** @type {HTMLElement} */ (this.button.querySelector("span"));
    name.replaceChildren(...(done ? ["Next", el("span", { class: "further" }, " article")] : ["Done", el("span", { class: "further" }, " and next")]));
    /** @type {HTMLElement} */ (this.desk.finished.querySelector("button")).textContent = name.textContent;
    this.counted();
    this.button.title = done ? "Open the next article" : "Call the article done and open the next";
  }

  /** Where nothing is left to decide, this is what comes next. */
  counted() {
    this.button.classList.toggle("primary", this.desk.isFinished);
  }

  /** A colleague called the article done, or opened it again. @param {Standing} standing */
  heard(standing) {
    const same = standing.done === this.standing.done && standing.done_by === this.standing.done_by;
    if (same || this.busy || this.saving.queue.waiting.length || Date.now() - this.changedAt < OLD_NEWS) return;
    this.standing = standing;
    if (!standing.done) this.saving.trail.recordOpen(false);
    this.draw();
    this.desk.toasts.say(standing.done ? `${standing.done_by} called the article done.` : "The article is open again.");
  }

  /** Somebody decides on a quote of an article that was done: it is open again, on the server too. */
  decided() {
    this.closeNotice();
    this.cameFrom = null;
    if (!this.standing.done) return;
    this.saving.trail.recordOpen(false);
    this.standing = { done: false, done_by: "", done_at: null };
    this.changedAt = Date.now();
    this.draw();
    const way = { name: "Call it done again", act: () => void this.turn("redo"), holds: () => !this.standing.done };
    this.desk.toasts.show("The article is open again, because you decided on a quote.", way);
  }

  /** Waits for what is not saved yet, calls the article done unless it is, and leaves for the next. */
  async doneAndNext() {
    if (this.busy) return;
    this.busy = true;
    try {
      if (!this.standing.done && !(await this.markDone())) return;
      location.assign(this.nextAddress());
    } catch (error) {
      this.desk.toasts.show(`The article could not be called done: ${reasonOf(error)} Try again.`, undefined, "problem");
    } finally {
      this.busy = false;
    }
  }

  /** @returns {Promise<boolean>} whether the article is done now */
  async markDone() {
    const { desk, saving } = this;
    this.begun();
    if (saving.queue.waiting.length) desk.toasts.say("Saving your last changes first.");
    if (!(await saving.settled())) {
      desk.toasts.show("Your last changes are not saved yet, so the article stays open. Try again once they are.", undefined, "problem");
      return false;
    }
    const clash = [...desk.state.conflicts.keys()][0];
    if (clash !== undefined) {
      desk.focus(clash);
      desk.toasts.show("Two versions of this quote stand side by side: choose one first.");
      return false;
    }
    this.standing = await this.api.complete(this.api.article, true, this.saving.person.id);
    saving.trail.recordDone();
    this.justDone = true;
    this.changedAt = Date.now();
    this.draw();
    return true;
  }

  nextAddress() {
    const address = new URL(this.button.dataset.next ?? "/", location.href);
    if (this.justDone) address.searchParams.set("done", String(this.api.article));
    return address.href;
  }

  async openAgain() {
    if (!this.standing.done || (await this.turn("undo")) === null) return;
    this.button.focus();
  }

  /** Opens this article again, or calls it done again, and stays. @param {"undo"|"redo"} way @returns {Promise<string|null>} as `Saving.takeBack` */
  async turn(way) {
    if (this.busy) return null;
    this.busy = true;
    const { trail, person } = this.saving;
    try {
      if (way === "redo") {
        if (!(await this.markDone())) return null;
      } else {
        this.standing = await this.api.complete(this.api.article, false, person.id);
        trail.recordOpen(true);
        this.justDone = false;
        this.changedAt = Date.now();
        this.draw();
      }
      this.desk.toasts.show(way === "redo" ? "The article is done again." : "The article is open again.");
      return "";
    } catch (error) {
      const what = way === "redo" ? "called done" : "opened again";
      this.desk.toasts.show(`The article could not be ${what}: ${reasonOf(error)} Try again.`, undefined, "problem");
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Tells of the article that was done and led here, with a way back. @param {JustDone|null} cameFrom */
  arrive(cameFrom) {
    if (!cameFrom) return;
    const address = new URL(location.href);
    address.searchParams.delete("done");
    history.replaceState(history.state, "", address);
    this.cameFrom = cameFrom;
    const left = cameFrom.left ? ` Left in it: ${cameFrom.left}.` : "";
    const way = { name: "Undo", act: () => void this.takeBack(), holds: () => this.cameFrom !== null };
    this.closeNotice = this.desk.toasts.show(`“${cameFrom.title}” is done.${left}`, way);
  }

  /** Opens the article again that led here. */
  async takeBack() {
    const back = this.cameFrom;
    if (!back) return;
    this.cameFrom = null;
    this.closeNotice();
    const { toasts } = this.desk;
    try {
      await this.api.complete(back.id, false, this.saving.person.id);
      const way = { name: "Go back to it", act: () => location.assign(`/articles/${back.id}/`) };
      toasts.show(`“${back.title}” is open again.`, way);
    } catch (error) {
      this.cameFrom = back;
      const way = { name: "Try again", act: () => void this.takeBack() };
      toasts.show(`“${back.title}” could not be opened again: ${reasonOf(error)}`, way, "problem");
    }
  }
}
