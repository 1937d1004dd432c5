"""A fault: what it plants where, and the findings it brings with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.planting.drafts import Draft

Plant = Callable[[Draft], bool]
FINE = "fine:"


@dataclass(frozen=True)
class Fault:
    """`plant` spoils the draft and tells what must be found; False where the book has no place for it.

    `alone`: it changes what other faults lead to, so none is planted beside it. The name begins with the code it is
    about (fine: where nothing must be found), `also` are those it implies.
    """

    name: str
    plant: Plant
    alone: bool = False
    also: tuple[str, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        return frozenset() if self.name.startswith(FINE) else frozenset({self.name.split()[0], *self.also})


Given = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A row that is good but for `given` (a function is asked for the value), found at the column `at`.

    `also`: (code, column) it implies. `was`: how the row stood accepted; `problem`: how its problem stands.
    `book`: in this book only. `when`: where it can be. `lacks_file`: nothing is attached to the row.
    """

    code: str
    form: str
    given: Given
    at: str | None
    also: tuple[tuple[str, str | None], ...] = ()
    was: Given | None = None
    problem: Given | None = None
    book: str | None = None
    when: Callable[[Draft], bool] = field(default=lambda draft: True)
    lacks_file: bool = False

    @property
    def fault(self) -> Fault:
        implied = tuple(code for code, _ in self.also)
        return Fault(f"{self.code or FINE} {self.form} {self.at}", self.plant, also=implied)

    def plant(self, draft: Draft) -> bool:
        known = draft.has(self.form) and self.book in (None, draft.world.filer.book)
        if not known or (self.was is not None and draft.world.before is None) or not self.when(draft):
            return False
        given, was, problem = (None if g is None else asked(g, draft) for g in (self.given, self.was, self.problem))
        row = draft.fill(self.form, given or {}, was, problem)
        if row is None:
            return False
        if self.lacks_file:
            draft.without_file(self.form, row)
        for code, column in ((self.code, self.at), *self.also):
            if code:
                draft.expect(code, self.form, row if column else None, column)
        return True


def asked(given: Given, draft: Draft) -> dict[str, Any]:
    return {k: v(draft) if callable(v) else v for k, v in given.items()}


def past(days: int) -> Callable[[Draft], dt.date]:
    """So many days before the day of receipt; negative: after it."""
    return lambda draft: draft.world.chance.received_on - dt.timedelta(days=days)


def ahead(days: int) -> Callable[[Draft], dt.date]:
    return past(-days)


def setting(name: str, days: int = 0) -> Callable[[Draft], dt.date]:
    return lambda draft: getattr(draft.world.plan.settings, name) + dt.timedelta(days=days)
