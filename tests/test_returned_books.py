"""The returned workbook of real books: judged as the book, corrected where it is marked, saved by other programs."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from lvzhi.__main__ import main
from lvzhi.books.annotate.marking import About, about, annotate, remove_marks
from lvzhi.form import NO_FILE
from lvzhi.intake.checking import Checked
from lvzhi.intake.judging import Incoming, examine
from lvzhi.intake.reading import read
from lvzhi.workspace import Workspace
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month
from tests.everything import everything
from tests.returned import ABOUT, FOUND, LIST, SHEET, but_for_the_list, compared, finding, parts_of, rich
from tests.unmarking import SIGN, differing


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
SAID = [("GEN-REQUIRED", "M4"), ("GEN-DATE", "Q4"), (QUERY, "T5"), (NO_FILE, "U5")]  # the last is a note


@pytest.fixture(scope="module")
def faulty(workspace: Workspace) -> bytes:
    return july(workspace, NO_YEAR, SAME_DAY)


@pytest.fixture(scope="module")
def marked(workspace: Workspace, faulty: bytes) -> bytes:
    checked = judged(workspace, faulty)
    return annotate(faulty, checked.findings, about=about(checked))


def test_the_marked_book_is_judged_as_the_book(workspace: Workspace, faulty: bytes, marked: bytes) -> None:
    first, second = judged(workspace, faulty), judged(workspace, marked)
    assert [(f.code, f.cell) for f in first.findings] == SAID
    assert second.findings == first.findings
    assert second.change == first.change
    assert annotate(marked, second.findings, about=about(second)) == marked
    assert compared(faulty, remove_marks(marked)) == {}


def test_a_real_book_differs_by_its_marks_and_the_questions_quoted(faulty: bytes, marked: bytes) -> None:
    names = [s.name for s in read(faulty).sheets]
    assert set(differing(faulty, marked)) == {f"xl/worksheets/sheet{names.index('说明') + 1}.xml"}


def test_open_queries_are_quoted_where_their_reason_goes(faulty: bytes, marked: bytes) -> None:
    before = {s.name: s for s in read(faulty).sheets}
    after = {s.name: s for s in read(marked).sheets}
    assert [name for name in before if before[name] != after[name]] == ["说明"]
    added = {at: v for at, v in after["说明"].cells.items() if before["说明"].cells.get(at) != v}
    assert added == {(4, 2): "问题整改台账", (4, 3): "园林-问题-002", (4, 4): QUERY}
    listed = [after[LIST].cells.get((row, column)) for row in (7,) for column in (9, 10)]
    assert listed == ["说明 E4", QUERY]


def test_a_book_mended_bit_by_bit_keeps_the_marks_of_what_is_left_and_is_accepted_as_it_is(
    workspace: Workspace,
) -> None:
    """As a filer does it: change some of the marked cells, save with another program, come back, change the rest."""
    reason = "检查当日即恢复公示栏电话,分管领导陈某在场。"
    data = july(workspace, NO_YEAR, SAME_DAY, filer="泰丰")
    half = typed(marks(workspace, data), {("问题整改台账", "M4"): "李某"})
    again = marks(workspace, half)
    assert marked_cells(again) == {"Q4", "T5", "U5"}
    assert [row[0] for row in openpyxl.load_workbook(io.BytesIO(again))[LIST].iter_rows(4, values_only=True)] == [
        "序号", "1", "2", "3",
    ]
    assert parts_of(again)["xl/styles.xml"].count(SIGN.encode()) == 0
    mended = typed(again, {("问题整改台账", "Q4"): "2015年8月1日", ("说明", "E4"): reason})
    receipt = file(workspace, mended, "2015-08-04T10:00")
    assert (receipt.status, [(f.code, f.reason) for f in receipt.findings]) == (
        "accepted", [(QUERY, reason), (NO_FILE, None)])
    clean = annotate(mended, receipt.findings[:1], about=ABOUT)
    assert marked_cells(clean) == set()
    assert not [n for n, part in parts_of(clean).items() if SIGN in part.decode(errors="replace")]
    held = openpyxl.load_workbook(io.BytesIO(clean))
    assert LIST not in held.sheetnames
    assert [c.value for c in held["说明"][4]][1:5] == ["问题整改台账", "泰丰-问题-002", QUERY, reason]


def marks(workspace: Workspace, data: bytes) -> bytes:
    checked = judged(workspace, data)
    return annotate(data, checked.findings, about=about(checked))


def typed(data: bytes, cells: dict[tuple[str, str], str]) -> bytes:
    """Saved by a program that writes every part anew."""
    workbook, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    for (sheet, cell), value in cells.items():
        workbook[sheet][cell] = value
    workbook.save(out)
    return out.getvalue()


def marked_cells(data: bytes) -> set[str]:
    """Cells of the ledger with a mark: colour and comment must agree, and neither be there twice."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["问题整改台账"]
    coloured = [cell for block, rules in sheet.conditional_formatting._cf_rules.items()
                for rule in rules if SIGN in "".join(rule.formula) for cell in str(block.sqref).split()]
    said = [c.coordinate for row in sheet for c in row if c.comment and SIGN in c.comment.text]
    assert [sheet[c].comment.text.count(SIGN) for c in said] == [1] * len(said)
    assert sorted(coloured) == sorted(said)
    return set(said)


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
    assert [(f.code, f.cell) for f in checked.findings] == SAID
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
    assert but_for_the_list(read(marked_)) == list(read(saved).sheets)
    held = openpyxl.load_workbook(io.BytesIO(marked_))[SHEET]
    assert held["B3"].comment.text == "单位自己的批注\n【履职办核对】须改正:B3请核对。"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_book_another_program_wrote_differs_by_its_marks_alone(by_libreoffice: dict[str, bytes]) -> None:
    saved = by_libreoffice["everything"]
    found = [*FOUND, finding("E6", sheet="另表"), finding("A1", sheet="藏着的")]
    marked_ = annotate(saved, found, about=ABOUT)
    assert differing(saved, marked_) == {}
    assert differing(saved, annotate(marked_, found[:2], about=ABOUT)) == {}


@pytest.fixture(scope="module")
def by_libreoffice(marked: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Books as LibreOffice saves them: a marked one, rich ones without marks."""
    folder = tmp_path_factory.mktemp("office")
    for name, data in (("marked", marked), ("rich", rich()), ("everything", everything())):
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
