/**
 * Buttons that copy what a field holds: `data-copies` names the field, `data-copied` marks where it is said that it was done.
 * Without JavaScript they stay hidden, and the field can be copied from like any other.
 */
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copies]"))) {
  const name = button.dataset.copies ?? "";
  const field = /** @type {HTMLInputElement|HTMLTextAreaElement} */ (document.getElementById(name));
  const said = /** @type {HTMLElement} */ (document.querySelector(`[data-copied="${name}"]`));
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  if (document.activeElement === field) field.select();
  button.addEventListener("click", async () => {
    const done = await copied(field);
    said.textContent = done ? "Copied." : "The browser does not let a button copy. The field is selected: copy it with Ctrl+C.";
  });
}

/** @param {HTMLInputElement|HTMLTextAreaElement} field */
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // There is no clipboard for pages that come without https.
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
