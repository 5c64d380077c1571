"""What a person can take back in an article, and do again: decisions, groups of them, merges, and calling it done.

Taking back and doing again is left to `articles.services.deciding`, `.merging` and `.completing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from articles.models import Article, Completion, Decision, SpeakerMerge, User

LENGTH = 200


@dataclass(eq=False)
class Act:
    """Decisions, with their group where they were made as one; a merge; or calling the article done.

    `rest` holds what an undo of a group did not take back with it.
    """

    group: UUID | None = None
    decisions: list[UUID] = field(default_factory=list)
    merge: SpeakerMerge | None = None
    done: bool = False
    rest: set[UUID] = field(default_factory=set)


def acts_of(article: Article, person: User) -> tuple[list[Act], list[Act]]:
    """The acts of this person in this article that undo and redo would take back, the next one last. Three queries.

    When a group is taken back, all of it goes: what was left out of it had been changed by somebody else. A merge of
    speakers belongs to the article on whose page it was made.
    """
    trail = _Trail()
    mine = Decision.objects.filter(article=article, by=person).exclude(action=Decision.Action.MERGE)
    events: list[tuple[Any, ...]] = []
    latest: datetime | None = None
    for id, undoes, group, at in mine.oldest_first().values_list("id", "undoes", "group", "at"):
        # Their numbers tell the order, whatever the clocks of several servers say.
        latest = max(latest or at, at)
        events.append((latest, trail.decided, id, undoes, group))
    for merge in SpeakerMerge.objects.filter(article=article, by=person).select_related("merged", "into"):
        events.append((merge.at, trail.merged, merge))
        if merge.undone_at:
            events.append((merge.undone_at, trail.parted, merge, merge.undone_by_id == person.pk))
    for completion in Completion.objects.filter(article=article).oldest_first():
        by_hand = completion.by_id == person.pk and completion.decision_id is None
        events.append((completion.at, trail.completed, completion.done, by_hand))
    for _, take_in, *event in sorted(events, key=lambda event: event[0]):
        take_in(*event)
    return trail.undo[-LENGTH:], trail.redo[-LENGTH:]


class _Trail:
    def __init__(self) -> None:
        self.undo: list[Act] = []
        self.redo: list[Act] = []
        self._is_done = False
        self._of: dict[UUID, Act] = {}
        self._grouped: dict[UUID, Act] = {}

    def decided(self, id: UUID, undoes: UUID | None, group: UUID | None) -> None:
        """Take in a decision."""
        begun = self._grouped.get(group) if group else None
        taken_back = self._of.get(undoes) if undoes else None
        if undoes is None:
            self.redo.clear()
            if begun in self.undo:
                self._join(begun, id)
            else:
                self._open(self.undo, group, id)
        elif begun and undoes in begun.rest:
            begun.rest.remove(undoes)
            self._join(begun, id)
        elif taken_back in self.undo:
            self._turn(taken_back, self.undo, self.redo, id, undoes, group)
        elif taken_back in self.redo:
            self._turn(taken_back, self.redo, self.undo, id, undoes, group)

    def merged(self, merge: SpeakerMerge) -> None:
        """Take in a merge; that of the same two who were parted last is the redo of it."""
        parted = self.redo[-1].merge if self.redo else None
        if parted and (parted.merged_id, parted.into_id) == (merge.merged_id, merge.into_id):
            self.redo.pop()
        else:
            self.redo.clear()
        self.undo.append(Act(merge=merge))

    def parted(self, merge: SpeakerMerge, by_person: bool) -> None:
        """Take in that a merge was undone, by the person or by somebody else."""
        self.undo = [act for act in self.undo if act.merge != merge]
        if by_person:
            self.redo.append(Act(merge=merge))

    def completed(self, done: bool, by_person: bool) -> None:
        """Take in that the article was called done, or opened again; by the person's own hand or otherwise."""
        if done == self._is_done:
            return
        self._is_done = done
        if not done:
            called = [act for act in self.undo if act.done]
            self.undo = [act for act in self.undo if not act.done]
            self.redo += called if by_person else []
        elif by_person:
            if self.redo and self.redo[-1].done:
                self.redo.pop()
            else:
                self.redo.clear()
            self.undo.append(Act(done=True))

    def _open(self, stack: list[Act], group: UUID | None, id: UUID) -> Act:
        act = Act(group)
        stack.append(act)
        if group:
            self._grouped[group] = act
        self._join(act, id)
        return act

    def _join(self, act: Act, id: UUID) -> None:
        act.decisions.append(id)
        self._of[id] = act

    def _turn(
        self, act: Act, one: list[Act], other: list[Act], id: UUID, undoes: UUID, group: UUID | None
    ) -> None:
        act.decisions.remove(undoes)
        del self._of[undoes]
        if group or not act.decisions:
            one.remove(act)
        turned = self._open(other, group, id)
        if group:
            turned.rest.update(act.decisions)
