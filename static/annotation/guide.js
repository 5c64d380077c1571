/** The annotation guide beside the text: opened at what the open card is about, searched, and put away. */

/** The panel behind the card's “Guide”. */
export class Guide {
  /** @param {HTMLElement} panel @param {HTMLElement} desk @param {import("./cards.js").Cards} cards */
  constructor(panel, desk, cards) {
    this.panel = panel;
    this.desk = desk;
    this.cards = cards;
    this.input = /** @type {HTMLInputElement} */ (panel.querySelector("input"));
    this.status = /** @type {HTMLElement} */ (panel.querySelector("[role=status]"));
    this.body = /** @type {HTMLElement} */ (panel.querySelector(".guide-body"));
    this.input.addEventListener("input", () => this.filter());
    panel.querySelector(".icon")?.addEventListener("click", () => this.close());
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
    });
  }

  /** What a person most likely asks about a quote. @param {import("./state.js").State} state */
  sectionFor({ focused, part }) {
    const role = focused?.spans[part ?? -1]?.role;
    if (role === "cue" || role === "source") return role;
    if (role === "content") return "edges";
    return focused && !focused.speakers.length ? "speaker" : "what-is-a-quote";
  }

  /** Opens the guide at a section, or closes it where it is open there. @param {string} section */
  toggle(section) {
    const isThere = !this.panel.hidden && this.panel.dataset.at === section;
    if (isThere) return this.close();
    this.panel.dataset.at = section;
    this.input.value = "";
    this.filter();
    this.panel.hidden = false;
    this.desk.classList.add("guided");
    const heading = /** @type {HTMLElement|null} */ (this.panel.querySelector(`#guide-${section} h3`));
    if (!heading) return;
    // Only the panel scrolls; scrolling into view would move the page below it, too.
    this.body.scrollTop += heading.getBoundingClientRect().top - this.body.getBoundingClientRect().top - 12;
    heading.focus({ preventScroll: true });
  }

  close() {
    const held = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    this.desk.classList.remove("guided");
    if (held) this.cards.takeKeyboard();
  }

  /** Leaves what has all the words; a section that has none left goes. */
  filter() {
    const words = this.input.value.trim().toLowerCase().split(/\s+/);
    let found = 0;
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (this.panel.querySelectorAll("section"))) {
      const title = section.querySelector("h3")?.textContent ?? "";
      let left = 0;
      for (const block of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("p, li"))) {
        block.hidden = !words.every((word) => `${title} ${block.textContent}`.toLowerCase().includes(word));
        if (!block.hidden) left += 1;
      }
      section.hidden = left === 0;
      found += left;
    }
    this.status.textContent = found ? "" : "The guide says nothing about that.";
  }
}
