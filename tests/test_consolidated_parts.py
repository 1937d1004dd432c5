"""汇总表 of a part: one for each group, unit or stage, how it is set up for paper, where it is written."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl import Workbook

from lvzhi import measures
from lvzhi.__main__ import main
from lvzhi.books import consolidated
from lvzhi.books.consolidated import parts
from lvzhi.books.consolidated.output import Output, spread
from lvzhi.books.styles import Styles
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests import deskwork
from tests.campaigns import campaign


def rows_of(held: Workbook, title: str) -> list[tuple[Any, ...]]:
    return list(held[title].iter_rows(values_only=True))


def text_of(held: Workbook) -> str:
    return "\n".join(str(v) for s in held for row in s.iter_rows(values_only=True) for v in row if v is not None)


@pytest.fixture(scope="module")
def small(applied_for: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    data = tmp_path_factory.mktemp("small") / "data"
    with campaign(Path(shutil.copytree(applied_for, data)), deskwork.PLAN) as workspace:
        yield workspace


def part_of(workspace: Workspace, filters: dict[str, str]) -> Workbook:
    out = io.BytesIO()
    with workspace.store.cursor() as cursor:
        consolidated.write(out, cursor, FORMS, workspace.plan, deskwork.TODAY, filters, Viewer("office"), code="0123abcd")
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


@pytest.fixture(scope="module")
def units(small: Workspace) -> Workbook:
    return part_of(small, {"unit": "河道"})


def test_every_sheet_is_set_up_for_paper_and_signed(units: Workbook) -> None:
    for s in units.worksheets:
        assert (int(s.page_setup.paperSize), s.page_setup.fitToWidth in (None, 1)) == (9, True), s.title
        assert s.sheet_properties.pageSetUpPr.fitToPage
        assert s.page_setup.orientation == ("portrait" if s.title == "封面" else "landscape"), s.title
        assert (s.print_title_rows is None) == (s.title == "总表图"), s.title
        footer = s.oddFooter
        assert footer.left.text == "截至2031年5月4日23时59分\n筛选:单位=河道管护股" and footer.left.size == 9
        assert (footer.center.text, footer.right.text) == ("第 &P 页 共 &N 页", "校验码 0123abcd")
    assert [c.value for c in units["总表"]["A"] if c.value in ("全局", "所选范围")] == ["所选范围"]
    sums = {c.value for c in units["总表"]["A"] if str(c.value).endswith("合计")}
    assert sums == {"所选范围合计"}
    unsigned = [s.title for s in units.worksheets if not any("汇总人" in str(c.value) for row in s.iter_rows() for c in row)]
    assert unsigned == ["总表图", "口径说明", "整改逐日", "指标数据"]


@pytest.mark.parametrize(("per", "names"), [
    ("group", ["东片组", "西片组"]), ("unit", ["供水服务所", "河道管护股", "节水办"]), ("stage", ["启动阶段", "提升阶段"]),
])
def test_there_is_a_workbook_for_each_part_in_the_plans_order(small: Workspace, per: str, names: list[str]) -> None:
    found = parts.parts(small.plan, per, deskwork.TODAY, {})
    assert [p.name for p in found] == names
    files = [parts.file_name(small.plan, p, deskwork.TODAY) for p in found]
    assert files[0] == f"01{names[0]}-{small.plan.campaign.title}汇总表-2031-05-04.xlsx" and files == sorted(files)


@pytest.mark.parametrize(("per", "filters", "names"), [
    ("unit", {"group": "西片"}, ["节水办"]), ("group", {"unit": "河道"}, ["东片组"]), ("stage", {"stage": "启动阶段"}, ["启动阶段"]),
    ("unit", {"stage": "prepare", "type": "股室"}, ["河道管护股"]),
])
def test_what_the_filters_leave_out_has_no_workbook(
    small: Workspace, per: str, filters: dict[str, str], names: list[str]
) -> None:
    assert [p.name for p in parts.parts(small.plan, per, deskwork.TODAY, filters)] == names


def test_a_units_workbook_has_its_rows_and_figures_alone(small: Workspace, units: Workbook) -> None:
    assert deskwork.PROBLEM["description"] in text_of(units) and "筛选:单位=河道管护股" in text_of(units)
    assert deskwork.PROBLEM["description"] not in text_of(part_of(small, {"unit": "节水"}))
    with small.store.cursor() as cursor:
        totals = measures.run(cursor, small.plan, "rectification", deskwork.TODAY, {"unit": "河道"}).totals
    told = {(r[0], r[1]): r[3] for r in rows_of(units, "指标数据")[1:]}
    assert told["rectification", "registered"] == totals["registered"] == 2


def test_a_stages_workbook_has_its_tasks_alone_and_says_what_stays_whole(small: Workspace) -> None:
    held = part_of(small, {"stage": "启动阶段"})
    rows = [r for r in rows_of(held, "阶段任务")[3:] if isinstance(r[0], int)]
    mine = small.plan.tasks_of("河道")
    assert {t.stage for t in mine} == {"prepare", "improve"}
    assert {v for r in rows for v in r if v in {t.clause for t in mine}} == {t.clause for t in mine if t.stage == "prepare"}
    with small.store.cursor() as cursor:
        totals = measures.run(cursor, small.plan, "completion", deskwork.TODAY, {"stage": "prepare"}).totals
    told = {(r[0], r[1]): r[3] for r in rows_of(held, "指标数据")[1:]}
    assert (told["completion", "applicable"], told["rectification", "registered"]) == (totals["applicable"], 2)
    assert "只列本阶段的任务" in text_of(held) and "筛选:阶段=启动阶段" in text_of(held)


def exported(workspace: Workspace, *more: str) -> int:
    return main(["--data", str(workspace.datadir.path), "export", *more])


def test_the_command_line_writes_each_into_a_folder(small: Workspace, tmp_path: Path) -> None:
    assert exported(small, "--per", "group", "--filter", "unit=河道", "--out", str(tmp_path / "out")) == 0
    [made] = (tmp_path / "out").iterdir()
    assert made.name.startswith("01东片组-") and openpyxl.load_workbook(made).sheetnames[0] == "封面"


@pytest.mark.parametrize("more", [("--filter", "stage=没有的阶段"), ("--as-of", "明天"), ("--per", "stage", "--as-of", "2031-03-01")])
def test_what_cannot_be_exported_leaves_the_file_that_is_there(
    small: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    there = tmp_path / "汇总表.xlsx"
    there.write_bytes(b"the last one")
    assert exported(small, *more, "--out", str(there)) == 2
    assert there.read_bytes() == b"the last one" and list(tmp_path.iterdir()) == [there]
    assert capsys.readouterr().err.strip()


def test_several_workbooks_are_one_zip_equal_bytes_for_equal_books() -> None:
    def books() -> Iterator[tuple[str, Any]]:
        yield from ((n, lambda n=n: n.encode()) for n in ("01东片组.xlsx", "02西片组.xlsx"))

    with zipfile.ZipFile(io.BytesIO(made := parts.zipped(books()))) as archive:
        assert {n: archive.read(n).decode() for n in archive.namelist()} == {n: n for n, _ in books()}
    assert made == parts.zipped(books())


def test_the_cover_counts_the_filings_as_the_page_does(small: Workspace, units: Workbook) -> None:
    told = {r[0]: r[1] for r in rows_of(units, "封面")}
    with small.store.cursor() as cursor:
        filed = measures.run(cursor, small.plan, "reporting", deskwork.TODAY, {"unit": "河道"}).totals
    assert told["计入报送(份)"] == filed["on_time"] + filed["late"] == 1


@pytest.fixture(scope="module")
def low(small: Workspace) -> Workbook:
    """Sheets of six rows: three are the head, two the foot."""
    out = io.BytesIO()
    with small.store.cursor() as cursor:
        consolidated.write(out, cursor, FORMS, small.plan, deskwork.TODAY, {}, Viewer("office"), tallest=6)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize("title", ["问题整改台账", "未报清单"])
def test_rows_a_sheet_has_no_room_for_go_on_on_a_further_one(low: Workbook, title: str) -> None:
    going = [n for n in low.sheetnames if n.startswith(title)]
    assert going == [title, *(f"{title}({n})" for n in range(2, len(going) + 1))] and len(going) >= 2
    for number, name in enumerate(going, 1):
        rows, last = rows_of(low, name), number == len(going)
        assert rows[0][0].endswith(name) and rows[2][:2] == ("序号", "填报单位")
        assert rows[3][0] == number  # goes on counting
        assert low[name].print_title_rows == "$1:$3" and low[name].oddFooter.center.text == "第 &P 页 共 &N 页"
        assert rows[4][0] == ("合计" if last else f"接下一张表“{title}({number + 1})”")
        assert [r[0] for r in rows if str(r[0]).startswith("汇总人")] == ([rows[5][0]] if last else [])
    assert str(rows_of(low, going[-1])[4][1]).startswith(str(len(going)))


@pytest.mark.parametrize(("rows", "sheets"), [(0, [3]), (2, [5]), (3, [5, 4]), (4, [5, 5]), (5, [5, 5, 4])])
def test_a_sheet_is_filled_before_another_is_begun(rows: int, sheets: list[int]) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as workbook:
        out = Output(None, (), None, None, {}, (), None, Styles(workbook), False, tallest=7)  # type: ignore[arg-type]
        _, at, count = spread(out, "表", lambda sheet, name: None, range(rows),
                              lambda sheet, at, n, row: sheet.write_number(at, 0, row))
        assert (len(workbook.worksheets()), at, count) == (len(sheets), sheets[-1], rows)
    read = openpyxl.load_workbook(io.BytesIO(held.getvalue()))
    assert [v for s in read.worksheets for (v,) in s.iter_rows(values_only=True) if isinstance(v, int)] == list(range(rows))
