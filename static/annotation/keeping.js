/**
 * Keeps in this browser what one person decided and the server does not have yet, so that a page which is closed, killed or
 * loaded again loses nothing: decisions in the order in which they were made, and disagreements nobody has settled. When
 * something may go is left to its callers; what belongs to somebody else is never read.
 *
 * @typedef {import("./decisions.js").Step} Step
 * @typedef {import("./types.js").Conflict} Conflict
 * @typedef {{id: number, title: string}} About  which article
 *
 * @typedef {{person: number, article: number, title: string, id: string, step: Step}} KeptStep
 * @typedef {{person: number, article: number, title: string, attribution: string, conflict: Conflict}} KeptConflict
 * @typedef {{steps: Step[], conflicts: [string, Conflict][]}} Kept  what waits of one article; conflicts by quote
 */

const NAME = "onrecord";
const STEPS = "steps";
const CONFLICTS = "conflicts";
/** Index over what one person left of one article, in the order in which it was put there. */
const OF_ARTICLE = "of article";

/** @template Value @param {IDBRequest<Value>} request @returns {Promise<Value>} */
function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function endOf(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The browser could not keep it."));
  });
}

/** @param {IDBObjectStore} steps @param {string} id  of the decision */
function dropOne(steps, id) {
  const found = steps.index("id").getKey(id);
  found.onsuccess = () => {
    if (found.result !== undefined) steps.delete(found.result);
  };
}

/** Milliseconds after which a store that does not open counts as none: what is decided is then only in the page's memory. */
const OPENING_WAIT = 10_000;

/** @returns {Promise<IDBDatabase>} */
function opened() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    const steps = opening.result.createObjectStore(STEPS, { autoIncrement: true });
    steps.createIndex(OF_ARTICLE, ["person", "article"]);
    steps.createIndex("person", "person");
    steps.createIndex("id", "id", { unique: true });
    const conflicts = opening.result.createObjectStore(CONFLICTS, { keyPath: ["person", "attribution"] });
    conflicts.createIndex(OF_ARTICLE, ["person", "article"]);
    conflicts.createIndex("person", "person");
  };
  const late = new Promise((_, reject) => {
    opening.onblocked = () => reject(new Error("Another tab holds the store of an older version of this page."));
    setTimeout(() => reject(new Error("The browser does not open its store.")), OPENING_WAIT);
  });
  return Promise.race([answerOf(opening), late]);
}

/** What waits for the server in this browser, of one person. */
export class Keeper {
  /** @param {number} person  id of the user who decides */
  constructor(person) {
    this.person = person;
    /** @type {IDBDatabase|null} */
    this.database = null;
    /** Ids of decisions that the browser could not keep: they are only in the memory of this page. @type {Set<string>} */
    this.unkept = new Set();
    this.opening = this.open();
  }

  async open() {
    const database = await opened();
    // A later version of this page wants to change the store, or the person emptied it.
    database.onversionchange = () => database.close();
    this.database = database;
    return database;
  }

  /** @param {(steps: IDBObjectStore, conflicts: IDBObjectStore) => void} work */
  async write(work) {
    // With the store open, what is written is on its way to the browser's disk before the page is painted.
    const database = this.database ?? (await this.opening);
    const transaction = database.transaction([STEPS, CONFLICTS], "readwrite");
    work(transaction.objectStore(STEPS), transaction.objectStore(CONFLICTS));
    return endOf(transaction);
  }

  /** Keeps decisions made in one go until they are dropped. @param {About} article @param {Step[]} made */
  async keep(article, made) {
    try {
      await this.write((steps) => {
        for (const step of made) {
          /** @type {KeptStep} */
          const kept = { person: this.person, article: article.id, title: article.title, id: step.request.id, step };
          steps.add(kept);
        }
        // Not left to the browser's next turn, in which the page may be gone.
        steps.transaction.commit();
      });
    } catch {
      for (const step of made) this.unkept.add(step.request.id);
    }
  }

  /** Decisions that the server has, or will not have. @param {string[]} ids */
  async drop(ids) {
    ids.forEach((id) => this.unkept.delete(id));
    const drop = (/** @type {IDBObjectStore} */ steps) => ids.forEach((id) => dropOne(steps, id));
    await this.write(drop).catch(() => {}); // What is sent a second time changes nothing.
  }

  /** Keeps a disagreement until it is settled. @param {About} article @param {string} attribution @param {Conflict} conflict */
  async keepConflict(article, attribution, conflict) {
    /** @type {KeptConflict} */
    const kept = { person: this.person, article: article.id, title: article.title, attribution, conflict };
    await this.write((_, conflicts) => conflicts.put(kept)).catch(() => this.unkept.add(attribution));
  }

  /** @param {string} attribution */
  async dropConflict(attribution) {
    this.unkept.delete(attribution);
    await this.write((_, conflicts) => conflicts.delete([this.person, attribution])).catch(() => {});
  }

  /** What waits of one article. @param {number} article @returns {Promise<Kept>} */
  async load(article) {
    const transaction = (await this.opening).transaction([STEPS, CONFLICTS]);
    const key = [this.person, article];
    /** @type {[KeptStep[], KeptConflict[]]} */
    const [steps, conflicts] = await Promise.all([
      answerOf(transaction.objectStore(STEPS).index(OF_ARTICLE).getAll(key)),
      answerOf(transaction.objectStore(CONFLICTS).index(OF_ARTICLE).getAll(key)),
    ]);
    return {
      steps: steps.map((kept) => kept.step),
      conflicts: conflicts.map((kept) => [kept.attribution, kept.conflict]),
    };
  }

  /** What waits of every article. @returns {Promise<Map<number, Kept & {title: string}>>} */
  async loadAll() {
    const transaction = (await this.opening).transaction([STEPS, CONFLICTS]);
    /** @type {[KeptStep[], KeptConflict[]]} */
    const [steps, conflicts] = await Promise.all([
      answerOf(transaction.objectStore(STEPS).index("person").getAll(this.person)),
      answerOf(transaction.objectStore(CONFLICTS).index("person").getAll(this.person)),
    ]);
    /** @type {Map<number, Kept & {title: string}>} */
    const articles = new Map();
    const of = (/** @type {KeptStep|KeptConflict} */ { article, title }) => {
      const found = articles.get(article) ?? { title, steps: [], conflicts: [] };
      articles.set(article, found);
      return found;
    };
    for (const kept of steps) of(kept).steps.push(kept.step);
    for (const kept of conflicts) of(kept).conflicts.push([kept.attribution, kept.conflict]);
    return articles;
  }

  /** Lets go of all that waits of one article. @param {number} article */
  async dropAll(article) {
    await this.write((steps, conflicts) => {
      for (const store of [steps, conflicts]) {
        const found = store.index(OF_ARTICLE).openKeyCursor([this.person, article]);
        found.onsuccess = () => {
          if (!found.result) return;
          store.delete(found.result.primaryKey);
          found.result.continue();
        };
      }
    });
  }
}
