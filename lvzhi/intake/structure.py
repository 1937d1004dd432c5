"""What became of a sheet's columns: gone, renamed, moved, doubled, added. Columns are found by header alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lvzhi.findings import Severity, Wording
from lvzhi.form import Column, Form
from lvzhi.intake.cells import Sheet, address
from lvzhi.intake.layout import Layout

_PASTE = "请改回原名;或重新下载本单位报送簿,把内容按“值”粘贴过去。"
_MISSING = Wording("GEN-COLUMN-MISSING", Severity.ERROR, "没有找到“{column}”一列{instead}。" + _PASTE)
_NOT_NEEDED = Wording(
    "GEN-COLUMN-MISSING", Severity.NOTE, "没有找到“{column}”一列{instead}。这一列由系统填写,不需补回。"
)
_MOVED = Wording("GEN-COLUMN-MOVED", Severity.NOTE, "{columns}不在原来的位置,已按表头读入,不需改动。")
_TWICE = Wording("GEN-COLUMN-TWICE", Severity.ERROR, "“{column}”一列出现了两次({cells}),请只留一列。")
_EXTRA = Wording(
    "GEN-COLUMN-EXTRA", Severity.NOTE, "“{column}”一列不是本表的列,没有读入。其中要报的内容,请写到本表相应的列或备注。"
)
_NO_HEADER = Wording("GEN-NO-HEADER", Severity.ERROR, "没有找到本表的表头(如“{column}”)。" + _PASTE)
WORDINGS = (_MISSING, _NOT_NEEDED, _MOVED, _TWICE, _EXTRA, _NO_HEADER)


@dataclass(frozen=True)
class Remark:
    """Something about the header row; `values` fill the wording."""

    wording: Wording
    row: int | None
    cell: str | None
    values: Mapping[str, Any]


def remarks(layout: Layout, form: Form, columns: Sequence[Column], sheet: Sheet) -> Iterator[Remark]:
    """Yield what the filer should know of the columns: an error where content is lost, a note where none is."""
    row = layout.header_row
    if row is None:
        yield Remark(_NO_HEADER, None, None, {"column": columns[0].label})
        return
    strangers = list(layout.extra)
    for column in layout.missing:
        yield _missing(layout, row, form, columns, column, strangers)
    for label, at in layout.twice:
        cells = "、".join(address(row, a) for a in at)
        yield Remark(_TWICE, row, address(row, at[1]), {"column": label, "cells": cells})
    yield from _moved(layout, row, columns)
    for text, position in strangers:
        if any((r, position) in sheet.cells for r in layout.data_rows):
            yield Remark(_EXTRA, row, address(row, position), {"column": text})


def _missing(
    layout: Layout, row: int, form: Form, columns: Sequence[Column], column: Column, strangers: list[tuple[str, int]]
) -> Remark:
    instead = _instead(layout, columns, column, strangers)
    words = {"column": column.label, "instead": f"(该处现为“{instead[0]}”)" if instead else ""}
    wording = _NOT_NEEDED if column.system and column.id not in form.key else _MISSING
    return Remark(wording, row, address(row, instead[1]) if instead else None, words)


def _instead(
    layout: Layout, columns: Sequence[Column], column: Column, strangers: list[tuple[str, int]]
) -> tuple[str, int] | None:
    """The unknown header standing where the missing column belongs: next to its left neighbour."""
    ids = [c.id for c in columns]
    before = layout.positions.get(ids[ids.index(column.id) - 1])
    for n, (_, position) in enumerate(strangers):
        if before is not None and position == before + 1:
            return strangers.pop(n)
    return None


def _moved(layout: Layout, row: int, columns: Sequence[Column]) -> Iterator[Remark]:
    found = [(c, layout.positions[c.id]) for c in columns if c.id in layout.positions]
    stayed = _rising([position for _, position in found])
    moved = [pair for n, pair in enumerate(found) if n not in stayed]
    if moved:
        names = "、".join(f"“{c.label}”" for c, _ in moved)
        first, position = moved[0]
        yield Remark(_MOVED, row, address(row, position), {"column": first.label, "columns": names})


def _rising(numbers: Sequence[int]) -> frozenset[int]:
    """Places of a longest run of numbers that rise: the fewest others have moved.

    >>> sorted(_rising([1, 2, 7, 4, 5]))
    [0, 1, 3, 4]
    """
    ends: list[int] = []  # the lowest number a run of this length ends with, and its place
    places: list[int] = []
    before: list[int | None] = []
    for n, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else None)
        ends[length:], places[length:] = [number, *ends[length + 1 :]], [n, *places[length + 1 :]]
    found: list[int] = []
    at = places[-1] if places else None
    while at is not None:
        found.append(at)
        at = before[at]
    return frozenset(found)
