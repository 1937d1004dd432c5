"""The journal keeps what it acknowledged, in order, and refuses what was based on an older state."""

import json
import os
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from children import let_go, said, started
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journals import AT, fill, sha256_of

from lvzhi.journal import (
    EVERYONE,
    KINDS,
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


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite") as journal:
        yield journal


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
    assert [kind.name for kind in KINDS] == ["plan", "arrival", "filing", "attachment", "decision", "package", "account", "audit"]
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
    # Not communicate(): it reads past what readline() has taken in already and not yet handed out.
    heard += [line for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    child.communicate()
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
