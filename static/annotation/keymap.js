/**
 * Which key does what: the help page, the settings, the letters on buttons and the key handler all read this table and what
 * a person changed of it. What an action does is left to the page.
 *
 * @typedef {object} Binding
 * @property {string} action
 * @property {string[]} keys  as KeyboardEvent.key, lower case; "mod+z" means Ctrl or Command
 * @property {string} shown  how these keys are written on screen, where nobody changed them
 * @property {string} does
 * @property {"Move"|"Decide"|"Who said it"|"Mark words"|"Repair"|"Help"} group
 */

/** @type {Binding[]} */
export const BINDINGS = [
  { action: "next", keys: ["j"], shown: "J", does: "Next quote", group: "Move" },
  { action: "previous", keys: ["k"], shown: "K", does: "Previous quote", group: "Move" },
  { action: "next-undecided", keys: ["n"], shown: "N", does: "Next undecided quote", group: "Move" },
  { action: "previous-undecided", keys: ["shift+n"], shown: "Shift N", does: "Previous undecided quote", group: "Move" },
  { action: "next-part", keys: ["arrowright"], shown: "→", does: "Next part of the quote", group: "Move" },
  { action: "previous-part", keys: ["arrowleft"], shown: "←", does: "Previous part of the quote", group: "Move" },
  { action: "leave", keys: ["escape"], shown: "Esc", does: "Let go of the part, the selection or the filter", group: "Move" },
  { action: "accept", keys: ["a", "enter"], shown: "A", does: "Accept and go on (Enter does the same)", group: "Decide" },
  { action: "accept-seen", keys: ["shift+a"], shown: "Shift A", does: "Accept what you saw whole and is sure enough, after a look at the list", group: "Decide" },
  { action: "reject", keys: ["x"], shown: "X", does: "Reject and go on", group: "Decide" },
  { action: "reopen", keys: ["u"], shown: "U", does: "Back to undecided", group: "Decide" },
  { action: "done-next", keys: ["shift+enter"], shown: "Shift ⏎", does: "Article done, open the next", group: "Decide" },
  { action: "flag", keys: ["f"], shown: "F", does: "Flag the quote with a reason, or take the flag off", group: "Decide" },
  { action: "comment", keys: ["r"], shown: "R", does: "Comment on the quote (Ctrl Enter sends, Esc leaves)", group: "Decide" },
  { action: "kind", keys: ["t"], shown: "T", does: "Direct, indirect or mixed", group: "Decide" },
  { action: "unknown", keys: ["digit0"], shown: "0", does: "Nobody knows who said it", group: "Who said it" },
  { action: "same-speaker", keys: ["="], shown: "=", does: "Same speaker as the quote before", group: "Who said it" },
  { action: "find-speaker", keys: ["/"], shown: "/", does: "Find or add a speaker", group: "Who said it" },
  { action: "also-speaker", keys: ["+"], shown: "+", does: "One more speaker for the same quote", group: "Who said it" },
  { action: "apply-alike", keys: ["l"], shown: "L", does: "The same speaker for the quotes that look alike, after a look at them", group: "Who said it" },
  { action: "new-quote", keys: ["q"], shown: "Q", does: "New quote from the selected words", group: "Mark words" },
  { action: "mark-content", keys: ["c"], shown: "C", does: "Selected words belong to the quote", group: "Mark words" },
  { action: "mark-source", keys: ["s"], shown: "S", does: "Selected words name the source", group: "Mark words" },
  { action: "mark-cue", keys: ["v"], shown: "V", does: "Selected words are the cue (“said”)", group: "Mark words" },
  { action: "caret", keys: ["m"], shown: "M", does: "Move a caret through the text with the arrow keys", group: "Mark words" },
  { action: "boundary", keys: ["b"], shown: "B", does: "Move an edge with the arrow keys", group: "Mark words" },
  { action: "delete", keys: ["delete", "backspace"], shown: "Del", does: "Remove the part or the quote you added, reject a suggestion", group: "Repair" },
  { action: "undo", keys: ["mod+z"], shown: "Ctrl Z", does: "Undo", group: "Repair" },
  { action: "redo", keys: ["mod+shift+z", "mod+y"], shown: "Ctrl Shift Z", does: "Redo", group: "Repair" },
  { action: "help", keys: ["?"], shown: "?", does: "All keys", group: "Help" },
  { action: "guide", keys: ["g"], shown: "G", does: "The annotation guide, at what the open card is about", group: "Help" },
  { action: "settings", keys: [","], shown: ",", does: "Settings: looks, and which key does what", group: "Help" },
];

/** Nine bindings told once: they are the cast's numbers. @type {Binding} */
export const DIGITS = { action: "cast", keys: ["digit"], shown: "1 – 9", does: "The speaker with that number in the cast", group: "Who said it" };

/** All that a person may change. */
export const CHANGEABLE = [...BINDINGS, DIGITS];

/** Keys of boundary mode, which has the keyboard to itself. */
export const BOUNDARY_KEYS = [
  { shown: "← →", does: "Move the edge by a word, with Shift by a character" },
  { shown: "Tab", does: "Next edge" },
  { shown: "Enter", does: "Keep" },
  { shown: "Esc", does: "Drop" },
  { shown: "Any other", does: "Keep, and do what the key does" },
];

/** Keys of the caret; all others mean what they always mean. */
export const CARET_KEYS = [
  { shown: "← →", does: "Next or previous word" },
  { shown: "Ctrl ← →", does: "Next or previous character (Alt does the same)" },
  { shown: "↑ ↓", does: "Line above or below" },
  { shown: "Home End", does: "First or last word of the sentence, with Ctrl of the article" },
  { shown: "Shift", does: "With any of these: take in more than the word it stands on" },
  { shown: "Tab", does: "Select the next words in quotation marks that are no quote yet" },
  { shown: "Q", does: "Without a selection: the quotation around the caret, or the rest of the sentence" },
  { shown: "Esc", does: "Put the caret away" },
];

const NAMES = /** @type {Record<string, string>} */ ({
  mod: "Ctrl", alt: "Alt", shift: "Shift", digit: "1 – 9", escape: "Esc", delete: "Del", backspace: "Backspace", enter: "Enter",
  arrowleft: "←", arrowright: "→", arrowup: "↑", arrowdown: "↓", pageup: "Page up", pagedown: "Page down",
});

/** @type {{keys: Record<string, string[]>, single_keys: boolean}} */
let chosen = { keys: {}, single_keys: true };
/** What each key does. @type {Map<string, {action: string, digit?: number}>} */
let byKey = new Map();
/** How the keys of each action are written: worked out once, for all the buttons that are drawn. @type {Map<string, string>} */
let letters = new Map();
/** The same of the numbers of the cast. @type {string[]} */
let numbers = [];

/** Is the key a letter, number or sign by itself, which somebody may press without meaning to (WCAG 2.1.4)? @param {string} key */
function isSingle(key) {
  const last = key.replace(/^shift\+/, "");
  return last.length === 1 || last.startsWith("digit");
}

/** The keys a person set for an action, whether or not single ones are heard. @param {Binding} binding */
export function setKeysOf(binding) {
  return Object.hasOwn(chosen.keys, binding.action) ? (chosen.keys[binding.action] ?? []) : binding.keys;
}

/** @param {Binding} binding */
function heardKeysOf(binding) {
  return setKeysOf(binding).filter((key) => chosen.single_keys || !isSingle(key));
}

/** From now on these keys are heard. @param {{keys: Record<string, string[]>, single_keys: boolean}} preferences */
export function useKeys(preferences) {
  chosen = preferences;
  byKey = new Map();
  for (const binding of CHANGEABLE) {
    const { action } = binding;
    for (const key of heardKeysOf(binding).flatMap(expanded)) {
      if (!byKey.has(key)) byKey.set(key, binding === DIGITS ? { action, digit: Number(key.at(-1)) } : { action });
    }
  }
  letters = new Map(CHANGEABLE.map((binding) => [binding.action, shownOf(binding)]));
  numbers = heardKeysOf(DIGITS).slice(0, 1).flatMap(expanded).map(written);
}
useKeys(chosen);

/** The numbers 1 to 9 are one key of the table. @param {string} key */
function expanded(key) {
  return key.endsWith("digit") ? Array.from("123456789", (digit) => key + digit) : [key];
}

/** The binding that has a key, heard or not. @param {string} key */
export function ownerOf(key) {
  const wanted = new Set(expanded(key));
  return CHANGEABLE.find((binding) => setKeysOf(binding).some((one) => expanded(one).some((each) => wanted.has(each))));
}

/** How a key is written: "shift+n" → Shift N. @param {string} key */
export function written(key) {
  const parts = key === "+" ? ["+"] : key.endsWith("++") ? [...key.slice(0, -2).split("+"), "+"] : key.split("+");
  return parts.map((part) => NAMES[part] ?? (part.startsWith("digit") ? part.slice(5) : part.toUpperCase())).join(" ");
}

/** How the keys of an action are written, or nothing where none is heard. @param {Binding} binding */
export function shownOf(binding) {
  const heard = heardKeysOf(binding);
  if (heard.join() === binding.keys.join()) return binding.shown;
  return heard[0] === undefined ? "" : written(heard[0]);
}

/** The letter that stands on a button; nothing where the key is switched off. @param {string} action */
export function keyOf(action) {
  return letters.get(action) ?? "";
}

/** What gives a quote to the speaker with a number. @param {number} number */
export function keyOfNumber(number) {
  return numbers[number - 1] ?? "";
}

/** Does typing belong to the element under the keyboard? @param {EventTarget|null} target */
export function takesText(target) {
  if (!(target instanceof HTMLElement)) return false;
  // A dialog that has just closed keeps the keyboard until the page is next drawn.
  if (target.closest("dialog:not([open])")) return false;
  return target.isContentEditable || target.matches("input:not([type=range]), textarea, select");
}

/** The key by what it prints, or by where it lies when the keyboard writes another alphabet. @param {KeyboardEvent} event */
function letterOf(event) {
  const key = event.key.toLowerCase();
  const latin = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
  return latin && /^\p{L}$/u.test(key) && !/^\p{Script=Latin}$/u.test(key) ? latin : key;
}

/**
 * What a key press may be called, what it prints first. Digits go by the physical key, so that rows of signs (AZERTY) work
 * unshifted; signs go by what they print, wherever they are.
 * @param {KeyboardEvent} event @returns {string[]}
 */
export function pressed(event) {
  const key = letterOf(event);
  const shift = event.shiftKey ? "shift+" : "";
  if (event.ctrlKey || event.metaKey) return event.altKey ? [] : [`mod+${shift}${key}`];
  const digit = event.shiftKey ? undefined : /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (event.altKey) {
    // With Alt, some keyboards print another sign.
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? key;
    return [`alt+${digit === undefined ? shift + letter : `digit${digit}`}`];
  }
  const sign = key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
  // On AZERTY, the unshifted 1 prints &, and no action has that sign; where a sign has one (German / is Shift 7), it wins.
  const printed = sign ? key : shift + key;
  return digit === undefined ? [printed] : [printed, `digit${digit}`];
}

/** The action of a key press, or null. @param {KeyboardEvent} event @returns {{action: string, digit?: number}|null} */
export function actionOf(event) {
  if (event.isComposing || takesText(event.target)) return null;
  const key = pressed(event).find((one) => byKey.has(one));
  return (key !== undefined && byKey.get(key)) || null;
}
