/** Tells the keys, read from the keymap: all of them on one searchable page, the few that do most in a line above the cards. */
import { el } from "./elements.js";
import { BINDINGS, BOUNDARY_KEYS, CARET_KEYS, DIGITS, keyOf, shownOf } from "./keymap.js";

const HIDDEN = "onrecord.key-hint";

/** What the line above the cards tells, in the order in which a newcomer needs it. */
function firstKeys() {
  return [
    { shown: keyOf("next"), does: "next" },
    { shown: keyOf("previous"), does: "back" },
    { shown: keyOf("accept"), does: "accept" },
    { shown: keyOf("reject"), does: "reject" },
    { shown: keyOf("cast").replaceAll(" – ", "–"), does: "speaker" },
    { shown: keyOf("find-speaker"), does: "someone else" },
    { shown: keyOf("new-quote"), does: "new quote" },
  ].filter(({ shown }) => shown);
}

/** Shows the line of first keys, unless this browser was told to leave it out. @param {HTMLElement} line @param {() => void} all  opens the page of all keys */
export function hintAtKeys(line, all) {
  try {
    if (localStorage.getItem(HIDDEN) !== null) return;
  } catch {
    // A browser that keeps nothing shows the line anew with every article.
  }
  const hide = () => {
    line.hidden = true;
    try {
      localStorage.setItem(HIDDEN, "hidden");
    } catch {
      // As above: it is gone until the page is loaded again.
    }
  };
  const keys = firstKeys().map(({ shown, does }) => el("li", {}, el("kbd", {}, shown), ` ${does}`));
  line.replaceChildren(
    el("ul", {}, ...keys),
    el("button", { type: "button", class: "quiet", onclick: all }, "All keys"),
    el("button", { type: "button", class: "quiet", onclick: hide }, "Hide"),
  );
  line.hidden = false;
}

/** The dialog behind `?`. */
export class Help {
  /** @param {HTMLDialogElement} dialog @param {() => void} settings  opens the settings */
  constructor(dialog, settings) {
    this.dialog = dialog;
    this.input = el("input", { type: "text", role: "searchbox", placeholder: "Search by what it does, or by key", "aria-label": "Search the keys", oninput: () => this.filter() });
    this.groups = el("div", { class: "key-groups", tabindex: 0, role: "group", "aria-labelledby": "help-heading" });
    this.none = el("p", { class: "note", role: "status" });
    const heading = el("h2", { id: "help-heading" }, "All keys");
    const close = el("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => dialog.close() }, "✕");
    const change = () => {
      dialog.close();
      settings();
    };
    dialog.setAttribute("aria-labelledby", "help-heading");
    dialog.append(
      el("header", {}, heading, this.input, el("button", { type: "button", class: "quiet", onclick: change }, "Change keys"), close),
      this.groups,
      this.none,
    );
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  draw() {
    /** @type {Map<string, {shown: string, does: string}[]>} */
    const groups = new Map();
    for (const binding of BINDINGS) {
      if (!groups.has(binding.group)) groups.set(binding.group, []);
      groups.get(binding.group)?.push({ shown: shownOf(binding), does: binding.does });
    }
    groups.get(DIGITS.group)?.unshift({ shown: shownOf(DIGITS), does: DIGITS.does });
    groups.set(`While a caret is in the text${inBrackets("caret")}`, CARET_KEYS);
    groups.set(`While an edge moves${inBrackets("boundary")}`, BOUNDARY_KEYS);
    groups.set("With the mouse", [
      { shown: "click", does: "Go to a quote; once more for the one below it" },
      { shown: "drag", does: "A grip at an edge moves it; it shows on the focused quote, and on others where the mouse comes near. With Alt, not to whole words" },
      { shown: "select", does: "A small bar offers what can be done with the words" },
      { shown: "2 clicks", does: "Take the word; three clicks take the sentence" },
      { shown: "Alt select", does: "Take the selection as it is, without snapping to words" },
    ]);
    this.groups.replaceChildren();
    for (const [name, bindings] of groups) {
      const list = el("dl");
      for (const { shown, does } of bindings) {
        const key = shown ? el("kbd", {}, shown) : el("span", { class: "note" }, "off");
        list.append(el("div", { "data-key": shown.toLowerCase(), "data-words": `${shown} ${does} ${name}`.toLowerCase() }, el("dt", {}, key), el("dd", {}, does)));
      }
      this.groups.append(el("section", {}, el("h3", {}, name), list));
    }
  }

  /** A key's own name finds that key alone; anything else, what has all its words. */
  filter() {
    const wanted = this.input.value.trim().toLowerCase();
    const rows = /** @type {HTMLElement[]} */ ([...this.groups.querySelectorAll("dl > div")]);
    const plain = (/** @type {string} */ key) => key.replaceAll(/[\s+–-]+/g, " ").trim();
    const byKey = rows.filter((row) => wanted && plain(row.dataset.key ?? "") === (plain(wanted) || wanted));
    const isNumber = /^[1-9]$/.test(wanted);
    const words = wanted.split(/\s+/);
    for (const row of rows) {
      const fits = byKey.length || isNumber ? byKey.includes(row) || (isNumber && row.dataset.key === shownOf(DIGITS).toLowerCase()) : words.every((word) => row.dataset.words?.includes(word));
      row.hidden = !fits;
    }
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (this.groups.querySelectorAll("section"))) {
      section.hidden = !section.querySelector("dl > div:not([hidden])");
    }
    this.none.textContent = rows.some((row) => !row.hidden) ? "" : "No key does that.";
  }

  open() {
    this.input.value = "";
    this.draw();
    this.filter();
    this.dialog.showModal();
    this.input.focus();
  }
}

/** @param {string} action */
function inBrackets(action) {
  const key = keyOf(action);
  return key ? ` (${key})` : "";
}
