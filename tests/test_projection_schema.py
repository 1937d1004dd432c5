"""Tables and macros made from forms."""

from __future__ import annotations

import re
from dataclasses import replace

import duckdb
import pytest

import schemas
from lvzhi.form import Column, Form
from lvzhi.kinds import Count, Date, Kind, Listed, Many, Money, Percent, Person, Text
from lvzhi.projection.schema import VIEWS, create, fingerprint
from lvzhi.projection.tables import ReservedColumn, rows_table
from tests.filed import ANSWERS, LEDGER, instant

MADE = re.compile(r"create or replace macro (\w+)\(as_of((?:, \w+)*)\) as table")  # what is asked beside is yes or no


def made(forms: tuple[Form, ...]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    create(connection, forms)
    return connection


def macros(connection: duckdb.DuckDBPyConnection) -> set[str]:
    sql = "select distinct function_name from duckdb_functions() where function_type = 'table_macro' and not internal"
    return {name for (name,) in connection.execute(sql).fetchall()}


def a_form(*columns: Column) -> Form:
    return Form(id="made", title="表", books=("unit",), columns=columns, key=(columns[0].id,), kept="cumulative")


def test_each_kind_has_its_type_in_sql() -> None:
    kinds: dict[str, Kind] = {
        "text": Text(), "day": Date(), "count": Count(), "money": Money(), "share": Percent(),
        "people": Many(Person()),
    }
    form = a_form(*(Column(name, name, kind) for name, kind in kinds.items()))
    rows = made((form,)).execute("describe rows_made").fetchall()
    assert [(name, sql) for name, sql, *_ in rows] == [
        ("entry", "BIGINT"), ("ord", "BIGINT"), ("filer", "VARCHAR"), ("period", "VARCHAR"),
        ("sheet_row", "BIGINT"), ("key", "VARCHAR"), ("text", "VARCHAR"), ("day", "DATE"), ("count", "BIGINT"),
        ("money", "DECIMAL(16,2)"), ("share", "DOUBLE"), ("people", "VARCHAR[]"), ("remark", "VARCHAR"),
        ("raw", "JSON"),
    ]


def test_words_of_sql_may_name_columns() -> None:
    connection = made((a_form(Column("order", "序", Text()), Column("by", "谁", Text())),))
    assert [name for name, *_ in connection.execute("describe from made_at(now()::timestamp)").fetchall()] == [
        "entry", "ord", "filer", "period", "sheet_row", "key", "order", "by", "remark", "raw",
        "received_at", "approved", "newness", "first_received_at",
    ]


@pytest.mark.parametrize("name", ["entry", "raw", "received_at", "key"])
def test_a_form_may_not_take_a_name_of_the_projection(name: str) -> None:
    with pytest.raises(ReservedColumn, match=f"made: {name}"):
        rows_table(a_form(Column(name, "列", Text())))


def test_views_over_forms_not_in_use_are_left_out() -> None:
    assert macros(made((LEDGER,))) >= {"ledger_at", "ledger_versions", "filing_at", "source_at", "plan_at"}
    assert "problem_at" not in macros(made((LEDGER,)))


def test_every_view_over_the_real_forms_is_made_and_can_be_asked_of_an_empty_database() -> None:
    connection = made(schemas.FORMS)
    made_in = [found for path in VIEWS.glob("*.sql") for found in MADE.findall(path.read_text(encoding="utf-8"))]
    promised = {name: ", false" * beside.count(",") for name, beside in made_in}
    named = {f"{form.id}{ending}": "" for form in schemas.FORMS for ending in ("_at", "_versions")}
    assert macros(connection) == {*promised, *named}
    for name, beside in sorted((promised | named).items()):
        found = connection.execute(f"from {name}(?{beside})", [instant("2015-10-20")]).fetchall()
        assert name not in named or found == []


def test_fingerprint_is_of_what_is_declared() -> None:
    one, same = (a_form(Column("a", "甲", Listed(lambda plan, filer: ()))) for _ in range(2))
    assert fingerprint((one,)) == fingerprint((same,))
    assert fingerprint((LEDGER,)) != fingerprint((LEDGER, ANSWERS))
    assert fingerprint((LEDGER,)) != fingerprint((replace(LEDGER, kept="periodic"),))
