/** Says what just happened: on screen for a few seconds with a way back, and aloud for those who listen. */
import { el } from "./elements.js";

const STAY = 6000;

/** Short notices at the foot of the page. */
export class Toasts {
  /** @param {HTMLElement} stack @param {HTMLElement} voice  a polite live region */
  constructor(stack, voice) {
    this.stack = stack;
    this.voice = voice;
  }

  /** @param {string} sentence */
  say(sentence) {
    // The same sentence twice would not be read twice.
    this.voice.textContent = this.voice.textContent === sentence ? `${sentence}\u00a0` : sentence;
  }

  /** Shows a notice; the function it returns takes it away. @param {string} sentence @param {{name: string, act: () => void}} [way] @param {"quiet"|"problem"} [tone] */
  show(sentence, way, tone = "quiet") {
    const toast = el("div", { class: `toast ${tone}` }, el("span", {}, sentence));
    const close = () => toast.remove();
    if (way) {
      const act = () => {
        close();
        way.act();
      };
      toast.append(el("button", { type: "button", onclick: act }, way.name));
    }
    if (tone === "problem") toast.append(el("button", { type: "button", "aria-label": "Close", onclick: close }, "✕"));
    else setTimeout(close, STAY);
    while (this.stack.childElementCount >= 3) this.stack.firstElementChild?.remove();
    this.stack.append(toast);
    this.say(sentence);
    return close;
  }
}
