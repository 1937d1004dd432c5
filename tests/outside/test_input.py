"""What a stranger would try on a book: every spoilt book is answered at its cell, every honest spelling is read."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.outside.clerk import Book
from tests.outside.desk import ROOT, Desk
from tests.outside.worked import LEDGER, P1, problem

DUE = "整改时限"
FINDING = ("sheet", "cell", "row", "column", "severity", "code")
READ = ("2015.7.16", "2015-7-16", "2015/7/16", "2015年7月16日", "20150716", "2015-07-16", "2015/07/16", "2015年7月16号",
        "２０１５．７．１６", "２０１５年７月１６日", " 2015. 7. 16 ", "2015-07-16 00:00:00")
REFUSED = ("7月16日", "7/16", "7.16", "15-7-16", "2015.7", "2015年7月", "2015年6月31日", "42201", "长期", "月底", "16/7/2015")


class Folder:
    """Books of 甲 for July, one problem in each, spoilt one by one and checked by one command."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.desk = Desk(path / "none", ROOT / "tests" / "plans" / "worked.yaml")
        self.books = self.desk.templates(path / "books", "2015-07", "甲", "一组")

    def good(self, **answers: Any) -> Book:
        book = Book(self.books["甲"]).nothing("履职清单")
        told = problem("窗口办理时限没有对外公布", "2015-7-1", "立行立改", "2015-07-16")
        return book.type(LEDGER, P1, **{**told, **answers})

    def put(self, **books: Book) -> None:
        for name, book in books.items():
            book.save(self.path / "in" / f"{name}.xlsx")

    def checked(self) -> dict[str, dict[str, Any]]:
        said = self.desk.run("check", *sorted((self.path / "in").iterdir()), "--json")
        return {Path(r["file"]).stem: r for r in said.json}


def found(checked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(f[k] for k in FINDING) for f in checked["findings"]]


def at(cell: str, row: int, column: str, code: str, sheet: str = LEDGER) -> list[tuple[Any, ...]]:
    return [(sheet, cell, row, column, "error", code)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("outside"))


def test_layout_that_was_changed(folder: Folder) -> None:
    renamed = folder.good(整改时限="7月1日")
    renamed.sheet(LEDGER).title = "台账"
    moved, above, hidden = folder.good(), folder.good(), folder.good()
    _, columns = moved.header(LEDGER)
    moved.sheet(LEDGER).move_range("Q3:Q63", cols=30 - columns[DUE] + 10)
    moved.type(LEDGER, P1, 整改时限="7月1日")
    above.sheet(LEDGER).move_range("A1:AJ65", rows=2)
    above.sheet(LEDGER)["C1"] = "我单位台账"
    above.type(LEDGER, P1, 整改时限="2015年2月30日")
    hidden.type(LEDGER, 5, **problem("档案室三年材料没有归档", "2015/7/5", "限期整改", "2015年9月31日"))
    hidden.sheet(LEDGER).row_dimensions[5].hidden = True
    total, reworded, deleted, merged, extra, lost, gone = (folder.good() for _ in range(7))
    total.type(LEDGER, 5, 问题编号="合计", 问题描述="=COUNTA(H4:H4)")
    reworded.at(LEDGER, 3, DUE).value = "完成时间"
    deleted.sheet(LEDGER).delete_cols(columns["责任人"])
    merged.sheet(LEDGER).merge_cells("M4:M5")
    extra.book.create_sheet("草稿")["A1"] = "随便写写"
    del lost.book["_meta"], gone.book[LEDGER]
    folder.put(renamed=renamed, moved=moved, above=above, hidden=hidden, total=total, reworded=reworded, deleted=deleted,
               merged=merged, extra=extra, lost=lost, gone=gone)
    answers = {name: (r["ok"], r["rows_read"], found(r)) for name, r in folder.checked().items()}
    note = (None, None, "note")
    assert {name: answers[name] for name in ("renamed", "moved", "above", "hidden", "total")} == {
        "renamed": (False, 2, [("台账", None, None, None, "note", "BOOK-SHEET-RENAMED"),
                               *at("Q4", 4, DUE, "GEN-DATE", "台账")]),
        "moved": (False, 2, [(LEDGER, "AN3", 3, DUE, "note", "GEN-COLUMN-MOVED"), *at("AN4", 4, DUE, "GEN-DATE")]),
        "above": (False, 2, at("Q6", 6, DUE, "GEN-DATE")),
        "hidden": (False, 3, [(LEDGER, None, 5, None, "note", "GEN-HIDDEN-ROW"), *at("Q5", 5, DUE, "GEN-DATE")]),
        "total": (True, 2, [(LEDGER, None, 5, None, "note", "GEN-TOTAL-ROW")]),
    }
    assert {name: answers[name] for name in ("reworded", "deleted", "merged", "extra", "lost", "gone")} == {
        "reworded": (False, 2, at("Q3", 3, DUE, "GEN-COLUMN-MISSING")),
        "deleted": (False, 2, [(LEDGER, None, 3, "责任人", "error", "GEN-COLUMN-MISSING")]),
        "merged": (False, 2, at("M4", 4, "责任人", "GEN-MERGED")),
        "extra": (True, 2, [("草稿", None, *note, "BOOK-SHEET-EXTRA")]),
        "lost": (True, 2, [(None, None, *note, "BOOK-LOST-META")]),
        "gone": (False, 1, [(None, None, None, None, "error", "BOOK-SHEET-MISSING")]),
    }


def _dues(folder: Folder, spelt: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """One book whose rows have a due each: row 4 on."""
    book = folder.good()
    for row, text in enumerate(spelt, 4):
        mark = "甲乙丙丁戊己庚辛壬癸子丑寅卯"[row - 4] * 12
        told = problem(f"{mark}没有办理", "2015-7-1", "立行立改", text)
        book.type(LEDGER, row, **{**told, "整改措施": f"{mark}逐项办理"})
        book.at(LEDGER, row, DUE).number_format = "@"
    folder.put(dues=book)
    return folder.checked()


def test_days_as_people_write_them(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    read = _dues(folder, READ)["dues"]
    assert (read["ok"], read["rows_read"], found(read)) == (True, len(READ) + 1, [])
    refused = _dues(folder, REFUSED)["dues"]
    assert [(f["cell"], f["code"], f["value"]) for f in refused["findings"]] == [
        (f"Q{row}", "GEN-DATE", text) for row, text in enumerate(REFUSED, 4)
    ]
    assert refused["ok"] is False


def test_cells_as_people_fill_them(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    literal, formula, broken, serial, true_date = (folder.good() for _ in range(5))
    literal.at(LEDGER, P1, "备注").value = "=1+1"
    literal.at(LEDGER, P1, "备注").data_type = "s"
    formula.at(LEDGER, P1, DUE).value = "=TODAY()"
    broken.at(LEDGER, P1, "备注").value = "#REF!"
    broken.at(LEDGER, P1, "备注").data_type = "e"
    for book, shown in ((serial, "General"), (true_date, "yyyy-mm-dd")):
        book.at(LEDGER, P1, DUE).value = 42201
        book.at(LEDGER, P1, DUE).number_format = shown
    visit = {"督办日期": "2015-7-9", "带队人": "关某", "参加人员": "关某、李某", "督办单位": "甲", "督办方式": "现场",
             "督办事项": "查看整改台账"}
    group = {n: Book(folder.books["一组"]).nothing("核查销号") for n in ("０", "３个", "-2", "1.5", "三")}
    for count, book in group.items():
        book.type("督办记录", 4, **visit, 发现问题数=count)
    folder.put(
        literal=literal, formula=formula, broken=broken, serial=serial, true_date=true_date,
        optional=folder.good(来源编号="/", 协办单位="—", 备注="无", 整改目标="-"), required=folder.good(责任人="/", 整改措施="无"),
        spaced=folder.good(责任单位="甲 ", 整改类别="立行 立改", 责任人="王 五"), chosen=folder.good(问题来源="自查"),
        closed=folder.good(整改状态="已销号"), **{f"count{n}": b for n, b in enumerate(group.values())},
    )
    answers = {name: found(r) for name, r in folder.checked().items()}
    counted = at("L4", 4, "发现问题数", "GEN-NUMBER", "督办记录")
    assert answers == {
        "literal": [], "formula": at("Q4", 4, DUE, "GEN-NO-VALUE"), "broken": at("AJ4", 4, "备注", "GEN-ERROR-CELL"),
        "serial": at("Q4", 4, DUE, "GEN-DATE"), "true_date": [], "optional": [],
        "required": at("M4", 4, "责任人", "GEN-REQUIRED") + at("P4", 4, "整改措施", "GEN-REQUIRED"),
        "spaced": [], "chosen": at("D4", 4, "问题来源", "GEN-CHOICE"),
        "closed": at("S4", 4, "整改状态", "RECT-CLOSED-BY-UNIT"),
        "count0": [], **{f"count{n}": counted for n in range(1, 5)},
    }


@pytest.mark.soak
def test_files_that_are_no_books(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.put(half=folder.good())
    inside = tmp_path / "in"
    whole = (inside / "half.xlsx").read_bytes()
    (inside / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    (inside / "text.csv").write_text("序号,问题编号\n", encoding="utf-8")
    (inside / "page.pdf").write_bytes(b"%PDF-1.4\n")
    (inside / "empty.xlsx").write_bytes(b"")
    (inside / "~$lock.xlsx").write_bytes(b"\x05wang" + bytes(160))
    with zipfile.ZipFile(inside / "other.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    answers = folder.checked()
    assert {name: [f["code"] for f in r["findings"]] for name, r in answers.items()} == {
        "half": ["FILE-DAMAGED"], "text": ["FILE-TEXT"], "page": ["FILE-PDF"], "empty": ["FILE-EMPTY"],
        "~$lock": ["FILE-LOCK"], "other": ["FILE-ODS"],
    }
    assert {(r["ok"], r["book"], r["filer"], r["period"], r["rows_read"]) for r in answers.values()} == {
        (False, None, None, None, 0)
    }
