"""A day is looked at by the plan then in force; who looks sees no more by it than the newest plan lets them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from lvzhi import planfile
from lvzhi.__main__ import main
from lvzhi.plan import Plan
from lvzhi.viewer import Viewer, as_allowed_now, confidential, scope
from lvzhi.web import figures, filters
from schemas import FORMS
from tests.histories import LAST, PLAN, Event, fed
from tests.test_headlines import page_of

DAY = dt.timedelta(days=1)


def changed(**words: str) -> Plan:
    text = PLAN.read_text(encoding="utf-8").replace("leaders_see_all_groups: true", "leaders_see_all_groups: false")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    return planfile.read(text.encode(), [f.id for f in FORMS])


def test_a_leader_who_left_a_group_does_not_see_it_in_its_past() -> None:
    then, now = changed(), changed(**{"leaders: [刘]": "leaders: [袁]", "leaders: [袁, 陈]": "leaders: [刘, 陈]"})
    liu = Viewer("leader", "刘")
    assert scope(liu, then) == {"一组", "甲", "乙", "丙"}
    assert scope(as_allowed_now(liu, now), then) == frozenset()
    assert scope(as_allowed_now(Viewer("leader", "陈"), now), then) == {"二组", "丁"}
    assert scope(as_allowed_now(Viewer("office"), now), then) == {f.code for f in then.filers}


def test_who_no_longer_sees_confidential_rows_does_not_see_old_ones() -> None:
    now, last = changed(), "leaders_see_all_groups: false"
    then = changed(**{last: f"{last}\n  confidential_to: [甲]"})
    unit = Viewer("unit", "甲")
    assert (confidential(unit, then), confidential(unit, now)) == (True, False)
    assert not confidential(as_allowed_now(unit, now), then)
    assert confidential(as_allowed_now(unit, then), then)


def test_a_page_has_the_plan_of_its_day(tmp_path: Path) -> None:
    """Its names, thresholds and windows too; 上期同日 is of its own plan."""
    at = dt.datetime(2015, 9, 10, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    with fed(tmp_path / "data", [Event(at, at, "履职办", "", "plan")], None, LAST) as workspace:
        now = page_of(workspace, Viewer("leader", "刘"))
        before = replace(now, as_of=at - dt.timedelta(days=1))
        assert [page.plan.filer("丙").name for page in (before, now)] == ["丙", "丙新区"]
        assert [page.plan.settings.near_due_days for page in (before, now)] == [7, 12]
        assert (now.viewer, before.viewer.within) == (Viewer("leader", "刘"), scope(now.viewer, now.plan))
        assert [page.measure("supervision").totals["from"].month for page in (before, now)] == [9, 9]
        rows = now.measure("rhythm").rows
        assert list(rows["required"])[:2] == [2, 2]
        assert list(before.measure("rhythm").rows["required"])[:2] == [1, 1]
        assert list(now.measure("rhythm", as_of=before.as_of).rows["required"])[:2] == [1, 1]


def test_a_part_that_the_plan_did_not_have_a_month_before_is_compared_with_nothing(tmp_path: Path) -> None:
    """Not with the whole bureau: its figures would be another thing's."""
    at = dt.datetime(2015, 9, 10, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    with fed(tmp_path / "data", [Event(at, at, "履职办", "", "plan")], None, LAST) as workspace:
        now = replace(page_of(workspace), as_of=at, shown=("area",))
        areas = dict(filters.options("area", now.plan))
        new = next(area for area in areas if area not in dict(filters.options("area", workspace.plan_at(at - DAY))))
        old = next(area for area in areas if area != new)
        assert figures.before(now, "rectification", now.shown) is not None
        assert figures.before(replace(now, filters={"area": new}), "rectification", now.shown) is None
        assert figures.before(replace(now, filters={"area": old}), "rectification", now.shown) is not None


def test_the_command_line_speaks_in_the_plan_of_the_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = dt.datetime(2015, 9, 10, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    with fed(tmp_path / "data", [Event(at, at, "履职办", "", "plan")], None, LAST):
        pass
    named = []
    for day in ("2015-09-09", "2015-09-10"):
        capsys.readouterr()
        assert main(["--data", str(tmp_path / "data"), "measure", "completion", "--as-of", day, "--filter", "unit=丙",
                     "--json"]) == 0
        named.append(json.loads(capsys.readouterr().out)["rows"][0]["unit"])
    assert named == ["丙", "丙新区"]
