/**
 * Marking words of the article: new quotes, parts of the focused one, and its edges moved by buttons or in boundary mode.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Span} Span
 * @typedef {import("./types.js").Role} Role
 */
import { Boundary, givingWay, joined, movedEdge } from "./boundary.js";
import { keyOf, takesText } from "./keymap.js";
import { guessedKind } from "./selection.js";
import { names, ROLES } from "./words.js";

const SAID_AT_EDGE = 8;

/** The words beside an edge, for those who listen: a long quote is not read out at each key. @param {string} text @param {"start"|"end"} edge */
function atEdge(text, edge) {
  const words = text.split(/\s+/u);
  if (words.length <= SAID_AT_EDGE) return text;
  return edge === "end" ? `… ${words.slice(-SAID_AT_EDGE).join(" ")}` : `${words.slice(0, SAID_AT_EDGE).join(" ")} …`;
}

/** What a person does with words. */
export class Marking {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./saving.js").Saving} saving
   * @param {import("./selection.js").Selecting} selecting
   * @param {import("./filling_in.js").FillingIn} filling
   * @param {HTMLElement} bar  the buttons of boundary mode
   */
  constructor(desk, saving, selecting, filling, bar) {
    this.desk = desk;
    this.filling = filling;
    this.saving = saving;
    this.selecting = selecting;
    this.bar = bar;
  }

  /** What makes a quote of the selected words; null where there are none. @returns {import("./decisions.js").Step|null} */
  newQuote() {
    const reach = this.selecting.reachOfQuote(this.desk.state.article.quotations);
    if (!reach) {
      this.desk.toasts.show(`Select the words someone said, then press ${keyOf("new-quote") || "“New quote”"}.`);
      return null;
    }
    const text = this.desk.positions.slice(reach.start, reach.end);
    const span = { role: /** @type {Role} */ ("content"), ...reach, text };
    this.selecting.drop(reach);
    return this.saving.decisions.add(this.kindOf([span]), [span], []);
  }

  /** What quotation marks say of the kind. @param {Span[]} spans */
  kindOf(spans) {
    return guessedKind(this.desk.positions, spans.filter((span) => span.role === "content"), this.desk.state.article.quotations);
  }

  /** The quote with other parts. Its kind goes with its words, unless it is another than they said before. @param {Quote} quote @param {Span[]} spans */
  withParts(quote, spans) {
    const kind = quote.kind === this.kindOf(quote.spans) ? this.kindOf(spans) : quote.kind;
    return this.saving.decisions.correct(quote, { spans, kind });
  }

  /** Words of one role: they take the place of those they overlap, a cue that of the cue there was, a source that of the machine's; other parts give way. @param {Quote} quote @param {Role} role */
  mark(quote, role) {
    const reach = this.selecting.reachOrWord;
    if (!reach) {
      const become = role === "content" ? "part of the quote" : `the ${role}`;
      this.desk.toasts.show(`Select words first, or click in one: they become ${become}.`);
      return;
    }
    const span = { role, ...reach, text: this.desk.positions.slice(reach.start, reach.end) };
    const gives = (/** @type {Span} */ one) => role === "cue" || (role === "source" && this.filling.isMachines(quote, one));
    const stays = (/** @type {Span} */ one) => one.role !== role || (!gives(one) && (one.end <= span.start || span.end <= one.start));
    this.selecting.drop(reach, quote.spans.filter(stays));
    this.desk.state.part = null;
    const step = this.withParts(quote, givingWay(this.desk.positions, [...quote.spans.filter(stays), span], span));
    const say = () => this.tell(`${ROLES[role]}: ${span.text}.`, this.whoStays(quote, role));
    if (role !== "content") return this.filling.mark(step, role, say);
    this.saving.perform(step);
    say();
  }

  /** Who said a quote of which a part is corrected, where only the machine named them and nobody asks; else nothing. @param {Quote} quote  as it was @param {Role} [role] */
  whoStays(quote, role) {
    const asks = quote.state === "suggested" || role === "source";
    return asks && this.filling.mayName(quote) ? `Said by ${names(quote.speakers)}, as suggested.` : "";
  }

  /** Says what was done, and shows who the quote stays with. @param {string} done @param {string} who @returns {() => void} what takes that away */
  tell(done, who) {
    this.desk.toasts.say(done);
    return who ? this.desk.toasts.show(who, this.saving.trail.wayBack(() => void this.filling.takeBack())) : () => {};
  }

  /** @param {Quote} quote @param {{part: number, edge: "start"|"end", direction: 1|-1}} move */
  moveEdge(quote, { part, edge, direction }) {
    const span = quote.spans[part];
    if (!span) return;
    const moved = movedEdge(this.desk.positions, span, edge, direction, "word");
    if (moved === span) return;
    const spans = givingWay(this.desk.positions, quote.spans.with(part, moved), moved);
    this.saving.perform(this.withParts(quote, joined(this.desk.positions, spans)));
    const [now, button] = [this.desk.state.focused, `.edges .edge:nth-of-type(${edge === "start" ? 1 : 2}) button:nth-of-type(${direction > 0 ? 2 : 1})`];
    this.desk.state.part = now?.spans.findIndex((one) => one.role === span.role && one.start <= moved.start && one.end >= moved.end) ?? null;
    // The same button again, for the next word.
    /** @type {HTMLElement|null|undefined} */ (this.desk.cards.cards.get(quote.id)?.querySelector(button))?.focus({ preventScroll: true });
    this.tell(moved.text, this.whoStays(quote, span.role));
  }

  // Boundary mode

  /** @param {Quote} quote */
  enterBoundary(quote) {
    if (this.desk.boundary) return this.keepBoundary();
    this.selecting.drop();
    this.desk.boundary = new Boundary(this.desk.positions, quote, this.desk.state.part);
    this.drawBoundary();
  }

  /** @param {(moving: Boundary) => void} change */
  moveBoundary(change) {
    if (!this.desk.boundary) return;
    change(this.desk.boundary);
    this.drawBoundary();
  }

  drawBoundary() {
    const moving = this.desk.boundary;
    if (!moving) return;
    this.bar.hidden = false;
    const span = moving.spans[moving.part];
    this.drawDraft(moving);
    if (!span) return;
    const words = `${moving.edge === "end" ? "End" : "Start"} of the ${ROLES[span.role].toLowerCase()}`;
    /** @type {HTMLElement} */ (this.bar.querySelector(".what")).textContent = words;
    this.desk.toasts.say(`${words}: ${atEdge(span.text, moving.edge)}`);
  }

  /** @param {Boundary} moving */
  drawDraft(moving) {
    this.desk.painter.paintDraft(moving.draft);
    this.desk.drawFocus();
  }

  /** Takes hold of an edge with a pointer, within the mode where it is on. @param {number} part @param {"start"|"end"} edge @returns {boolean} whether it can be moved */
  takeEdge(part, edge) {
    const { desk } = this;
    const quote = desk.state.focused;
    if (!quote?.spans[part] || desk.state.conflicts.has(quote.id)) return false;
    this.selecting.drop();
    desk.boundary ??= new Boundary(desk.positions, quote, part);
    desk.boundary.take(part, edge);
    return true;
  }

  /** Puts the edge that is held to a place. @param {number} point */
  setEdge(point) {
    const moving = this.desk.boundary;
    if (!moving) return;
    moving.set(point);
    this.drawDraft(moving);
  }

  /** A pointer let go: the edge is kept, or in boundary mode goes on being moved. */
  letEdgeGo() {
    if (this.bar.hidden) this.keepBoundary();
    else this.drawBoundary();
  }

  /** Ends the mode and decides for the edges as they are. @returns {string|null} as `whoStays`; null where none had moved or could be kept */
  settleEdges() {
    const moving = this.desk.boundary;
    if (!moving) return null;
    this.desk.endBoundary();
    const { quotes, conflicts } = this.desk.state;
    const quote = quotes.get(moving.quote.id);
    if (!quote || !moving.changed || conflicts.has(quote.id)) return null;
    // Where the quote changed since an edge was taken hold of, a person has to choose.
    const base = quote.version === moving.quote.version ? quote : moving.quote;
    this.saving.perform(this.withParts(base, joined(this.desk.positions, moving.spans)));
    return this.whoStays(base);
  }

  keepBoundary() {
    const who = this.settleEdges();
    if (who !== null) this.tell("Edge kept.", who);
  }

  dropBoundary() {
    this.desk.endBoundary();
    this.desk.toasts.say("Edges left as they were.");
  }

  /** What a key means while edges move: true where that is all it means. @param {KeyboardEvent} event */
  key(event) {
    const moving = this.desk.boundary;
    if (!moving || takesText(event.target)) return false;
    // A button of the mode's own bar is pressed as any other.
    if (event.key === "Enter" && this.bar.contains(/** @type {Node} */ (event.target))) return false;
    const meant = moving.key(event);
    if (meant === "drawn") this.drawBoundary();
    else if (meant === "keep") this.keepBoundary();
    else if (meant === "drop") this.dropBoundary();
    return meant !== "unheard";
  }
}
