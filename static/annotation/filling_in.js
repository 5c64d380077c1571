/**
 * Fills in what a person did not say of a quote: asks the server what goes with its words, and takes that over as part of
 * the same act, which one undo takes back whole. Where the person was faster, or nobody answers in time, the quote stays as
 * they made it; nothing of theirs is ever replaced.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Span} Span
 * @typedef {import("./types.js").Role} Role
 * @typedef {import("./decisions.js").Step} Step
 */
import { together } from "./decisions.js";
import { sameSpeakers } from "./look_alikes.js";
import { sameSpeaker } from "./state.js";
import { names, ROLES, shortened } from "./words.js";

/** What comes later than this, the person did not wait for; the first to ask waits for a server that gets ready. */
const PATIENCE = 10_000;

/** Asks, and takes over what is answered. */
export class FillingIn {
  /** @param {import("./desk.js").Desk} desk @param {import("./saving.js").Saving} saving @param {import("./api.js").Api} api */
  constructor(desk, saving, api) {
    this.desk = desk;
    this.saving = saving;
    this.api = api;
    /** Those whom a person named, or left unnamed, in this visit. @type {Set<string>} */
    this.named = new Set();
    /** Undoes what was done last. @type {() => Promise<void>} */
    this.takeBack = () => Promise.resolve();
    /** Ends what is awaited. */
    this.awaited = new AbortController();
  }

  /** Waits no longer: what is there stays as it is. */
  letGo() {
    this.awaited.abort();
    this.awaited = new AbortController();
  }

  /** Adds a quote of which only the words are known. @param {Step} step @param {(done: string) => () => void} say  says that it is there; what it returns takes that away */
  add(step, say) {
    const [grouped = step] = together([step]);
    this.saving.perform(grouped);
    const told = say("Quote added.");
    void this.follow(grouped, ["cue", "source"], told, () => {
      told();
      say("Nothing found to fill in.");
    });
  }

  /** Marks a cue or a source: who said it follows the source, and the source the cue, where they were the machine's word. @param {Step} step @param {"cue"|"source"} role @param {() => () => void} say  as in `add` */
  mark(step, role, say) {
    const quote = step.after;
    const open = quote && this.mayName(quote) && (role === "source" || !quote.spans.some((span) => span.role === "source"));
    const [grouped = step] = open ? together([step]) : [step];
    this.saving.perform(grouped);
    const told = say();
    if (open) void this.follow(grouped, role === "cue" ? ["source"] : [], told);
  }

  /** Is this part the machine's word still? @param {Quote} quote @param {Span} span */
  isMachines(quote, span) {
    if (quote.state === "accepted" || quote.state === "rejected") return false;
    const { filled } = this.desk.state;
    const proposed = filled?.id === quote.id ? filled.spans : (quote.suggestion?.spans ?? []);
    return proposed.some((one) => one.role === span.role && one.start === span.start && one.end === span.end);
  }

  /** Is it the machine's word, and nobody's else, who said this? @param {Quote} quote */
  mayName(quote) {
    if (this.named.has(quote.id) || quote.state === "accepted" || quote.state === "rejected") return false;
    const { filled } = this.desk.state;
    const proposed = filled?.id === quote.id ? filled.speakers : (quote.suggestion?.speakers ?? []);
    return quote.speakers.every((one) => proposed.some((other) => sameSpeaker(one, other)));
  }

  /** @param {Step} step @param {Role[]} open  the parts that may be filled in @param {() => void} told  takes away what was said before @param {() => void} [foundNothing] */
  async follow({ after: made, request: { group } }, open, told, foundNothing = () => {}) {
    if (!made) return;
    this.wait(1);
    try {
      const proposal = await this.api.proposal(made, PATIENCE, this.awaited.signal);
      const stands = this.desk.state.quotes.get(made.id);
      if (!stands || stands.version !== made.version || !this.isWatched(made.id)) return;
      const spans = proposal.spans.filter(({ role }) => open.includes(role) && !stands.spans.some((span) => span.role === role));
      const speakers = this.mayName(stands) ? proposal.speakers : stands.speakers;
      if (!spans.length && sameSpeakers(speakers, stands.speakers)) return foundNothing();
      const step = this.saving.decisions.fill(stands, { spans: [...stands.spans, ...spans], speakers });
      step.request.group = group ?? null;
      this.desk.state.filled = { id: made.id, version: made.version + 1, spans, speakers, reason: proposal.reason };
      this.saving.addTo(step);
      told();
      this.tell(spans, speakers);
    } catch {
      // Offline, too much to do, or let go: the quote is there, and the rest can be marked by hand.
    } finally {
      this.wait(-1);
    }
  }

  /** Can the person see what is filled in, and are they not busy with it themselves? @param {string} id */
  isWatched(id) {
    const { state, boundary } = this.desk;
    return state.focus === id && !boundary && !state.conflicts.has(id) && !document.querySelector("dialog[open]");
  }

  /** @param {Span[]} spans @param {import("./types.js").Speaker[]} speakers */
  tell(spans, speakers) {
    const parts = spans.map((span) => `${ROLES[span.role].toLowerCase()} “${shortened(span.text, 60)}”`);
    const who = speakers.length ? `said by ${names(speakers)}` : "nobody named";
    this.desk.toasts.show(`Filled in: ${[who, ...parts].join(", ")}. Check it.`, this.saving.trail.wayBack(() => void this.takeBack()));
  }

  /** Says on the page how many answers are awaited. @param {1|-1} more */
  wait(more) {
    const { dataset } = this.desk.text;
    const count = Number(dataset.awaited ?? 0) + more;
    if (count) dataset.awaited = String(count);
    else delete dataset.awaited;
  }
}
