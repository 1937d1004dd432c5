"""Units and groups merged in mid-year: the pages on which something of theirs is left over open, and say whose it was."""

from __future__ import annotations

import copy
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lvzhi import planfile
from lvzhi.datadir import opened
from lvzhi.decisions import decide
from lvzhi.journal import EVERYONE
from lvzhi.plan_tree import tree_of
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import campaign, plan_of
from tests.deskwork import PLAN, TODAY
from tests.test_pages import OFFICE, fresh_server, said, visit  # noqa: F401
from tests.test_plan_years import Tree, merge

ENDED, GOES_ON, NEW = "河道", "节水", "供排水"
MERGED = "2031-05-01T09:00:00+08:00"
OBJECTION = {"act": "object", "filer": ENDED, "key": "completion.done", "reason": "公示承诺四月十日已完成,照片随三月报送簿交来"}


def put_in_force(workspace: Workspace, of: Tree) -> None:
    """Record the next version of the plan, on 1 May."""
    plan = planfile.checked(of, [f.id for f in FORMS], {})
    body = {"version": workspace.plan_version + 1, "sha256": workspace.keep(planfile.dump(plan))}
    workspace.journal.append("plan", "局督查办", body, MERGED, concerning=EVERYONE, seen=workspace.refresh())
    workspace.refresh()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with campaign(tmp_path / "data", PLAN, TODAY):
        return tmp_path / "data"


def done(data: Path, *acts: dict[str, Any]) -> None:
    """Record what was done in April, and then the merger."""
    with Workspace(opened(data), FORMS) as workspace:
        for act in acts:
            decide(workspace, [{"at": "2031-04-10T10:00", **act}], "测试")
        put_in_force(workspace, merge(copy.deepcopy(tree_of(plan_of(PLAN))), "供水", ENDED, NEW))


def test_a_request_for_help_of_a_unit_that_has_ended_is_no_longer_listed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(data, *({"act": "ask_help", "filer": code, "period": "2031-03"} for code in (ENDED, GOES_ON)))
    app = visit(data, "load", OFFICE, monkeypatch)
    assert [s.value for s in app.subheader][:1] == ["请求协助(1)"]
    assert [b.key for b in app.button if b.key.startswith("load.help.")] == [f"load.help.{GOES_ON}.2031-03"]


def whose(app: AppTest) -> list[str]:
    """Return the names at the objections of a page, from top to bottom."""
    return re.findall(r"有异议\\:(\S+) ·", said(app))


def test_an_objection_of_a_unit_that_has_ended_is_answered_like_any_other(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(data, {"act": "open_review"}, OBJECTION, {**OBJECTION, "filer": GOES_ON})
    app = visit(data, "objections", OFFICE, monkeypatch)
    assert [s.value for s in app.subheader] == ["待答复(2)"]
    assert whose(app) == [ENDED, "节水办"]
    assert len(app.get("page_link")) == 1  # of the unit that goes on
    app.text_area[0].set_value("已核对原件,由供排水所在下期更正").run()
    next(b for b in app.button if b.label == "答复").click().run()
    assert [e.message for e in app.exception] == []
    assert [s.value for s in app.subheader] == ["待答复(1)", "已答复(1)"]
    assert whose(app) == ["节水办", ENDED]


@pytest.mark.parametrize(("url", "code", "day"), [
    ("unit", NEW, dt.date(2031, 4, 30)), ("unit", ENDED, TODAY), ("filing", ENDED, TODAY), ("handover", ENDED, TODAY),
])
def test_a_unit_is_told_that_the_plan_of_the_day_does_not_have_it(
    url: str, code: str, day: dt.date, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(data)
    app = visit(data, url, Viewer("unit", code), monkeypatch, as_of=day.isoformat())
    then = "请把“截至”换成另一天" if url == "unit" else "请与局履职办联系"
    assert [i.value for i in app.info] == [f"{day.year}年{day.month}月{day.day}日的方案里没有这个单位,{then}。"]
    assert len(app.dataframe) == 0
