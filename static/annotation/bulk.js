/**
 * Deciding on many suggestions at once: which are meant, what the preview says of them, and the decisions that follow, as
 * one act. Nothing is decided that was not listed and outlined first.
 *
 * @typedef {import("./types.js").Quote} Quote
 */
import { likeness, lookAlikes, sameSpeakers } from "./look_alikes.js";
import { Threshold } from "./threshold.js";
import { names, plural } from "./words.js";

/** How long nothing may have moved before what is in view is counted, and before it has been seen. */
const CALM = 120;
const LOOK = 1000;

/** What will be done: "Accept 3, reject 1". @param {number|string} accepted  how many @param {number} rejected */
function verdicts(accepted, rejected) {
  const words = [accepted && `accept ${accepted}`, rejected && `reject ${rejected}`].filter(Boolean).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What can be done to many suggestions. */
export class Bulk {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./saving.js").Saving} saving
   * @param {import("./preview.js").Preview} preview
   * @param {HTMLElement} row  the slider's
   * @param {import("./card.js").Act} act
   */
  constructor(desk, saving, preview, row, act) {
    this.desk = desk;
    this.saving = saving;
    this.preview = preview;
    this.act = act;
    this.threshold = new Threshold(row, desk.state, (threshold) => {
      desk.drawThreshold(threshold);
      this.countSoon();
    });
    /** Suggestions whose quoted words stood in view, from the first to the last, while nothing moved. @type {Set<string>} */
    this.seen = new Set();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.looking = undefined;
    desk.scroller.addEventListener("scroll", () => this.lookSoon(), { passive: true });
    desk.scroller.addEventListener("scroll", () => this.countSoon(), { passive: true });
    desk.remeasured = () => {
      preview.drawOutlines();
      this.countSoon();
      this.lookSoon();
    };
    this.countSoon();
    this.lookSoon();
  }

  /** Something was decided, or came. */
  changed() {
    this.threshold.draw();
    this.preview.review();
    this.countSoon();
  }

  /** Counts what is in view once the page has come to rest, when nothing has to be laid out for it. */
  countSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.threshold.seen(this.sureAndSeen().length), CALM);
  }

  /** Once a person could look at what is in view, it was seen. */
  lookSoon() {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.look(), LOOK);
  }

  look() {
    if (document.hidden) return;
    for (const { id } of this.inView()) this.seen.add(id);
  }

  /** Suggestions that reach the threshold and can be seen whole, now or before, in text order. @returns {Quote[]} */
  sureAndSeen() {
    const now = new Set(this.inView());
    return this.desk.state.order.flatMap((id) => {
      const quote = this.desk.state.quotes.get(id);
      return quote && this.isSure(quote) && (now.has(quote) || this.seen.has(id)) ? [quote] : [];
    });
  }

  /** Suggestions whose quoted words can be seen from the first to the last. @returns {Quote[]} */
  inView() {
    const { state, overlay, scroller } = this.desk;
    const top = scroller.scrollTop - overlay.places.sheet.offsetTop;
    const bottom = top + scroller.clientHeight;
    return state.order.flatMap((id) => {
      const marked = overlay.marks.get(id);
      const quote = state.quotes.get(id);
      // The mark stands beside the first line: most quotes are out of view by that alone, and are not measured.
      if (!quote || !marked || marked.top < top - 48 || marked.top > bottom || quote.state !== "suggested" || !state.isShown(quote)) return [];
      const lines = quote.spans.filter((span) => span.role === "content").flatMap((span) => overlay.lines(span.start, span.end));
      return lines.length && lines.every((line) => line.top >= top && line.bottom <= bottom) ? [quote] : [];
    });
  }

  /** @param {Quote} quote */
  isSure(quote) {
    const { state } = this.desk;
    return quote.state === "suggested" && quote.confidence !== null && !state.isFaint(quote) && state.isShown(quote) && !state.conflicts.has(quote.id);
  }

  /** Offers to accept what was seen. */
  acceptSeen() {
    const { state, toasts } = this.desk;
    const least = state.threshold.toFixed(2);
    const quotes = this.sureAndSeen();
    if (!quotes.length) {
      toasts.show(`No suggestion at ${least} or more was seen whole. Scroll on, or move the slider.`);
      return;
    }
    this.preview.open({
      heading: (count, rejected) => `${verdicts(count && plural(count, "quote", "quotes"), rejected)}?`,
      note: `Outlined in the text: suggested at ${least} or more, and seen from the first word to the last.`,
      confirm: verdicts,
      quotes,
      canReject: true,
      who: (quote) => names(quote.speakers),
      holds: (quote) => this.isSure(quote),
      carryOut: (accepted, rejected) => {
        const { decisions } = this.saving;
        this.saving.performAll([...accepted.map((quote) => decisions.accept(quote)), ...rejected.map((quote) => decisions.reject(quote))]);
        const told = [accepted.length && `${plural(accepted.length, "quote", "quotes")} accepted`, rejected.length && `${plural(rejected.length, "quote", "quotes")} rejected`];
        toasts.show(`${told.filter(Boolean).join(", ")}.`, this.saving.trail.wayBack(() => this.act("undo")));
      },
    });
  }

  /** What could be done to others once this quote has these speakers. @param {Quote} quote @param {import("./types.js").Speaker[]} speakers @returns {import("./look_alikes.js").Offer|null} */
  offerFor(quote, speakers) {
    const others = lookAlikes(quote, speakers, this.desk.state.quotes.values()).filter((other) => !this.desk.state.conflicts.has(other.id));
    return others.length ? { id: quote.id, speakers, others: others.map((other) => other.id) } : null;
  }

  /** Offers to give the quotes that look alike to the speakers of the one that was changed. */
  applyAlike() {
    const { state, toasts } = this.desk;
    const quote = state.quotes.get(state.offer?.id ?? "");
    const known = new Set(state.offer?.others);
    const others = state.order.flatMap((id) => (known.has(id) ? (state.quotes.get(id) ?? []) : [])).filter((other) => other.state === "suggested");
    if (!quote || !others.length || !sameSpeakers(quote.speakers, state.offer?.speakers ?? [])) {
      toasts.show("First change who said a quote: what was suggested like it can follow.");
      return;
    }
    const { speakers } = quote;
    this.preview.open({
      heading: (count) => `${names(speakers)} for ${plural(count, "more quote", "more quotes")}?`,
      note: `Outlined in the text: undecided, and ${likeness(quote)}.`,
      confirm: (count) => `Apply to ${count}`,
      quotes: others,
      who: () => names(speakers),
      holds: (other) => other.state === "suggested",
      carryOut: (chosen) => {
        this.saving.performAll(chosen.map((other) => this.saving.decisions.correct(other, { speakers })));
        toasts.show(`${plural(chosen.length, "more quote", "more quotes")} by ${names(speakers)}.`, this.saving.trail.wayBack(() => this.act("undo")));
      },
    });
  }
}
