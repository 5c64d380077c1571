/**
 * The shapes that travel between the server and the page, as JSDoc types. Nothing here runs.
 * Every `start` and `end` is a half-open code-point offset into the article's text.
 *
 * @typedef {"content"|"cue"|"source"} Role
 * @typedef {"direct"|"indirect"|"mixed"} Kind
 * @typedef {{id: number, name: string}} Person  who is at the desk
 * @typedef {"suggested"|"accepted"|"corrected"|"added"|"rejected"} QuoteState
 * @typedef {"person"|"organization"|"group"|"document"|"unnamed"} SpeakerKind
 * @typedef {"accept"|"reject"|"correct"|"add"|"fill"|"remove"|"reopen"|"undo"|"merge"} Action
 *
 * @typedef {{role: Role, start: number, end: number, text: string}} Span
 * @typedef {{id: string|null, name: string, kind: SpeakerKind}} Speaker
 * @typedef {Speaker & {aliases: string[], wikidata: string, attribution_count: number, article_count: number}} KnownSpeaker  as the registry has it
 *
 * @typedef {object} Snapshot
 * @property {QuoteState} state
 * @property {Kind} kind
 * @property {Span[]} spans
 * @property {Speaker[]} speakers
 *
 * @typedef {object} Suggestion
 * @property {Kind} kind
 * @property {Span[]} spans
 * @property {Speaker[]} speakers
 * @property {number|null} confidence
 * @property {string} reason
 *
 * @typedef {object} Quote
 * @property {string} id
 * @property {QuoteState} state
 * @property {number} version  number of decisions made about it; 0 is an untouched suggestion
 * @property {Kind} kind
 * @property {Span[]} spans
 * @property {Speaker[]} speakers
 * @property {number|null} confidence
 * @property {string} reason
 * @property {Suggestion|null} suggestion  what was proposed; null for an added quote
 * @property {string} decided_by
 * @property {number|null} decided_by_id  names are not anybody's own
 * @property {string|null} decided_at
 *
 * What the machine filled in: in which quote and version, which parts, who, and why so.
 * @typedef {{id: string, version: number, spans: Span[], speakers: Speaker[], reason: string}} Filled
 *
 * @typedef {object} Decision
 * @property {string} id
 * @property {number} article
 * @property {string} attribution
 * @property {Action} action
 * @property {number} version
 * @property {Snapshot|null} before
 * @property {Snapshot|null} after
 * @property {string|null} undoes
 * @property {string|null} group  that of all decisions made in the same go
 * @property {string} by
 * @property {number} by_id
 * @property {string} at
 *
 * Why a quote is flagged.
 * @typedef {"speaker"|"words"|"check"|"sensitive"|"other"} Reason
 *
 * What somebody said about a quote; a flag has a reason.
 * @typedef {object} Comment
 * @property {string} id
 * @property {string} attribution
 * @property {"comment"|"flag"} kind
 * @property {Reason|""} reason
 * @property {string} text
 * @property {string} by
 * @property {number} by_id
 * @property {string} at
 * @property {boolean} resolved
 * @property {string} resolved_by
 * @property {number|null} resolved_by_id
 * @property {string|null} resolved_at
 *
 * @typedef {object} DecisionRequest
 * @property {string} id
 * @property {number} article
 * @property {string} attribution
 * @property {Exclude<Action, "merge">} action
 * @property {number} version
 * @property {Kind} [kind]
 * @property {Span[]} [spans]
 * @property {Speaker[]} [speakers]
 * @property {string} [undoes]
 * @property {string|null} [group]
 * @property {number} person  id of the user who decided
 *
 * @typedef {{decision: Decision, quote: Quote|null}} DecisionAnswer
 *
 * @typedef {object} Run
 * @property {string|number} id
 * @property {"queued"|"running"|"done"|"failed"} state
 * @property {string} failure
 * @property {number} attempt
 * @property {string} pipeline
 *
 * @typedef {object} Article
 * @property {number} id
 * @property {string} title
 * @property {string} publisher
 * @property {string} byline
 * @property {string} url
 * @property {string|null} published
 * @property {string} language
 * @property {string} text
 * @property {string} created_at
 * @property {boolean} done
 * @property {string} done_by
 * @property {string|null} done_at
 * @property {[number, number][]} quotations  start and end of what stands inside quotation marks
 *
 * What a person did in one go: the ids of its decisions, and of their group; a merge; or calling the article done.
 * @typedef {{group: string|null, decisions: string[], merge: Merge|null, done: boolean}} Act
 * Two speakers found to be one on this article's page.
 * @typedef {{id: string, merged: Speaker, into: Speaker}} Merge
 *
 * Whether an article is done, who called it so, and when.
 * @typedef {{done: boolean, done_by: string, done_at: string|null}} Standing
 *
 * What is known of the talk: numbers of the newest comment and of the newest resolution.
 * @typedef {{comments: number, resolutions: number}} Heard
 *
 * @typedef {object} Review
 * @property {Article} article
 * @property {Run|null} run
 * @property {Quote[]} quotes
 * @property {Speaker[]} cast
 * @property {Comment[]} comments
 * @property {Heard} heard
 * @property {Act[]} undo
 * @property {Act[]} redo
 * @property {number} latest  number of the newest decision on the article
 *
 * A quote that was decided on somewhere; null is one that is gone.
 * @typedef {{id: string, version: number, quote: Quote|null}} ChangedQuote
 *
 * Who else has the article open, and what was decided and said since.
 * @typedef {{people: Person[], latest: number, quotes: ChangedQuote[], run: {id: number, state: string}|null, standing: Standing, comments: Comment[], heard: Heard}} News
 *
 * @typedef {object} Preferences
 * @property {"system"|"light"|"dark"|"contrast"} theme
 * @property {"normal"|"large"|"larger"} text_size
 * @property {boolean} single_keys  are keys heard that are one letter, number or sign?
 * @property {Record<string, string[]>} keys  of the actions whose keys a person changed
 *
 * A disagreement: what a colleague stored (null: the quote is gone), what this person wanted (null: remove it).
 * @typedef {{theirs: Quote|null, mine: Quote|null, by: string, byId: number|null, at: string|null}} Conflict
 */
export {};
