/**
 * Talks to the server: one function an endpoint, the session's CSRF token, and every way a request can fail told apart.
 * When to send and what to do with an answer is left to its callers.
 *
 * @typedef {import("./types.js").DecisionRequest} DecisionRequest
 * @typedef {import("./types.js").DecisionAnswer} DecisionAnswer
 * @typedef {import("./types.js").Quote} Quote
 * @typedef {import("./types.js").Decision} Decision
 * @typedef {import("./types.js").Speaker} Speaker
 */

const PATIENCE = 15_000;
/** Milliseconds more for each decision in a request. */
const PATIENCE_EACH = 500;
/** Seconds after which a server is tried again, whatever it asked for. */
const LONGEST_ASKED = 600;

/** The server can't be reached or failed for now: the same request may be sent again. */
export class Unreachable extends Error {
  /** @param {string} detail @param {number} [after]  seconds for which it asked to be left alone */
  constructor(detail, after = 0) {
    super(detail);
    this.after = after;
  }
}

/** Nobody is signed in any more. */
export class SignedOut extends Error {}

/** Somebody else is signed in than the person who decided. */
export class NotYou extends Error {}

/** The server understood and said no. */
export class Refused extends Error {
  /** @param {string} detail @param {number} status @param {string} code */
  constructor(detail, status, code) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** The decision was made on a version that no longer stands. */
export class Stale extends Refused {
  /** @param {string} detail @param {string} code @param {Quote|null} current @param {Decision|null} last */
  constructor(detail, code, current, last) {
    super(detail, 409, code);
    this.current = current;
    this.last = last;
  }
}

function csrfToken() {
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
}

/** What Retry-After says, be it a number of seconds or a date. @param {Response} response */
function secondsAsked(response) {
  const asked = response.headers.get("Retry-After");
  if (!asked) return 0;
  const seconds = /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
  return Math.min(Math.max(seconds || 0, 0), LONGEST_ASKED);
}

/**
 * @param {"GET"|"POST"|"PATCH"} method @param {string} url @param {object} [body]
 * @param {{signal?: AbortSignal, wait?: number}} [manner]  wait: milliseconds until it counts as unanswered
 * @returns {Promise<any>}
 */
async function request(method, url, body, { signal, wait = PATIENCE } = {}) {
  /** @type {Response} */
  let response;
  /** @type {any} */
  let answer;
  try {
    const patience = AbortSignal.timeout(wait);
    response = await fetch(url, {
      method,
      credentials: "same-origin",
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRFToken": csrfToken() }) },
      body: body ? JSON.stringify(body) : null,
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable("The server can't be reached.");
  }
  if (response.ok && answer) return answer;
  const first = answer?.errors?.[0];
  const detail = first?.detail ?? `The server answered ${response.status}.`;
  const signsIn = response.redirected && !answer;
  // Without its cookie a browser is nobody, whoever is signed in; any page of ours brings the cookie back.
  const noCookie = response.status === 403 && !csrfToken();
  if (response.status === 401 || first?.code === "not_authenticated" || signsIn || noCookie) throw new SignedOut(detail);
  // A 403 is about who asks and how, as a token of the page that is too old, never about what was decided.
  const later = response.status >= 500 || [403, 408, 429].includes(response.status);
  // What is not in our one shape of error comes from something in between, and says nothing about what was sent.
  if (later || !first) throw new Unreachable(detail, secondsAsked(response));
  if (first.code === "not_you") throw new NotYou(detail);
  throw refusal(response.status, answer);
}

/** How the server says no. @param {number} status @param {any} answer  with errors, and with what stands where a decision clashed */
function refusal(status, { errors: [{ code, detail }], current, last_decision: last }) {
  if (status === 409 && current !== undefined) return new Stale(detail, code, current, last);
  return new Refused(detail, status, code);
}

/** All that a list holds, page by page. @param {string} page */
async function pages(page) {
  const found = [];
  for (let next = page; next; ) {
    const answer = await request("GET", next);
    found.push(...answer.results);
    next = answer.next;
  }
  return found;
}

/** Everything the page asks of the server about one article. */
export class Api {
  /** @param {number} article */
  constructor(article) {
    this.article = article;
  }

  /** @returns {Promise<import("./types.js").Review>} */
  review() {
    return request("GET", `/api/v1/articles/${this.article}/review/`);
  }

  /** The newest look for quotes, without the text and the quotes. @returns {Promise<import("./types.js").Run|null>} */
  async newestRun() {
    const page = await request("GET", `/api/v1/runs/?article=${this.article}&page_size=1`);
    return page.results[0] ?? null;
  }

  /**
   * Decides in this order: of each the answer, or why it was refused. Null where the server does not take so many at once.
   * @param {DecisionRequest[]} decisions @returns {Promise<(DecisionAnswer|Refused)[]|null>}
   */
  async decide(decisions) {
    const alone = decisions.length === 1;
    try {
      if (alone) return [await request("POST", "/api/v1/decisions/", decisions[0])];
      const wait = PATIENCE + decisions.length * PATIENCE_EACH;
      const { results } = await request("POST", "/api/v1/decisions/bulk/", { decisions }, { wait });
      return results.map((/** @type {any} */ result) => (result.status < 300 ? result : refusal(result.status, result)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return alone ? [error] : null;
    }
  }

  /** @param {string} id @returns {Promise<Decision>} */
  decision(id) {
    return request("GET", `/api/v1/decisions/${id}/`);
  }

  /** The decisions that were made in one go. @param {string} group @returns {Promise<Decision[]>} */
  decisionsOf(group) {
    return pages(`/api/v1/decisions/?group=${group}&page_size=200`);
  }

  /** Every decision about a quote, the oldest first. @param {string} quote @returns {Promise<Decision[]>} */
  decisionsAbout(quote) {
    return pages(`/api/v1/decisions/?article=${this.article}&attribution=${quote}&page_size=200`);
  }

  /** Comments on a quote, or flags it. @param {{id: string, attribution: string, kind: "comment"|"flag", text: string, reason?: import("./types.js").Reason, person: number}} said @returns {Promise<import("./types.js").Comment>} */
  say(said) {
    return request("POST", "/api/v1/comments/", { article: this.article, ...said });
  }

  /** Settles a comment, or takes it up again. @param {string} comment @param {boolean} resolved @param {number} person @returns {Promise<import("./types.js").Comment>} */
  settle(comment, resolved, person) {
    const what = resolved ? "resolve" : "reopen";
    return request("POST", `/api/v1/comments/${comment}/${what}/`, { id: crypto.randomUUID(), person });
  }

  /** What goes with the words of a quote, as the machine would have it. @param {Quote} quote @param {number} wait @param {AbortSignal} signal @returns {Promise<import("./types.js").Suggestion>} */
  proposal({ id, spans }, wait, signal) {
    return request("POST", `/api/v1/articles/${this.article}/proposal/`, { attribution: id, spans }, { wait, signal });
  }

  /** Calls an article done, or opens it again. @param {number} article @param {boolean} done @param {number} person @returns {Promise<import("./types.js").Standing>} */
  complete(article, done, person) {
    return request("POST", "/api/v1/completions/", { id: crypto.randomUUID(), article, done, person });
  }

  /** A speaker as the registry has it. @param {string} id @returns {Promise<import("./types.js").KnownSpeaker>} */
  speaker(id) {
    return request("GET", `/api/v1/speakers/${id}/`);
  }

  /** Finds on this article's page that two are one. @param {Speaker} merged @param {Speaker} into @param {number} person @returns {Promise<{id: string}>} */
  merge(merged, into, person) {
    return request("POST", `/api/v1/speakers/${merged.id}/merge/`, { into: into.id, article: this.article, person });
  }

  /** Parts two that were merged. @param {string} id  of the merge @param {number} person @returns {Promise<{kept: number}>}  quotes that stay because they were changed since */
  undoMerge(id, person) {
    return request("POST", `/api/v1/speaker-merges/${id}/undo/`, { person });
  }

  /** Is there such an article? */
  async exists() {
    const answer = await fetch(`/api/v1/articles/${this.article}/`, { method: "HEAD", credentials: "same-origin" });
    return answer.status !== 404;
  }

  /** Says that this person has the article open, and asks what is new. @param {number} after  number of the newest decision known @param {import("./types.js").Heard} heard @param {number} person @returns {Promise<import("./types.js").News>} */
  presence(after, heard, person) {
    return request("POST", `/api/v1/articles/${this.article}/presence/`, { after, heard, person });
  }

  /** Looks for quotes again. @param {number} person @returns {Promise<import("./types.js").Run>} */
  runAgain(person) {
    return request("POST", `/api/v1/articles/${this.article}/runs/`, { person });
  }

  /** Keeps what a person chose of looks and keys. @param {Partial<import("./types.js").Preferences>} changes @returns {Promise<import("./types.js").Preferences>} */
  prefer(changes) {
    return request("PATCH", "/api/v1/preferences/", changes);
  }

  /** Speakers of the registry whose name or alias fits. @param {string} words @param {AbortSignal} signal @returns {Promise<import("./types.js").KnownSpeaker[]>} */
  async speakers(words, signal) {
    const page = await request("GET", `/api/v1/speakers/?search=${encodeURIComponent(words)}`, undefined, { signal });
    return page.results;
  }
}
