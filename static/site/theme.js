/*
 * Applies the appearance a person chose (system, light, dark or high contrast) before the first paint, and keeps the choice: on
 * the server with their account, and in this browser for pages without sign-in. It is a blocking script in the head so that no
 * page flashes in the other theme; the colours themselves are in tokens.css.
 */
(() => {
  const KEY = "onrecord.theme";
  /** "person:theme" as long as the server has not got it. */
  const UNSENT = "onrecord.theme-unsent";
  const THEMES = ["light", "dark", "contrast"];
  const root = document.documentElement;
  /** Id of who is signed in, or nothing. */
  const person = root.dataset.person ?? "";

  /** @param {string} key */
  function read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {string|null} value */
  function write(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // A browser that stores nothing still shows the choice until the page is left.
    }
  }

  /** @returns {string} what was chosen on this page and is on its way, else what the account has, else what the browser has */
  function chosen() {
    const unsent = read(UNSENT);
    if (person && unsent?.startsWith(`${person}:`)) return unsent.slice(person.length + 1);
    return root.dataset.theme ?? read(KEY) ?? "system";
  }

  /** @param {string} theme */
  function apply(theme) {
    if (THEMES.includes(theme)) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const radio of radios()) radio.checked = radio.value === theme;
  }

  function radios() {
    return /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".themes input[name$=theme]"));
  }

  /** @param {string} theme */
  async function send(theme) {
    write(UNSENT, `${person}:${theme}`);
    const token = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
    try {
      const answer = await fetch("/api/v1/preferences/", {
        method: "PATCH",
        // The page may be left at once.
        keepalive: true,
        headers: { "Content-Type": "application/json", "X-CSRFToken": decodeURIComponent(token) },
        body: JSON.stringify({ theme }),
      });
      if (answer.ok && read(UNSENT) === `${person}:${theme}`) write(UNSENT, null);
    } catch {
      // It stays in this browser, and the next page sends it.
    }
  }

  const first = chosen();
  apply(first);
  write(KEY, first === "system" ? null : first);
  if (person && read(UNSENT)?.startsWith(`${person}:`)) void send(first);

  // Another tab changed it: both pages show the same.
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) apply(event.newValue ?? "system");
  });

  document.addEventListener("change", (event) => {
    const radio = /** @type {HTMLInputElement} */ (event.target);
    if (!radio.matches(".themes input[name$=theme]")) return;
    apply(radio.value);
    write(KEY, radio.value === "system" ? null : radio.value);
    if (person) void send(radio.value);
  });

  addEventListener("DOMContentLoaded", () => {
    const control = /** @type {HTMLFieldSetElement | null} */ (document.querySelector("fieldset.themes"));
    if (control) control.hidden = false;
    apply(first);
  });
})();
