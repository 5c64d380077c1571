/**
 * Two of the cast are found to be one: chosen from a menu or dropped one on the other, seen before it is done, and taken
 * back like anything else. Speakers of the registry are merged everywhere; a name that was only suggested is replaced here.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Speaker} Speaker
 * @typedef {import("./trail.js").Act} Act
 */
import { NotYou, Refused, Unreachable } from "./api.js";
import { el } from "./elements.js";
import { sameSpeaker } from "./state.js";
import { names, plural } from "./words.js";

/** Speakers with one of them replaced, each once. @param {Speaker[]} speakers @param {Speaker} from @param {Speaker} into */
function replaced(speakers, from, into) {
  const all = speakers.map((speaker) => (sameSpeaker(speaker, from) ? into : speaker));
  return all.filter((speaker, index) => all.findIndex((one) => sameSpeaker(one, speaker)) === index);
}

/** @param {unknown} error */
function whyNot(error) {
  if (error instanceof NotYou) return "Somebody else is signed in now. Sign in as yourself and try again.";
  return error instanceof Refused ? error.message : "Merging needs the server, which can't be reached just now. Try again in a moment.";
}

/** What a merge moves, in words. @param {number} count @param {boolean} here @param {number} elsewhere  articles */
function reach(count, here, elsewhere) {
  const others = plural(elsewhere, "other article", "other articles");
  const where = here ? (elsewhere ? `, here and in ${others}` : " here") : elsewhere ? ` in ${others}` : "";
  return `Moves ${count ? plural(count, "quote", "quotes") : "no quotes"}${where}.`;
}

/** Merges speakers. */
export class Merging {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./saving.js").Saving} saving
   * @param {import("./api.js").Api} api
   * @param {{preview: import("./preview.js").Preview, search: import("./speaker_search.js").SpeakerSearch, menu: HTMLElement}} parts
   * @param {import("./card.js").Act} act
   */
  constructor(desk, saving, api, { preview, search, menu }, act) {
    this.desk = desk;
    this.saving = saving;
    this.api = api;
    this.preview = preview;
    this.search = search;
    this.menu = menu;
    this.act = act;
    /** Is a merge being taken back? Asked again before the answer, it would be refused and forgotten. */
    this.turning = false;
    desk.cast.more = (speaker, button) => this.openMenu(speaker, button);
    desk.cast.dropped = (from, into) => void this.plan(from, into);
    saving.takeBackMerge = (done, way) => this.takeBack(done, way);
    menu.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {Speaker} speaker @param {HTMLElement} button */
  openMenu(speaker, button) {
    const merge = el("button", { type: "button", onclick: () => this.choose(speaker) }, "Merge into …");
    const page = speaker.id && el("a", { href: `/speakers/${speaker.id}/` }, "Names, Wikidata, all quotes");
    this.menu.replaceChildren(el("p", { class: "note" }, speaker.name), merge, page || "");
    const box = button.getBoundingClientRect();
    this.menu.style.left = `${box.left}px`;
    this.menu.style.top = `${Math.min(box.bottom + 4, innerHeight - 140)}px`;
    this.menu.showPopover();
    merge.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // No key means anything to the page while the menu has the keyboard.
    event.stopPropagation();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const choices = /** @type {HTMLElement[]} */ ([...this.menu.querySelectorAll("button, a")]);
    const here = choices.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    choices.at((here + (event.key === "ArrowDown" ? 1 : -1)) % choices.length)?.focus();
  }

  /** Asks into whom. @param {Speaker} from */
  choose(from) {
    this.menu.hidePopover();
    const others = this.desk.state.cast.filter((speaker) => !sameSpeaker(speaker, from));
    this.search.open(
      `${from.name} is the same as …`,
      others,
      (into) => {
        if (into !== "unknown") void this.plan(from, into);
      },
      { without: from },
    );
  }

  /** Shows what merging would move. @param {Speaker} from @param {Speaker} into */
  async plan(from, into) {
    if (sameSpeaker(from, into)) return;
    const { state, toasts } = this.desk;
    const here = () =>
      state.order.flatMap((id) => {
        const quote = state.quotes.get(id);
        return quote && quote.state !== "rejected" && quote.speakers.some((speaker) => sameSpeaker(speaker, from)) ? [quote] : [];
      });
    if (from.id === null || into.id === null) return this.planHere(from, into, here());
    let known;
    try {
      // What is decided but not saved yet would not be counted.
      if (!(await this.saving.settled())) throw new Unreachable("Not everything is saved yet.");
      known = await this.api.speaker(from.id);
    } catch (error) {
      toasts.show(whyNot(error), undefined, "problem");
      return;
    }
    const quotes = here();
    const undecided = quotes.filter((quote) => quote.state === "suggested").length;
    const elsewhere = known.article_count - (undecided < quotes.length ? 1 : 0);
    this.preview.open({
      heading: () => `Merge ${from.name} into ${into.name}?`,
      note: `${reach(known.attribution_count + undecided, quotes.length > 0, elsewhere)} The name goes on finding ${into.name}, and undo parts the two again.`,
      confirm: () => "Merge",
      quotes,
      whole: true,
      who: (quote) => names(replaced(quote.speakers, from, into)),
      holds: () => true,
      carryOut: () => void this.merge(from, into),
    });
  }

  /** Where one of the two is only a name that was suggested, there is nothing to merge but the quotes here. @param {Speaker} from @param {Speaker} into @param {Quote[]} quotes */
  planHere(from, into, quotes) {
    const { toasts } = this.desk;
    const suggested = from.id === null ? from : into;
    if (!quotes.length) {
      toasts.show(`No quote here is by ${from.name}.`);
      return;
    }
    this.preview.open({
      heading: (count) => `${into.name} for ${plural(count, "quote", "quotes")} of ${from.name}?`,
      note: `In this article only: ${suggested.name} is a name that was suggested, and nobody has stood by it yet.`,
      confirm: (count) => `Apply to ${count}`,
      quotes,
      who: (quote) => names(replaced(quote.speakers, from, into)),
      holds: (quote) => quote.state !== "rejected" && quote.speakers.some((speaker) => sameSpeaker(speaker, from)),
      carryOut: (chosen) => {
        this.saving.performAll(chosen.map((quote) => this.saving.decisions.correct(quote, { speakers: replaced(quote.speakers, from, into) })));
        toasts.show(`${plural(chosen.length, "quote", "quotes")} of ${from.name} by ${into.name} now.`, this.wayBack);
      },
    });
  }

  get wayBack() {
    return this.saving.trail.wayBack(() => this.act("undo"));
  }

  /** @param {Speaker} from @param {Speaker} into */
  async merge(from, into) {
    const { toasts } = this.desk;
    try {
      if (!(await this.saving.settled())) throw new Unreachable("Not everything is saved yet.");
      const { id } = await this.api.merge(from, into, this.saving.person.id);
      this.saving.trail.recordMerge({ id, merged: from, into });
    } catch (error) {
      toasts.show(whyNot(error), undefined, "problem");
      return;
    }
    await this.bringIn();
    toasts.show(`${from.name} and ${into.name} are one now.`, this.wayBack);
  }

  /** Undoes a merge, or does it again. @param {Act} act @param {"undo"|"redo"} way @returns {Promise<string|null>} */
  async takeBack(act, way) {
    const { toasts } = this.desk;
    const { trail, person } = this.saving;
    if (!act.merge || this.turning) return null;
    this.turning = true;
    const { merged, into, id } = act.merge;
    try {
      if (!(await this.saving.settled())) throw new Unreachable("Not everything is saved yet.");
      const kept = way === "undo" ? (await this.api.undoMerge(id, person.id)).kept : 0;
      if (way === "redo") act.merge = { ...act.merge, id: (await this.api.merge(merged, into, person.id)).id };
      trail.turn(act, way);
      await this.bringIn();
      const stay = kept ? ` ${plural(kept, "quote", "quotes")} changed since ${kept === 1 ? "stays" : "stay"} with ${into.name}.` : "";
      toasts.show(`${merged.name} and ${into.name} are ${way === "undo" ? "two" : "one"} again.${stay}`);
      return "";
    } catch (error) {
      // What the server will never take back must not bar the way to what was done before it.
      if (error instanceof Refused) {
        trail.drop(act);
        await this.bringIn();
      }
      toasts.show(whyNot(error), undefined, "problem");
      return null;
    } finally {
      this.turning = false;
    }
  }

  /** Takes in what a merge changed: versions, speakers, who is in the cast. */
  async bringIn() {
    try {
      this.saving.replaced(await this.api.review());
    } catch {
      this.desk.toasts.show("What the merge changed could not be fetched. Load the page again to see it.", undefined, "problem");
    }
  }
}
