"""What the store survives: damage, kills, other versions, other journals."""

from __future__ import annotations

import os
import time
from pathlib import Path

import duckdb
import pytest

from lvzhi.journal import Journal
from lvzhi.plan import Plan
from lvzhi.store import RowsLost, Store
from tests.filed import FORMS, Office, child_of, derive, instant, ledger, office, opened, row, sheet
from tests.store_children import files


@pytest.fixture
def kept(tmp_path: Path) -> Office:
    return office(tmp_path / "data")


def test_rebuilding_leaves_every_table_as_it_was(kept: Office) -> None:
    _little_history(kept)
    with opened(kept) as store:
        before = store.dump()
        assert store.rebuild() == store.applied == 6
        assert store.dump() == before
    kept.datadir.projection.unlink()
    with opened(kept) as store:
        assert store.dump() == before


def _little_history(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001", cost=0.1), row("甲-问题-002")])
    kept.files("乙", "2015-06", "2015-07-01T11:00:00", status="rejected")
    second = kept.files("甲", "2015-07", "2015-08-01T10:00:00", ledger=[row("甲-问题-001")], answers=[])
    kept.decides("return", "2015-08-02T10:00:00", filing=second.no)
    kept.records("audit", {"read": "x"}, "2015-08-02T11:00:00+08:00")


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.9])
def test_damaged_file_is_set_aside_and_made_anew(kept: Office, place: float) -> None:
    _little_history(kept)
    with opened(kept) as store:
        before = store.dump()
    file = kept.datadir.projection
    damaged = bytearray(file.read_bytes())
    start = int(len(damaged) * place)
    damaged[start : start + 20_000] = os.urandom(len(damaged[start : start + 20_000]))
    file.write_bytes(damaged)
    with opened(kept) as store:
        assert store.dump() == before
        assert [notice.split("的文件")[0] for notice in store.notices] in (["统计库"], [])
        if store.notices:
            assert file.with_name("projection.duckdb.damaged").read_bytes() == bytes(damaged)


def test_text_in_place_of_the_file_is_set_aside(kept: Office) -> None:
    kept.datadir.projection.write_bytes(b"not a database " * 1000)
    with opened(kept) as store:
        assert store.notices == (
            "统计库的文件已损坏或不是本系统的,已按收到的原件和日志重新做好;"
            "原来的文件另存为“projection.duckdb.damaged”,需要时请系统管理员查看。",
        )
        assert store.applied == 1
    with opened(kept) as store:
        assert store.notices == ()


def test_foreign_database_is_set_aside(kept: Office) -> None:
    with duckdb.connect(kept.datadir.projection) as foreign:
        foreign.execute("create table somebody (name varchar)")
    with opened(kept) as store:
        assert len(store.notices) == 1
    with duckdb.connect(kept.datadir.path / "projection.duckdb.damaged") as foreign:
        assert foreign.execute("select * from somebody").fetchall() == []


def test_other_forms_make_it_anew(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    with Store.open(kept.datadir, FORMS[:1], derive) as store:
        assert sorted(name for name in store.dump() if name.startswith("rows_")) == ["rows_ledger"]
    with opened(kept) as store:
        assert store.notices == ("统计库是旧版程序做的,或与日志对不上,已按收到的原件和日志重新做好,不用办理什么。",)
        assert ledger(store, "2015-12-31")[0][0] == "甲-问题-001"
        assert len(store.dump()["rows_answers"]) == 0


def test_projection_of_another_journal_is_not_believed(kept: Office, tmp_path: Path) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    opened(kept).close()
    other = office(tmp_path / "other")
    other.files("乙", "2015-06", "2015-07-01T10:00:00", ledger=[row("乙-问题-001")])
    other.datadir.projection.write_bytes(kept.datadir.projection.read_bytes())
    with opened(other) as store:
        assert [key for key, *_ in ledger(store, "2015-12-31")] == ["乙-问题-001"]
        assert len(store.notices) == 1


def test_file_that_reads_as_fewer_rows_is_not_applied(kept: Office) -> None:
    def forgetful(data: bytes, *rest: object) -> dict[str, object]:
        sheets = derive(data, *rest)  # type: ignore[arg-type]
        return {form: sheet(held.form, []) for form, held in sheets.items()}

    with opened(kept) as store:
        before = store.dump()
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    with pytest.raises(RowsLost, match="甲-2015-06"):
        Store.open(kept.datadir, FORMS, forgetful)  # type: ignore[arg-type]
    with opened(kept) as store:
        assert ledger(store, "2015-12-31")[0][0] == "甲-问题-001"
        assert store.dump()["plan_version"] == before["plan_version"]


def test_readers_see_all_rows_or_the_old_ones_while_rebuilding(kept: Office) -> None:
    _little_history(kept)
    with opened(kept) as store, store.cursor() as reader:
        reader.execute("begin")
        assert reader.execute("select count(*) from rows_ledger").fetchall() == [(3,)]
        store.rebuild()
        assert reader.execute("select count(*) from rows_ledger").fetchall() == [(3,)]


def test_no_outside_file_can_be_read(kept: Office) -> None:
    with opened(kept) as store, store.cursor() as cursor, pytest.raises(duckdb.PermissionException):
        cursor.execute("select * from read_text('/etc/hostname')")


def test_journal_is_read_once_per_entry(kept: Office) -> None:
    with opened(kept) as store, Journal(kept.datadir.journal) as journal:
        assert store.applied == journal.last_no() == 1
        assert isinstance(store.plan_at(instant("2015-07-01")), Plan)


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.2])
def test_killed_while_catching_up_loses_nothing(kept: Office, after: float) -> None:
    files(kept.datadir, "甲", "50")
    child = child_of(kept, "look")
    assert child.stdout is not None
    assert child.stdout.readline() == "opening\n"
    time.sleep(after)
    child.kill()
    child.communicate(timeout=60)
    with opened(kept) as store:
        assert len(ledger(store, "2015-12-31")) == 50
        found = store.dump()
        store.rebuild()
        assert store.dump() == found


def test_what_a_killed_process_had_on_disk_for_want_of_memory_is_deleted(kept: Office) -> None:
    child = child_of(kept, "spill")
    assert child.stdout is not None
    assert child.stdout.readline() == "spilled\n"
    child.kill()
    child.communicate(timeout=60)
    spilled = kept.datadir.path / "projection.duckdb.tmp"
    assert list(spilled.iterdir())
    opened(kept).close()
    assert not spilled.exists()
