/**
 * Asks every ten seconds, while the page is seen, who else has the article open and what was decided and said since, and says that
 * this person has. It shows the others in the top bar; what was decided is put on the page by news.js.
 *
 * @typedef {import("./types.js").Person} Person
 * @typedef {import("./types.js").News} News
 */
import { el } from "./elements.js";
import { initials } from "./state.js";
import { plural } from "./words.js";

const PAUSE = 10_000;
/** People shown by their initials; of more the number is told. */
const MOST = 3;

/** Who else is here. */
export class Presence {
  /**
   * @param {HTMLElement} list @param {import("./api.js").Api} api @param {Person} person
   * @param {{latest: number, heard: import("./types.js").Heard, news: (news: News) => void, say: (sentence: string) => void}} page  latest: number of the newest decision it knows
   */
  constructor(list, api, person, { latest, heard, news, say }) {
    this.list = list;
    this.api = api;
    this.person = person;
    this.latest = latest;
    this.heard = heard;
    this.news = news;
    this.say = say;
    /** @type {Person[]} */
    this.people = [];
    this.asking = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  /** Asks at once where the page is seen, and not at all where it is not. */
  look() {
    clearTimeout(this.timer);
    if (!document.hidden) void this.ask();
  }

  async ask() {
    if (this.asking) return;
    this.asking = true;
    try {
      const news = await this.api.presence(this.latest, this.heard, this.person.id);
      this.latest = news.latest;
      this.heard = news.heard;
      this.draw(news.people);
      this.news(news);
    } catch {
      // Who is here can't be known. Whether the server is there, the save state tells.
      this.draw([]);
    } finally {
      this.asking = false;
      clearTimeout(this.timer);
      if (!document.hidden) this.timer = setTimeout(() => this.look(), PAUSE);
    }
  }

  /** @param {Person[]} people */
  draw(people) {
    const known = new Set(this.people.map((person) => person.id));
    const came = people.filter((person) => !known.has(person.id));
    if (!came.length && people.length === this.people.length) return;
    this.people = people;
    this.list.hidden = !people.length;
    const shown = people.slice(0, MOST).map(({ name }) => {
      const letters = initials({ id: null, name, kind: "person" });
      return el("li", { title: `${name} is here too` }, el("span", { class: "initials", "aria-hidden": "true" }, letters), el("span", { class: "name" }, name));
    });
    const rest = people.slice(MOST);
    if (rest.length) {
      const names = rest.map((person) => person.name).join(", ");
      shown.push(el("li", { title: names }, el("span", { class: "initials", "aria-hidden": "true" }, `+${rest.length}`), el("span", { class: "name" }, plural(rest.length, "other", "others"))));
    }
    this.list.replaceChildren(...shown);
    if (came.length) this.say(`${came.map((person) => person.name).join(", ")} ${came.length === 1 ? "is" : "are"} here too.`);
  }
}
