"""附件: what is taken and what is not, to which row it is tied, who sees it, and that it is there for good."""

from __future__ import annotations

import datetime as dt
import shutil
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lvzhi import backup
from lvzhi.access.model import By
from lvzhi.attachments.attached import Evidence, evidence
from lvzhi.attachments.attaching import MOST, Offered, Outcome, attach, withdraw
from lvzhi.attachments.kinds import LARGEST, NotKept, kind_of
from lvzhi.attachments.rows import Row, beginning, choices
from lvzhi.commands.context import Context
from lvzhi.commands.keeping import verify
from lvzhi.datadir import opened
from lvzhi.permits import NotPermitted
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import BOOKS, FORMS
from tests.campaigns import plan_of
from tests.evidence import docx, jpg, pdf, png, zipped
from tests.matrix.world import OTHER as UNIT  # whose row has no file yet
from tests.matrix.world import UNIT as OTHER
from tests.matrix.world import WHO
from tests.measures import world as worlds

ROW = Row("rectification", UNIT, f"{UNIT}-问题-001")
AT = dt.datetime(2031, 5, 4, 10, tzinfo=plan_of(Path("tests/plans/small.yaml")).zone)
EVERYBODY = {**WHO, "other unit": Viewer("unit", UNIT), "other group": Viewer("group", "西片"),
             "other leader": Viewer("leader", "苏岚")}


@pytest.fixture
def work(matrix_campaign: Path, tmp_path: Path) -> Iterator[Workspace]:
    data = Path(shutil.copytree(matrix_campaign, tmp_path / "data"))
    with Workspace(opened(data), FORMS) as workspace:
        yield workspace


def offer(work: Workspace, name: str, data: bytes | None = None, filer: str | None = UNIT, **more: Any) -> Outcome:
    return attach(work, Offered(name, png() if data is None else data, AT, "测试", filer, **more))


def held(work: Workspace, row: Row = ROW, viewer: Viewer | None = None, at: dt.datetime = dt.datetime.max) -> Evidence:
    with work.store.cursor() as cursor:
        return evidence(cursor, work.plan, work.forms, row, at, viewer)


def names(work: Workspace, row: Row = ROW, viewer: Viewer | None = None) -> list[str]:
    return [f.name for f in held(work, row, viewer).files]


# --- what is taken ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "data", "kind"), [
    ("a.png", png(), "png"), ("照片.JPG", jpg(), "jpg"), ("b.jpeg", jpg(b"1"), "jpg"), ("c.pdf", pdf(), "pdf"),
    ("d.docx", docx(), "docx"), ("e.pdf", pdf(more=b"x" * (LARGEST - len(pdf()))), "pdf"),
])
def test_the_four_kinds_are_told_by_their_bytes(name: str, data: bytes, kind: str) -> None:
    assert kind_of(data, name).id == kind


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize(("name", "data", "code"), [
    ("a.pdf", b"", "ATT-EMPTY"),
    ("a.pdf", pdf(more=b"x" * (LARGEST + 1 - len(pdf()))), "ATT-LARGE"),
    ("a.png", pdf(), "ATT-ENDING"), ("a", png(), "ATT-ENDING"), ("a.pdf", docx(), "ATT-ENDING"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "ATT-KIND"),
    ("a.jpg", b"<html><script>x()</script></html>", "ATT-KIND"), ("a.png", b"GIF89a....", "ATT-KIND"),
    ("a.pdf", b"MZ\x90\x00", "ATT-KIND"), ("a.pdf", zipped({"xl/workbook.xml": "<w/>"}), "ATT-KIND"),
    ("a.docx", zipped({"readme": "a"}), "ATT-KIND"), ("a.pdf", pdf() + zipped({"a": "b"}), "ATT-TWO"),
    ("a.png", png() + docx(), "ATT-TWO"), ("a.pdf", pdf(more=b"<</Encrypt 5 0 R>>"), "ATT-LOCKED"),
    ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + b"\x22\0", "ATT-LOCKED"),
    ("a.docx", OLE + "WordDocument".encode("utf-16-le").ljust(64, b"\0") + b"\x1a\0", "ATT-OLD"),
    ("a.docx", docx(kind=MACRO), "ATT-MACRO"), ("a.docx", docx(word__vbaProject_dot_bin="x"), "ATT-MACRO"),
    ("a.docx", docx()[:-30], "ATT-DAMAGED"), ("a.docx", docx(word__big="0" * 30_000_000), "ATT-DAMAGED"),
    ("a.docx", zipped({"../a": "b", **dict.fromkeys(("[Content_Types].xml",), "<Types/>")}), "ATT-DAMAGED"),
])
def test_anything_else_is_refused_in_words(name: str, data: bytes, code: str) -> None:
    with pytest.raises(NotKept) as refused:
        kind_of(data, name)
    assert refused.value.code == code
    assert str(refused.value).endswith("后再传。")


# --- to which row ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "number"), [
    ("园林-问题-003_照片1.jpg", "园林-问题-003"), ("园林—问题 - 3 整改后.jpg", "园林-问题-003"),
    ("园林-问题-0031.jpg", "园林-问题-031"), ("园林-督查-003.jpg", None), ("照片1.jpg", None), ("园林-问题.jpg", None),
    ("园中-问题-003.jpg", None), ("园林-工作总结-定稿_全文.docx", "定稿_全文"),
    ("园林-阶段任务-三(一)1_签到表.pdf", "三(一)1_签到表"), ("园林-问题-999999999999999.jpg", "园林-问题-999999999"),
])
def test_a_files_name_begins_with_the_number_it_belongs_to(name: str, number: str | None) -> None:
    found = beginning(plan_of(), FORMS, name)
    assert (found and found[2]) == number


def test_a_file_is_kept_and_shown_with_its_row(work: Workspace) -> None:
    done = offer(work, f"../../{UNIT}-问题-001_照\u202e片1.png")
    assert (done.status, done.row, done.receipt, done.said) == (
        "accepted", ROW, f"{UNIT}-附件-001", f"附在“{ROW.key}”。")
    [kept] = held(work).files
    assert (kept.name, kept.kind.id, kept.size, kept.by) == (f"{UNIT}-问题-001_照片1.png", "png", len(png()), "测试")
    assert work.vault.get(kept.sha256) == png()
    *_, entry = work.journal.entries(kinds=["attachment"])
    assert entry.body["sha256"] == kept.sha256 and entry.concerning == UNIT
    assert held(work, at=dt.datetime(2031, 5, 4, 9)).files == ()


def test_the_same_file_again_changes_nothing_and_a_new_one_of_its_name_takes_its_place(work: Workspace) -> None:
    name = f"{UNIT}-问题-001_照片1.png"
    first, again = offer(work, name), offer(work, "image.png", row=ROW)
    assert (again.status, again.receipt) == ("duplicate", first.receipt)
    assert offer(work, name, png(grey=9)).said == f"附在“{ROW.key}”,替换先前同名的附件。"
    assert [f.sha256 for f in held(work).files] != [first.sha256] and len(held(work).files) == 1
    assert first.sha256 in work.vault
    for grey in (1, 2):
        assert offer(work, "image.png", png(grey=grey), row=ROW).status == "accepted"
    assert len(held(work).files) == 3


@pytest.mark.parametrize(("name", "filer", "said"), [
    ("照片1.png", UNIT, f"看不出是哪一行的附件。请在文件名最前面写上编号,如“{UNIT}-问题-003_照片1.jpg”,或在报送页选定那一行。"),
    (f"{UNIT}-问题-077.png", UNIT, f"没有登记“{UNIT}-问题-077”这一行。请核对编号;新的一行,请先报送报送簿,再附材料。"),
    (f"{OTHER}-问题-001.png", UNIT, f"“{OTHER}-问题-001”不是本单位的编号。附件只附在本单位自己的行上,请核对编号。"),
    (f"{OTHER}-阶段任务-二(一)1.png", UNIT, None),
    ("年" * 300 + ".png", UNIT, None), ("", UNIT, None), ("\x00\x07", UNIT, None),
])
def test_a_name_that_names_no_row_of_the_filer_is_told_so(work: Workspace, name: str, filer: str, said: str) -> None:
    before = work.journal.head()
    done = offer(work, name, png(grey=50), filer=filer)
    assert done.status == "rejected" and (said is None or done.said == said)
    assert work.journal.head() == before and done.sha256 not in work.vault


def test_rows_that_take_files_are_offered_for_choosing(work: Workspace) -> None:
    with work.store.cursor() as cursor:
        found = choices(cursor, work.forms, UNIT)
    assert ROW in [c.row for c in found]
    assert all(c.row.filer == UNIT for c in found)
    assert {c.row.form for c in found} >= {"rectification", "stage_tasks"}


def test_a_task_is_named_by_its_clause(work: Workspace) -> None:
    with work.store.cursor() as cursor:
        task = next(c.row for c in choices(cursor, work.forms, UNIT) if c.row.form == "stage_tasks")
    assert offer(work, f"{UNIT}-阶段任务-{task.key}_签到表.pdf", pdf(), filer=None).row == task


def test_a_row_takes_so_many_files_and_no_more(work: Workspace) -> None:
    for n in range(MOST):
        assert offer(work, "image.png", png(grey=n), row=ROW).status == "accepted"
    full = offer(work, "image.png", png(grey=99), row=ROW)
    assert (full.status, full.said[:15]) == ("rejected", f"“{ROW.key}”已有{MOST}"[:15])


def test_a_file_is_taken_off_and_stays_in_the_journal(work: Workspace) -> None:
    sha256 = offer(work, "image.png", row=ROW).sha256
    [kept] = held(work).files
    assert withdraw(work, kept.entry, "拍错了", "测试") is True
    assert withdraw(work, kept.entry, "拍错了", "测试") is False
    assert (names(work), sha256 in work.vault) == ([], True)
    assert offer(work, "image.png", row=ROW).receipt == f"{UNIT}-附件-002"


# --- who -------------------------------------------------------------------------------------------


def test_evidence_is_seen_by_whoever_sees_the_row(work: Workspace) -> None:
    offer(work, "image.png", row=ROW)
    seen = {who for who, viewer in EVERYBODY.items() if viewer and names(work, viewer=viewer)}
    assert seen == {"other unit", "other group", "other leader", "office"}


def test_a_file_is_attached_by_whose_row_it_is(work: Workspace) -> None:
    stranger = By("别人", None, AT, Viewer("unit", OTHER))
    for more in ({"row": ROW}, {"filer": UNIT}, {"filer": None}, {"row": ROW, "on_behalf": True}):
        with pytest.raises(NotPermitted):
            offer(work, f"{UNIT}-问题-001.png", by=stranger, **{"filer": OTHER, **more})
    assert offer(work, f"{UNIT}-问题-001.png", by=stranger, filer=OTHER).status == "rejected"
    offer(work, "image.png", row=ROW, by=replace(stranger, viewer=Viewer("unit", UNIT)))
    [kept] = held(work).files
    with pytest.raises(NotPermitted):
        withdraw(work, kept.entry, "", "别人", stranger)
    office = replace(stranger, actor="履职办", viewer=Viewer("office"))
    assert offer(work, "b.png", png(grey=3), row=ROW, by=office, on_behalf=True).status == "accepted"


# --- for good --------------------------------------------------------------------------------------


def test_a_rebuild_a_backup_and_a_check_have_them(work: Workspace, tmp_path: Path) -> None:
    offer(work, f"{UNIT}-问题-001_a.png")
    offer(work, f"{UNIT}-问题-001_a.png", png(grey=9))
    withdraw(work, held(work).files[0].entry, "拍错了", "测试")
    offer(work, "验收单.docx", docx(), row=ROW)
    before = work.store.dump()
    work.store.rebuild()
    assert work.store.dump() == before and len(before["attachment"]) == 5
    backup.backup(work.datadir, tmp_path / "b.zip", AT)
    restored = backup.restore(tmp_path / "b.zip", tmp_path / "back")
    with Workspace(restored, FORMS) as again:
        assert again.store.dump() == before
        assert [again.vault.get(f.sha256) for f in held(again).files] == [docx()]


def test_a_file_lost_from_the_vault_is_named(
    matrix_campaign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = opened(Path(shutil.copytree(matrix_campaign, tmp_path / "data")))
    with Workspace(data, FORMS) as work:
        sha256 = offer(work, "image.png", row=ROW).sha256
    given = Namespace(json=True), Context(FORMS, BOOKS, data.path, None, Path("data/plans"))
    assert verify(*given) == 0
    work.vault.path(sha256).unlink()
    assert verify(*given) == 1
    assert f"原件 {sha256} 不在文件库里" in capsys.readouterr().out


def test_bytes_kept_before_the_entry_do_no_harm(work: Workspace) -> None:
    sha256 = work.keep(png(grey=77))  # as a process killed in between leaves them
    assert names(work) == [] and work.vault.verify() == []
    assert offer(work, "image.png", png(grey=77), row=ROW).status == "accepted"
    assert [f.sha256 for f in held(work).files] == [sha256]


def test_a_file_of_a_whistle_blowers_row_goes_no_further_than_the_row() -> None:
    """举报: seen by its filer, the office and whom the plan names; under its number alone, and on no other's page."""
    held = worlds.World(replace(worlds.plan_of("small"), settings=replace(
        worlds.plan_of("small").settings, confidential_to=("供水",))))
    rows = [{"key": f"{OTHER}-投诉-{n:03d}", "complaint_no": f"{OTHER}-投诉-{n:03d}", "category": word}
            for n, word in ((1, "举报"), (2, "投诉"))]
    held.file(OTHER, "2031-03", "04-02", {"complaints": rows})
    columns = [name for name, _ in worlds.TABLES["attachment"].columns]
    for n in (1, 2, 9):
        row = {"entry": 90 + n, "at": held.at("04-03"), "act": "attach", "filer": OTHER, "form": "complaints", "by": OTHER,
               "key": f"{OTHER}-投诉-{n:03d}", "file_name": "李某举报信.pdf", "kind": "pdf", "size": 1, "sha256": "0",
               "receipt": "r", "on_behalf": False}
        held._insert("attachment", [[row.get(c) for c in columns]])
    seen: dict[int, set[str]] = {}
    for n in (1, 2, 9):
        row = Row("complaints", OTHER, f"{OTHER}-投诉-{n:03d}")
        found = {who: evidence(held.connection.cursor(), held.plan, FORMS, row, dt.datetime.max, viewer).files
                 for who, viewer in {**WHO, "named": Viewer("unit", "供水")}.items() if viewer}
        assert {f.name for files in found.values() for f in files} == {f"{row.key}_附件1.pdf"}
        seen[n] = {who for who, files in found.items() if files}
    # A row that no longer stands is as closed as one that is a 举报.
    assert seen == {1: {"unit", "office"}, 2: {"unit", "group", "leader", "office"}, 9: {"unit", "office"}}


def test_of_two_at_once_one_is_tied_and_the_other_is_told_so(work: Workspace) -> None:
    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(lambda n: offer(work, "image.png", row=ROW).status, range(4)))
    assert sorted(came) == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert len(held(work).files) == 1
