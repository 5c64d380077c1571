/**
 * Two versions of a quote of which one has to be chosen: shown, kept over a reload and in step between tabs until a person
 * chooses, and carried out. How they look side by side is conflict.js's.
 *
 * @typedef {import("./types.js").Quote} Quote
 */
import { conflictSentence, isOwn } from "./conflict.js";
import { agree } from "./decisions.js";

/** What people disagree about on this article. */
export class Disagreements {
  /** @param {import("./saving.js").Saving} saving */
  constructor(saving) {
    this.saving = saving;
    /** Takes away the notice of a disagreement, by quote. @type {Map<string, () => void>} */
    this.notices = new Map();
  }

  /** Shows both versions of a quote, and keeps them until a person chooses. @param {string} id @param {import("./types.js").Conflict} conflict */
  show(id, conflict) {
    const { desk, keeper, article } = this.saving;
    const { theirs, mine } = conflict;
    desk.state.conflicts.set(id, conflict);
    void keeper.keepConflict(article, id, conflict);
    const shown = theirs ?? mine;
    if (shown) desk.draw(id, desk.state.put(shown));
    desk.drawCounts();
    const sentence = `${conflictSentence(conflict)} Your version is kept beside it: choose one.`;
    this.notices.get(id)?.();
    this.notices.set(id, desk.toasts.show(sentence, { name: "Show", act: () => desk.focus(id) }, "problem"));
  }

  /** The other version of a quote that nobody has chosen yet changed once more. @param {string} id @param {Quote|null} theirs */
  changed(id, theirs) {
    const { saving } = this;
    const conflict = saving.desk.state.conflicts.get(id);
    if (!conflict) return;
    if (!agree(theirs, conflict.mine)) return this.show(id, { ...conflict, theirs, by: theirs?.decided_by ?? "", byId: theirs?.decided_by_id ?? null, at: theirs?.decided_at ?? null });
    this.end(id);
    saving.settle(id, theirs);
  }

  /** Ends a disagreement about the focused quote. @param {"theirs"|"mine"} keep */
  choose(keep) {
    const { desk, decisions } = this.saving;
    const id = desk.state.focus;
    const conflict = id === null ? undefined : desk.state.conflicts.get(id);
    if (id === null || !conflict) return;
    const step = keep === "mine" ? decisions.towards(conflict.theirs, conflict.mine) : null;
    desk.state.conflicts.delete(id);
    desk.draw(id, desk.put(id, conflict.theirs));
    if (step) this.saving.perform(step);
    this.end(id);
    desk.drawCounts();
    if (isOwn(conflict)) desk.toasts.say(keep === "mine" ? "The version of this window is kept." : "The version of the other window is kept.");
    else desk.toasts.say(keep === "mine" ? "Your version is kept." : "Their version is kept.");
  }

  /** Nothing is left to choose. @param {string} id @param {boolean} tell  the other tabs */
  end(id, tell = true) {
    const { desk, keeper, queue } = this.saving;
    desk.state.conflicts.delete(id);
    this.notices.get(id)?.();
    this.notices.delete(id);
    void keeper.dropConflict(id);
    if (tell) queue.settled(id);
  }

  /** This person chose in another tab; what was chosen comes as a decision of its own. @param {string} id */
  settledElsewhere(id) {
    const { saving } = this;
    const { state } = saving.desk;
    const conflict = state.conflicts.get(id);
    if (!conflict) return;
    this.end(id, false);
    saving.show([[id, saving.queue.holds(id) ? (state.quotes.get(id) ?? null) : conflict.theirs]]);
  }
}
