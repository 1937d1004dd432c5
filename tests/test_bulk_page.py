"""代报: whatever is dropped at once gets a result per file; nothing stops the others, and all go back in one zip."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from lvzhi.datadir import opened
from lvzhi.replies import LONGEST
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.browser.server import served
from tests.campaigns import PROBLEM, campaign
from tests.handmade import ole
from tests.signing import token_for
from tests.talking import talking
from tests.test_pages import OFFICE, TODAY, accepted, fresh_server, july, said, visit  # noqa: F401

GOOD, BAD = "高场", "杨市"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("books")
    with campaign(folder / "data", today=TODAY) as workspace:
        wrong = july(workspace, BAD, rectification=[{**PROBLEM, "responsible_person": None}])
        return {GOOD: july(workspace, GOOD, rectification=[PROBLEM]), BAD: wrong, "王场": july(workspace, "王场")}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with campaign(tmp_path / "data", today=TODAY):
        return tmp_path / "data"


class _Gbk(zipfile.ZipInfo):
    """A member named as Chinese programs write names: in GBK, saying nothing of it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def zipped(named: dict[str, bytes], info: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in named.items():
            archive.writestr(info(name), content)
    return out.getvalue()


def drop(app: AppTest, count: int, **files: bytes) -> AppTest:
    app.file_uploader(key=f"load.files.{count}.False").set_value([(n, d, "") for n, d in files.items()]).run()
    assert [e.message for e in app.exception] == []
    return app


def preview(app: AppTest) -> list[list[str]]:
    return [list(map(str, row)) for row in app.dataframe[0].value[["文件名", "填报单位", "结果"]].to_numpy()]


def test_whatever_is_in_a_zip_gets_its_line_and_stops_no_other(
    data: Path, books: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived = zipped({
        "7月/高场.xlsx": books[GOOD], "7月/高场(1).xlsx": books[GOOD], "7月/杨市.xlsx": books[BAD],
        "旧.xls": ole("Workbook"), "空.xlsx": b"", "打包.zip": zipped({"王场.xlsx": books[BAD]}),
        "__MACOSX/._高场.xlsx": b"x", ".DS_Store": b"x", "~$高场.xlsx": b"x", "说明.txt": b"x",
    }, _Gbk)
    app = drop(visit(data, "load", OFFICE, monkeypatch), 0, **{"收到的.zip": arrived})
    assert sorted(preview(app)) == [
        ["打包.zip", "", "没有接收"], ["旧.xls", "", "没有接收"], ["杨市.xlsx", "杨市办事处", "须先改正"],
        ["空.xlsx", "", "没有接收"], ["高场(1).xlsx", "高场办事处", "可以接收"], ["高场.xlsx", "高场办事处", "可以接收"],
    ]
    assert "“~$高场.xlsx”、“说明.txt”不是报送簿" in said(app).replace("\\", "")
    assert accepted(data) == []
    app.button(key="load.confirm").click().run()
    assert [e.message for e in app.exception] == []
    assert sorted(s for _, s in accepted(data)) == ["accepted", "rejected", *["unreadable"] * 3]
    lines = [c.value for c in app.code]
    assert [line for line in lines if "高场" in line] == ["【履职办】高场办事处:报送簿已接收,回执号 高场-201507-01。"] * 2
    assert [line.split(":")[0] for line in lines if "读不出" in line or "处需要处理" in line] == [
        f"【履职办】{whose}" for whose in ("杨市办事处", "打包.zip", "旧.xls", "空.xlsx")
    ]
    drop(app, 1, **{"高场.xlsx": books[GOOD]})
    assert preview(app) == [["高场.xlsx", "高场办事处", "已接收过,不重复登记"]]


def test_sixty_files_each_get_a_result_and_the_progress_is_shown(
    data: Path, books: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    drawn = DeltaGenerator.progress
    monkeypatch.setattr(DeltaGenerator, "progress",
                        lambda self, value, text=None, **more: (shown.append(text), drawn(self, value, text, **more))[1])
    many = {f"来文{n}.xlsx": f"第{n}份,不是报送簿".encode() for n in range(58)}
    app = drop(visit(data, "load", OFFICE, monkeypatch), 0, **many, **{f"{n}.xlsx": b for n, b in books.items()})
    assert len(preview(app)) == 61
    app.button(key="load.confirm").click().run()
    assert len(app.code) == 61 and all(len(c.value) <= LONGEST for c in app.code)
    assert [r for r, status in accepted(data) if status == "accepted"] == ["高场-201507-01", "王场-201507-01"]
    for doing in ("正在核对", "正在报送"):
        assert [t for t in shown if t.startswith(doing)] == [f"{doing} {n}/61" for n in range(1, 62)]


def test_a_book_that_names_nobody_is_asked_about_once(
    data: Path, books: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes under two names are one question."""
    book, out = openpyxl.load_workbook(io.BytesIO(books[GOOD])), io.BytesIO()
    del book["_meta"]
    for cell in (c for sheet in book for row in sheet.iter_rows(max_row=6) for c in row):
        if isinstance(cell.value, str) and "高场" in cell.value:
            cell.value = cell.value.replace("高场", "")
    book.save(out)
    app = visit(data, "load", OFFICE, monkeypatch)
    drop(app, 0, **{"来文.xlsx": out.getvalue(), "来文(1).xlsx": out.getvalue()})
    [asked] = [s for s in app.selectbox if (s.key or "").startswith("load.whose")]
    asked.set_value("高场").run()
    assert [e.message for e in app.exception] == []
    assert [row[:2] for row in preview(app)] == [["来文.xlsx", "高场办事处"], ["来文(1).xlsx", "高场办事处"]]
    assert [s for s in app.selectbox if (s.key or "").startswith("load.whose")] == []


def test_nothing_dropped_is_passed_over_in_silence(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = drop(visit(data, "load", OFFICE, monkeypatch), 0, **{"说明.txt": b"x", "空.zip": zipped({"一层/": b""})})
    assert "“说明.txt”、“空.zip”不是报送簿" in said(app).replace("\\", "")


@pytest.mark.browser
def test_a_second_click_receives_nothing_twice(data: Path, books: dict[str, bytes]) -> None:
    """Over the wire: the click comes while the first one's books are being received."""
    many = {f"来文{n}.xlsx": f"第{n}份,不是报送簿".encode() for n in range(12)}
    arrived = zipped({**{f"{n}.xlsx": b for n, b in books.items()}, **many})
    with served(data) as address, talking(address, token_for(data, OFFICE)) as talk:
        [uploader] = talk.look("load").uploads
        shown = talk.put("load", uploader, "收到的.zip", arrived)
        [button] = [key for key, label in shown.buttons.items() if label.startswith("确认代报")]
        talk.press("load", button)
        time.sleep(0.3)  # the first click is being answered
        talk.look("load", press=button)
        said = talk.look("load").said
        assert all(f"{unit}-201507-01" in said for unit in books)
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        came = [status for (status,) in cursor.execute("select status from filing order by all").fetchall()]
    assert came == ["accepted"] * 2 + ["rejected"] + ["unreadable"] * 12
