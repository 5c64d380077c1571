/** Says what just happened: on screen for a few seconds with a way back, and aloud for those who listen. */
import { el } from "./elements.js";

const STAY = 6000;
const MOST = 2;

/**
 * What a notice offers to do. Once it would no longer do what the notice says, the notice goes.
 * @typedef {{name: string, act: () => void, holds?: () => boolean}} Way
 *
 * @typedef {{element: HTMLElement, sentence: string, problem: boolean, way: Way|undefined}} Toast
 */

/** Short notices at the foot of the page. */
export class Toasts {
  /** @param {HTMLElement} stack @param {HTMLElement} voice  a polite live region */
  constructor(stack, voice) {
    this.stack = stack;
    this.voice = voice;
    this.justSaid = "";
    /** The oldest first. @type {Toast[]} */
    this.shown = [];
  }

  /** Says it aloud; what one key press leads to is said in one go. @param {string} sentence */
  say(sentence) {
    if (this.justSaid) sentence = `${this.justSaid} ${sentence}`;
    else queueMicrotask(() => (this.justSaid = ""));
    this.justSaid = sentence;
    // The same sentence twice would not be read twice.
    this.voice.textContent = this.voice.textContent === sentence ? `${sentence}\u00a0` : sentence;
  }

  /** Shows a notice; the function it returns takes it away. @param {string} sentence @param {Way} [way] @param {"quiet"|"problem"} [tone] */
  show(sentence, way, tone = "quiet") {
    const problem = tone === "problem";
    const toast = { element: el("div", { class: `toast ${tone}` }, el("span", {}, sentence)), sentence, problem, way };
    const close = () => this.close(toast);
    if (way) {
      const act = () => {
        close();
        way.act();
      };
      toast.element.append(el("button", { type: "button", onclick: act }, way.name));
    }
    if (problem) toast.element.append(el("button", { type: "button", "aria-label": "Close", onclick: close }, "✕"));
    else setTimeout(close, STAY);
    this.makeRoom(toast);
    this.shown.push(toast);
    this.stack.append(toast.element);
    this.say(sentence);
    return close;
  }

  /** @param {Toast} toast */
  close(toast) {
    toast.element.remove();
    this.shown = this.shown.filter((one) => one !== toast);
  }

  /** The same notice is not shown twice, and of too many the oldest goes, problems last. @param {Toast} coming */
  makeRoom(coming) {
    // Two problems of one wording may lead to two quotes.
    const isTwin = (/** @type {Toast} */ one) => one.sentence === coming.sentence && !(one.problem && one.way);
    for (const twin of this.shown.filter(isTwin)) this.close(twin);
    while (this.shown.length >= MOST) {
      const oldest = this.shown.find((one) => !one.problem) ?? this.shown[0];
      if (oldest) this.close(oldest);
    }
  }

  /** Takes away the notices whose way out leads somewhere else by now. */
  review() {
    for (const toast of this.shown) if (toast.way?.holds?.() === false) this.close(toast);
  }
}
