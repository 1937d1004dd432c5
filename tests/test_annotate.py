"""The returned workbook: marks in the filer's own package, nothing else of it changed, and out they come again."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lvzhi.books.annotate.marking import Unmarkable, annotate, remove_marks
from lvzhi.findings import Severity
from lvzhi.intake.gate import examine as gate
from lvzhi.intake.reading import read
from tests import handmade
from tests.returned import (
    ABOUT,
    FOUND,
    LIST,
    ODD,
    SHEET,
    but_for_the_list,
    compared,
    finding,
    parts_of,
    plain,
    rich,
)

SIGN = "履职办核对"
MAIN = f"{{{handmade.TRANSITIONAL}}}"
IN_ODD = [replace(f, sheet="表") for f in FOUND]


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
    assert but_for_the_list(read(marked)) == list(read(data).sheets)


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
