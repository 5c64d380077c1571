/** Tells the keys, read from the keymap: all of them on one searchable page, the few that do most in a line above the cards. */
import { el } from "./elements.js";
import { BINDINGS, BOUNDARY_KEYS, CARET_KEYS, DIGITS, keyOf } from "./keymap.js";

const HIDDEN = "onrecord.key-hint";

/** What the line above the cards tells, in the order in which a newcomer needs it. */
const FIRST_KEYS = [
  { shown: keyOf("next"), does: "next" },
  { shown: keyOf("previous"), does: "back" },
  { shown: keyOf("accept"), does: "accept" },
  { shown: keyOf("reject"), does: "reject" },
  { shown: DIGITS.shown.replaceAll(" ", ""), does: "speaker" },
  { shown: keyOf("find-speaker"), does: "someone else" },
  { shown: keyOf("new-quote"), does: "new quote" },
];

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
  const keys = FIRST_KEYS.map(({ shown, does }) => el("li", {}, el("kbd", {}, shown), ` ${does}`));
  line.append(
    el("ul", {}, ...keys),
    el("button", { type: "button", class: "quiet", onclick: all }, "All keys"),
    el("button", { type: "button", class: "quiet", onclick: hide }, "Hide"),
  );
  line.hidden = false;
}

/** The dialog behind `?`. */
export class Help {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
    this.input = el("input", { type: "text", role: "searchbox", placeholder: "Search the keys", "aria-label": "Search the keys", oninput: () => this.filter() });
    this.groups = el("div", { class: "key-groups", tabindex: 0, role: "group", "aria-labelledby": "help-heading" });
    this.none = el("p", { class: "note", role: "status" });
    const heading = el("h2", { id: "help-heading" }, "All keys");
    const close = el("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => dialog.close() }, "✕");
    dialog.setAttribute("aria-labelledby", "help-heading");
    dialog.append(el("header", {}, heading, this.input, close), this.groups, this.none);
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    this.draw();
  }

  draw() {
    /** @type {Map<string, {shown: string, does: string}[]>} */
    const groups = new Map();
    for (const binding of BINDINGS) {
      if (!groups.has(binding.group)) groups.set(binding.group, []);
      groups.get(binding.group)?.push(binding);
    }
    groups.get(DIGITS.group)?.unshift(DIGITS);
    groups.set("While a caret is in the text (M)", CARET_KEYS);
    groups.set("While an edge moves (B)", BOUNDARY_KEYS);
    groups.set("With the mouse", [
      { shown: "click", does: "Go to a quote; once more for the one below it" },
      { shown: "select", does: "A small bar offers what can be done with the words" },
      { shown: "Alt select", does: "Take the selection as it is, without snapping to words" },
    ]);
    for (const [name, bindings] of groups) {
      const list = el("dl");
      for (const { shown, does } of bindings) {
        list.append(el("div", { "data-words": `${shown} ${does} ${name}`.toLowerCase() }, el("dt", {}, el("kbd", {}, shown)), el("dd", {}, does)));
      }
      this.groups.append(el("section", {}, el("h3", {}, name), list));
    }
  }

  filter() {
    const wanted = this.input.value.trim().toLowerCase();
    let found = 0;
    for (const section of this.groups.children) {
      let left = 0;
      for (const row of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("dl > div"))) {
        row.hidden = !row.dataset.words?.includes(wanted);
        if (!row.hidden) left += 1;
      }
      /** @type {HTMLElement} */ (section).hidden = left === 0;
      found += left;
    }
    this.none.textContent = found ? "" : "No key does that.";
  }

  open() {
    this.input.value = "";
    this.filter();
    this.dialog.showModal();
  }
}
