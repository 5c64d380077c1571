/**
 * Which key does what, as data: the help page, the letters on buttons and the key handler all read this table. What an
 * action does is left to the page.
 *
 * @typedef {object} Binding
 * @property {string} action
 * @property {string[]} keys  as KeyboardEvent.key, lower case; "mod+z" means Ctrl or Command
 * @property {string} shown  how the key is written on screen
 * @property {string} does
 * @property {"Move"|"Decide"|"Who said it"|"Mark words"|"Repair"} group
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
  { action: "accept-in-view", keys: ["shift+a"], shown: "Shift A", does: "Accept what is in view and sure enough, after a look at it", group: "Decide" },
  { action: "reject", keys: ["x"], shown: "X", does: "Reject and go on", group: "Decide" },
  { action: "reopen", keys: ["u"], shown: "U", does: "Back to undecided", group: "Decide" },
  { action: "done-next", keys: ["shift+enter"], shown: "Shift ⏎", does: "Article done, open the next", group: "Decide" },
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
  { action: "delete", keys: ["delete", "backspace"], shown: "Del", does: "Remove the part, or the quote you added", group: "Repair" },
  { action: "undo", keys: ["mod+z"], shown: "Ctrl Z", does: "Undo", group: "Repair" },
  { action: "redo", keys: ["mod+shift+z", "mod+y"], shown: "Ctrl Shift Z", does: "Redo", group: "Repair" },
  { action: "help", keys: ["?"], shown: "?", does: "All keys", group: "Repair" },
];

/** Nine bindings told once: they are the cast's numbers. */
export const DIGITS = { shown: "1 – 9", does: "The speaker with that number in the cast", group: "Who said it" };

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
  { shown: "Shift", does: "With any of these: select on the way" },
  { shown: "Tab", does: "Select the next words in quotation marks that are no quote yet" },
  { shown: "Q", does: "Without a selection: the quotation around the caret, or the rest of the sentence" },
  { shown: "Esc", does: "Put the caret away" },
];

const byKey = new Map(BINDINGS.flatMap((binding) => binding.keys.map((key) => /** @type {[string, string]} */ ([key, binding.action]))));

/** The letter that stands on a button. @param {string} action */
export function keyOf(action) {
  return BINDINGS.find((binding) => binding.action === action)?.shown ?? "";
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
 * The action of a key press, or null. Digits go by the physical key, so that rows of signs (AZERTY) work unshifted; signs go
 * by what they print, wherever they are.
 * @param {KeyboardEvent} event
 * @returns {{action: string, digit?: number}|null}
 */
export function actionOf(event) {
  if (event.isComposing || takesText(event.target)) return null;
  const key = letterOf(event);
  if (event.ctrlKey || event.metaKey) {
    const action = event.altKey ? undefined : byKey.get(`mod+${event.shiftKey ? "shift+" : ""}${key}`);
    return action ? { action } : null;
  }
  if (event.altKey) return null;
  const sign = key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
  const action = sign ? byKey.get(key) : byKey.get(event.shiftKey ? `shift+${key}` : key);
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  // On AZERTY, the unshifted 1 prints &, and no action has that sign; where a sign has one (German / is Shift 7), it wins.
  if (!action && digit && !event.shiftKey) {
    return digit === "0" ? { action: byKey.get("digit0") ?? "" } : { action: "cast", digit: Number(digit) };
  }
  return action ? { action } : null;
}
