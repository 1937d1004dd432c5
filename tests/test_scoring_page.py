"""计分 on the page and on paper: shown only under its document, and in nothing that leaves the office."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from lvzhi.books import consolidated, upward
from lvzhi.viewer import Viewer
from schemas import FORMS
from tests.campaigns import campaign
from tests.test_pages import OFFICE, fresh_server, said, visit  # noqa: F401

SMALL = Path("tests/plans/small.yaml")
TODAY = dt.date(2031, 5, 20)
ORDERED = """
  scoring:
    {doc_no: 青水发〔2031〕9号, name: 作风提升考核办法, doc_date: 2031-03-20, since: 2031-04-01, full: 100,
     missing: 5, late_day: 1, late_most: 5}"""
WORDS = ("得分", "扣分", "计分")


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ordered")
    plan = folder / "plan.yaml"
    plan.write_text(SMALL.read_text(encoding="utf-8").replace('\n  scoring: "off"', ORDERED), encoding="utf-8")
    with campaign(folder / "data", plan, TODAY):
        return folder / "data"


def test_without_a_document_the_page_says_nothing_of_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with campaign(tmp_path / "data", SMALL, TODAY):
        pass
    app = visit(tmp_path / "data", "reporting", OFFICE, monkeypatch)
    assert not any(word in s.value for s in app.subheader for word in WORDS)
    assert not any(word in e.label for e in app.expander for word in WORDS)


def test_with_its_document_each_unit_has_points_and_each_deduction_its_reason(
    ordered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(ordered, "reporting", OFFICE, monkeypatch)
    assert "计分" in [s.value for s in app.subheader]
    assert "青水发〔2031〕9号" in said(app)
    tables = {f.proto.id.split(".rows")[0].rsplit("-", 1)[-1]: f.value for f in app.dataframe if "scoring." in f.proto.id}
    points, reasons = tables.values()
    assert dict(zip(points["单位"], points["得分"], strict=True))["供水服务所"] == 90
    own = reasons[reasons["单位"] == "供水服务所"]
    assert [tuple(map(str, r)) for r in own[["扣分项", "报告期或问题编号"]].to_numpy()] == [
        ("未报", "2031-03"), ("未报", "2031-04")]
    mine = visit(ordered, "reporting", Viewer("group", "东片"), monkeypatch)
    shown = [f.value for f in mine.dataframe if "scoring.rows" in f.proto.id]
    assert 0 < len(shown[0]) < len(points)


def test_points_are_in_no_workbook_that_leaves(ordered: Path) -> None:
    with campaign(ordered) as workspace, workspace.store.cursor() as cursor:
        written = []
        for write in (
            lambda out: upward.write(out, cursor, FORMS, workspace.plan, TODAY),
            lambda out: consolidated.write(out, cursor, FORMS, workspace.plan, TODAY, {}, OFFICE),
        ):
            out = io.BytesIO()
            write(out)
            written.append(openpyxl.load_workbook(out))
    for book in written:
        cells = [str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None]
        assert len(cells) > 50
        assert [c for c in cells if "扣分" in c or "考核办法" in c or c == "scoring"] == []
