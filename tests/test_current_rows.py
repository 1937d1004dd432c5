"""Property: the current rows of any history of filings, returns and withdrawals, against plain Python."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from lvzhi.chain import ROOT, Draft, linked
from lvzhi.projection.batch import Batch, Sources
from lvzhi.projection.plans import Plans
from lvzhi.projection.schema import create
from tests.filed import FORMS, LEDGER, PLAN, derive, instant, row

START = dt.datetime(2015, 7, 1, 12)


@dataclass(frozen=True)
class Filed:
    filer: str
    period: str
    day: int
    keys: frozenset[str]


@dataclass(frozen=True)
class Returned:
    filing: int
    day: int


@dataclass(frozen=True)
class Withdrawn:
    filer: str
    key: str
    day: int


Event = Filed | Returned | Withdrawn
FILERS, PERIODS, KEYS = st.sampled_from("甲乙"), st.sampled_from(["2015-06", "2015-07"]), st.sampled_from("123")
DAYS = st.integers(0, 6)
EVENTS = st.one_of(
    st.builds(Filed, FILERS, PERIODS, DAYS, st.frozensets(KEYS)),
    st.builds(Filed, FILERS, PERIODS, DAYS, st.frozensets(KEYS)),
    st.builds(Returned, st.integers(2, 8), DAYS),
    st.builds(Withdrawn, FILERS, KEYS, DAYS),
)


def reference(events: Sequence[Event], day: int) -> set[tuple[str, str, int]]:
    """(filer, key, entry) of what is current at the end of a day; events are numbered from 2."""
    numbered = [(no, event) for no, event in enumerate(events, 2) if event.day <= day]
    returned = {event.filing for _, event in numbered if isinstance(event, Returned)}
    withdrawn = {(event.filer, event.key) for _, event in numbered if isinstance(event, Withdrawn)}
    filed = [(e.period, e.day, no, e) for no, e in numbered if isinstance(e, Filed) and no not in returned]
    current: dict[tuple[str, str], int] = {}
    for _, _, no, filing in sorted(filed, key=lambda held: held[:3]):
        current |= {(filing.filer, key): no for key in filing.keys}
    return {(*row, no) for row, no in current.items() if row not in withdrawn}


def drafts(events: Sequence[Event]) -> Iterator[Draft]:
    yield Draft("plan", "管理员", {"version": 1, "sha256": "plan"}, "2015-06-05T09:00:00+08:00")
    for no, event in enumerate(events, 2):
        at = (START + dt.timedelta(days=event.day)).isoformat()
        body: dict[str, object]
        if isinstance(event, Filed):
            body = {
                "receipt": str(no), "status": "accepted", "sha256": json.dumps(sorted(event.keys)),
                "file_name": "book.xlsx", "book": "unit", "filer": event.filer, "period": event.period,
                "received_at": at, "plan_version": 1, "rows": {"ledger": len(event.keys)},
            }
            yield Draft("filing", event.filer, body, f"{at}+08:00")
        elif isinstance(event, Returned):
            yield Draft("decision", "履职办", {"act": "return", "at": at, "filing": event.filing}, f"{at}+08:00")
        else:
            body = {"act": "withdraw_row", "at": at, "form": "ledger", "filer": event.filer, "key": event.key}
            yield Draft("decision", "履职办", body, f"{at}+08:00")


def file(name: str) -> bytes:
    if name == "plan":
        return PLAN.read_bytes()
    return json.dumps({"sheets": {"ledger": [row(key) for key in json.loads(name)]}}).encode()


@cache
def database() -> tuple[duckdb.DuckDBPyConnection, Plans]:
    connection = duckdb.connect()
    create(connection, FORMS)
    return connection, Plans(file)


@given(st.lists(EVENTS, max_size=7), DAYS)
@settings(max_examples=80, deadline=None)
def test_current_rows_are_those_of_the_reference(events: list[Event], day: int) -> None:
    connection, plans = database()
    sources = Sources({form.id: form for form in FORMS}, file, derive)
    connection.execute("begin")
    for table, rows in Batch(sources, plans).take(linked(list(drafts(events)), 0, ROOT)).tables().items():
        connection.register("incoming", rows)
        connection.execute(f"insert into {table} by name select * from incoming")
    as_of = START + dt.timedelta(days=day, hours=11)
    found = connection.execute(f"select filer, key, entry from {LEDGER.id}_at(?)", [as_of]).fetchall()
    connection.execute("rollback")
    assert len(found) == len(set(found))
    assert set(found) == reference(events, day)


def test_an_example_of_the_reference() -> None:
    first, second = Filed("甲", "2015-06", 0, frozenset("12")), Filed("甲", "2015-07", 1, frozenset("1"))
    events = [first, second, Returned(3, 4), Withdrawn("甲", "2", 5)]
    assert reference(events, 0) == {("甲", "1", 2), ("甲", "2", 2)}
    assert reference(events, 3) == {("甲", "1", 3), ("甲", "2", 2)}
    assert reference(events, 4) == {("甲", "1", 2), ("甲", "2", 2)}
    assert reference(events, 5) == {("甲", "1", 2)}
    assert instant("2015-07-01T12:00:00") == START
