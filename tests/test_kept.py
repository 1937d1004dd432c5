"""Parts of measures kept until a row changes: what stands is of one moment, shared, and never out of date."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator

import duckdb
import pytest

from lvzhi import measures
from lvzhi.measure_files import parts_read
from lvzhi.projection import kept
from lvzhi.projection.kept import Part
from lvzhi.workspace import Workspace
from tests.measures.world import World, plan_of

NUMBERS = Part("number_now", "from number where n > $least;", {"least": 1})
SUM = Part("sum_now", "select sum(n)::integer as n from number_now", {}, (NUMBERS,))


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        kept.attach(made)
        made.execute("create table projection_state (changed bigint)")
        made.execute("insert into projection_state values (1)")
        made.execute("create table number as select n from range(4) as r(n)")
        yield made


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute("select table_name from duckdb_tables() where database_name = 'kept' order by all")
    return [name.rsplit("_", 1)[0] for (name,) in found.fetchall()]


def asked(cursor: duckdb.DuckDBPyConnection, part: Part) -> list[int]:
    with kept.standing(cursor, [part]):
        return [n for (n,) in cursor.execute(f"select n from {part.name} order by n").fetchall()]


def add(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    connection.execute("begin")
    connection.execute("insert into number values ($n)", {"n": number})
    connection.execute("update projection_state set changed = changed + 1")
    connection.execute("commit")


def test_a_part_is_worked_out_once_for_all_cursors(connection: duckdb.DuckDBPyConnection) -> None:
    assert asked(connection.cursor(), NUMBERS) == [2, 3]
    connection.execute("insert into number values (9)")  # no row changed, as far as anybody was told
    assert asked(connection.cursor(), NUMBERS) == [2, 3]
    assert tables(connection) == ["number_now_1"]


def test_other_parameters_are_another_part(connection: duckdb.DuckDBPyConnection) -> None:
    assert asked(connection.cursor(), NUMBERS) == [2, 3]
    assert asked(connection.cursor(), Part(NUMBERS.name, NUMBERS.sql, {"least": 2})) == [3]


def test_what_came_in_since_is_seen_at_once_and_the_old_tables_go(connection: duckdb.DuckDBPyConnection) -> None:
    assert asked(connection.cursor(), SUM) == [5]
    assert tables(connection) == ["number_now_1", "sum_now_1"]
    add(connection, 7)
    assert asked(connection.cursor(), SUM) == [12]
    assert tables(connection) == ["number_now_2", "sum_now_2"]


def test_who_reads_goes_on_reading_what_was_there(connection: duckdb.DuckDBPyConnection) -> None:
    reader = connection.cursor()
    with kept.standing(reader, [SUM]):
        add(connection, 7)
        assert asked(connection.cursor(), SUM) == [12]
        assert reader.execute("select n from sum_now").fetchall() == [(5,)]
        assert reader.execute("select count(*) from number").fetchall() == [(4,)]  # of one moment with it
    assert asked(reader, SUM) == [12]


def test_a_name_stands_only_while_it_is_asked_for(connection: duckdb.DuckDBPyConnection) -> None:
    cursor = connection.cursor()
    assert asked(cursor, NUMBERS) == [2, 3]
    with pytest.raises(duckdb.CatalogException):
        cursor.execute("from number_now")


def test_a_statement_that_fails_leaves_the_cursor_ready(connection: duckdb.DuckDBPyConnection) -> None:
    cursor = connection.cursor()
    with pytest.raises(duckdb.Error), kept.standing(cursor, [NUMBERS]):
        cursor.execute("select n::date from number_now")
    wrong = Part("wrong_now", "select error('no')", {})
    with pytest.raises(duckdb.Error):
        asked(cursor, wrong)
    assert asked(cursor, NUMBERS) == [2, 3]


def test_the_oldest_go_when_there_are_too_many(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_MOST", 2)
    for least in (0, 1, 2):
        asked(connection.cursor(), Part("number_now", NUMBERS.sql, {"least": least}))
    assert len(tables(connection)) == 2
    monkeypatch.setattr(kept, "_ROWS", 0)  # the newest stays, however large
    assert asked(connection.cursor(), SUM) == [5]
    assert tables(connection) == ["sum_now_1"]


def test_what_was_tidied_away_in_between_is_worked_out_for_this_cursor_alone(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_keep", lambda cursor, part: None)
    assert asked(connection.cursor(), SUM) == [5]
    assert tables(connection) == []


def test_many_at_once_get_the_same_while_rows_change(connection: duckdb.DuckDBPyConnection) -> None:
    wrong: list[object] = []
    ended = threading.Event()

    def read() -> None:
        cursor = connection.cursor()
        while not ended.is_set():
            try:
                with kept.standing(cursor, [SUM]):
                    [(held,)] = cursor.execute("select n from sum_now").fetchall()
                    [(now,)] = cursor.execute("select sum(n) from number where n > 1").fetchall()
                if held != now:
                    wrong.append((held, now))
            except Exception as fault:
                wrong.append(fault)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(60):
        add(connection, number + 2)
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_every_part_of_the_measures_has_one_meaning_and_is_made_from_what_there_is() -> None:
    declared = [name for about in measures.catalogue() for name in about.parts]
    assert len(declared) == len(set(declared))
    world = World(plan_of("small"))
    macros = {n for (n,) in world.connection.execute("select function_name from duckdb_functions()").fetchall()}
    read = {n: sql for about in measures.catalogue() for s in (*about.statements.values(), *about.parts.values())
            for n, sql in parts_read(s).items()}
    assert {n for n in read if n not in declared and n.replace("_now", "_at") not in macros} == set()
    assert set(declared) <= set(read), "a part nobody reads"


def test_the_life_of_all_problems_is_worked_out_in_one_part() -> None:
    """It is most of what a first look at their figures costs; the few assigned ones have a shorter one of their own."""
    parts = {n: sql for about in measures.catalogue() for s in about.statements.values() for n, sql in _all_read(s)}
    made = [n for n, sql in parts.items() if re.search(r"\b(?:assigned_)?problem(?:_event|_at|_of)", sql)]
    assert sorted(made) == ["assigned_problem_now", "event_now"]


def _all_read(sql: str) -> Iterator[tuple[str, str]]:
    for name, select in parts_read(sql).items():
        yield name, select
        yield from _all_read(select)


@pytest.mark.parametrize(("day", "least"), [("2015-07-31", 30), ("2015-09-15", 100), ("2015-11-30", 200)])
def test_problems_chosen_from_their_events_are_those_of_the_macros(
    example_workspace: Workspace, day: str, least: int
) -> None:
    at = {"as_of": dt.datetime.combine(dt.date.fromisoformat(day), dt.time.max)}
    event, problem = (parts_read(f"from {n}")[n] for n in ("event_now", "problem_now"))
    with example_workspace.store.cursor() as cursor:
        cursor.execute(f"create temp table event_now as {event}", at)
        cursor.execute(f"create temp table problem_now as {problem}")
        found = sorted(map(repr, cursor.execute(problem).fetchall()))
        assert found == sorted(map(repr, cursor.execute("from problem_at($as_of)", at).fetchall()))
        assert len(found) >= least
