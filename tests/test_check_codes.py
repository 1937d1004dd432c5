"""校验码 in the footers of workbooks: each is found again, and called what it is."""

from __future__ import annotations

import io
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import openpyxl
import pytest

from lvzhi import check_codes, measures
from lvzhi.__main__ import main
from lvzhi.books.annotate.marking import About, annotate, remove_marks
from lvzhi.books.annotate.tasklist import NAME as LIST
from lvzhi.books.meta import DICTIONARY
from lvzhi.books.meta import SHEET as META
from lvzhi.findings import Finding, Severity
from lvzhi.outgoing.taking import Taking
from lvzhi.web import answers, downloads
from lvzhi.web.head import Page
from lvzhi.web.offline import meeting_file
from lvzhi.workspace import Workspace
from tests.campaigns import campaign
from tests.deskwork import NO, PLAN, UNIT, send
from tests.returned import parts_of
from tests.test_headlines import page_of


@pytest.fixture(scope="module")
def held(applied_for: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with campaign(Path(shutil.copytree(applied_for, tmp_path_factory.mktemp("codes") / "data")), PLAN) as workspace:
        yield workspace


def known(held: Workspace, code: str) -> list[check_codes.Known]:
    with held.store.cursor() as cursor:
        return check_codes.known(held.journal, cursor, held.plan, check_codes.read(code))


def footers(data: bytes, side: str) -> dict[str, str | None]:
    return {s.title: getattr(s.oddFooter, side).text for s in openpyxl.load_workbook(io.BytesIO(data)).worksheets}


def run(held: Workspace, *words: str) -> int:
    return main(["--data", str(held.datadir.path), *words])


def test_a_pre_filled_book_says_of_which_data(held: Workspace, tmp_path: Path) -> None:
    assert run(held, "templates", "--out", str(tmp_path), "--filer", UNIT, "--period", "2031-04") == 0
    [book] = tmp_path.iterdir()
    said = footers(book.read_bytes(), "right")
    assert {said.pop(DICTIONARY), said.pop(META)} == {None}
    assert set(said.values()) == {f"预填数据校验码 {check_codes.code_now(held)}"}
    assert ["报送簿里预填的内容" in k.what for k in known(held, check_codes.code_now(held))] == [True]


def test_what_is_reported_upward_says_of_which_data(held: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "上报版.xlsx"
    assert run(held, "export", "--upward", "--out", str(out)) == 0
    assert set(footers(out.read_bytes(), "right").values()) == {f"校验码 {check_codes.code_now(held)}"}
    assert "上报版" in known(held, check_codes.code_now(held))[0].what


@pytest.mark.parametrize("take", [
    downloads.upward_bytes, downloads.consolidated_bytes, downloads.archive_bytes, meeting_file,
])
def test_what_is_taken_from_a_page_is_of_one_state_of_the_data_whose_code_it_bears(
    take: Callable[[Page], bytes], applied_for: Path, tmp_path: Path
) -> None:
    """A book that comes in while the page stands open, or while the file is being made, is in all of it."""
    with campaign(Path(shutil.copytree(applied_for, tmp_path / "data")), PLAN) as workspace:
        page = page_of(workspace)
        before, code = take(page), page.code

        def comes_in() -> None:
            moved = {"problem_no": NO, "area": "依法行政"}
            receipt = send(workspace, UNIT, "2031-03", "2031-04-03T10:00", rectification=[moved])
            assert receipt.status == "accepted", [f.message for f in receipt.findings if f.open]

        answers.forget()
        with at_question(5, comes_in):
            after = take(page)
        assert inside(after) == inside(take(page_of(workspace))) != inside(before)
        if take is not downloads.archive_bytes:
            assert (code_of(before), code_of(after)) == (code, check_codes.code_now(workspace))
        assert code != check_codes.code_now(workspace)


@contextmanager
def at_question(number: int, do: Callable[[], None]) -> Iterator[None]:
    """Do something when the so-many-th measure or table is asked for, in this thread or in one begun meanwhile."""
    asked, asking = 0, {
        ask.__code__ for ask in (measures.run, measures.detail, measures.totals, measures.parted, Taking.ask)
    }

    def heard(frame: FrameType, event: str, _: object) -> None:
        nonlocal asked
        if event == "call" and frame.f_code in asking:
            asked += 1
            if asked == number:
                listen(None)
                do()

    def listen(ear: Callable[[FrameType, str, object], None] | None) -> None:
        sys.setprofile(ear)
        threading.setprofile(ear)

    listen(heard)
    try:
        yield
    finally:
        listen(None)
    assert asked >= number


def inside(data: bytes) -> dict[str, bytes]:
    """What is in a file, but for the second in which a workbook was written."""
    parts = {"": data} if data.startswith(b"<") else dict(parts_of(data))
    return {name: part for name, part in parts.items() if name != "docProps/core.xml"}


def code_of(data: bytes) -> str:
    """The code a workbook has in its footers, or 离线会议版 at its head."""
    said = data.decode() if data.startswith(b"<") else str(set(footers(data, "right").values()))
    [code] = set(re.findall(r"校验码 ([0-9a-f]{8})", said))
    return str(code)


def test_a_blank_book_says_of_no_data(held: Workspace, tmp_path: Path) -> None:
    assert run(held, "templates", "--out", str(tmp_path), "--blank") == 0
    assert {f for book in tmp_path.iterdir() for f in footers(book.read_bytes(), "right").values()} == {None}


def test_a_returned_book_says_which_file_it_marks_on_our_sheet_alone(held: Workspace) -> None:
    with held.store.cursor() as cursor:
        [(sha256,)] = cursor.execute("select sha256 from filing where status = 'accepted'").fetchall()
    sent = held.vault.get(sha256)
    found = [Finding("GEN-X", Severity.ERROR, "请改正。", sheet="封面", cell="C4", row=4)]
    marked = annotate(sent, found, about=About(code=check_codes.file_code(sent)))
    left = footers(marked, "left")
    assert left.pop(LIST) == f"原件校验码 {sha256[-8:]}"
    assert left == footers(sent, "left") and footers(marked, "right") == {LIST: None, **footers(sent, "right")}
    assert parts_of(remove_marks(marked)) == parts_of(sent)
    assert [(k.what, k.state) for k in known(held, sha256[-8:])] == [("报送簿", "现行有效")]


def test_the_command_says_the_code_of_the_file_it_was_given(held: Workspace, tmp_path: Path) -> None:
    assert run(held, "templates", "--out", str(tmp_path), "--filer", UNIT, "--period", "2031-04") == 0
    [blank] = tmp_path.iterdir()
    out = tmp_path / "标注.xlsx"
    assert run(held, "annotate", str(blank), "--out", str(out)) == 0
    assert footers(out.read_bytes(), "left")[LIST] == f"原件校验码 {check_codes.file_code(blank.read_bytes())}"
