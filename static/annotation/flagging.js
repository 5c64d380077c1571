/** Asks why a quote is flagged: a number from a short list, and words where there is more to say. */
import { cap, el } from "./elements.js";
import { REASONS } from "./talk.js";

/** @typedef {import("./types.js").Reason} Reason */

const KINDS = /** @type {Reason[]} */ (Object.keys(REASONS));

/** The dialog behind F. */
export class Flagging {
  /** @param {HTMLDialogElement} dialog @param {(quote: string, reason: Reason, words: string) => Promise<void>} flag @param {() => void} goOn  gives the keyboard back to the quote, whose card was drawn anew */
  constructor(dialog, flag, goOn) {
    this.dialog = dialog;
    this.flag = flag;
    this.goOn = goOn;
    this.quote = "";
    this.choices = KINDS.map((reason, index) => el("input", { type: "radio", name: "reason", value: reason, id: `reason-${index + 1}` }));
    this.words = el("input", { type: "text", maxlength: 2000, placeholder: "In your own words", "aria-label": "In your own words", "aria-describedby": "flag-problem", oninput: () => this.tell("") });
    this.problem = el("p", { class: "field-problem", id: "flag-problem", role: "alert" });
    this.send = el("button", { type: "submit", class: "act primary" }, "Flag", cap("Enter"));
    const cancel = el("button", { type: "button", class: "act", onclick: () => dialog.close() }, "Cancel", cap("Esc"));
    const rows = this.choices.map((choice, index) => el("label", {}, choice, cap(String(index + 1)), REASONS[KINDS[index] ?? "other"]));
    const form = el("form", { onsubmit: (/** @type {Event} */ event) => void this.submit(event) });
    form.append(el("fieldset", {}, el("legend", { class: "visually-hidden" }, "Reason"), ...rows), this.words, this.problem, el("div", { class: "actions" }, this.send, cancel));
    dialog.setAttribute("aria-labelledby", "flag-heading");
    dialog.append(el("h2", { id: "flag-heading" }, "Why flag this quote?"), form);
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  /** @param {import("./types.js").Quote} quote */
  open(quote) {
    this.quote = quote.id;
    this.words.value = "";
    this.tell("");
    for (const [index, choice] of this.choices.entries()) choice.checked = index === 0;
    this.dialog.showModal();
    this.choices[0]?.focus();
  }

  /** A number chooses, where it is not part of the words. @param {KeyboardEvent} event */
  key(event) {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const choice = this.choices[Number(digit) - 1];
    if (!choice || event.target === this.words || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choice.checked = true;
    choice.focus();
    this.tell("");
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    if (this.send.disabled) return;
    const reason = KINDS[this.choices.findIndex((choice) => choice.checked)] ?? "other";
    if (reason === "other" && !this.words.value.trim()) {
      this.tell("Say in a few words what it is.");
      return this.words.focus();
    }
    this.send.disabled = true;
    try {
      await this.flag(this.quote, reason, this.words.value);
      this.dialog.close();
      this.goOn();
    } catch (error) {
      this.tell(error instanceof Error ? error.message : String(error));
    } finally {
      this.send.disabled = false;
    }
  }

  /** @param {string} problem */
  tell(problem) {
    this.problem.textContent = problem;
    if (problem) this.words.setAttribute("aria-invalid", "true");
    else this.words.removeAttribute("aria-invalid");
  }
}
