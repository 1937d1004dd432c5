"""What never leaves: the cells of columns marked 限 and the rows of 举报 (forms.md sections 1 and 6.11).

A column's mark is its `restricted`; everything that writes an export, a message, a log or a comparison asks here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from lvzhi.conditions import When
from lvzhi.findings import Finding
from lvzhi.form import Column, Form
from lvzhi.kinds import SEPARATORS, Ref
from lvzhi.projection.tables import quoted

FILLED = "已填写(不显示)"


def open_columns(form: Form) -> tuple[Column, ...]:
    """Return the columns that may leave, some of them only in some rows (`withheld`)."""
    return tuple(c for c in form.all_columns if c.restricted is not True)


def withheld(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Yield rows (values in the order of the columns) with the cells of columns restricted in that row blanked.

    The columns a condition reads must be among those given.
    """
    closed = {at: c.restricted for at, c in enumerate(columns) if isinstance(c.restricted, When)}
    if not closed or not rows:
        yield from rows
        return
    place = {c.id: at for at, c in enumerate(columns)}
    masks = {at: _holds(when, columns, place, rows) for at, when in closed.items()}
    for n, row in enumerate(rows):
        yield tuple(None if at in masks and masks[at][n] else value for at, value in enumerate(row))


def _holds(
    when: When, columns: Sequence[Column], place: Mapping[str, int], rows: Sequence[Sequence[Any]]
) -> Sequence[bool]:
    read = {name: columns[place[name]].kind.series([row[place[name]] for row in rows]) for name in when.reads}
    return list(when.holds(pd.DataFrame(read)))


def unspoken(finding: Finding, column: Column) -> Finding:
    """Return a finding on a restricted column without what was typed: its place says enough to its filer."""
    said = finding.message
    if finding.value and any(part in said for part in (finding.value, *SEPARATORS.split(finding.value)) if part):
        said = f"“{column.label}”应为{column.kind.describe()},请核对。"
    return replace(finding, message=said, value=None, suggestion=None, basis=None)


def public_rows(form: Form, forms: Iterable[Form]) -> str:
    """Return the SQL of a form's current rows (`$as_of`) without confidential ones; its columns as in the table.

    A number that names a confidential row of another form is blank in the rows that refer to it, whatever became of
    that row: withdrawn, its number still says that there was one.
    """
    rows = f"{quoted(f'{form.id}_at')}($as_of)"
    if form.confidential:
        return f"(select * from {rows} where not ({_confidential(form)}))"
    kept = [f for f in forms if f.confidential]
    blanked = [
        f"case when {quoted(c.id)} not in ({' union all '.join(_keys(f) for f in named)}) then {quoted(c.id)} end"
        f" as {quoted(c.id)}"
        for c in form.all_columns
        if isinstance(c.kind, Ref) and (named := [f for f in kept if f.id in c.kind.forms])
    ]
    return f"(select * replace ({', '.join(blanked)}) from {rows})" if blanked else rows


def confidential_rows(form: Form) -> str:
    """Return the SQL of a form's confidential rows (`$as_of`)."""
    return f"(select * from {quoted(f'{form.id}_at')}($as_of) where {_confidential(form)})"


def _confidential(form: Form) -> str:
    column, word = form.confidential or ("", "")
    return f"{quoted(column)} is not distinct from '{word}'"


def _keys(form: Form) -> str:
    return f"select key from {quoted(f'rows_{form.id}')} where {_confidential(form)}"
