"""The store: what stands when, and what it survives."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from lvzhi.journal import Journal
from lvzhi.plan import Plan
from lvzhi.store import RowsLost, Store
from tests.filed import FORMS, LEDGER, PLAN, Office, derive, instant, office, row, sheet
from tests.store_children import files

CHILD = Path(__file__).with_name("store_children.py")


@pytest.fixture
def kept(tmp_path: Path) -> Office:
    return office(tmp_path / "data")


def opened(kept: Office) -> Store:
    return Store.open(kept.datadir, FORMS, derive)


def ask(store: Store, sql: str, as_of: str = "2015-12-31") -> list[tuple[object, ...]]:
    with store.cursor() as cursor:
        named = {"as_of": instant(as_of)} if "$as_of" in sql else {}
        return cursor.execute(sql, named).fetchall()


def ledger(store: Store, as_of: str) -> list[tuple[object, ...]]:
    return ask(store, "select key, description, entry from ledger_at($as_of) order by all", as_of)


# --- what stands ---------------------------------------------------------------------------------


def test_latest_period_then_latest_receipt_is_current(kept: Office) -> None:
    june = kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001", "六月")]).no
    july = kept.files("甲", "2015-07", "2015-08-01T10:00:00", ledger=[row("甲-问题-001", "七月")]).no
    late = kept.files("甲", "2015-06", "2015-08-02T10:00:00", ledger=[row("甲-问题-001", "六月补")]).no
    again = kept.files("甲", "2015-07", "2015-08-03T10:00:00", ledger=[row("甲-问题-001", "七月重报")]).no
    with opened(kept) as store:
        assert ledger(store, "2015-07-01T09:59:59") == []
        assert ledger(store, "2015-07-31") == [("甲-问题-001", "六月", june)]
        assert ledger(store, "2015-08-02T12:00:00") == [("甲-问题-001", "七月", july)]
        assert ledger(store, "2015-12-31") == [("甲-问题-001", "七月重报", again)]
        versions = "select entry from ledger_versions($as_of) order by received_at"
        assert ask(store, versions) == [(june,), (july,), (late,), (again,)]


def test_missing_row_is_carried_over_and_a_refused_book_has_none(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001", "一"), row("甲-问题-002", "二")])
    kept.files("甲", "2015-07", "2015-08-01T10:00:00", ledger=[row("甲-问题-002", "二改")])
    kept.files("甲", "2015-08", "2015-09-01T10:00:00", status="rejected", ledger=[row("甲-问题-001", "退")])
    with opened(kept) as store:
        assert ledger(store, "2015-12-31") == [("甲-问题-001", "一", 2), ("甲-问题-002", "二改", 3)]
        assert ask(store, "select status, count(*) from filing group by all order by all") == [
            ("accepted", 2), ("rejected", 1),
        ]


def test_same_number_of_two_filers_is_two_rows(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("一组-交办-001", "甲答")])
    kept.files("乙", "2015-06", "2015-07-01T10:00:00", ledger=[row("一组-交办-001", "乙答")])
    with opened(kept) as store:
        assert ask(store, "select filer, description from ledger_at($as_of) order by all") == [
            ("乙", "乙答"), ("甲", "甲答"),
        ]


def test_returned_filing_stops_standing_from_then_on(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001", "六月")])
    returned = kept.files("甲", "2015-07", "2015-08-01T10:00:00", ledger=[row("甲-问题-001", "七月")])
    kept.decides("return", "2015-08-05T09:00:00", filing=returned.no, reason="第4行时限有误")
    with opened(kept) as store:
        assert ledger(store, "2015-08-05T08:59:59") == [("甲-问题-001", "七月", 3)]
        assert ledger(store, "2015-08-05T09:00:00") == [("甲-问题-001", "六月", 2)]


def test_approval_counts_from_its_day(kept: Office) -> None:
    filed = kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    kept.decides("approve", "2015-07-08T09:00:00", filing=filed.no)
    with opened(kept) as store:
        approved = "select approved from filing_at($as_of)"
        assert ask(store, approved, "2015-07-07") == [(False,)]
        assert ask(store, approved, "2015-07-09") == [(True,)]
        assert ask(store, "select approved from ledger_at($as_of)", "2015-07-09") == [(True,)]


def test_withdrawn_row_is_out_from_then_on_but_stays_a_version(kept: Office) -> None:
    rows = [row("甲-问题-001"), row("甲-问题-002")]
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=rows)
    kept.decides("withdraw_row", "2015-07-08T09:00:00", form="ledger", filer="甲", key="甲-问题-001", reason="重复登记")
    kept.files("甲", "2015-07", "2015-08-01T10:00:00", ledger=rows)
    keys = "select key from ledger_at($as_of) order by all"
    with opened(kept) as store:
        assert ask(store, keys, "2015-07-07") == [("甲-问题-001",), ("甲-问题-002",)]
        assert ask(store, keys, "2015-07-09") == [("甲-问题-002",)]
        assert ask(store, keys, "2015-12-31") == [("甲-问题-002",)]
        assert ask(store, "select count(*) from ledger_versions($as_of)") == [(4,)]


def test_periodic_form_keeps_every_period(kept: Office) -> None:
    found = {"item": "三(一)1", "part": "①", "conclusion": "发现问题"}
    clear = {**found, "conclusion": "未发现问题"}
    kept.files("甲", "2015-08", "2015-09-01T10:00:00", answers=[clear])
    kept.files("甲", "2015-08", "2015-09-02T10:00:00", answers=[found])
    kept.files("甲", "2015-11", "2015-12-01T10:00:00", answers=[clear])
    withdrawal = {"form": "answers", "filer": "甲", "period": "2015-11", "key": "三(一)1 × ①"}
    kept.decides("withdraw_row", "2015-12-20T09:00:00", **withdrawal)
    standing = "select period, key, conclusion from answers_at($as_of) order by all"
    with opened(kept) as store:
        assert ask(store, standing, "2015-12-10") == [
            ("2015-08", "三(一)1 × ①", "发现问题"), ("2015-11", "三(一)1 × ①", "未发现问题"),
        ]
        assert ask(store, standing) == [("2015-08", "三(一)1 × ①", "发现问题")]


def test_event_entered_on_the_desk_stands_like_a_row_of_a_book(kept: Office) -> None:
    desk = {"verification_no": "一组-核查-001", "event_on": "2015-07-10T00:00:00", "verifiers": ["汪某", "程某"]}
    kept.decides("verification", "2015-07-11T09:00:00", filer="一组", rows=[desk])
    rows = "select key, filer, period, sheet_row, event_on, verifiers, received_at from verification_at($as_of)"
    with opened(kept) as store:
        assert ask(store, rows, "2015-07-11T08:00:00") == []
        assert ask(store, rows) == [
            (
                "一组-核查-001", "一组", "2015-07", None, dt.date(2015, 7, 10), ["汪某", "程某"],
                instant("2015-07-11T09:00:00"),
            )
        ]


def test_every_value_comes_back_as_it_was_read(kept: Office) -> None:
    full = row(
        "甲-问题-001", "窗口排队", due="2015-09-30", people=["王某", "李某"], cost=12.3, visits=4,
        raw={"due": "2015.9.30"},
    )
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-002"), full])
    wanted = "select sheet_row, ord, due, people, cost::varchar, visits, remark, raw::varchar from rows_ledger"
    with opened(kept) as store:
        assert ask(store, f"{wanted} order by ord") == [
            (4, 1, None, None, None, None, None, None),
            (5, 2, dt.date(2015, 9, 30), ["王某", "李某"], "12.30", 4, None, '{"due":"2015.9.30"}'),
        ]
        assert ask(store, "select form, name, nil, letters['due'] from sheet") == [("ledger", "台账", False, "D")]


def test_findings_are_kept_with_their_reasons(kept: Office) -> None:
    asked = {
        "form": "ledger", "sheet": "台账", "cell": "D4", "row": 4, "column": "时限", "severity": "query",
        "code": "RECT-DUE-LATE", "message": "请说明。", "key": "甲-问题-001",
        "reason": "市里统一安排", "basis": "due=x",
    }
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", findings=[asked], ledger=[row("甲-问题-001")])
    with opened(kept) as store:
        assert ask(store, "select errors, queries, notes from filing") == [(0, 1, 0)]
        assert ask(store, 'select ord, cell, "row", column_label, reason, basis from finding') == [
            (1, "D4", 4, "时限", "市里统一安排", "due=x")
        ]


def test_plan_in_force_and_the_first_one_for_what_was_received_before(kept: Office) -> None:
    body = {"version": 2, "sha256": kept._keep(_later_plan())}
    kept.records("plan", body, "2015-09-01T08:00:00+08:00")
    version = "select version from plan_at($as_of)"
    with opened(kept) as store:
        for as_of, expected in [("2015-01-01", 1), ("2015-06-06", 1), ("2015-09-01T07:59:59", 1), ("2015-09-02", 2)]:
            assert ask(store, version, as_of) == [(expected,)]
            assert store.plan_at(instant(as_of)) is store.plan_at(instant(as_of))
        assert store.plan_at(instant("2015-09-02")).settings.near_due_days == 9
        assert store.newest_plan == (2, store.plan_at(instant("2015-09-02")))


def _later_plan() -> bytes:
    text = PLAN.read_text(encoding="utf-8")
    assert "near_due_days: 7" in text
    return text.replace("near_due_days: 7", "near_due_days: 9").encode()


def test_dimensions_of_the_plan(kept: Office) -> None:
    with opened(kept) as store:
        assert ask(store, "select name, group_code from leader order by ord") == [
            ("刘", "一组"), ("袁", "二组"), ("陈", "二组"),
        ]
        assert ask(store, "select code from filer where kind = 'unit' order by ord") == [
            ("甲",), ("乙",), ("丙",), ("丁",),
        ]
        assert ask(
            store,
            "select distinct u.shown_in, u.shown_due from unit_task as u join stage as s on s.id = u.stage "
            "where s.ord = 0 and u.filer = '甲'",
        ) == [("2015-06", dt.date(2015, 7, 6))]
        assert ask(store, "select duty from obligation where filer = '乙' and form = 'projects' order by period") == [
            ("due",), ("due",),
        ]
        assert ask(store, "select number from setting where name = 'near_due_days'") == [(7.0,)]
        assert ask(store, "select value from setting where name = 'on_site'") == [
            ("现场",), ("座谈",), ("听汇报",), ("查资料",),
        ]


# --- keeping level -------------------------------------------------------------------------------


def test_catching_up_twice_changes_nothing(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    with opened(kept) as store:
        before = store.dump()
        assert store.catch_up() == 2
        assert store.catch_up() == 2
        assert store.dump() == before


def test_rows_just_read_are_not_read_again(kept: Office) -> None:
    def unreadable(*_: object) -> dict[str, object]:
        raise AssertionError("read again")

    with Store.open(kept.datadir, FORMS, unreadable) as store:  # type: ignore[arg-type]
        entry = kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
        known = {entry.body["sha256"]: {"ledger": sheet(LEDGER, [row("甲-问题-001")])}}
        assert store.catch_up(known) == 2
        assert ledger(store, "2015-12-31") == [("甲-问题-001", row("x")["description"], 2)]
        handed = store.dump()
    with opened(kept) as store:
        store.rebuild()
        assert store.dump() == handed


def test_entry_of_another_process_is_seen(kept: Office) -> None:
    with opened(kept) as store:
        children = [_child(kept, "files", unit, "5") for unit in ("甲", "乙")]
        assert [child.wait(timeout=60) for child in children] == [0, 0]
        assert store.catch_up() == 11
        assert ask(store, "select filer, count(*) from ledger_at($as_of) group by all order by all") == [
            ("乙", 5), ("甲", 5),
        ]


def test_second_process_keeps_a_projection_of_its_own(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    with opened(kept) as store:
        child = _child(kept, "look")
        told = _told(child)
        assert told == {"file": "projection-2.duckdb", "keys": ["甲-问题-001"], "notices": []}
        assert store._database.slot.path.name == "projection.duckdb"
    assert _told(_child(kept, "look"))["file"] == "projection.duckdb"


def _told(child: subprocess.Popen[str]) -> dict[str, object]:
    told: dict[str, object] = json.loads(child.communicate(timeout=60)[0].removeprefix("opening\n"))
    return told


def test_file_held_by_a_foreign_program_is_left_alone(kept: Office) -> None:
    opened(kept).close()
    holder = _child(kept, "hold")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with opened(kept) as store:
        assert store._database.slot.path.name == "projection-2.duckdb"
        assert store.notices == ()
    holder.communicate("\n", timeout=60)


def test_threads_read_and_catch_up_while_books_arrive(kept: Office) -> None:
    with opened(kept) as store, ThreadPoolExecutor(8) as pool:
        child = _child(kept, "files", "甲", "20")

        def look(_: int) -> tuple[int, int]:
            seen = store.catch_up()
            with store.cursor() as cursor:
                return seen, cursor.execute("select count(*) from rows_ledger").fetchall()[0][0]

        looks = list(pool.map(look, range(200)))
        assert child.wait(timeout=60) == 0
        assert all(0 <= seen - 1 <= rows <= 20 for seen, rows in looks)
        assert store.catch_up() == 21
        assert len(ledger(store, "2015-12-31")) == 20


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.2])
def test_killed_while_catching_up_loses_nothing(kept: Office, after: float) -> None:
    files(kept.datadir, "甲", "50")
    child = _child(kept, "look")
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


def _child(kept: Office, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(CHILD), str(kept.datadir.path), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


# --- what it survives ----------------------------------------------------------------------------


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
        assert [notice.split(" ")[0] for notice in store.notices] in (["projection.duckdb"], [])
        if store.notices:
            assert file.with_name("projection.duckdb.damaged").read_bytes() == bytes(damaged)


def test_text_in_place_of_the_file_is_set_aside(kept: Office) -> None:
    kept.datadir.projection.write_bytes(b"not a database " * 1000)
    with opened(kept) as store:
        assert store.notices == (
            "projection.duckdb 已损坏或不是本系统的文件,已另存为 projection.duckdb.damaged,并按原件和日志重建。",
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
        assert store.notices == ("projection.duckdb 由旧版本程序生成,或与日志不符,已按原件和日志重建。",)
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
