/**
 * Finds a speaker while a person types: first among the cast, then in the registry, or makes a new one on the spot. Which
 * quote the speaker is for is left to the page.
 *
 * @typedef {import("./types.js").Speaker} Speaker
 * @typedef {import("./types.js").SpeakerKind} SpeakerKind
 * @typedef {{words: string, note: string, isNew?: boolean, pick: () => Speaker|"unknown"}} Choice
 */
import { el } from "./elements.js";
import { folded, sameSpeaker } from "./state.js";
import { SPEAKER_KINDS } from "./words.js";

const PAUSE = 120;

/** The dialog behind `/`. */
export class SpeakerSearch {
  /** @param {HTMLDialogElement} dialog @param {(words: string, signal: AbortSignal) => Promise<Speaker[]>} registry */
  constructor(dialog, registry) {
    this.dialog = dialog;
    this.registry = registry;
    this.heading = el("h2", { id: "speaker-search-heading" });
    this.input = el("input", {
      type: "text",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": "speaker-choices",
      "aria-labelledby": "speaker-search-heading",
      "aria-autocomplete": "list",
      autocomplete: "off",
      maxlength: 300,
      spellcheck: "false",
      placeholder: "Type a name",
      oninput: () => this.typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
    });
    this.list = el("ul", { id: "speaker-choices", role: "listbox", "aria-labelledby": "speaker-search-heading" });
    this.note = el("p", { class: "note", role: "status" });
    dialog.setAttribute("aria-labelledby", "speaker-search-heading");
    dialog.append(this.heading, this.input, this.list, this.note);
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => this.cancel());
    /** @type {Choice[]} */
    this.choices = [];
    this.active = 0;
    /** @type {Speaker[]} */
    this.cast = [];
    /** @type {Speaker[]} */
    this.found = [];
    /** @type {(picked: Speaker|"unknown") => void} */
    this.picked = () => undefined;
    /** @type {AbortController|null} */
    this.asking = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** Did the person choose among the choices, or do they take what comes first? */
    this.chosen = false;
    /** Has the registry told who goes by what is typed? */
    this.answered = false;
  }

  /** @param {string} heading @param {Speaker[]} cast @param {(picked: Speaker|"unknown") => void} picked */
  open(heading, cast, picked) {
    this.heading.textContent = heading;
    this.cast = cast;
    this.found = [];
    this.picked = picked;
    this.chosen = false;
    this.active = 0;
    this.input.value = "";
    this.note.textContent = "";
    this.offer();
    this.dialog.showModal();
    this.input.focus();
  }

  cancel() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = null;
    this.answered = false;
  }

  typed() {
    this.cancel();
    this.found = [];
    this.chosen = false;
    this.offer();
    const words = this.input.value.trim();
    if (words) this.timer = setTimeout(() => void this.ask(words), PAUSE);
  }

  /** @param {string} words */
  async ask(words) {
    const asking = new AbortController();
    this.asking = asking;
    try {
      this.found = await this.registry(words, asking.signal);
      this.answered = true;
      this.note.textContent = "";
      this.offer();
    } catch {
      if (!asking.signal.aborted) this.note.textContent = "The list of all speakers can't be reached; the cast and new names still work.";
    }
  }

  /** Fills the list: the cast that fits, the registry, then a new speaker of each kind. */
  offer() {
    const words = this.input.value.trim();
    const wanted = folded(words);
    const fits = (/** @type {Speaker} */ speaker) => folded(speaker.name).includes(wanted);
    const chosen = this.choices[this.active];
    /** @type {Choice[]} */
    this.choices = [];
    this.cast.forEach((speaker, index) => {
      if (fits(speaker)) this.choices.push({ words: speaker.name, note: index < 9 ? String(index + 1) : "in this article", pick: () => speaker });
    });
    for (const speaker of this.found) {
      if (this.cast.some((known) => sameSpeaker(known, speaker))) continue;
      this.choices.push({ words: speaker.name, note: SPEAKER_KINDS[speaker.kind] ?? "", pick: () => speaker });
    }
    const known = this.choices.some((choice) => folded(choice.words) === wanted);
    if (!words) this.choices.push({ words: "Unknown", note: "0", pick: () => "unknown" });
    else if (!known) {
      for (const kind of /** @type {SpeakerKind[]} */ (["person", "organization", "group", "document", "unnamed"])) {
        const note = kind === "unnamed" ? "new, no name known" : `new ${SPEAKER_KINDS[kind]}`;
        this.choices.push({ words, note, isNew: true, pick: () => this.newSpeaker(words, kind) });
      }
    }
    const same = this.chosen && chosen ? this.choices.findIndex((choice) => choice.words === chosen.words && choice.note === chosen.note) : -1;
    this.active = Math.max(0, same);
    this.list.replaceChildren(...this.choices.map((choice, index) => this.row(choice, index)));
    this.show();
  }

  /** A speaker to be made; where the registry could not be asked, it is found by its name if it is there after all. @param {string} name @param {SpeakerKind} kind @returns {Speaker} */
  newSpeaker(name, kind) {
    return { id: this.answered ? crypto.randomUUID() : null, name, kind };
  }

  /** @param {Choice} choice @param {number} index */
  row(choice, index) {
    return el(
      "li",
      { id: `speaker-choice-${index}`, role: "option", class: choice.isNew ? "new" : "", onclick: () => this.take(index) },
      el("span", { class: "name" }, choice.isNew ? `Add “${choice.words}”` : choice.words),
      el("span", { class: "note" }, choice.note),
    );
  }

  show() {
    [...this.list.children].forEach((row, index) => {
      row.setAttribute("aria-selected", String(index === this.active));
      if (index === this.active) row.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `speaker-choice-${this.active}`);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const count = this.choices.length;
      this.chosen = true;
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : -1) + count) % Math.max(1, count);
      this.show();
    } else if (event.key === "Enter") this.take(this.active);
    else return;
    event.preventDefault();
  }

  /** @param {number} index */
  take(index) {
    const choice = this.choices[index];
    if (!choice) return;
    const picked = choice.pick();
    this.dialog.close();
    this.picked(picked);
  }
}
