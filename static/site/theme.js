/*
 * Applies the appearance a person chose (system, light or dark) before the first paint, and keeps the choice in this browser.
 * It is a blocking script in the head so that no page flashes in the other theme; the colours themselves are in tokens.css.
 */
(() => {
  const KEY = "onrecord.theme";

  /** @returns {string} "system", "light" or "dark"; "system" where the browser keeps nothing for us */
  function chosen() {
    try {
      return localStorage.getItem(KEY) ?? "system";
    } catch {
      return "system";
    }
  }

  /** @param {string} theme */
  function apply(theme) {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  }

  /** @param {string} theme */
  function keep(theme) {
    try {
      if (theme === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // A browser that stores nothing still shows the choice until the page is left.
    }
  }

  apply(chosen());

  // Another tab changed it: both pages show the same.
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) apply(chosen());
  });

  addEventListener("DOMContentLoaded", () => {
    const control = /** @type {HTMLFieldSetElement | null} */ (document.querySelector("fieldset.themes"));
    if (!control) return;
    control.hidden = false;
    const radios = /** @type {NodeListOf<HTMLInputElement>} */ (control.querySelectorAll("input[name=theme]"));
    for (const radio of radios) radio.checked = radio.value === chosen();
    control.addEventListener("change", (event) => {
      const radio = /** @type {HTMLInputElement} */ (event.target);
      apply(radio.value);
      keep(radio.value);
    });
  });
})();
