"""Files that are not what was asked for, on the page: each is named for what it is, and none leads nowhere."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from lvzhi.books import template
from lvzhi.decisions import decide
from lvzhi.viewer import Viewer
from lvzhi.web import opening
from lvzhi.workspace import Workspace
from tests.campaigns import COVER, campaign, file, nil_everywhere
from tests.test_pages import fresh_server, put, said, visit  # noqa: F401

PLAN = Path("tests/plans/worked.yaml")
LEDGER, JULY = "问题整改台账", "2015-07"
ON, BOOK, MARKED = "确认报送", "下载2015年7月报送簿", "下载标注版"


@dataclass(frozen=True)
class Books:
    """Books of the small plan, with nothing to report in them."""

    workspace: Workspace

    @cache  # noqa: B019 - there is one for the file
    def of(self, filer: str, period: str = JULY, version: int = 1) -> bytes:
        plan = self.workspace.plan
        return template.build(
            self.workspace.forms, plan, plan.filer(filer), period, self.workspace.standing(), plan_version=version,
            answers={"cover": [COVER], **nil_everywhere(plan, filer, period)},
        )

    def spoilt(self, *changes: Callable[[Workbook], object]) -> bytes:
        book, out = openpyxl.load_workbook(io.BytesIO(self.of("甲"))), io.BytesIO()
        for change in changes:
            change(book)
        book.save(out)
        return out.getvalue()


def _without(name: str) -> Callable[[Workbook], object]:
    return lambda book: book.remove(book[name])


def _no_month(book: Workbook) -> None:
    """The month goes wherever the head lines tell it, in a cell of its own or behind its label."""
    for sheet in book:
        for row in sheet.iter_rows(max_row=6):
            for cell in row:
                if isinstance(cell.value, str) and "2015年7月" in cell.value:
                    cell.value = cell.value.replace("2015年7月", "")


def _strange(books: Books) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "别处的表"
    book.save(out)
    return out.getvalue()


def _column(book: Workbook, header: str) -> tuple[str, int]:
    cell = next(c for c in book[LEDGER][3] if c.value == header)
    return cell.coordinate, cell.column


def _renamed(book: Workbook) -> None:
    book[LEDGER][_column(book, "整改时限")[0]] = "完成时间"


def _moved(book: Workbook) -> None:
    at, _ = _column(book, "整改时限")
    book[LEDGER].move_range(f"{at}:{at.rstrip('3')}63", cols=30)


def _added(book: Workbook) -> None:
    sheet = book[LEDGER]
    sheet.cell(3, sheet.max_column + 1).value = "我们自己的一列"
    sheet.cell(4, sheet.max_column).value = "看看"


# name -> (the file, what the page says of it, the button that leads on)
WRONG: Mapping[str, tuple[Callable[[Books], bytes], str, str]] = {
    "no workbook": (lambda b: b"%PDF-1.4", "这是版式文件(PDF或OFD),读不出单元格", BOOK),
    "none of our books": (_strange, "这不是本系统的报送簿", BOOK),
    "another unit's": (lambda b: b.of("乙"), "这是乙的报送簿,现在报送的是甲,没有接收", BOOK),
    "last month's": (lambda b: b.of("甲", "2015-06"), "这是2015年6月的报送簿,本期是2015年7月", "补报2015年6月"),
    "a month too early": (lambda b: b.of("甲", "2015-09"), "现在还没有到2015年9月", BOOK),
    "an old version": (lambda b: b.of("甲", version=0), "方案已有新版,这本报送簿按旧版印制", ON),
    "lost _meta": (lambda b: b.spoilt(_without("_meta")), "识别信息不在了,按表头看是甲2015年7月的", "是,按此核对"),
    "lost _meta and month": (lambda b: b.spoilt(_without("_meta"), _no_month), "报送簿上看不出是哪一期",
                             "按甲2015年7月报送簿核对"),
    "a column renamed": (lambda b: b.spoilt(_renamed), "没有找到“整改时限”一列(该处现为“完成时间”)", MARKED),
    "a column moved": (lambda b: b.spoilt(_moved), "“整改时限”不在原来的位置,已按表头读入", ON),
    "a column added": (lambda b: b.spoilt(_added), "“我们自己的一列”一列不是本表的列,没有读入", ON),
    "a column deleted": (lambda b: b.spoilt(lambda w: w[LEDGER].delete_cols(_column(w, "整改时限")[1])),
                         "没有找到“整改时限”一列", MARKED),
    "a sheet renamed": (lambda b: b.spoilt(lambda w: setattr(w[LEDGER], "title", "台账")),
                        "这张表原名“问题整改台账”,现名“台账”", ON),
    "sheets moved": (lambda b: b.spoilt(lambda w: w.move_sheet(LEDGER, 2)), "各表的先后次序有变动", ON),
    "a sheet added": (lambda b: b.spoilt(lambda w: w.create_sheet("草稿").cell(1, 1, "随便写写")),
                      "“草稿”不是报送簿里的表,没有读入", ON),
    "a sheet deleted": (lambda b: b.spoilt(_without(LEDGER)), "没有找到“问题整改台账”这张表", MARKED),
}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wrong") / "data"
    with campaign(folder, PLAN, today=dt.date(2015, 8, 20)) as workspace:
        books = Books(workspace)
        for n, (make, _, _) in enumerate(WRONG.values()):
            (folder.parent / f"{n}.xlsx").write_bytes(make(books))
    return folder


def words(app: AppTest) -> str:
    """What is said, without the signs that keep it from being formatting."""
    return said(app).replace("\\", "")


def steps(app: AppTest) -> set[str]:
    """What can be pressed, downloads among it."""
    return {b.label for b in app.button} | {d.proto.label for d in app.get("download_button")}


def test_each_wrong_file_is_named_and_none_is_a_dead_end(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(ground, "filing", Viewer("unit", "甲"), monkeypatch)
    led: dict[str, tuple[bool, bool]] = {}
    for n, (name, (_, sentence, step)) in enumerate(WRONG.items()):
        put(app, ground.parent / f"{n}.xlsx", n)
        led[name] = (sentence in words(app), step in steps(app))
        assert led[name] == (True, True), (name, words(app), steps(app))
    assert led == dict.fromkeys(WRONG, (True, True))


def test_the_same_bytes_again_lead_to_the_receipt_and_an_approved_book_to_the_next_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    with campaign(folder, PLAN, today=dt.date(2015, 8, 20)) as workspace:
        july, other = (Books(workspace).of("甲", version=n) for n in (1, 0))
        (tmp_path / "july.xlsx").write_bytes(july)
        (tmp_path / "other.xlsx").write_bytes(other)
        file(workspace, july, "2015-08-04T10:00")
    app = visit(folder, "filing", Viewer("unit", "甲"), monkeypatch)
    put(app, tmp_path / "july.xlsx", 0)
    assert "已接收的文件完全相同,不重复登记,回执号不变" in words(app)
    app.button(key="filing.same").click().run()
    assert "| 回执号 | 甲-201507-01 |" in words(app)
    act = {"act": "approve", "filing": "甲-201507-01", "at": "2015-08-10T09:00"}
    decide(opening.workspace(), [act], "局履职办")
    put(app, tmp_path / "other.xlsx", 1)
    assert "报送簿已经审定,不再改动" in words(app)
    assert "下载2015年8月报送簿" in steps(app)
    assert "| 回执号" not in words(app)  # that of the file before
