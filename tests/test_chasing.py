"""What is sent to those who have not filed: a line each, short enough for a message, nobody left out or named in vain."""

from __future__ import annotations

import pandas as pd
import pytest

from lvzhi.replies import LONGEST, reminder
from lvzhi.web.shapes import reminders
from tests.campaigns import plan_of


@pytest.mark.parametrize("months", range(1, 7))
def test_a_line_is_short_and_names_filer_and_months_whole(months: int) -> None:
    plan = plan_of()
    labels = [p.label for p in plan.periods][:months]
    assert len(labels) == months
    for filer in plan.filers:
        line = reminder(filer.name, labels)
        assert len(line) <= LONGEST
        assert line.startswith(f"【履职办】{filer.name}:{labels[0]}")
        assert (labels[-1] in line) == (months <= 3)
        assert (f"起{months}期" in line) == (months > 3)


def test_a_name_that_is_too_long_is_cut_and_says_so() -> None:
    line = reminder("名" * 90, ["2015年7月"])
    assert len(line) == LONGEST
    assert "…:2015年7月报送簿" in line


def test_each_who_is_late_gets_one_line_in_the_plans_order() -> None:
    rows = pd.DataFrame([
        ("泰丰", "2015-07", "missing"), ("泰丰", "2015-06", "missing"), ("园林", "2015-07", "on_time"),
        ("园林", "2015-06", "missing"), ("三组", "2015-07", "pending"),
    ], columns=["filer", "period", "state"])
    assert reminders(rows, plan_of()) == [
        "【履职办】园林办事处:2015年6月报送簿已过截止日,还没有收到,请尽快报来。",
        "【履职办】泰丰办事处:2015年6月、2015年7月报送簿已过截止日,还没有收到,请尽快报来。",
    ]
    assert reminders(rows[rows["state"] != "missing"], plan_of()) == []


def test_very_many_are_one_text_a_line_each() -> None:
    plan = plan_of()
    rows = pd.DataFrame([(f.code, "2015-07", "missing") for f in plan.filers], columns=["filer", "period", "state"])
    assert len(rows) > 40
    [text] = reminders(rows, plan)
    assert text.split("\n") == [reminder(f.name, ["2015年7月"]) for f in plan.filers]
