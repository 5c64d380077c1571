/**
 * What a person chose of looks and keys: in force at once on this page, then kept on the server. What the choices are is
 * settings.js's; which key an action has is keymap.js's.
 *
 * @typedef {import("./types.js").Preferences} Values
 */
import { keyOf, useKeys } from "./keymap.js";

/** Writes the keys as they are onto what was built once: `<kbd data-key-of="undo">` and the titles of tools. */
export function writeKeys() {
  for (const cap of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("kbd[data-key-of]"))) {
    cap.textContent = keyOf(cap.dataset.keyOf ?? "");
    cap.hidden = !cap.textContent;
  }
  for (const tool of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tools [data-act]"))) {
    const key = keyOf(tool.dataset.act ?? "");
    tool.title = `${tool.getAttribute("aria-label")}${key ? ` (${key})` : ""}`;
  }
}

/** The preferences of the person at this page. */
export class Preferences {
  /**
   * @param {Values} values
   * @param {{send: (changes: Partial<Values>) => Promise<Values>, failed: (sentence: string) => void}} server
   */
  constructor(values, server) {
    this.values = values;
    this.server = server;
    /** What the server has not got yet. @type {Partial<Values>} */
    this.unsent = {};
    this.sending = false;
    /** Told when keys changed. */
    this.keysChanged = () => {};
    /** Told when the text's size changed. */
    this.sizeChanged = () => {};
    useKeys(values);
    addEventListener("online", () => void this.send());
  }

  /** @param {Partial<Values>} changes */
  change(changes) {
    this.values = { ...this.values, ...changes };
    this.unsent = { ...this.unsent, ...changes };
    if (changes.keys || changes.single_keys !== undefined) {
      useKeys(this.values);
      writeKeys();
      this.keysChanged();
    }
    if (changes.text_size) {
      document.documentElement.dataset.textSize = changes.text_size;
      this.sizeChanged();
    }
    void this.send();
  }

  /** One request at a time, so that the last choice is the one that stays. */
  async send() {
    while (!this.sending && Object.keys(this.unsent).length) {
      const sent = this.unsent;
      this.unsent = {};
      this.sending = true;
      try {
        await this.server.send(sent);
      } catch (error) {
        this.unsent = { ...sent, ...this.unsent };
        this.server.failed(`${error instanceof Error ? error.message : ""} Your settings hold on this page; change one again to save them.`.trim());
        return;
      } finally {
        this.sending = false;
      }
    }
  }
}
