"""A form's rules on rows written as a table in the test: in go rows, out come (row, column, code)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from standing import HeldStanding

from lvzhi.form import Form, format_number
from lvzhi.intake.filing import Filing, SheetRows
from lvzhi.kinds import Reading
from lvzhi.plan import Plan
from lvzhi.plan_tree import build
from lvzhi.plan_yaml import parse
from lvzhi.validation import breaches, shown

Row = Mapping[str, str]
Found = list[tuple[int | None, str | None, str]]


@cache
def seed_plan() -> Plan:
    path = Path(__file__).parents[1] / "data" / "plans" / "qianjiang-2015.yaml"
    return build(parse(path.read_bytes()).tree)


def read_table(table: str, base: Row) -> list[dict[str, str]]:
    """The table's rows over the base row; a cell left empty is blank."""
    lines = [[c.strip() for c in line.strip().strip("|").split("|")] for line in table.strip().splitlines()]
    return [{**base, **dict(zip(lines[0], cells, strict=True))} for cells in lines[1:]]


def typed_frame(form: Form, rows: Sequence[Row], filer: str) -> pd.DataFrame:
    """Rows of text, each read by its column's kind; numbers run from 001 where none is given; index from 1."""
    at = Reading(seed_plan(), seed_plan().filer(filer))
    numbers = {form.key[0]: lambda n: format_number(filer, form.mark, n)} if form.mark else {}
    index = range(1, len(rows) + 1)

    def value(column: Any, n: int) -> Any:
        text = rows[n - 1].get(column.id, "")
        if text:
            return text if column.system else column.kind.parse(text, at)
        return numbers[column.id](n) if column.id in numbers else None

    return pd.DataFrame(
        {c.id: c.kind.series([value(c, n) for n in index], index=index) for c in form.all_columns}, index=index
    )


def filing(
    form: Form, rows: Sequence[Row], filer: str, standing: HeldStanding | None = None,
    also: Mapping[Form, Sequence[Row]] | None = None, received_on: str = "2015-10-20", plan: Plan | None = None,
) -> Filing:
    """A filing of one sheet (and others) in the campaign's October."""
    held = {form: rows, **(also or {})}
    sheets = {f.id: SheetRows(f, f.title, typed_frame(f, r, filer)) for f, r in held.items()}
    used = plan or seed_plan()
    day = dt.date.fromisoformat(received_on)
    return Filing(used, used.filer(filer), "2015-10", day, sheets, standing or HeldStanding())


def said_in_rows(form: Form, table: str, base: Row, filer: str, received_on: str = "2015-10-20",
                 plan: Plan | None = None) -> Any:
    """Breaches of every check over one row."""
    frame = typed_frame(form, read_table(table, base), filer)
    meta = {"_filer": filer, "_book": seed_plan().filer(filer).book, "_period": "2015-10"}
    frame = frame.assign(**{k: pd.Series([v] * len(frame), index=frame.index, dtype="str") for k, v in meta.items()})
    days = [pd.Timestamp(received_on)] * len(frame)
    frame["_received_on"] = pd.Series(days, index=frame.index, dtype="datetime64[s]")
    frame["_file"], frame["_row"] = 0, frame.index.to_numpy()
    return breaches(form, plan or seed_plan(), frame.astype({"_file": "int64", "_row": "int64"}), set())


def in_rows(form: Form, table: str, base: Row, filer: str) -> Found:
    return [(b.index, b.column, b.code) for b in said_in_rows(form, table, base, filer)]


def said_across(held: Filing, form: Form) -> list[tuple[int | None, str | None, str, str]]:
    """(row, column, code, message) of the form's ⇄ rules; every message is filled in as people see it."""
    found = []
    for rule in form.cross_rules:
        for hit in rule.check(held):
            row = held.sheets[form.id].frame.loc[hit.row] if hit.row is not None else None
            words = shown(form, held.plan, row) if row is not None else {}
            text = rule.message.format_map({**words, **(hit.values or {})})
            found.append((hit.row, hit.column, rule.code, text))
    return found


def across(held: Filing, form: Form) -> Found:
    return [(row, column, code) for row, column, code, _ in said_across(held, form)]
