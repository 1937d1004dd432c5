"""The store: what stands when, and how it keeps level with the journal."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import subprocess
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import duckdb
import pytest

from lvzhi.intake.filing import SheetRows
from lvzhi.projection.batch import Read
from lvzhi.projection.kept import Part, standing
from lvzhi.store import Store
from tests.filed import FORMS, LEDGER, PLAN, Office, ask, book, child_of, instant, ledger, office, opened, row, sheet


@pytest.fixture
def kept(tmp_path: Path) -> Office:
    return office(tmp_path / "data")


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
    body = {"version": 2, "sha256": kept.keep(_later_plan())}
    version = "select version from plan_at($as_of)"
    with opened(kept) as store:
        assert store.plan_at(instant("2015-09-02")) is store.plan_at(instant("2015-06-06"))
        kept.records("plan", body, "2015-09-01T08:00:00+08:00")
        store.catch_up()
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


def test_an_entry_that_leaves_no_row_is_passed_over_and_writes_nothing(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    with opened(kept) as store:
        before, moved = store.dump(), store.changed
        kept.records("account", {"act": "login", "login": "甲"}, "2015-07-02T08:00:00+08:00")
        assert (store.catch_up(), store.applied, store.changed) == (3, 3, moved)
        assert store.dump() == before
        store.rebuild()
        assert (store.dump(), store.applied) == (before, 3)
        kept.decides("approve", "2015-07-03T10:00:00", filer="甲", period="2015-06", filing=2)
        assert (store.catch_up(), store.changed) == (4, 4)
        caught_up = store.dump()
        store.rebuild()
        assert store.dump() == caught_up


def test_what_was_kept_of_rows_that_were_wrong_goes_when_they_are_made_anew(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    part = Part("number_now", "select key from rows_ledger", {})
    with opened(kept) as store, store.cursor() as cursor:
        cursor.execute("update rows_ledger set key = 'x'")
        with standing(cursor, [part]):
            assert cursor.execute("from number_now").fetchall() == [("x",)]
        store.rebuild()
        with standing(cursor, [part]):
            assert cursor.execute("from number_now").fetchall() == [("甲-问题-001",)]


def sheets_of(received_at: str, *rows: dict[str, object]) -> dict[Read, Mapping[str, SheetRows]]:
    """A book's sheets as they were read before it was recorded."""
    sha256 = hashlib.sha256(book(received_at, ledger=rows)).hexdigest()
    return {(sha256, "甲", "2015-06", 1): {"ledger": sheet(LEDGER, rows)}}


def test_rows_just_read_are_not_read_again(kept: Office) -> None:
    def unreadable(*_: object) -> dict[str, object]:
        raise AssertionError("read again")

    with Store.open(kept.datadir, FORMS, unreadable) as store:  # type: ignore[arg-type]
        with store.knowing(sheets_of("2015-07-01T10:00:00", row("甲-问题-001"))):
            kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
            with ThreadPoolExecutor(1) as another:  # whoever comes first takes the rows in
                assert another.submit(store.catch_up).result() == 2
        assert ledger(store, "2015-12-31") == [("甲-问题-001", row("x")["description"], 2)]
        handed = store.dump()
    with opened(kept) as store:
        store.rebuild()
        assert store.dump() == handed


def test_rows_are_read_again_once_nobody_knows_them(kept: Office) -> None:
    with opened(kept) as store:
        with store.knowing(sheets_of("2015-07-01T10:00:00", row("甲-问题-001"))):
            pass
        kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
        assert store.catch_up() == 2
        assert ledger(store, "2015-12-31") == [("甲-问题-001", row("x")["description"], 2)]


def test_entry_of_another_process_is_seen(kept: Office) -> None:
    with opened(kept) as store:
        children = [child_of(kept, "files", unit, "5") for unit in ("甲", "乙")]
        assert [child.wait(timeout=60) for child in children] == [0, 0]
        assert store.catch_up() == 11
        assert ask(store, "select filer, count(*) from ledger_at($as_of) group by all order by all") == [
            ("乙", 5), ("甲", 5),
        ]


def test_second_process_keeps_a_projection_of_its_own(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001")])
    with opened(kept) as store:
        child = child_of(kept, "look")
        told = _told(child)
        assert told == {"file": "projection-2.duckdb", "keys": ["甲-问题-001"], "notices": []}
        assert store._database.slot.path.name == "projection.duckdb"
    assert _told(child_of(kept, "look"))["file"] == "projection.duckdb"


def _told(child: subprocess.Popen[str]) -> dict[str, object]:
    told: dict[str, object] = json.loads(child.communicate(timeout=60)[0].removeprefix("opening\n"))
    return told


def test_file_held_by_a_foreign_program_is_left_alone(kept: Office) -> None:
    opened(kept).close()
    holder = child_of(kept, "hold")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with opened(kept) as store:
        assert store._database.slot.path.name == "projection-2.duckdb"
        assert store.notices == ()
    holder.communicate("\n", timeout=60)


def test_threads_read_and_catch_up_while_books_arrive(kept: Office) -> None:
    with opened(kept) as store, ThreadPoolExecutor(8) as pool:
        child = child_of(kept, "files", "甲", "20")

        def look(_: int) -> tuple[int, int]:
            seen = store.catch_up()
            with store.cursor() as cursor:
                return seen, cursor.execute("select count(*) from rows_ledger").fetchall()[0][0]

        looks = list(pool.map(look, range(200)))
        assert child.wait(timeout=60) == 0
        assert all(0 <= seen - 1 <= rows <= 20 for seen, rows in looks)
        assert store.catch_up() == 21
        assert len(ledger(store, "2015-12-31")) == 20


def test_two_stores_of_one_process_do_not_share_a_file(kept: Office) -> None:
    with opened(kept) as first, opened(kept) as second:
        assert [s._database.slot.path.name for s in (first, second)] == ["projection.duckdb", "projection-2.duckdb"]


def test_cursor_left_open_does_not_keep_the_file(kept: Office) -> None:
    store = opened(kept)
    left = store.cursor()
    left.execute("select * from filer")
    store.close()
    with opened(kept) as again:
        assert (again.notices, again._database.slot.path.name) == ((), "projection.duckdb")
    with pytest.raises(duckdb.ConnectionException):
        left.execute("select 1")


# --- what is made of many answers ------------------------------------------------------------------


def described(cursor: duckdb.DuckDBPyConnection) -> str:
    """The words of the one row that stands."""
    [(words,)] = cursor.execute("select description from ledger_at(?)", [instant("2031-12-31")]).fetchall()
    return str(words)


@pytest.mark.parametrize(("coming", "made"), [(0, ["一"]), (1, ["一", "二"]), (2, ["一", "二", "三"])])
def test_what_rows_changed_in_the_midst_of_is_made_anew(kept: Office, coming: int, made: list[str]) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001", "一")])
    more = iter([("2015-07", "二"), ("2015-08", "三")][:coming])
    with opened(kept) as store:
        seen = []

        def make(cursor: duckdb.DuckDBPyConnection) -> str:
            first = described(cursor)
            seen.append(first)
            for period, words in more:
                kept.files("甲", period, f"{period}-28T10:00:00", ledger=[row("甲-问题-001", words)])
                store.catch_up()
                break
            return first + described(cursor)

        assert store.at_rest(make) == made[-1] * 2
        assert seen == made


def test_what_keeps_coming_in_waits_the_third_time(kept: Office) -> None:
    kept.files("甲", "2015-06", "2015-07-01T10:00:00", ledger=[row("甲-问题-001", "起")])
    with opened(kept) as store, ThreadPoolExecutor(1) as others:
        coming: list[Future[int]] = []

        def make(cursor: duckdb.DuckDBPyConnection) -> tuple[str, str]:
            before, n = described(cursor), len(coming)
            kept.files("甲", f"2015-{7 + n:02d}", f"2015-{7 + n:02d}-28T10:00:00", ledger=[row("甲-问题-001", f"第{n}")])
            coming.append(others.submit(store.catch_up))
            wait(coming, timeout=0.5)
            return before, described(cursor)

        assert store.at_rest(make) == ("第1", "第1")
        assert len(coming) == 3 and coming[-1].result() == store.applied
        with store.cursor() as cursor:
            assert described(cursor) == "第2"
