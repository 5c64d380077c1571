/**
 * Says on the list of articles which changes wait in this browser, and sends them as soon as they can go: what was decided
 * offline must not wait until somebody thinks of opening its article.
 *
 * @typedef {import("../annotation/leftovers.js").Leftover} Leftover
 */
import { el } from "../annotation/elements.js";
import { Keeper } from "../annotation/keeping.js";
import { sendLeftovers } from "../annotation/leftovers.js";
import { plural } from "../annotation/words.js";

const PAUSE = 10_000;
const place = /** @type {HTMLElement} */ (document.getElementById("waiting"));
const keeper = new Keeper(Number(place.dataset.personId));
/** What is told, once the server was asked. @type {string|null} */
let drawn = null;
let busy = false;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;

/** @param {Omit<Leftover, "why"> & {why: Leftover["why"]|"goes"}} leftover  goes: it is on its way */
function notice({ article, title, count, why }) {
  const [changes, wait, they] = [plural(count, "change", "changes"), count === 1 ? "waits" : "wait", count === 1 ? "It is" : "They are"];
  if (why === "gone") {
    const drop = () => void keeper.dropAll(article).then(look);
    const button = el("button", { type: "button", class: "button small", onclick: drop }, count === 1 ? "Let it go" : "Let them go");
    return el("div", { class: "notice error beside" }, el("p", {}, `“${title}” is no longer here, so ${changes} of it can't be saved.`), button);
  }
  const until = {
    asks: " until you look at what came in between.",
    waits: `. ${they} sent when the server can be reached.`,
    goes: `. ${they} being sent.`,
  }[why];
  const address = (place.dataset.article ?? "").replace("/0/", `/${article}/`);
  const link = el("a", { class: "button small", href: address }, "Open");
  return el("div", { class: "notice warning beside" }, el("p", {}, `${changes} of “${title}” ${wait} in this browser${until}`), link);
}

/** Says at once what waits: a server that takes its time would keep a person in doubt. */
async function tellAtOnce() {
  for (const [article, { title, steps, conflicts }] of await keeper.loadAll()) {
    place.append(notice({ article, title, count: steps.length + conflicts.length, why: "goes" }));
  }
}

async function look() {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    if (drawn === null) await tellAtOnce();
    const left = await sendLeftovers(keeper);
    const now = JSON.stringify(left);
    if (now !== drawn) place.replaceChildren(...left.map(notice));
    drawn = now;
    if (left.some(({ why }) => why === "waits")) timer = setTimeout(() => void look(), PAUSE);
  } finally {
    busy = false;
  }
}

// A browser that keeps nothing for us has nothing to tell.
keeper.opening.then(look, () => {});
addEventListener("online", () => void look());
addEventListener("focus", () => void look());
