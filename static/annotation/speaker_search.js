/**
 * Finds a speaker while a person types: first among the cast, then in the registry, or makes a new one on the spot, with a
 * name that stands in the article or is typed. Which quote the speaker is for is left to the page.
 *
 * @typedef {import("./types.js").Speaker} Speaker
 * @typedef {import("./types.js").SpeakerKind} SpeakerKind
 * @typedef {import("./types.js").KnownSpeaker} KnownSpeaker
 * What can be chosen: a name, what is known about it, and the key that names it without a search.
 * @typedef {{words: string, about: string, key: string, isNew?: boolean, pick: () => Speaker|"unknown"}} Choice
 */
import { cap, el } from "./elements.js";
import { folded, sameSpeaker } from "./state.js";
import { plural, SPEAKER_KINDS } from "./words.js";

const PAUSE = 120;
/** So many names of the article are offered at most. */
const MOST_NAMES = 3;
const NEW_KINDS = /** @type {SpeakerKind[]} */ (Object.keys(SPEAKER_KINDS));

/** Does a word of the name begin with what is typed? @param {string} name @param {string} wanted  folded */
function begins(name, wanted) {
  return ` ${folded(name)}`.includes(` ${wanted}`);
}

/** An arrow alone; with another key it moves in what is typed. @param {KeyboardEvent} event */
function isBare(event) {
  return !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** The dialog behind `/`. */
export class SpeakerSearch {
  /** @param {HTMLDialogElement} dialog @param {(words: string, signal: AbortSignal) => Promise<KnownSpeaker[]>} registry */
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
    /** @type {KnownSpeaker[]} */
    this.found = [];
    /** Names in the article that nobody may have yet, the likeliest first. @type {string[]} */
    this.named = [];
    /** Only those who are known already can be chosen, but not this one. @type {Speaker|null} */
    this.without = null;
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
    /** What a new speaker would be. @type {SpeakerKind} */
    this.kind = "person";
  }

  /**
   * @param {string} heading @param {Speaker[]} cast @param {(picked: Speaker|"unknown") => void} picked
   * @param {{without?: Speaker|null, named?: string[]}} [more]  only speakers who are there already, but not this one; names in the article
   */
  open(heading, cast, picked, { without = null, named = [] } = {}) {
    this.heading.textContent = heading;
    this.cast = cast;
    this.found = [];
    this.picked = picked;
    this.without = without;
    this.named = named;
    this.chosen = false;
    this.active = 0;
    this.kind = "person";
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

  /** Fills the list: the cast that fits, the registry, names in the article, then a new speaker. */
  offer() {
    const words = this.input.value.trim();
    const wanted = folded(words);
    const fits = (/** @type {Speaker} */ speaker) => folded(speaker.name).includes(wanted);
    const chosen = this.choices[this.active];
    /** @type {Choice[]} */
    this.choices = [];
    /** Those of the cast in whose names it only stands somewhere inside a word. @type {Choice[]} */
    const inside = [];
    this.cast.forEach((speaker, index) => {
      // Somebody of the cast may go by the words typed without being called so: the registry knows.
      const known = this.found.find((one) => sameSpeaker(one, speaker));
      const key = index < 9 && !this.without ? String(index + 1) : "";
      if (fits(speaker) || known) (known || begins(speaker.name, wanted) ? this.choices : inside).push({ words: speaker.name, about: known ? this.about(known, wanted) : "in this article", key, pick: () => speaker });
    });
    for (const speaker of this.found) {
      if ([...this.cast, ...(this.without ? [this.without] : [])].some((known) => sameSpeaker(known, speaker))) continue;
      const { id, name, kind } = speaker;
      this.choices.push({ words: name, about: this.about(speaker, wanted), key: "", pick: () => ({ id, name, kind }) });
    }
    const known = (/** @type {string} */ name) => [...this.choices, ...inside].some((choice) => folded(choice.words) === folded(name));
    const add = (/** @type {string} */ name) => known(name) || this.choices.push({ words: name, about: "", key: "", isNew: true, pick: () => this.newSpeaker(name, this.kind) });
    if (words && !this.without) this.named.filter((name) => begins(name, wanted) && !known(name)).slice(0, MOST_NAMES).forEach(add);
    this.choices.push(...inside);
    if (this.without) this.note.textContent = this.choices.length ? "" : "Nobody by that name is in this article or among all speakers.";
    else if (!words) this.choices.push({ words: "Unknown", about: "", key: "0", pick: () => "unknown" });
    else add(words);
    const same = this.chosen && chosen ? this.choices.findIndex((choice) => choice.words === chosen.words && choice.key === chosen.key) : -1;
    this.active = Math.max(0, same);
    this.list.replaceChildren(...this.choices.map((choice, index) => this.row(choice, index)));
    this.show();
  }

  /** What tells a speaker from others: kind, the alias that was meant, quotes, Wikidata. @param {KnownSpeaker} speaker @param {string} wanted  folded */
  about(speaker, wanted) {
    const words = wanted.split(/\s+/u);
    const named = words.every((word) => folded(speaker.name).includes(word));
    const alias = named ? undefined : (speaker.aliases.find((one) => words.every((word) => folded(one).includes(word))) ?? speaker.aliases.find((one) => words.some((word) => folded(one).includes(word))));
    const told = [SPEAKER_KINDS[speaker.kind] ?? "", alias ? `also “${alias}”` : "", plural(speaker.attribution_count, "quote", "quotes"), speaker.wikidata];
    return told.filter(Boolean).join(" · ");
  }

  /** A speaker to be made; where the registry could not be asked, it is found by its name if it is there after all. @param {string} name @param {SpeakerKind} kind @returns {Speaker} */
  newSpeaker(name, kind) {
    return { id: this.answered ? crypto.randomUUID() : null, name, kind };
  }

  /** @param {Choice} choice @param {number} index */
  row(choice, index) {
    const row = el("li", { id: `speaker-choice-${index}`, role: "option", "data-name": choice.words, onclick: () => this.take(index) });
    if (choice.isNew) this.fillNew(row, choice.words, index);
    else row.append(el("span", { class: "name" }, choice.words, choice.about && el("span", { class: "about" }, choice.about)), choice.key ? cap(choice.key) : "");
    return row;
  }

  /** The row of a new speaker: it takes the keyboard as a whole, and ← and → choose what the speaker is. @param {HTMLElement} row @param {string} words @param {number} index */
  fillNew(row, words, index) {
    const what = this.kind === "unnamed" ? "new, no name known" : `new ${SPEAKER_KINDS[this.kind]}`;
    const pick = (/** @type {MouseEvent} */ event, /** @type {SpeakerKind} */ kind) => {
      event.stopPropagation();
      this.become(kind, index);
    };
    const kinds = NEW_KINDS.map((kind) =>
      el("span", { class: kind === this.kind ? "on" : "", "data-kind": kind, onclick: (event) => pick(event, kind) }, SPEAKER_KINDS[kind]),
    );
    row.className = "new";
    // Another id for another kind, so that the choice is read again.
    row.id = `speaker-choice-${index}-new-${this.kind}`;
    row.replaceChildren(
      el("span", { class: "name" }, `Add “${words}” – ${what}`, cap("← →")),
      el("span", { class: "new-kinds", "aria-hidden": "true" }, ...kinds),
    );
  }

  /** The new speaker is of this kind. @param {SpeakerKind} kind @param {number} index */
  become(kind, index) {
    const [choice, row] = [this.choices[index], this.list.children[index]];
    if (!choice || !(row instanceof HTMLElement)) return;
    this.kind = kind;
    this.chosen = true;
    this.active = index;
    this.fillNew(row, choice.words, index);
    this.show();
    this.input.focus();
  }

  show() {
    [...this.list.children].forEach((row, index) => {
      row.setAttribute("aria-selected", String(index === this.active));
      if (index === this.active) row.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", this.list.children[this.active]?.id ?? "");
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
    else if (this.choices[this.active]?.isNew && isBare(event) && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const place = NEW_KINDS.indexOf(this.kind) + (event.key === "ArrowRight" ? 1 : -1);
      this.become(NEW_KINDS[(place + NEW_KINDS.length) % NEW_KINDS.length] ?? "person", this.active);
    } else return;
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
