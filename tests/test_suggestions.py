"""Corrections on offer: never a wrong one over a set of corrupted cells, and how many there are; adopted in the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

import pytest

from lvzhi.findings import Refused
from lvzhi.kinds import Reading
from schemas import FORMS
from tests.corruptions import Case, cases
from tests.planting.drawing import Chance
from tests.planting.worlds import seed_plan
from tests.test_planting import filers


@dataclass
class Tally:
    """Cells corrupted: read as meant, corrected rightly, missed (certain, yet no offer), asked about, and wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)

    def take(self, case: Case, at: Reading) -> None:
        good = case.kind.parse(case.good, at)
        try:
            verdict = "read" if case.certain and case.kind.parse(case.typed, at) == good else "misread"
            if not case.certain:
                case.kind.parse(case.typed, at)
        except Refused as refused:
            verdict = self._offer(case, refused, at, good)
        self.counts[verdict] += 1
        if verdict in ("wrong", "misread"):
            self.wrong.append(f"{verdict}: {case.how}: {case.good} typed as {case.typed}")
        if verdict == "missed":
            self.missed[case.how] += 1

    @staticmethod
    def _offer(case: Case, refused: Refused, at: Reading, good: object) -> str:
        if refused.suggestion is None:
            return "missed" if case.certain else "asked"
        return "right" if case.certain and case.kind.parse(refused.suggestion, at) == good else "wrong"

    def __str__(self) -> str:
        offered = self.counts["right"] + self.counts["wrong"]
        certain = self.counts["right"] + self.counts["missed"]
        return (
            f"{self.counts.total()} cells: {self.counts['read']} read as meant, {offered} corrections offered, "
            f"precision {self.counts['right']}/{offered} = {self.counts['right'] / offered:.1%}, "
            f"recall {self.counts['right']}/{certain} = {self.counts['right'] / certain:.1%}, "
            f"{self.counts['asked']} asked about; missed: {dict(self.missed.most_common(6))}"
        )


def tally(rounds: int, seed: int, every: int = 1) -> Tally:
    plan, found = seed_plan(), Tally()
    for n in range(rounds):
        for filer in filers()[::every]:
            chance = Chance(plan, filer, "2015-07", plan.period("2015-07").unit_due, Random(f"{seed}-{n}-{filer.code}"))
            at = Reading(plan, filer)
            for form in FORMS:
                for column in form.columns_in(filer.book) if filer.book in form.books else ():
                    for case in cases(column, chance) if column.typed else ():
                        found.take(case, at)
    return found


def _judge(found: Tally) -> None:
    print(found)
    assert found.wrong == []
    assert found.counts["right"] > 0.9 * (found.counts["right"] + found.counts["missed"])


def test_no_correction_is_ever_wrong() -> None:
    _judge(tally(1, 7, every=3))


@pytest.mark.soak
def test_no_correction_is_ever_wrong_over_many_draws() -> None:
    _judge(tally(40, 2015))
