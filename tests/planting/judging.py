"""Books read already -> what a check finds, many books in one call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from lvzhi.intake.cells import Workbook
from lvzhi.intake.checking import Checked, Submission, conclude, with_values
from lvzhi.intake.identifying import identify
from lvzhi.intake.identity_check import Expected, judge
from lvzhi.intake.normalising import read_sheets
from lvzhi.plan import Plan
from schemas import FORMS
from tests.standing import HeldStanding


def judge_all(books: Sequence[tuple[Plan, str, dt.date, HeldStanding, Workbook]]) -> list[Checked]:
    """The findings about each file and its rows; as receiving does it, for books that stand apart."""
    found: list[Checked | Submission] = []
    for plan, filer, day, _, workbook in books:
        identity = identify(workbook, plan, FORMS)
        verdict = judge(identity, Expected(plan, 1, filer, day, False), FORMS)
        if verdict.filer is None or verdict.period is None:
            found.append(Checked(identity, None, verdict.findings))
            continue
        sheets = read_sheets(identity, plan, FORMS, verdict.filer, verdict.period)
        whose = plan.filer(verdict.filer)
        about = verdict.findings, verdict.left_out
        found.append(Submission(identity, plan, whose, verdict.period, day, sheets, about[0], left_out=about[1]))
    ready = iter(with_values([f for f in found if isinstance(f, Submission)]))
    return [
        conclude(next(ready), standing) if isinstance(f, Submission) else f
        for f, (_, _, _, standing, _) in zip(found, books, strict=True)
    ]
