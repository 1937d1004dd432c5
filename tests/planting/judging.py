"""Books read already -> what a check finds, many books in one call, by the steps of receiving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lvzhi.intake.cells import Workbook
from lvzhi.intake.checking import Checked
from lvzhi.intake.receiving import Ground, Incoming, judged, submit
from lvzhi.plan import Filer, Plan
from schemas import FORMS
from tests.standing import HeldStanding


@dataclass(frozen=True)
class Desk:
    """Where a book arrives: is it known who files, is it a demonstration's desk, is the book approved already?"""

    knows_filer: bool = True
    demo: bool = False
    approved: bool = False


GOOD_DESK = Desk()


@dataclass(frozen=True)
class Book:
    """A workbook on its day of receipt, with what stands by then."""

    workbook: Workbook
    plan: Plan
    filer: Filer
    period: str
    day: dt.date
    standing: HeldStanding
    desk: Desk = GOOD_DESK

    @property
    def judged_by(self) -> tuple[bool, int]:
        """What books submitted together have in common."""
        return self.desk.demo, id(self.plan)

    def incoming(self) -> Incoming:
        noon = dt.datetime.combine(self.day, dt.time(12), self.plan.zone)
        return Incoming("报送簿.xlsx", b"", noon, "测试", self.filer.code if self.desk.knows_filer else None)

    def ground(self) -> Ground:
        locked = frozenset({(self.filer.code, self.period)} if self.desk.approved else ())
        return Ground(self.plan, 1, FORMS, self.desk.demo, self.standing, locked)


def judge_all(books: Sequence[Book]) -> list[Checked]:
    """The findings of each book in turn; values of those judged by one plan are looked at together."""
    found: dict[int, Checked] = {}
    for alike in {b.judged_by for b in books}:
        mine = [n for n, b in enumerate(books) if b.judged_by == alike]
        submitted = submit(books[mine[0]].ground(), [(books[n].incoming(), books[n].workbook) for n in mine])
        found |= {n: judged(books[n].ground(), s) for n, s in zip(mine, submitted, strict=True)}
    return [found[n] for n in range(len(books))]
