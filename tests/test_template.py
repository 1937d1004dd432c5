"""The books as files: what is in them, what is locked, what drops down, and that what is typed is read back."""

from __future__ import annotations

import datetime as dt
import functools
import io
import itertools
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lvzhi import planfile
from lvzhi.books import meta
from lvzhi.books.answers import NoRoom
from lvzhi.books.guide import page_breaks
from lvzhi.books.layout import NIL, first_page, head, letter, slots
from lvzhi.books.nothing import NothingAccepted
from lvzhi.books.template import blank, build
from lvzhi.form import Form, arranged, format_number
from lvzhi.intake.identifying import identify
from lvzhi.intake.normalising import Source, normalise
from lvzhi.intake.reading import read
from lvzhi.kinds import Count, Date, Money, Percent, Unit
from lvzhi.plan import Plan
from schemas import BOOKS, FORMS
from tests.standing import HeldStanding

ROOT = Path(__file__).parent.parent
BY_ID = {f.id: f for f in FORMS}
TABLES = [f for f in FORMS if f.layout == "table"]
NOTHING = NothingAccepted.of(FORMS)
HEADER, FIRST = 3, 4
# Books that between them hold every form which needs no topic to be there.
WHERE = {
    **dict.fromkeys(BOOKS["office"], ("履职办", "2015-11")), "special_topics": ("履职办", "2015-08"),
    **dict.fromkeys(BOOKS["group"], ("一组", "2015-08")),
    **dict.fromkeys(BOOKS["unit"], ("福利院", "2015-11")), "self_inspection": ("园林", "2015-08"),
}
OWNED = [f for f in TABLES if f.id != "special_topic_progress"]


@functools.cache
def seed() -> Plan:
    data = (ROOT / "data" / "plans" / "qianjiang-2015.yaml").read_bytes()
    return planfile.read(data, [f.id for f in FORMS])


def book(filer: str, period: str, **more: Any) -> bytes:
    return build(FORMS, seed(), seed().filer(filer), period, NOTHING, plan_version=1, **more)


@functools.cache
def opened(filer: str, period: str) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(book(filer, period)))


def sheet_of(form: Form) -> tuple[Worksheet, str]:
    filer, period = WHERE[form.id]
    return opened(filer, period)[form.title], filer


def columns_of(form: Form, filer: str) -> dict[str, int]:
    """column id -> Excel column, 序号 being the first."""
    return {c.id: n for n, c in enumerate(form.columns_in(seed().filer(filer).book), start=2)}


# --- every form -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", OWNED, ids=lambda f: f.id)
def test_headers_are_the_labels_in_order(form: Form) -> None:
    sheet, filer = sheet_of(form)
    labels = [c.label for c in form.columns_in(seed().filer(filer).book)]
    assert [cell.value for cell in sheet[HEADER]] == ["序号", *labels]


@pytest.mark.parametrize("form", OWNED, ids=lambda f: f.id)
def test_marks_are_shown_beside_the_label(form: Form) -> None:
    sheet, filer = sheet_of(form)
    shown = {c.id: sheet.cell(HEADER, n).number_format for n, c in
             ((columns_of(form, filer)[c.id], c) for c in form.columns_in(seed().filer(filer).book))}
    starred = [k for k, v in shown.items() if v == '"★"@']
    assert starred == [c.id for c in form.required_columns() if c.id in shown]
    assert [k for k, v in shown.items() if v == '"◇"@'] == [
        c.id for c in form.all_columns if c.id in shown and c.required and c.required is not True and not c.system]


@pytest.mark.parametrize("form", OWNED, ids=lambda f: f.id)
def test_only_what_is_typed_is_open(form: Form) -> None:
    sheet, filer = sheet_of(form)
    assert sheet.protection.sheet and not sheet.protection.password
    assert not (sheet.protection.formatRows or sheet.protection.formatColumns or sheet.protection.autoFilter)
    places = columns_of(form, filer)
    locked = {c for c, n in places.items() if sheet.cell(FIRST, n).protection.locked}
    assert locked == {c.id for c in form.all_columns if c.id in places and c.system}
    assert all(cell.protection.locked for row in (1, 2, HEADER) for cell in sheet[row] if cell.value)


@pytest.mark.parametrize("form", OWNED, ids=lambda f: f.id)
def test_validation_by_kind_in_every_row(form: Form) -> None:
    sheet, filer = sheet_of(form)
    owner, places = seed().filer(filer), columns_of(form, filer)
    offered = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    last = max(r for r in range(FIRST, sheet.max_row) if sheet.cell(r, 1).value)
    for column in (c for c in form.columns_in(owner.book) if not c.system):
        at = letter(places[column.id] - 1)
        found = offered[f"{at}{FIRST}:{at}{last}" if last > FIRST else f"{at}{FIRST}"]
        kinds = {Date: "date", Count: "whole", Money: "decimal", Percent: "decimal"}
        expected = "list" if column.kind.options(seed(), owner) else kinds.get(type(column.kind))
        assert found.type == expected
        assert found.promptTitle.startswith(("★", "◇", "○"))
        if expected:
            assert found.errorStyle == "warning"


@pytest.mark.parametrize("form", [f for f in OWNED if f.numbered], ids=lambda f: f.id)
def test_numbers_are_printed(form: Form) -> None:
    sheet, filer = sheet_of(form)
    sizes = seed().settings.prenumbered_rows
    count = sizes.get(form.id, sizes["default"])
    printed = [sheet.cell(FIRST + n, 2).value for n in range(count + 1)]
    assert printed == [*(format_number(filer, form.mark or "", n + 1) for n in range(count)), None]


@pytest.mark.parametrize("form", TABLES, ids=lambda f: f.id)
def test_folded_is_what_nobody_types_and_nothing_prints(form: Form) -> None:
    for kind in form.books:
        sheet = openpyxl.load_workbook(io.BytesIO(_blank(kind)))[form.title]
        hidden = {k for k, d in sheet.column_dimensions.items() if d.hidden for k in _letters(d)}
        folded = [c for c in form.columns_in(kind) if c.system and form.prints and c.id not in form.prints]
        places = {c.id: letter(n) for n, c in enumerate(form.columns_in(kind), start=1)}
        assert hidden == {places[c.id] for c in folded}


def _letters(dimension: Any) -> list[str]:
    """XlsxWriter joins equal neighbours into one range."""
    return [letter(n - 1) for n in range(dimension.min, dimension.max + 1)]


@functools.cache
def _blank(kind: str) -> bytes:
    return blank(arranged(FORMS, BOOKS[kind]), seed(), kind)


@pytest.mark.parametrize("form", OWNED, ids=lambda f: f.id)
def test_head_line_has_room_on_the_first_page(form: Form) -> None:
    for kind in form.books:
        columns = slots(form, kind, ())
        page = {s.at: s.width for s in first_page(columns)}
        places = head(columns, with_nil=form.id != "explanations")
        spans = [places.unit, places.period, places.measure]
        assert [last < then for (_, last), (then, _) in itertools.pairwise(spans)] == [True, True]
        assert sum(page[at] for at in range(places.unit[0], places.unit[1] + 1) if at in page) >= 28
        if places.nil is not None and places.nil_label is not None:
            assert places.nil == places.nil_label + 1 and {places.nil, places.nil_label} <= page.keys()
            assert places.nil_label > places.measure[1]


# --- the book ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("filer", "period"), [
    ("园林", "2015-06"), ("办公室", "2015-07"), ("局机关", "2015-08"), ("一组", "2015-07"), ("履职办", "2015-06"),
    ("福利院", "2015-10"),
])
def test_a_book_holds_what_is_owed(filer: str, period: str) -> None:
    owed = seed().owed(filer, period).keys() | {"cover", "explanations"}
    expected = [f.title for f in FORMS if f.id in owed and f.id != "explanations"]
    assert opened(filer, period).sheetnames == [*expected, "说明", "填报说明", "字典", "_meta"]


def test_topics_sheet_is_left_out_without_topics() -> None:
    assert seed().duty("special_topic_progress", "一组", "2015-08") == "event"
    assert "点题进展" not in opened("一组", "2015-08").sheetnames


def test_topics_sheet_prints_the_groups_topics() -> None:
    topic = {"filer": "履职办", "period": "2015-07", "topic_no": "履职办-点题-001", "title": "医疗补助",
             "units": ("园林",), "due": "2015-11-30", "status": "推进中"}
    standing = HeldStanding({BY_ID["special_topics"]: [topic]})
    data = build(FORMS, seed(), seed().filer("一组"), "2015-08", standing, plan_version=1)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["点题进展"]
    assert [c.value for c in sheet[FIRST]][:5] == [
        1, "履职办-点题-001", "医疗补助", "园林办事处", dt.datetime(2015, 11, 30)]
    assert sheet.cell(FIRST + 1, 2).value is None


def test_helping_sheets_are_hidden() -> None:
    states = {s.title: s.sheet_state for s in opened("园林", "2015-08") if s.sheet_state != "visible"}
    assert states == {"字典": "hidden", "_meta": "hidden"}


def test_meta_says_whose_book_it_is() -> None:
    sheet = opened("园林", "2015-08")["_meta"]
    cells = {(c.row, c.column): c.value or "" for row in sheet.iter_rows() for c in row}
    found = meta.parse(cells)
    assert found
    assert (found.book, found.campaign, found.plan_version, found.filer, found.period, found.demo) == (
        "unit", "qianjiang-2015", 1, "园林", "2015-08", False)
    assert found.sheets["rectification"] == "问题整改台账"


def test_head_line_and_signatures() -> None:
    data = book("园林", "2015-07", answers={"cover": [{"preparer": "甲某", "head": "乙某", "phone": "0728-1234567"}]})
    sheet = openpyxl.load_workbook(io.BytesIO(data))["宣传信息"]
    assert sheet["A1"].value == f"{seed().campaign.title}宣传信息"
    assert [c.value for c in sheet[2] if c.value] == [
        "填报单位(盖章):园林办事处民政办", "报告期:2015年7月", f"计量单位:{BY_ID['publicity'].measure_unit}", NIL]
    foot = [c.value for c in sheet[sheet.max_row] if c.value]
    assert foot == ["单位负责人(签字):乙某", "审核人:", "填报人:甲某", "联系电话:0728-1234567", "填报日期:"]
    assert all(m.max_row < HEADER for m in sheet.merged_cells.ranges)


def test_every_unit_drops_down() -> None:
    workbook = opened("园林", "2015-08")
    form = BY_ID["rectification"]
    at = letter(columns_of(form, "园林")["responsible_unit"] - 1)
    rule = next(v for v in workbook[form.title].data_validations.dataValidation if str(v.sqref).startswith(f"{at}4"))
    target = workbook.defined_names[rule.formula1.lstrip("=")].attr_text
    name, cells = target.replace("$", "").split("!")
    offered = [row[0].value for row in workbook[name.strip("'")][cells]]
    assert offered == list(Unit().options(seed(), None))
    assert len(offered) == 53 and len("、".join(offered)) > 255


def test_dates_are_bounded_by_the_campaign() -> None:
    sheet = opened("园林", "2015-08")["问题整改台账"]
    at = letter(columns_of(BY_ID["rectification"], "园林")["registered_on"] - 1)
    rule = next(v for v in sheet.data_validations.dataValidation if str(v.sqref).startswith(f"{at}4:"))
    epoch = dt.date(1899, 12, 30)
    assert [epoch + dt.timedelta(days=int(f)) for f in (rule.formula1, rule.formula2)] == [
        seed().campaign.start, seed().settings.last_date]


def test_paper_is_a4_landscape_with_its_head_on_every_page() -> None:
    sheet = opened("园林", "2015-08")["自查自纠"]
    setup = sheet.page_setup
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # 1 is the width's default and is not written.
    assert (setup.paperSize, setup.orientation, setup.fitToWidth or 1, setup.fitToHeight) == (9, "landscape", 1, 0)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "B4"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_same_arguments_same_bytes() -> None:
    assert book("园林", "2015-08") == book("园林", "2015-08")


def test_demo_is_said_on_every_sheet() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book("园林", "2015-08", demo=True)))
    visible = [s for s in workbook if s.sheet_state == "visible"]
    assert {(s.oddHeader.right.text, s.oddFooter.left.text) for s in visible} == {("演示数据", "演示数据")}
    heads = {s.title for s in visible if any("演示数据" in str(c.value) for c in s[2])}
    assert heads == {s.title for s in visible} - {"填报说明"}


def test_guide_shows_good_and_poor_rows() -> None:
    sheet = opened("园林", "2015-08")["填报说明"]
    texts = {str(c.value) for row in sheet.iter_rows() for c in row if c.value}
    form = BY_ID["rectification"]
    assert form.poor_row
    assert {r["description"] for r in (*form.good_rows, form.poor_row)} <= texts
    assert "★责任人" in texts
    assert any(t.startswith("整改类别=长期坚持时必填") for t in texts)


def test_guide_keeps_a_block_on_one_page() -> None:
    heights = dict.fromkeys(range(12), 100.0)
    assert page_breaks([2, 5, 9, 12], heights) == [5, 9]


# --- answers ----------------------------------------------------------------------------------------------

ANSWERS = {
    "cover": [{"preparer": "甲某", "phone": "0728-1234567"}],
    "rectification": [
        {"description": "=1+1 不是公式", "registered_on": "2015.8.3", "responsible_unit": "泰丰",
         "check_item": "三(二)3", "due": dt.date(2015, 9, 30), "responsible_person": ("甲某", "乙某")},
        {"problem_no": "园林-问题-005", "description": "写在第五行的问题,一共十个字以上"},
        {"description": "http://example.invalid 不是链接"},
    ],
    "stage_tasks": [{"task_no": "四(一)2", "status": "进行中"}],
    "publicity": [{NIL: "是"}],
}


def test_answers_are_read_back_as_typed() -> None:
    plan, filer = seed(), seed().filer("园林")
    workbook = read(book("园林", "2015-08", answers=ANSWERS))
    found = identify(workbook, plan, FORMS)
    sheets = {
        form: normalise(Source(BY_ID[form], found.sheets[form], plan, filer, "2015-08"))
        for form in ("cover", "rectification", "stage_tasks", "publicity")
    }
    ledger = sheets["rectification"].frame
    assert list(ledger.index) == [4, 5, 8]
    assert list(ledger["problem_no"]) == ["园林-问题-001", "园林-问题-002", "园林-问题-005"]
    first = ledger.loc[4]
    assert [str(first["registered_on"])[:10], first["responsible_unit"], first["check_item"],
            str(first["due"])[:10], first["responsible_person"], first["description"]] == [
        "2015-08-03", "泰丰", "三(二)3", "2015-09-30", ("甲某", "乙某"), "=1+1 不是公式"]
    assert list(sheets["cover"].frame["preparer"]) == ["甲某"]
    tasks = sheets["stage_tasks"].frame.set_index("task_no")["status"]
    assert tasks["四(一)2"] == "进行中" and tasks["四(一)1"] == "未启动"
    assert (sheets["publicity"].nil, len(sheets["publicity"].frame), sheets["rectification"].nil) == (True, 0, False)


def test_an_untouched_book_reads_as_blank() -> None:
    plan, filer = seed(), seed().filer("园林")
    found = identify(read(book("园林", "2015-08")), plan, FORMS)
    read_back = {i: normalise(Source(BY_ID[i], s, plan, filer, "2015-08")) for i, s in found.sheets.items()}
    assert (found.missing, found.surplus) == ((), ())
    assert {i: len(s.frame) for i, s in read_back.items() if len(s.frame)} == {
        "cover": 1, "stage_tasks": len(plan.tasks_of("园林")),
        "self_inspection": len(BY_ID["self_inspection"].fixed_rows(plan, "园林", "2015-08"))}
    assert [(i, f.code) for i, s in read_back.items() for f in s.findings] == []


def test_text_never_becomes_formula_or_link() -> None:
    data = book("园林", "2015-08", answers=ANSWERS)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet3.xml")
    assert sheet.count(b"<hyperlink") == 0
    assert b"<f>" not in sheet


@pytest.mark.parametrize(("answers", "words"), [
    ({"rectification": [{"problem_no": "园林-问题-099", "description": "x"}]}, "园林-问题-099"),
    ({"explanations": [{NIL: "是"}]}, NIL),
])
def test_an_answer_without_a_place_is_refused(answers: dict[str, Any], words: str) -> None:
    with pytest.raises(NoRoom, match=words):
        book("园林", "2015-08", answers=answers)


def test_an_answer_to_a_sheet_not_in_the_book_is_refused() -> None:
    with pytest.raises(KeyError, match="supervision"):
        book("园林", "2015-08", answers={"supervision": [{"lead": "甲某"}]})


# --- blank books, LibreOffice -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", BOOKS)
def test_committed_blank_books_are_what_the_builder_makes(kind: str) -> None:
    committed = (ROOT / "data" / "templates" / f"{kind}.xlsx").read_bytes()
    renew = "python -m lvzhi templates --blank --out data/templates"
    assert _parts(committed) == _parts(_blank(kind)), f"{kind}.xlsx is not what the forms say; renew: {renew}"


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


WITH_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


def _printed_pages(folder: Path, books: dict[str, bytes]) -> dict[str, bytes]:
    """The first bytes of each book's PDF, as LibreOffice makes it."""
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
               "--outdir", str(folder), *(str(folder / f"{name}.xlsx") for name in books)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {name: (folder / f"{name}.pdf").read_bytes()[:5] for name in books}


@WITH_OFFICE
def test_libreoffice_prints_the_books(tmp_path: Path) -> None:
    books = {kind: _blank(kind) for kind in BOOKS}
    assert _printed_pages(tmp_path, books) == dict.fromkeys(BOOKS, b"%PDF-")


@WITH_OFFICE
@pytest.mark.soak
@pytest.mark.parametrize("period", [p.id for p in seed().periods])
def test_libreoffice_prints_every_filers_book(
    period: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if "soak" not in (pytestconfig.option.markexpr or ""):
        pytest.skip("takes minutes: make soak runs it")
    books = {f.code: book(f.code, period) for f in seed().filers if seed().owed(f.code, period)}
    assert _printed_pages(tmp_path, books) == dict.fromkeys(books, b"%PDF-")
