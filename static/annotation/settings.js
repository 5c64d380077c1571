/**
 * The settings dialog: looks, the size of the text, and which key does what. A key that is taken is refused with a sentence;
 * what is chosen is handed to preferences.js.
 *
 * @typedef {import("./keymap.js").Binding} Binding
 */
import { el } from "./elements.js";
import { CHANGEABLE, ownerOf, pressed, setKeysOf, shownOf, written } from "./keymap.js";

const THEMES = { system: "System", light: "Light", dark: "Dark", contrast: "High contrast" };
const SIZES = { normal: "Normal", large: "Large", larger: "Larger" };
const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"];

/** Why a key can't be had, or nothing. @param {string} key @param {Binding} binding */
export function refusal(key, binding) {
  if (binding.keys.includes(key)) return taken(key, binding);
  if (key.startsWith("mod+")) return "Keys with Ctrl or Command belong to the browser. Choose a key alone, or with Alt.";
  if (/(^|\+)(tab| )$/.test(key)) return `${key.endsWith("tab") ? "Tab" : "Space"} is how a keyboard gets about a page. Choose another key.`;
  if (/^(alt\+)?f\d+$/.test(key)) return "Function keys belong to the browser. Choose another key.";
  if (/(^|\+)digit\d$/.test(key) && binding.action !== "unknown") return "The number keys name the speakers of the cast. Choose another key.";
  return taken(key, binding);
}

/** @param {string} key @param {Binding} binding */
function taken(key, binding) {
  const owner = ownerOf(key);
  if (!owner || owner === binding) return "";
  return `${written(key)} already does “${owner.does}”. Change that one first, or choose another key.`;
}

/** The dialog behind the settings button. */
export class Settings {
  /** @param {HTMLDialogElement} dialog @param {import("./preferences.js").Preferences} preferences */
  constructor(dialog, preferences) {
    this.dialog = dialog;
    this.preferences = preferences;
    /** The binding whose new key is waited for. @type {Binding|null} */
    this.waiting = null;
    this.note = el("p", { class: "settings-note", role: "status" });
    this.keys = el("div", { class: "key-groups" });
    dialog.setAttribute("aria-labelledby", "settings-heading");
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => this.stopWaiting());
    this.single = el("input", { type: "checkbox", onchange: () => this.preferences.change({ single_keys: this.single.checked }) });
  }

  /** Builds the dialog when it is first opened. */
  build() {
    if (this.dialog.childElementCount) return;
    const close = el("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => this.dialog.close() }, "✕");
    const reset = el("button", { type: "button", class: "quiet", onclick: () => this.resetAll() }, "Reset all keys");
    this.dialog.append(
      el("header", {}, el("h2", { id: "settings-heading" }, "Settings"), close),
      el(
        "div",
        { class: "settings-body", tabindex: 0, role: "group", "aria-labelledby": "settings-heading" },
        el("div", { class: "looks" }, this.choice("theme", "Appearance", THEMES), this.choice("text_size", "Size of the article", SIZES)),
        el(
          "section",
          { "aria-labelledby": "settings-keys" },
          el("div", { class: "settings-head" }, el("h3", { id: "settings-keys" }, "Keys"), reset),
          el("label", { class: "single" }, this.single, el("span", {}, "Letters, numbers and signs work as keys", el("small", {}, "Off, only keys with Ctrl or Alt and keys like Enter, Delete and the arrows are heard."))),
          el("p", { class: "note" }, "Press a key’s button, then the new key. Keys stay with your account."),
          this.keys,
        ),
      ),
      this.note,
    );
  }

  /** @param {"theme"|"text_size"} name @param {string} legend @param {Record<string, string>} choices */
  choice(name, legend, choices) {
    const set = el("fieldset", { class: name === "theme" ? "themes" : "themes sizes" }, el("legend", {}, legend));
    for (const [value, words] of Object.entries(choices)) {
      // The appearance is the whole product's: site/theme.js hears these and keeps the choice.
      const heard = name === "theme" ? {} : { onchange: () => this.preferences.change({ text_size: /** @type {any} */ (value) }) };
      const checked = name === "theme" ? (document.documentElement.dataset.theme ?? "system") === value : this.preferences.values.text_size === value;
      set.append(el("label", {}, el("input", { type: "radio", name: `settings-${name}`, value, checked, ...heard }), el("span", {}, words)));
    }
    return set;
  }

  drawKeys() {
    this.single.checked = this.preferences.values.single_keys;
    const held = document.activeElement instanceof HTMLElement ? document.activeElement.dataset : {};
    /** @type {Map<string, HTMLElement>} */
    const groups = new Map();
    for (const binding of CHANGEABLE) {
      if (!groups.has(binding.group)) groups.set(binding.group, el("ul", { "aria-label": binding.group }));
      groups.get(binding.group)?.append(this.row(binding));
    }
    this.keys.replaceChildren(...[...groups].map(([name, list]) => el("section", {}, el("h4", {}, name), list)));
    if (!held.changes) return;
    const row = this.keys.querySelector(`[data-changes="${held.changes}"][data-by="${held.by}"]`) ?? this.keys.querySelector(`[data-changes="${held.changes}"]`);
    /** @type {HTMLElement|null} */ (row)?.focus({ preventScroll: true });
  }

  /** @param {Binding} binding */
  row(binding) {
    const { action, does } = binding;
    const set = setKeysOf(binding);
    const key = shownOf(binding);
    const isWaiting = this.waiting === binding;
    const isOff = set.length === 0;
    const words = isWaiting ? "Press a key…" : key || (isOff ? "Off" : `${written(set[0] ?? "")} (off)`);
    const button = (/** @type {string} */ by, /** @type {string} */ shown, /** @type {string} */ told, /** @type {() => void} */ act) =>
      el("button", { type: "button", class: by === "key" ? "key-button" : "quiet", "data-changes": action, "data-by": by, "aria-label": told, onclick: act }, shown);
    const change = button("key", words, `Change the key of “${does}”, now ${isOff ? "switched off" : words}`, () => this.wait(binding));
    if (isWaiting) {
      change.classList.add("waiting");
      change.addEventListener("keydown", (event) => this.heard(event, binding));
      change.addEventListener("blur", () => this.stopWaiting());
    }
    const off = isOff ? "" : button("off", "Off", `Switch off the key of “${does}”`, () => this.set(binding, []));
    const reset = Object.hasOwn(this.preferences.values.keys, action) ? button("reset", "Reset", `Reset the key of “${does}”`, () => this.reset(binding)) : "";
    return el("li", { class: isOff || !key ? "off" : "" }, el("span", { class: "does" }, does), change, off, reset);
  }

  /** @param {Binding} binding */
  wait(binding) {
    this.waiting = binding;
    this.drawKeys();
    /** @type {HTMLElement|null} */ (this.keys.querySelector(".waiting"))?.focus();
    this.tell(`Press the new key for “${binding.does}”, or Esc to leave it.`);
  }

  stopWaiting() {
    if (!this.waiting) return;
    this.waiting = null;
    this.drawKeys();
  }

  /** @param {KeyboardEvent} event @param {Binding} binding */
  heard(event, binding) {
    if (event.isComposing || MODIFIERS.includes(event.key)) return;
    if (event.key === "Tab" && !event.altKey && !event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape" && !binding.keys.includes("escape")) {
      this.tell("Left as it was.");
      return this.stopWaiting();
    }
    const named = pressed(event).at(-1);
    if (!named) return this.tell("That key can't be had. Choose another.");
    // Any of the numbers stands for all of them.
    const key = binding.action === "cast" ? named.replace(/digit[1-9]$/, "digit") : named;
    if (binding.action === "cast" && !key.endsWith("digit")) return this.tell("The speakers of the cast go by number: press a number, alone or with Alt.");
    const why = refusal(key, binding);
    if (why) return this.tell(why, true);
    this.waiting = null;
    this.set(binding, [key, ...setKeysOf(binding).slice(1).filter((one) => one !== key)]);
  }

  /** @param {Binding} binding @param {string[]} keys */
  set(binding, keys) {
    if (keys.join() === binding.keys.join()) return this.reset(binding);
    this.preferences.change({ keys: { ...this.preferences.values.keys, [binding.action]: keys } });
    this.tell(keys[0] === undefined ? `“${binding.does}” has no key now.` : `“${binding.does}” is ${written(keys[0])} now.`);
  }

  /** @param {Binding} binding */
  reset(binding) {
    const owner = binding.keys.map((key) => [key, ownerOf(key)]).find(([, one]) => one && one !== binding);
    if (owner) return this.tell(refusal(/** @type {string} */ (owner[0]), binding), true);
    const keys = { ...this.preferences.values.keys };
    delete keys[binding.action];
    this.preferences.change({ keys });
    this.tell(`“${binding.does}” is ${binding.shown} again.`);
  }

  resetAll() {
    this.preferences.change({ keys: {}, single_keys: true });
    this.tell("All keys are as they were in the beginning.");
  }

  /** @param {string} sentence @param {boolean} [refused] */
  tell(sentence, refused = false) {
    this.note.classList.toggle("refused", refused);
    this.note.textContent = sentence;
  }

  open() {
    this.build();
    this.tell("");
    this.drawKeys();
    this.dialog.showModal();
  }
}
