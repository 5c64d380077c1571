/** Wires the annotation page: makes its parts from what the server embedded, and hands keys and clicks to them. */
import { Actions } from "./actions.js";
import { Api } from "./api.js";
import { Bulk } from "./bulk.js";
import { CaretMode } from "./caret_mode.js";
import { Commenting } from "./commenting.js";
import { byId, Desk } from "./desk.js";
import { FillingIn } from "./filling_in.js";
import { Finishing } from "./finishing.js";
import { Flagging } from "./flagging.js";
import { Guide } from "./guide.js";
import { Handles } from "./handles.js";
import { Help, hintAtKeys } from "./help.js";
import { History } from "./history.js";
import { Keeper } from "./keeping.js";
import { sendLeftovers } from "./leftovers.js";
import { actionOf } from "./keymap.js";
import { Marking } from "./marking.js";
import { Merging } from "./merging.js";
import { followAddress } from "./permalink.js";
import { Preferences, writeKeys } from "./preferences.js";
import { Elsewhere } from "./news.js";
import { Presence } from "./presence.js";
import { Preview } from "./preview.js";
import { Printing } from "./printing.js";
import { RunWatch } from "./run_watch.js";
import { Saving } from "./saving.js";
import { Selecting } from "./selection.js";
import { Settings } from "./settings.js";
import { Sheet } from "./sheet.js";
import { Sifting } from "./sifting.js";
import { SpeakerSearch } from "./speaker_search.js";
import { Thread } from "./thread.js";

/** How long the page waits for what this browser keeps before it opens without. */
const PATIENCE = 1000;

async function open() {
  // No function below may use the review itself: that would keep every quote as it was when the page was opened.
  /** @type {import("./types.js").Review} */
  const review = JSON.parse(byId("review").textContent ?? "");
  const { article } = review;
  /** @type {import("./types.js").Preferences} */
  const chosen = JSON.parse(byId("preferences").textContent ?? "");
  const keeper = new Keeper(Number(byId("desk").dataset.personId));
  /** @type {Promise<import("./keeping.js").Kept>} */
  const loading = keeper.load(article.id).catch(() => ({ steps: [], conflicts: [] }));
  // Before the first key: what is decided stands on what waits.
  const kept = await Promise.race([loading, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  /** @type {import("./card.js").Act} */
  const act = (action, detail) => actions.act(action, detail);
  const api = new Api(review.article.id);
  const preferences = new Preferences(chosen, {
    send: (changes) => api.prefer(changes),
    failed: (sentence) => desk.toasts.show(sentence, undefined, "problem"),
  });
  const desk = new Desk(review, act);
  const { person: name = "" } = byId("desk").dataset;
  const saving = new Saving(desk, api, review, { id: keeper.person, name }, keeper);
  const selecting = new Selecting(desk.positions, { text: desk.text, bar: byId("selection-bar") }, review.article.language, {
    act,
    click: (point) => actions.clickText(point),
    canMark: () => desk.state.focused !== null,
  });
  const filling = new FillingIn(desk, saving, api);
  const marking = new Marking(desk, saving, selecting, filling, byId("boundary-bar"));
  const commenting = new Commenting(desk, saving, api);
  const history = new History(desk, api, saving, act);
  const thread = new Thread(commenting, history, act);
  const flagging = new Flagging(byId("flagging"), (quote, reason, words) => commenting.flag(quote, reason, words), () => desk.cards.takeKeyboard());
  const sifting = new Sifting(desk);
  desk.cards.foot = (quote) => thread.of(quote);
  const finishing = new Finishing(desk, saving, api, review);
  finishing.begun = () => filling.letGo();
  new Handles(desk, marking, selecting);
  new Printing(desk, byId("printed"));
  const search = new SpeakerSearch(byId("speaker-search"), (words, signal) => api.speakers(words, signal));
  const caret = new CaretMode(desk, selecting, byId("caret-bar"));
  const preview = new Preview(byId("preview"), desk);
  const bulk = new Bulk(desk, saving, preview, byId("threshold-row"), act);
  new Merging(desk, saving, api, { preview, search, menu: byId("cast-menu") }, act);
  const settings = new Settings(byId("settings"), preferences);
  const help = new Help(byId("help"), () => settings.open());
  const guide = new Guide(byId("guide"), byId("desk"), desk.cards);
  const sheet = new Sheet(byId("sheet"));
  const actions = new Actions(desk, saving, marking, { search, help, selecting, caret, bulk, finishing, commenting, thread, flagging, history, sifting, settings, guide, filling, sheet });
  const elsewhere = new Elsewhere(desk, saving);
  const watch = new RunWatch(byId("run-notice"), api, keeper.person, {
    brought: (review) => elsewhere.brought(review),
    isEmpty: () => desk.state.quotes.size === 0,
  });

  // Before the page is first painted with its cards, so that nothing moves afterwards.
  const hint = () => hintAtKeys(byId("key-hint"), () => act("help"));
  hint();
  writeKeys();
  preferences.keysChanged = () => {
    hint();
    settings.drawKeys();
    desk.cards.drawAll();
    desk.cast.draw();
  };
  preferences.sizeChanged = () => desk.measureAgain();
  if (kept) saving.resume(kept);
  else void loading.then((late) => saving.resume(late));
  void saving.settled().then((saved) => (saved ? sendLeftovers(keeper, article.id) : [])).catch(() => {});
  desk.focus(desk.state.next(1, true) ?? desk.state.order[0] ?? null);
  watch.follow(review.run);
  new Presence(byId("people"), api, saving.person, {
    latest: review.latest,
    heard: review.heard,
    news: ({ quotes, run, standing, comments }) => {
      elsewhere.decided(quotes);
      commenting.heard(comments);
      finishing.heard(standing);
      watch.heard(run);
    },
    say: (sentence) => desk.toasts.say(sentence),
  });
  desk.changed = () => {
    watch.draw();
    bulk.changed();
    finishing.counted();
    sifting.draw();
  };
  followAddress(desk);
  finishing.arrive(JSON.parse(document.getElementById("just-done")?.textContent ?? "null"));

  document.addEventListener("keydown", (event) => actions.key(event, actionOf(event)));
  // A button may go with what it did, and so may what a dialog gives the keyboard back to.
  document.addEventListener("close", () => desk.cards.catchKeyboard(), true);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button")) desk.cards.catchKeyboard();
  }, true);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("button[data-act]"))) {
    button.addEventListener("click", () => act(button.dataset.act ?? ""));
  }
  const rejected = byId("show-rejected");
  rejected.addEventListener("click", () => {
    const shown = rejected.getAttribute("aria-pressed") !== "true";
    rejected.setAttribute("aria-pressed", String(shown));
    desk.showRejected(shown);
  });
}

void open();
// What happened while the browser had put the page aside, the page was not told.
addEventListener("pageshow", (event) => event.persisted && location.reload());
