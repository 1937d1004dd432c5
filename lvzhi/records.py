"""A frame's rows as plain records, blanks as None: quick for the small frames of one filer's sheets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa

Record = dict[str, Any]


def records(frame: pd.DataFrame) -> tuple[Record, ...]:
    """Return the rows as mappings of column to value, with the frame's index as `_row`; what is missing is None.

    Sheets and standing rows are never changed and many rules read the same ones, so that the records of a frame
    are made once and shared: they are not to be changed either. pandas' own `to_dict` and `where` cost a hundred
    times as much on frames of a few rows.
    """
    return _once(_Same(frame)) if len(frame) else ()


def share(whole: pd.DataFrame, parts: Iterable[pd.DataFrame]) -> None:
    """Make the records of frames that are slices of one, in its order: once for all, or each costs as much as all."""
    start, made = 0, _made(whole)
    for part in parts:
        _once(_Same(part, made[start : start + len(part)]))
        start += len(part)


class _Same:
    """A frame compared by identity, with its records where they are made already."""

    __slots__ = ("frame", "made")

    def __init__(self, frame: pd.DataFrame, made: tuple[Record, ...] | None = None) -> None:
        self.frame = frame
        self.made = made

    def __hash__(self) -> int:
        return id(self.frame)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.frame is other.frame


_MASKED = (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray)


@lru_cache(maxsize=4096)
def _once(held: _Same) -> tuple[Record, ...]:
    return _made(held.frame) if held.made is None else held.made


def _made(frame: pd.DataFrame) -> tuple[Record, ...]:
    names = [str(c) for c in frame.columns]
    columns = [_values(column) for _, column in frame.items()]
    columns.append(frame.index.tolist())
    names.append("_row")
    return tuple(dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _values(column: pd.Series) -> list[Any]:
    held = column.array
    if isinstance(held, pd.arrays.ArrowStringArray):
        texts: list[Any] = pa.array(held).to_pylist()
        return texts
    if isinstance(held, _MASKED):
        numbers: list[Any] = held.to_numpy(dtype=object, na_value=None).tolist()
        return numbers
    blank = column.isna().to_numpy()
    return [None if empty else value for value, empty in zip(column.tolist(), blank, strict=True)]
