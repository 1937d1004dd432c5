"""The journal keeps what it acknowledged, in order, and says so when it no longer does."""

import hashlib
import json
import os
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from children import let_go, said, started
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lvzhi.journal import (
    EVERYONE,
    KINDS,
    Broken,
    Busy,
    Draft,
    Entry,
    Journal,
    Moved,
    NotRecordable,
    UnknownKind,
    verify,
)
from lvzhi.journal_file import create

AT = "2015-07-04T15:20:00+08:00"
ALTERED = "日志第{}条与登记时不一致,被改动过。"
STOP = "请先停止登记,从备份恢复。"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite") as journal:
        yield journal


def fill(journal: Journal, count: int) -> list[Entry]:
    return journal.append_many(Draft("audit", "甲", {"turn": turn}, AT) for turn in range(1, count + 1))


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sha256_of(value: Any) -> str:
    return hashlib.sha256(compact(value).encode()).hexdigest()


def tamper(journal: Journal, *statements: str) -> None:
    """Do as someone would who has the file, SQLite and no scruples."""
    with closing(sqlite3.connect(journal.path, isolation_level=None)) as connection:
        for trigger in ("entry_stays", "entry_remains", "entry_follows"):
            named = connection.execute("select sql from sqlite_master where name = ?", (trigger,))
            statements = (*statements, named.fetchone()[0])
            connection.execute(f"drop trigger {trigger}")
        for statement in statements:
            connection.execute(statement)


def test_an_entry_is_hashed_with_all_it_says(journal: Journal) -> None:
    entry = journal.append("filing", "园林", {"b": "问题", "a": [1, 2.5, None, True]}, AT, concerning="园林")
    body = '{"a":[1,2.5,null,true],"b":"问题"}'
    expected = sha256_of([1, AT, "filing", "园林", "园林", body, "0" * 64])
    assert entry == Entry(1, AT, "filing", "园林", json.loads(body), "0" * 64, expected, "园林")
    assert list(journal.entries()) == [entry]


def test_entries_are_numbered_and_chained(journal: Journal) -> None:
    entries = [*fill(journal, 2), *fill(journal, 2)]
    assert [entry.no for entry in entries] == [1, 2, 3, 4]
    assert [entry.prev for entry in entries] == ["0" * 64, *(entry.hash for entry in entries[:-1])]
    assert (journal.last_no(), journal.head(), journal.verify()) == (4, (4, entries[-1].hash), [])


def test_an_empty_journal(journal: Journal) -> None:
    assert (journal.last_no(), list(journal.entries()), journal.verify()) == (0, [], [])
    assert journal.append_many([]) == []


def test_it_is_written_through_to_the_disk(journal: Journal) -> None:
    connection = journal._connection
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    assert connection.execute("pragma synchronous").fetchone() == (2,)


def test_entries_are_read_by_number_and_kind(journal: Journal) -> None:
    kinds = ["plan", "filing", "audit", "filing", "decision", "filing"]
    journal.append_many(Draft(kind, "甲", {}, AT) for kind in kinds)
    assert [entry.no for entry in journal.entries(after=2)] == [3, 4, 5, 6]
    assert [entry.no for entry in journal.entries(after=2, until=4)] == [3, 4]
    assert [entry.no for entry in journal.entries(kinds=("filing", "plan"))] == [1, 2, 4, 6]
    assert [entry.no for entry in journal.entries(after=2, kinds={"filing"}, until=5)] == [4]
    assert list(journal.entries(kinds=())) == []
    with pytest.raises(UnknownKind, match="日志没有“filling”这一类登记"):
        list(journal.entries(kinds=["filling"]))


def test_a_long_read_goes_over_its_pages_and_lets_others_write(journal: Journal) -> None:
    fill(journal, 1201)
    reading = journal.entries(until=1201)
    assert next(reading).no == 1
    fill(journal, 1)
    assert [entry.no for entry in reading] == list(range(2, 1202))


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (Draft("rumour", "甲", {}, AT), "日志没有“rumour”这一类登记。"),
        (Draft("audit", " ", {}, AT), "登记须写明由谁办理。"),
        (Draft("audit", "甲", {}, "2015-07-04T15:20:00"), "“2015-07-04T15:20:00”须写明日期、时间和时区。"),
        (Draft("audit", "甲", {}, "7月4日"), "登记时刻“7月4日”须写明日期、时间和时区。"),
        (Draft("audit", "甲", {"n": {1: "a", "1": "b"}}, AT), "登记内容的各项名称须是文字。"),
        (Draft("audit", "甲", {"n": float("nan")}, AT), "登记内容里有不能原样保存的值"),
        (Draft("audit", "甲", {"n": b"bytes"}, AT), "登记内容里有不能原样保存的值"),
        (Draft("audit", "甲", {"n": "\ud800"}, AT), "登记内容里有不能原样保存的值"),
        (Draft("audit", "甲", {}, AT, seen=0), "写明了所依据的序号,还须写明涉及哪个填报单位。"),
    ],
)
def test_what_cannot_be_kept_faithfully_is_refused(journal: Journal, draft: Draft, sentence: str) -> None:
    with pytest.raises((NotRecordable, UnknownKind), match=sentence):
        journal.append_many([Draft("audit", "甲", {}, AT), draft])
    assert journal.last_no() == 0


def test_every_kind_is_known_once_and_described() -> None:
    assert [kind.name for kind in KINDS] == ["plan", "filing", "decision", "account", "audit"]
    assert [kind.name for kind in KINDS if not kind.records.endswith(".")] == []


def test_the_time_stands_as_it_was_given(journal: Journal) -> None:
    instants = ["2015-07-04T15:20:00+08:00", "2015-07-04T07:20:00Z", "2014-01-01T00:00:00.000001-05:30"]
    journal.append_many(Draft("audit", "甲", {}, at) for at in instants)
    assert [entry.at for entry in journal.entries()] == instants


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.dictionaries(st.text(), _values, max_size=4),
    actor=st.text().filter(str.strip),
    concerning=st.none() | st.text(),
)
def test_any_body_comes_back(
    journal: Journal, body: dict[str, Any], actor: str, concerning: str | None
) -> None:
    entry = journal.append("audit", actor, body, AT, concerning=concerning)
    assert (entry.body, entry.actor, entry.concerning) == (body, actor, concerning)
    assert list(journal.entries(after=entry.no - 1)) == [entry]


# Based on what was seen


def test_a_draft_based_on_an_older_state_is_refused(journal: Journal) -> None:
    seen = journal.append("filing", "园林", {}, AT, concerning="园林").no
    journal.append("filing", "高场", {}, AT, concerning="高场")
    journal.append("audit", "甲", {}, AT)
    assert journal.append("filing", "园林", {}, AT, concerning="园林", seen=seen).no == 4
    with pytest.raises(Moved, match=r"又有新的登记\(第4条\)"):
        journal.append("decision", "局履职办", {}, AT, concerning="园林", seen=seen)
    assert journal.last_no() == 4


def test_a_new_plan_moves_everyone(journal: Journal) -> None:
    journal.append("plan", "局履职办", {}, AT, concerning=EVERYONE)
    with pytest.raises(Moved):
        journal.append("filing", "园林", {}, AT, concerning="园林", seen=0)
    journal.append("filing", "园林", {}, AT, concerning="园林", seen=1)
    assert journal.append("plan", "局履职办", {}, AT, concerning=EVERYONE, seen=1).no == 3


def test_drafts_together_are_judged_by_what_stood_before_them(journal: Journal) -> None:
    pair = [Draft("decision", "局履职办", {"n": n}, AT, concerning="园林", seen=0) for n in (1, 2)]
    assert [entry.no for entry in journal.append_many(pair)] == [1, 2]
    with pytest.raises(Moved):
        journal.append_many([Draft("audit", "甲", {}, AT), *pair])
    assert journal.last_no() == 2


def test_of_two_processes_filing_the_same_book_one_must_look_again(journal: Journal) -> None:
    for _ in range(3):
        before = journal.last_no()
        pair = [started("file_again", journal.path, actor) for actor in ("甲", "乙")]
        let_go(*pair)
        assert sorted(said(*pair)) == [[str(before + 1)], ["moved"]]
        assert journal.last_no() == before + 1


# Several at once


def test_two_processes_appending_lose_nothing(journal: Journal) -> None:
    pair = [started("append", journal.path, actor, 150) for actor in ("甲", "乙")]
    let_go(*pair)
    first, second = said(*pair)
    assert sorted(map(int, first + second)) == list(range(1, 301))
    for actor, numbers in (("甲", first), ("乙", second)):
        own = [(str(e.no), e.body["turn"]) for e in journal.entries() if e.actor == actor]
        assert own == [(no, turn) for turn, no in enumerate(numbers)]
    assert journal.verify() == []


def test_eight_threads_appending_lose_nothing(journal: Journal) -> None:
    threads = [threading.Thread(target=fill, args=(journal, 25)) for _ in range(8) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (journal.last_no(), journal.verify()) == (400, [])


def test_two_processes_making_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    four = [started("append", path, actor, 5) for actor in "甲乙丙丁"]
    let_go(*four)
    assert sorted(int(no) for numbers in said(*four) for no in numbers) == list(range(1, 21))
    assert verify(path) == []


def test_making_a_journal_never_replaces_one_made_a_moment_before(journal: Journal) -> None:
    entries = fill(journal, 2)
    journal.close()  # its entries are then in the file itself, and no longer in the log beside it
    create(journal.path)
    with Journal(journal.path) as again:
        assert list(again.entries()) == entries


def test_one_who_cannot_get_in_is_told(journal: Journal) -> None:
    with Journal(journal.path, patience=0.05) as other, closing(sqlite3.connect(journal.path)) as holder:
        holder.execute("begin immediate")
        with pytest.raises(Busy, match="另一处正在登记"):
            fill(other, 1)
        assert other.last_no() == 0  # reading goes on
    assert journal.append("audit", "甲", {}, AT).no == 1


def test_a_forked_child_may_not_go_on_with_its_parents_connection(journal: Journal) -> None:
    child = os.fork()
    if child == 0:
        try:
            journal.last_no()
        except RuntimeError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


@pytest.mark.parametrize("seed", range(5))
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "journal.sqlite"
    child = started("append", path, "甲", 100_000)
    let_go(child)
    assert child.stdout is not None
    heard = [child.stdout.readline() for _ in range(random.Random(seed).randrange(1, 120))]
    child.kill()
    heard += [line for line in child.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    with Journal(path) as journal:
        numbers = [entry.no for entry in journal.entries()]
        assert numbers[: len(heard)] == [int(line) for line in heard]
        assert len(numbers) - len(heard) in (0, 1)  # the last may be on disk without having been told
        assert journal.verify() == []


def test_a_full_disk_leaves_nothing_half_there(tmp_path: Path) -> None:
    path, vault = tmp_path / "journal.sqlite", tmp_path / "vault"
    (said_,) = said(started("fill_disk", path, vault, 300_000))
    assert (said_[0], said_[-1]) == ("OSError", "OperationalError")
    acknowledged = int(said_[-2])
    assert [found for found in vault.rglob("*") if found.is_file()] == []
    with Journal(path) as journal:
        assert (journal.verify(), journal.last_no()) == ([], acknowledged)
        assert fill(journal, 1)[0].no == acknowledged + 1


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


# Copies


def test_a_copy_taken_while_another_process_writes_is_whole(tmp_path: Path, journal: Journal) -> None:
    child = started("append", journal.path, "甲", 300)
    let_go(child)
    lasts = []
    for number in range(5):
        copy = tmp_path / f"copy-{number}.sqlite"
        journal.backup(copy)
        assert verify(copy) == []
        with Journal(copy) as copied:
            lasts.append(copied.last_no())
            assert list(copied.entries()) == list(journal.entries(until=lasts[-1]))
    assert lasts == sorted(lasts)
    assert len(said(child)[0]) == 300


def test_a_copy_overwrites_nothing(tmp_path: Path, journal: Journal) -> None:
    kept = tmp_path / "kept.sqlite"
    kept.write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        journal.backup(kept)
    assert kept.read_bytes() == b"kept"
