"""The journal says so, by number, when it is no longer what was written to it."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from children import let_go, started
from journals import AT, compact, fill, sha256_of

from lvzhi.journal import Broken, Journal, verify

ALTERED = "日志第{}条与登记时不一致,被改动过。"
STOP = "请先停止登记,从备份恢复。"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite") as journal:
        yield journal


def tamper(journal: Journal, *statements: str) -> None:
    """Do as someone would who has the file, SQLite and no scruples."""
    with closing(sqlite3.connect(journal.path, isolation_level=None)) as connection:
        for trigger in ("entry_stays", "entry_remains", "entry_follows"):
            named = connection.execute("select sql from sqlite_master where name = ?", (trigger,))
            statements = (*statements, named.fetchone()[0])
            connection.execute(f"drop trigger {trigger}")
        for statement in statements:
            connection.execute(statement)


# Altered, deleted, swapped, replaced


def test_the_fence_stops_an_honest_hand(journal: Journal) -> None:
    entries = fill(journal, 3)
    with closing(sqlite3.connect(journal.path)) as connection:
        for statement in (
            "update entry set actor = '乙' where no = 2",
            "delete from entry where no = 3",
            "insert or replace into entry select * from entry where no = 3",
            "insert into entry values (9, '', 'audit', '', null, '{}', '', 'x')",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
    assert list(journal.entries()) == entries


def hashed_anew(journal: Journal, no: int) -> str:
    """Return the statement that alters an entry and gives it a hash that fits."""
    entry = next(journal.entries(after=no - 1))
    new = sha256_of([no, AT, "audit", "乙", None, compact(entry.body), entry.prev])
    return f"update entry set actor = '乙', hash = '{new}' where no = {no}"


SWAP = (
    "update entry set no = -no where no in (3, 4)",
    "update entry set no = 4 where no = -3",
    "update entry set no = 3 where no = -4",
)


@pytest.mark.parametrize(
    ("statements", "problems"),
    [
        (("update entry set actor = '乙' where no = 3",), [ALTERED.format(3)]),
        (("update entry set at = '2015-07-05T00:00:00+08:00' where no = 1",), [ALTERED.format(1)]),
        (("update entry set concerns = '园林' where no = 6",), [ALTERED.format(6)]),
        (("update entry set body = '{\"turn\": 3}' where no = 3",), [ALTERED.format(3)]),
        (("update entry set body = cast(x'ff' as text) where no = 3",), [ALTERED.format(3)]),
        (("delete from entry where no = 3",), ["日志第3条不见了。"]),
        (("delete from entry where no in (1, 2)",), ["日志第1至2条不见了。"]),
        (("delete from entry where no in (5, 6)",), ["日志第5至6条不见了。"]),
        (("delete from entry",), ["日志第1至6条不见了。"]),
        (
            SWAP,
            [
                "日志第3条与前一条接不上。",
                ALTERED.format(3),
                "日志第4条与前一条接不上。",
                ALTERED.format(4),
                "日志第5条与前一条接不上。",
            ],
        ),
    ],
)
def test_tampering_is_found_by_number(
    tmp_path: Path, statements: tuple[str, ...], problems: list[str]
) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        fill(journal, 6)
    tamper(journal, *statements)
    assert verify(journal.path) == problems


@pytest.mark.parametrize(
    ("no", "problems"),
    [
        (3, ["日志第4条与前一条接不上。"]),
        # Nothing follows the last entry: only the note of its head beside the journal can tell.
        (6, ["日志第6条与当时留下的校验码不一致,被整条替换过。"]),
    ],
)
def test_an_entry_replaced_with_a_hash_that_fits_is_found(
    journal: Journal, no: int, problems: list[str]
) -> None:
    fill(journal, 6)
    tamper(journal, hashed_anew(journal, no))
    assert journal.verify() == problems


def test_missing_fence_is_reported(journal: Journal) -> None:
    with closing(sqlite3.connect(journal.path)) as connection:
        connection.execute("drop trigger entry_remains")
    assert journal.verify() == ["日志文件的防改保护已被拆除。请查明原因。"]


@pytest.mark.parametrize(
    ("statement", "read", "sentence"),
    [
        ("update entry set actor = '乙' where no = 3", [1, 2], "日志第3条与登记时不一致,被改动过。"),
        ("delete from entry where no = 3", [1, 2], "日志第4条与前一条接不上。"),
    ],
)
def test_reading_stops_at_what_is_damaged(
    journal: Journal, statement: str, read: list[int], sentence: str
) -> None:
    fill(journal, 6)
    tamper(journal, statement)
    numbers = []
    with pytest.raises(Broken) as stopped:
        for entry in journal.entries(kinds=["audit"]):
            numbers.append(entry.no)
    assert (numbers, str(stopped.value)) == (read, sentence + STOP)


def test_nothing_is_added_behind_a_damaged_tail(journal: Journal) -> None:
    fill(journal, 6)
    tamper(journal, "update entry set actor = '乙' where no = 6")
    with pytest.raises(Broken, match="日志第6条与登记时不一致"):
        fill(journal, 1)
    assert journal.last_no() == 6


def test_nothing_is_added_when_the_tail_has_gone_under_our_feet(journal: Journal) -> None:
    fill(journal, 6)
    tamper(journal, "delete from entry where no > 4")
    with pytest.raises(Broken, match="日志第5至6条不见了"):
        fill(journal, 1)
    assert journal.last_no() == 4


# A damaged file


def killed(path: Path, count: int) -> Path:
    """Leave a journal as a kill leaves it: its last entries only in the write-ahead log."""
    child = started("append", path, "甲", 100_000)
    let_go(child)
    assert child.stdout is not None
    for _ in range(count):
        child.stdout.readline()
    child.kill()
    child.communicate()
    return path.with_name(path.name + "-wal")


def cut(wal: bytes) -> bytes:
    return wal[: len(wal) * 2 // 3]


def flipped(wal: bytes) -> bytes:
    return wal[: len(wal) // 2] + bytes([wal[len(wal) // 2] ^ 1]) + wal[len(wal) // 2 + 1 :]


def emptied(wal: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [cut, flipped, emptied])
def test_a_torn_log_is_told_and_kept(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    # SQLite itself opens such a journal without a word, shorter than it was.
    path = tmp_path / "journal.sqlite"
    log = killed(path, 12)
    whole = log.read_bytes()
    torn = damage(whole)
    log.write_bytes(torn)
    for _ in range(2):
        (problem,) = verify(path)
        assert problem.startswith("日志第") and problem.endswith("条不见了。")
        with pytest.raises(Broken) as refused:
            Journal(path)
        assert str(refused.value) == problem + STOP
        assert log.read_bytes() == torn  # looking tidies nothing away
    log.write_bytes(whole)
    assert verify(path) == []


def test_a_file_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.sqlite"
    text.write_text("不是数据库" * 1000)
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("create table t (a)")
    for path, sentence in ((text, "日志文件读不下去"), (other, "other.sqlite 不是本系统的日志文件。")):
        with pytest.raises(Broken, match=sentence):
            Journal(path)
        (problem,) = verify(path)
        assert problem.startswith("日志文件读不下去")


def test_a_spoilt_page_is_found_whatever_it_holds(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        fill(journal, 200)
    whole = bytearray(journal.path.read_bytes())
    for page in range(4096, len(whole), 4096):
        journal.path.write_bytes(whole[:page] + b"\xa5" * 4096 + whole[page + 4096 :])
        problems = verify(journal.path)
        assert [problem[:2] for problem in problems[:1]] == ["日志"]


def test_a_journal_that_has_gone_does_not_come_back_empty(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        fill(journal, 2)
    journal.path.unlink()
    with pytest.raises(Broken, match=r"日志文件 journal\.sqlite 不见了"):
        Journal(journal.path)
    assert verify(journal.path) == ["日志文件 journal.sqlite 不见了。请从备份恢复。"]


def test_a_note_torn_by_a_kill_spoils_no_other(journal: Journal) -> None:
    fill(journal, 1)
    heads = journal.path.with_name("journal.sqlite-heads")
    with heads.open("ab") as file:
        file.write(b"\n2 abc")
    fill(journal, 1)
    assert [line.split()[0] for line in heads.read_bytes().split(b"\n") if len(line) > 60] == [b"1", b"2"]
    assert journal.verify() == []


def test_a_note_that_cannot_be_written_does_not_undo_the_entry(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    journal._heads.path = Path(os.devnull) / "nowhere"
    assert fill(journal, 1)[0].no == 1
    assert caplog.messages == ["head 1 could not be noted"]
