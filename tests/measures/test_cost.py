"""What measures may cost, in counts: how often their plans read a table; nothing that grows with units times rows."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from lvzhi import measures
from lvzhi.measure_files import parts_read
from lvzhi.projection.schema import create
from lvzhi.projection.tables import Table, all_tables, quoted
from schemas import FORMS

SOME = {
    "VARCHAR": "'v' || i", "JSON": "'{}'", "BIGINT": "i", "DOUBLE": "i", "DECIMAL(16,2)": "i", "BOOLEAN": "i % 2 = 0",
    "DATE": "date '2015-07-01' + i::integer", "TIMESTAMP": "timestamp '2015-07-01' + to_days(i)", "VARCHAR[]": "['v' || i]",
    "MAP(VARCHAR, VARCHAR)": "map {'a': 'A'}",
}
# Once to find the rows that stand, once for the columns asked of them.
TWICE = 2
# A problem is registered by its first row, due by another, described by its newest, and applied for in any.
LIFE = {"rows_rectification": 7, "rows_assignments": 5, "rows_verification": 2, "obligation": 0}
SOURCES = {"rows_assignments": 7}  # which visit an assignment comes from, beside what became of it
OF_PROBLEMS = ("rectification", "self_inspection", "special_topics", "assignments", "visit_findings", "scoring")
PER_ROW = re.compile(r"list_(?:contains|has_any|has_all|filter|position)\(\$(?:units|filers|seen)\b")


@pytest.fixture(scope="module")
def held() -> Iterator[duckdb.DuckDBPyConnection]:
    """All tables with a few rows of any kind; plans are made as if nothing were known of what they hold."""
    with duckdb.connect() as connection:
        create(connection, FORMS)
        for table in all_tables(FORMS):
            connection.execute(f"insert into {quoted(table.name)} select {_values(table)} from range(1, 4) as r(i)")
        connection.execute("set disabled_optimizers = 'statistics_propagation'")
        yield connection


def _values(table: Table) -> str:
    return ", ".join(SOME[sql] for _, sql in table.columns)


def scanned(held: duckdb.DuckDBPyConnection, name: str) -> Counter[str]:
    """How often the statements that make a measure's rows and totals read each table of the projection."""
    measure, found = measures.measure(name), Counter[str]()
    made: set[str] = set()
    for key in ("rows", "totals"):
        found += _scanned(held, measure.statements[key], made)
    return found


def _scanned(held: duckdb.DuckDBPyConnection, sql: str, made: set[str]) -> Counter[str]:
    """The same of one statement, and of the parts it reads that are not made yet."""
    found = Counter[str]()
    for part, select in parts_read(sql).items():
        if part not in made:
            made.add(part)
            found += _scanned(held, select, made)
            held.execute(f"create or replace temp table {part} as {select}", _all_given(select))
    (plan,) = (json.loads(r[1]) for r in held.execute(f"explain (format json) {sql}", _all_given(sql)).fetchall())
    return found + Counter(_tables(plan))


def _all_given(sql: str) -> dict[str, Any]:
    return dict.fromkeys(re.findall(r"\$([a-z_]+)", sql)) | _given(sql)


def _given(sql: str) -> dict[str, Any]:
    day, who = dt.date(2015, 10, 20), ["v1"]
    given = {"as_of": dt.datetime(2015, 10, 20, 12), "day": day, "start": day, "first_day": day, "last_day": day,
             "units": who, "filers": who, "seen": who, "titles": {}}
    return {name: value for name, value in given.items() if re.search(rf"\${name}\b", sql)}


def _tables(plan: Any) -> Iterator[str]:
    for node in plan if isinstance(plan, list) else [plan]:
        if table := node.get("extra_info", {}).get("Table"):
            yield table.rsplit(".", 1)[-1].strip('"')
        yield from _tables(node.get("children", []))


@pytest.mark.parametrize("name", [m.name for m in measures.catalogue()])
def test_a_measure_reads_rows_no_oftener_than_it_must(held: duckdb.DuckDBPyConnection, name: str) -> None:
    found = scanned(held, name)
    most = (LIFE if name in OF_PROBLEMS else {}) | (SOURCES if name == "visit_findings" else {})
    over = {t: n for t, n in found.items() if t.startswith("rows_") or t == "obligation" if n > most.get(t, TWICE)}
    assert over == {}
    assert any(t.startswith("rows_") or t == "filing" for t in found)


def test_no_statement_looks_through_the_list_of_filers_row_by_row() -> None:
    """A list of filers is joined, not searched: else cost grows with the filers times the rows."""
    for measure in measures.catalogue():
        assert [key for key, sql in (measure.statements | measure.parts).items() if PER_ROW.search(sql)] == [], measure.name
