/**
 * What the page knows: the quotes of one article in text order, the cast, the one focus, and what follows from them (how
 * many are decided, who comes next). Pure data: it neither draws nor sends.
 *
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Speaker} Speaker
 * @typedef {import("./types.js").Conflict} Conflict
 * @typedef {import("./types.js").Review} Review
 */
import { Talk } from "./talk.js";

/** Spans in text order. @param {import("./types.js").Span[]} spans */
export function inOrder(spans) {
  return [...spans].sort((one, other) => one.start - other.start || one.end - other.end || one.role.localeCompare(other.role));
}

/** Name as two spellings of one speaker share it. @param {string} name */
export function folded(name) {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** Where a quote stands in the text: the first of its quoted words. @param {Quote} quote */
export function placeInText(quote) {
  const words = quote.spans.filter((span) => span.role === "content");
  return Math.min(...(words.length ? words : quote.spans).map((span) => span.start));
}

/** @param {Quote} quote */
export function isDecided(quote) {
  return quote.state !== "suggested";
}

/** @param {Speaker} one @param {Speaker} other */
export function sameSpeaker(one, other) {
  return one.id !== null && other.id !== null ? one.id === other.id : folded(one.name) === folded(other.name);
}

/** Initials shown in the gutter and the cast: of the first word and the last. @param {Speaker} speaker */
export function initials(speaker) {
  const words = speaker.name.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu) ?? [];
  // US, UN and EU are initials already.
  if (words.length === 1 && /^\p{Lu}{2,3}$/u.test(words[0] ?? "")) return words[0] ?? "";
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0] ?? "?"];
  return chosen.map((word) => Array.from(word ?? "")[0] ?? "").join("").toUpperCase();
}

/** Do two quotes say the same about the text? @param {Quote|null} one @param {Quote|null} other */
export function sameResult(one, other) {
  if (!one || !other) return one === other;
  return one.state === other.state && sameContent(one, other);
}

/**
 * @param {{kind: string, spans: import("./types.js").Span[], speakers: Speaker[]}} one
 * @param {{kind: string, spans: import("./types.js").Span[], speakers: Speaker[]}} other
 */
export function sameContent(one, other) {
  const spell = (/** @type {import("./types.js").Span[]} */ spans) =>
    spans.map((span) => `${span.role} ${span.start} ${span.end}`).sort().join("\n");
  return (
    one.kind === other.kind &&
    spell(one.spans) === spell(other.spans) &&
    one.speakers.length === other.speakers.length &&
    one.speakers.every((speaker) => other.speakers.some((twin) => sameSpeaker(speaker, twin)))
  );
}

/**
 * What is new, made of what is known wherever the two say the same: of an answer that confirms what is shown, nothing is kept twice.
 * @template Value @param {Value} fresh @param {unknown} known @returns {Value}
 */
export function shared(fresh, known) {
  if (fresh === known) return /** @type {Value} */ (known);
  if (typeof fresh !== "object" || typeof known !== "object" || !fresh || !known || Array.isArray(fresh) !== Array.isArray(known)) return fresh;
  const old = /** @type {Record<string, unknown>} */ (known);
  let same = Object.keys(fresh).length === Object.keys(old).length;
  for (const [name, value] of Object.entries(fresh)) {
    const one = shared(value, old[name]);
    same &&= one === old[name];
    /** @type {Record<string, unknown>} */ (fresh)[name] = one;
  }
  return same ? /** @type {Value} */ (known) : fresh;
}

/** The state of one open article. */
export class State {
  /** @param {Review} review */
  constructor(review) {
    this.article = review.article;
    this.run = review.run;
    /** @type {Map<string, Quote>} */
    this.quotes = new Map();
    /** Ids in text order. @type {string[]} */
    this.order = [];
    /** @type {Speaker[]} */
    this.cast = [...review.cast];
    /** @type {Map<string, Conflict>} */
    this.conflicts = new Map();
    /** @type {string|null} */
    this.focus = null;
    /** Index into the focused quote's spans, where one part is meant. @type {number|null} */
    this.part = null;
    /** Only quotes of this speaker are shown; "unknown" means those without one. @type {Speaker|"unknown"|null} */
    this.filter = null;
    /** What could be done to others after the last decision. @type {import("./look_alikes.js").Offer|null} */
    this.offer = null;
    /** What the machine filled in last, until the quote is left or changed. @type {import("./types.js").Filled|null} */
    this.filled = null;
    /** How sure a suggestion has to be not to look faint. */
    this.threshold = 0;
    /** Only flagged quotes are shown. */
    this.onlyFlagged = false;
    /** The search for undecided quotes goes from the least sure on, not in text order. */
    this.byDoubt = false;
    /** What was said about the quotes. */
    this.talk = new Talk(review.comments);
    this.decided = 0;
    for (const quote of review.quotes) this.put(quote);
  }

  /** @returns {Quote|null} */
  get focused() {
    return this.focus === null ? null : (this.quotes.get(this.focus) ?? null);
  }

  /** Stores a quote in its place. True when its place among the others is new. @param {Quote} quote */
  put(quote) {
    quote = { ...quote, spans: inOrder(quote.spans) };
    const known = this.quotes.get(quote.id);
    if (known && isDecided(known)) this.decided -= 1;
    if (isDecided(quote)) this.decided += 1;
    this.quotes.set(quote.id, quote);
    if (known && placeInText(known) === placeInText(quote)) return false;
    const before = known ? this.order.indexOf(quote.id) : -1;
    if (before >= 0) this.order.splice(before, 1);
    const place = placeInText(quote);
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.placeOf(middle) <= place) low = middle + 1;
      else high = middle;
    }
    this.order.splice(low, 0, quote.id);
    return low !== before;
  }

  /** An answer of the server, made of what is known here wherever it says the same. @param {Quote} quote @returns {Quote} */
  known(quote) {
    const known = (/** @type {Speaker[]} */ speakers) => speakers.map((speaker) => shared(speaker, this.cast.find((one) => one.id === speaker.id)));
    const suggestion = quote.suggestion && { ...quote.suggestion, speakers: known(quote.suggestion.speakers) };
    return shared({ ...quote, spans: inOrder(quote.spans), speakers: known(quote.speakers), suggestion }, this.quotes.get(quote.id));
  }

  /** @param {number} index */
  placeOf(index) {
    const quote = this.quotes.get(this.order[index] ?? "");
    return quote ? placeInText(quote) : Infinity;
  }

  /** @param {string} id */
  drop(id) {
    const quote = this.quotes.get(id);
    if (!quote) return;
    if (isDecided(quote)) this.decided -= 1;
    this.quotes.delete(id);
    this.order.splice(this.order.indexOf(id), 1);
    this.conflicts.delete(id);
    if (this.focus === id) {
      this.focus = null;
      this.part = null;
    }
  }

  /** Is the quote among those the cast filter leaves? @param {Quote} quote */
  isShown(quote) {
    const filter = this.filter;
    if (this.onlyFlagged && !this.talk.flagOf(quote.id)) return false;
    if (filter === null) return true;
    if (filter === "unknown") return quote.speakers.length === 0;
    return quote.speakers.some((speaker) => sameSpeaker(speaker, filter));
  }

  /** Is it a suggestion less sure than the threshold, by the figure that is shown? @param {Quote} quote */
  isFaint(quote) {
    return quote.state === "suggested" && quote.confidence !== null && Number(quote.confidence.toFixed(2)) < this.threshold;
  }

  /** What of a quote the machine filled in and nobody touched since. @param {Quote} quote @returns {import("./types.js").Filled|null} */
  filledIn(quote) {
    return this.filled?.id === quote.id && this.filled.version === quote.version ? this.filled : null;
  }

  /** Needs a person: undecided, or decided twice in different ways. @param {Quote} quote */
  needsDecision(quote) {
    return !isDecided(quote) || this.conflicts.has(quote.id);
  }

  /**
   * The next shown quote in one direction, going round at the ends; null where there is none but the focused one.
   * @param {1|-1} direction @param {boolean} undecided  only one that needs a decision
   * @returns {string|null}
   */
  next(direction, undecided) {
    if (undecided && this.byDoubt) return this.nextByDoubt(direction);
    const count = this.order.length;
    const here = this.focus === null ? (direction > 0 ? -1 : count) : this.order.indexOf(this.focus);
    for (let step = 1; step <= count; step++) {
      const index = here + step * direction;
      // J and K stop at the ends so that a person knows them; the search for undecided ones goes round.
      if (!undecided && (index < 0 || index >= count)) return null;
      const id = this.order[(index + 2 * count) % count] ?? "";
      const quote = this.quotes.get(id);
      if (quote && id !== this.focus && this.isShown(quote) && (!undecided || this.needsDecision(quote))) return id;
    }
    return null;
  }

  /**
   * The next shown quote that needs a decision, from the least sure to the surest, going round; null as in `next`.
   * @param {1|-1} direction
   * @returns {string|null}
   */
  nextByDoubt(direction) {
    const waiting = this.order
      .map((id, place) => ({ id, place, sure: this.sureness(id) }))
      .filter(({ id }) => id !== this.focus && this.isShown(/** @type {Quote} */ (this.quotes.get(id))) && this.needsDecision(/** @type {Quote} */ (this.quotes.get(id))))
      .sort((one, other) => direction * (one.sure - other.sure || one.place - other.place));
    const here = { sure: this.focus === null ? -Infinity : this.sureness(this.focus), place: this.focus === null ? -1 : this.order.indexOf(this.focus) };
    const further = this.focus === null ? waiting[0] : waiting.find(({ sure, place }) => direction * (sure - here.sure || place - here.place) > 0);
    return (further ?? waiting[0])?.id ?? null;
  }

  /** How sure it is that a quote is right; what two people disagree about, and what nothing is known of, is not at all. @param {string} id */
  sureness(id) {
    return this.conflicts.has(id) ? -1 : (this.quotes.get(id)?.confidence ?? 0);
  }

  /** The quote before the focused one in the text. @returns {Quote|null} */
  previous() {
    const index = this.focus === null ? -1 : this.order.indexOf(this.focus);
    return index > 0 ? (this.quotes.get(this.order[index - 1] ?? "") ?? null) : null;
  }

  /** How many quotes each of the cast has, then how many have nobody; rejected ones don't count. */
  counts() {
    /** @type {Map<string, number>} */
    const tally = new Map();
    let unknown = 0;
    for (const quote of this.quotes.values()) {
      if (quote.state === "rejected") continue;
      if (quote.speakers.length === 0) unknown += 1;
      for (const speaker of quote.speakers) {
        for (const key of speaker.id ? [speaker.id] : [folded(speaker.name)]) tally.set(key, (tally.get(key) ?? 0) + 1);
      }
    }
    const cast = this.cast.map((speaker) => {
      const byName = tally.get(folded(speaker.name)) ?? 0;
      return (speaker.id ? (tally.get(speaker.id) ?? 0) : 0) + byName;
    });
    return { cast, unknown };
  }

  /** Adds speakers the article did not have, and gives those known by name only their id. @param {Speaker[]} speakers @returns {Quote[]} quotes that look different now */
  meet(speakers) {
    const changed = new Set();
    for (const speaker of speakers) {
      const index = this.cast.findIndex((known) => sameSpeaker(known, speaker));
      if (index < 0) this.cast.push(speaker);
      else this.cast[index] = speaker;
      for (const quote of this.quotes.values()) {
        const found = quote.speakers.findIndex((known) => known.id === null && sameSpeaker(known, speaker));
        if (found < 0) continue;
        const twin = { ...quote, speakers: quote.speakers.with(found, speaker) };
        this.quotes.set(quote.id, twin);
        if (quote.speakers[found]?.name !== speaker.name) changed.add(twin);
      }
    }
    return [...changed];
  }

  /** Lets go of speakers known by name only whom no quote names any more: the server knew them by another name. */
  forgetNameless() {
    const named = new Set();
    for (const quote of this.quotes.values()) {
      for (const speaker of [...quote.speakers, ...(quote.suggestion?.speakers ?? [])]) named.add(folded(speaker.name));
    }
    this.cast = this.cast.filter((speaker) => speaker.id !== null || named.has(folded(speaker.name)));
  }

  /** The smallest quotes over a code point first, with the part hit. @param {number} point @returns {{id: string, part: number}[]} */
  under(point) {
    /** @type {{id: string, part: number, size: number}[]} */
    const hits = [];
    for (const quote of this.quotes.values()) {
      if (quote.state === "rejected" || !this.isShown(quote)) continue;
      quote.spans.forEach((span, part) => {
        if (span.start <= point && point < span.end) hits.push({ id: quote.id, part, size: span.end - span.start });
      });
    }
    return hits.sort((one, other) => one.size - other.size);
  }
}
