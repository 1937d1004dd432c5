"""The returned workbook: marks in the filer's own package, nothing else of it changed, and out they come again."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lvzhi.__main__ import main
from lvzhi.books.annotate.marking import About, Unmarkable, about, annotate, remove_marks
from lvzhi.findings import Severity
from lvzhi.intake.cells import Workbook
from lvzhi.intake.checking import Checked
from lvzhi.intake.gate import examine as gate
from lvzhi.intake.reading import read
from lvzhi.intake.receiving import Incoming, examine
from lvzhi.workspace import Workspace
from tests import handmade
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month
from tests.returned import (
    SHEET,
    absolute,
    compared,
    finding,
    parts_of,
    plain,
    prefixed,
    rich,
    strict,
    without_styles,
)

LIST, SIGN = "待修改清单", "履职办核对"
ABOUT = About("某单位 2015年7月 报送簿:")
FOUND = [
    finding("B3"), finding("D7", Severity.QUERY), finding("E4", suggestion="2015年6月5日"),
    finding("D7", Severity.NOTE), finding("Z99"), finding(None, row=8), finding(None, row=None),
    finding(None, row=None, sheet=None, column=None, value=None),
]
MAIN = f"{{{handmade.TRANSITIONAL}}}"
ODD = {"prefixed": prefixed(), "without styles": without_styles(), "absolute": absolute(), "strict": strict(),
       "inline": handmade.packed(plain())}
IN_ODD = [replace(f, sheet="表") for f in FOUND]


def sheets(workbook: Workbook) -> list[object]:
    return [s for s in workbook.sheets if s.name != LIST]


# --- nothing else changes -------------------------------------------------------------------------


@pytest.mark.parametrize("comments", [True, False])
def test_only_the_parts_that_bear_marks_are_touched(comments: bool) -> None:
    data = rich(comments=comments)
    touched = {
        "xl/worksheets/sheet1.xml": "changed", "xl/worksheets/sheet3.xml": "new", "xl/styles.xml": "changed",
        "xl/workbook.xml": "changed", "xl/_rels/workbook.xml.rels": "changed", "[Content_Types].xml": "changed",
    }
    if comments:
        touched |= {"xl/comments1.xml": "changed", "xl/drawings/vmlDrawing1.vml": "changed"}
    else:
        touched |= {"xl/comments1.xml": "new", "xl/drawings/vmlDrawing2.vml": "new",
                    "xl/worksheets/_rels/sheet1.xml.rels": "changed"}
    assert compared(data, annotate(data, FOUND, about=ABOUT)) == touched


def test_a_marked_sheet_differs_by_its_marks_alone() -> None:
    data = rich(comments=False)
    before, after = (
        ElementTree.fromstring(parts_of(d)["xl/worksheets/sheet1.xml"])
        for d in (data, annotate(data, FOUND, about=ABOUT))
    )
    ours = [b for b in after.iter(f"{MAIN}conditionalFormatting") if SIGN in "".join(b.itertext())]
    assert [b.get("sqref") for b in ours] == ["B3 E4 Z99 A8", "D7"]
    for mark in (*ours, after.find(f"{MAIN}legacyDrawing")):
        after.remove(mark)
    ranks = [[r.attrib.pop("priority") for r in tree.iter(f"{MAIN}cfRule")] for tree in (before, after)]
    assert ranks == [["1", "2"], ["3", "4"]]
    assert ElementTree.tostring(after) == ElementTree.tostring(before)


def test_styles_are_added_behind_those_there() -> None:
    data = rich()
    before, after = (ElementTree.fromstring(parts_of(d)["xl/styles.xml"]) for d in
                     (data, annotate(data, FOUND, about=ABOUT)))
    for name in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"):
        old, new = (list(tree.find(MAIN + name) or ()) for tree in (before, after))
        assert [ElementTree.tostring(e) for e in new[: len(old)]] == [ElementTree.tostring(e) for e in old]
        assert len(new) - len(old) == {"cellXfs": 1, "dxfs": 7}.get(name, 0)
        assert [t.find(MAIN + name).get("count") for t in (before, after)] == [str(len(old)), str(len(new))]


@pytest.mark.parametrize(
    "data", [rich(), rich(comments=False), rich(button=True), rich(comments=False, button=True), *ODD.values()],
    ids=["rich", "bare", "button and comments", "button", *ODD],
)
def test_marks_leave_no_trace_when_taken_out(data: bytes) -> None:
    found = [*FOUND, finding("A1", sheet="另表")] if data not in ODD.values() else IN_ODD
    marked = annotate(data, found, about=ABOUT)
    assert [s.name for s in read(marked).sheets] == [LIST, *(s.name for s in read(data).sheets)]
    assert compared(data, remove_marks(marked)) == {}


def test_the_sheet_in_view_stays_in_view() -> None:
    marked = annotate(rich(button=True), FOUND, about=ABOUT)
    assert openpyxl.load_workbook(io.BytesIO(marked)).active.title == "另表"
    (view,) = ElementTree.fromstring(parts_of(marked)["xl/workbook.xml"]).iter(f"{MAIN}workbookView")
    assert (view.get("activeTab"), view.get("firstSheet")) == ("2", "2")


def test_boxes_are_drawn_beside_a_button() -> None:
    data = rich(comments=False, button=True)
    text = parts_of(annotate(data, FOUND, about=ABOUT))["xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r'<v:shape id="_x0000_s\d+" type="#(\w+)"', text) == ["_x0000_t201", *["_x0000_t202"] * 5]
    assert re.findall(r'<v:shapetype id="(\w+)"', text) == ["_x0000_t201", "_x0000_t202"]


@pytest.mark.parametrize("data", [rich(), *ODD.values()], ids=["rich", *ODD])
def test_marking_twice_is_marking_once(data: bytes) -> None:
    found = FOUND if data not in ODD.values() else IN_ODD
    once = annotate(data, found, about=ABOUT)
    assert annotate(once, found, about=ABOUT) == once


@pytest.mark.parametrize("data", [rich(), *ODD.values()], ids=["rich", *ODD])
def test_what_is_read_is_the_same(data: bytes) -> None:
    found = FOUND if data not in ODD.values() else IN_ODD
    marked = annotate(data, found, about=ABOUT)
    assert gate(marked, "报送簿.xlsx") is None
    assert sheets(read(marked)) == list(read(data).sheets)


def test_a_clean_book_comes_back_as_it_came() -> None:
    data = rich()
    answered = finding("D7", Severity.QUERY, reason="当日更换公示栏电话")
    assert remove_marks(data) == data
    assert annotate(data, [answered], about=ABOUT) == data
    assert compared(data, annotate(annotate(data, FOUND, about=ABOUT), [], about=ABOUT)) == {}


# --- what the marks say ---------------------------------------------------------------------------


def test_comments_say_what_to_do_and_keep_the_filers_own() -> None:
    marked = openpyxl.load_workbook(io.BytesIO(annotate(rich(), FOUND, about=ABOUT)))
    held = {c.coordinate: (c.comment.author, c.comment.text) for row in marked[SHEET] for c in row if c.comment}
    assert held == {
        "B3": ("张三", "单位自己的批注\n【履职办核对】须改正:B3请核对。"),
        "A9": ("张三", "另一条"),
        "D7": (SIGN, "【履职办核对】需说明:D7请核对。\n提示:D7请核对。"),
        "E4": (SIGN, "【履职办核对】须改正:E4请核对。\n建议填写:2015年6月5日"),
        "Z99": (SIGN, "【履职办核对】须改正:Z99请核对。"),
        "A8": (SIGN, "【履职办核对】须改正:None请核对。"),
    }


def test_every_comment_has_its_box_under_its_own_number() -> None:
    text = parts_of(annotate(rich(), FOUND, about=ABOUT))["xl/drawings/vmlDrawing1.vml"].decode()
    places = re.findall(r"<x:Row>(\d+)</x:Row>\s*<x:Column>(\d+)</x:Column>", text)
    assert places == [("2", "1"), ("8", "0"), ("6", "3"), ("3", "4"), ("98", "25"), ("7", "0")]
    numbers = re.findall(r'<v:shape id="_x0000_s(\d+)"', text)
    assert len(set(numbers)) == 6


def test_the_list_stands_first_with_links_in_the_order_of_the_findings() -> None:
    marked = openpyxl.load_workbook(io.BytesIO(annotate(rich(), FOUND, about=ABOUT)))
    sheet = marked.worksheets[0]
    assert marked.sheetnames == [LIST, SHEET, "另表"]
    assert marked.active.title == SHEET
    assert sheet["A2"].value == "某单位 2015年7月 报送簿:须改正6处、需说明1处、提示1处。"
    rows = [[c.value for c in row[:8]] for row in sheet.iter_rows(min_row=4, max_col=8)]
    assert rows[:4] == [
        ["序号", "性质", "表", "单元格", "栏目", "现在的内容", "怎样修改", "建议填写"],
        ["1", "须改正", SHEET, "B3", "栏目", "旧", "B3请核对。", None],
        ["2", "需说明", SHEET, "D7", "栏目", "旧", "D7请核对。", None],
        ["3", "须改正", SHEET, "E4", "栏目", "旧", "E4请核对。", "2015年6月5日"],
    ]
    assert [row[3] for row in rows[4:]] == ["D7", "Z99", "第8行", "整张表", None]
    assert rows[8][2] == "全簿"
    links = {c.coordinate: c.hyperlink.location for row in sheet for c in row if c.hyperlink}
    assert links == {f"D{n}": f"'台账 ''甲'' 表'!{cell}" for n, cell in
                     enumerate(("B3", "D7", "E4", "D7", "Z99", "A8", "A1"), start=5)}


def test_names_that_belong_to_a_sheet_stay_with_it() -> None:
    marked = openpyxl.load_workbook(io.BytesIO(annotate(rich(), FOUND, about=ABOUT)))
    held = {s.title: sorted(s.defined_names) for s in marked}
    assert held == {LIST: [], SHEET: [], "另表": ["本表的名"]}
    assert marked["另表"].print_title_rows == "$1:$1"


def test_a_threads_comment_is_left_alone() -> None:
    parts = parts_of(rich())
    parts["xl/comments1.xml"] = parts["xl/comments1.xml"].replace("张三".encode(), b"tc={1}")
    data = handmade.packed(parts)
    marked = parts_of(annotate(data, [finding("B3")], about=ABOUT))
    assert marked["xl/comments1.xml"] == parts["xl/comments1.xml"]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_quoted_as_text(value: str, message: str) -> None:
    data = ODD["inline"]
    marked = annotate(data, [finding("A1", sheet="表", value=value, message=message)], about=ABOUT)
    held = next(s for s in read(marked).sheets if s.name == LIST).cells
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", value)
    assert held.get((5, 6), "") == kept
    assert compared(data, remove_marks(marked)) == {}


@pytest.mark.parametrize("change", [
    {"xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'},
    {"xl/worksheets/sheet1.xml": plain()["xl/worksheets/sheet1.xml"].encode("utf-16")},
    {"xl/styles.xml": "<styleSheet"},
    {"xl/workbook.xml": "<workbook/>"},
    {"xl/workbook.xml": plain()["xl/workbook.xml"].replace('sheetId="1"', 'sheetId="一"')},
])
def test_a_package_that_marks_might_harm_is_not_marked(change: dict[str, str | bytes]) -> None:
    data = handmade.packed({**plain(), **change})
    with pytest.raises(Unmarkable):
        annotate(data, IN_ODD, about=ABOUT)


# --- real books -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with campaign(tmp_path_factory.mktemp("annotate") / "data") as opened:
        yield opened


def july(
    workspace: Workspace, *problems: dict[str, object], filer: str = "园林", **more: list[dict[str, object]]
) -> bytes:
    given_ = nothing_this_month(workspace, filer, "2015-07") | {"rectification": list(problems), **more}
    return book(workspace, filer, "2015-07", **given_)


def judged(workspace: Workspace, data: bytes) -> Checked:
    received = dt.datetime(2015, 8, 4, 10, tzinfo=workspace.plan.zone)
    return examine(workspace.ground(), [(Incoming("报送簿.xlsx", data, received, "测试"), read(data))])[0]


SAME_DAY = {**PROBLEM, "registered_on": "2015年7月21日", "status": "申请销号", "applied_on": "2015年7月21日",
            "evidence": "照片3张", "description": "服务窗口公示栏的监督电话已停机,群众打不通"}
NO_YEAR = {**PROBLEM, "due": "8月1日", "responsible_person": None}
QUERY = "RECT-SAME-DAY"


@pytest.fixture(scope="module")
def faulty(workspace: Workspace) -> bytes:
    return july(workspace, NO_YEAR, SAME_DAY)


@pytest.fixture(scope="module")
def marked(workspace: Workspace, faulty: bytes) -> bytes:
    checked = judged(workspace, faulty)
    return annotate(faulty, checked.findings, about=about(checked))


def test_the_marked_book_is_judged_as_the_book(workspace: Workspace, faulty: bytes, marked: bytes) -> None:
    first, second = judged(workspace, faulty), judged(workspace, marked)
    assert [(f.code, f.cell) for f in first.findings] == [("GEN-REQUIRED", "M4"), ("GEN-DATE", "Q4"), (QUERY, "T5")]
    assert second.findings == first.findings
    assert second.change == first.change
    assert annotate(marked, second.findings, about=about(second)) == marked
    assert compared(faulty, remove_marks(marked)) == {}


def test_open_queries_are_quoted_where_their_reason_goes(faulty: bytes, marked: bytes) -> None:
    before = {s.name: s for s in read(faulty).sheets}
    after = {s.name: s for s in read(marked).sheets}
    assert [name for name in before if before[name] != after[name]] == ["说明"]
    added = {at: v for at, v in after["说明"].cells.items() if before["说明"].cells.get(at) != v}
    assert added == {(4, 2): "问题整改台账", (4, 3): "园林-问题-002", (4, 4): QUERY}
    listed = [after[LIST].cells.get((row, column)) for row in (7,) for column in (9, 10)]
    assert listed == ["说明 E4", QUERY]


def test_a_book_corrected_where_it_is_marked_is_accepted(workspace: Workspace) -> None:
    """As a filer does it: change the marked cells and write the reason behind the quotation, then file."""
    reason = "检查当日即恢复公示栏电话,分管领导陈某在场。"
    data = july(workspace, NO_YEAR, SAME_DAY, filer="泰丰")
    checked = judged(workspace, data)
    workbook = openpyxl.load_workbook(io.BytesIO(annotate(data, checked.findings, about=about(checked))))
    workbook["问题整改台账"]["M4"] = "李某"
    workbook["问题整改台账"]["Q4"] = "2015年8月1日"
    workbook["说明"]["E4"] = reason
    out = io.BytesIO()
    workbook.save(out)
    receipt = file(workspace, out.getvalue(), "2015-08-04T10:00")
    assert (receipt.status, [(f.code, f.reason) for f in receipt.findings]) == ("accepted", [(QUERY, reason)])
    clean = openpyxl.load_workbook(io.BytesIO(annotate(out.getvalue(), receipt.findings, about=ABOUT)))
    assert (LIST in clean.sheetnames, clean["问题整改台账"]["M4"].comment) == (False, None)
    assert [c.value for c in clean["说明"][4]][1:5] == ["问题整改台账", "泰丰-问题-002", QUERY, reason]


def test_a_quotation_without_a_reason_goes_and_the_filers_rows_stay(workspace: Workspace) -> None:
    typed = {"form": "问题整改台账", "row_ref": "园林-问题-002", "code": QUERY}
    data = july(workspace, PROBLEM, SAME_DAY, {**SAME_DAY, "description": "优抚对象体检通知晚发两周,两个村没有收到"},
                explanations=[typed])
    checked = judged(workspace, data)
    back = annotate(data, checked.findings, about=about(checked))
    held = [next(s for s in read(d).sheets if s.name == "说明").cells for d in (data, back, remove_marks(back))]
    assert [[c.get((row, 3)) for row in (4, 5, 6)] for c in held] == [
        ["园林-问题-002", None, None], ["园林-问题-002", "园林-问题-003", None], ["园林-问题-002", None, None],
    ]


def test_without_room_the_code_is_given_to_write_down(workspace: Workspace, faulty: bytes) -> None:
    checked = judged(workspace, faulty)
    place = about(checked).reasons
    assert place is not None
    full = About("", replace(place, rows=()))
    marked_ = openpyxl.load_workbook(io.BytesIO(annotate(faulty, checked.findings, about=full)))
    assert marked_["问题整改台账"]["T5"].comment.text.splitlines()[-1] == (
        f"请在《说明》表空白行(校验码{QUERY})写一句话。"
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_marks_saved_by_another_program_are_known_as_ours(
    workspace: Workspace, marked: bytes, by_libreoffice: dict[str, bytes]
) -> None:
    saved = by_libreoffice["marked"]
    clean = remove_marks(saved)
    checked = judged(workspace, saved)
    assert [(f.code, f.cell) for f in checked.findings] == [("GEN-REQUIRED", "M4"), ("GEN-DATE", "Q4"), (QUERY, "T5")]
    names = [s.name for s in read(clean).sheets]
    assert names == [s.name for s in read(marked).sheets][1:]
    left = [n for n, d in parts_of(clean).items() if SIGN.encode() in d and "sharedStrings" not in n]
    assert left == []
    assert next(s for s in read(clean).sheets if s.name == "说明").cells.get((4, 3)) is None
    again = annotate(saved, checked.findings, about=about(checked))
    assert annotate(again, checked.findings, about=about(checked)) == again
    assert compared(clean, remove_marks(again)) == {}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_book_saved_by_another_program_is_marked_and_cleaned(by_libreoffice: dict[str, bytes]) -> None:
    saved = by_libreoffice["rich"]
    marked_ = annotate(saved, FOUND, about=ABOUT)
    assert compared(saved, remove_marks(marked_)) == {}
    assert sheets(read(marked_)) == list(read(saved).sheets)
    held = openpyxl.load_workbook(io.BytesIO(marked_))[SHEET]
    assert held["B3"].comment.text == "单位自己的批注\n【履职办核对】须改正:B3请核对。"


@pytest.fixture(scope="module")
def by_libreoffice(marked: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Books as LibreOffice saves them: a marked one, and a rich one without marks."""
    folder = tmp_path_factory.mktemp("office")
    for name, data in (("marked", marked), ("rich", rich())):
        (folder / f"{name}.xlsx").write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), *map(str, sorted(folder.glob("*.xlsx")))],
        check=True, capture_output=True, timeout=120,
    )
    return {p.stem: p.read_bytes() for p in (folder / "out").iterdir()}


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_the_returned_book(
    tmp_path: Path, faulty: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "报送簿.xlsx", tmp_path / "退回.xlsx"
    source.write_bytes(faulty)
    given_ = ["--plan", "data/plans/qianjiang-2015.yaml", "annotate", str(source), "--out", str(out)]
    assert main(given_) == 0
    assert capsys.readouterr().out == f"{out}:已标出3处待处理\n"
    assert compared(faulty, remove_marks(out.read_bytes())) == {}


def test_the_command_says_what_it_cannot_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "报送簿.xlsx", tmp_path / "退回.xlsx"
    source.write_bytes(b"%PDF-1.4")
    assert main(["annotate", str(source), "--out", str(out)]) == 1
    assert "请传填写用的报送簿原件(.xlsx)" in capsys.readouterr().out
    assert not out.exists()
