"""What a person can take back in an article, and do again: their acts, each a decision or a group of decisions.

Taking back and doing again are decisions too, made through `articles.services.deciding`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from articles.models import Article, Decision, User

LENGTH = 200


@dataclass(eq=False)
class Act:
    """What a person did in one go. `rest` holds what an undo of a group did not take back with it."""

    group: UUID | None
    decisions: list[UUID]
    rest: set[UUID] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        return {"group": self.group and str(self.group), "decisions": [str(id) for id in self.decisions]}


def acts_of(article: Article, person: User) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The acts of this person in this article that undo and redo would take back, the next one last.

    Each is {"group", "decisions"}: the ids of its decisions, and of the group where they were made as one. When a
    group is taken back, all of it goes: what was left out of it had been changed by somebody else.
    """
    mine = Decision.objects.filter(article=article, by=person).exclude(action=Decision.Action.MERGE)
    trail = _Trail()
    for id, undoes, group in mine.oldest_first().values_list("id", "undoes", "group"):
        trail.add(id, undoes, group)
    return [a.as_json() for a in trail.undo[-LENGTH:]], [a.as_json() for a in trail.redo[-LENGTH:]]


class _Trail:
    def __init__(self) -> None:
        self.undo: list[Act] = []
        self.redo: list[Act] = []
        self._of: dict[UUID, Act] = {}
        self._grouped: dict[UUID, Act] = {}

    def add(self, id: UUID, undoes: UUID | None, group: UUID | None) -> None:
        """Take in the next decision of the person."""
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

    def _open(self, stack: list[Act], group: UUID | None, id: UUID) -> Act:
        act = Act(group, [])
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
