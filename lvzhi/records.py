"""A frame's rows as plain records, blanks as None: quick for the small frames of one filer's sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from weakref import ref

import pandas as pd
import pyarrow as pa

Record = dict[str, Any]


def records(frame: pd.DataFrame) -> tuple[Record, ...]:
    """Return the rows as mappings of column to value, with the frame's index as `_row`; what is missing is None.

    Sheets and standing rows are never changed and many rules read the same ones, so that the records of a frame
    are made once and shared for as long as the frame lives: they are not to be changed either. pandas' own `to_dict`
    and `where` cost a hundred times as much on frames of a few rows.
    """
    if not len(frame):
        return ()
    held = _MADE.get(id(frame))
    if held is not None and held[0]() is frame:
        return held[1]
    return _keep(frame, _made(frame))


def chosen(frame: pd.DataFrame, column: str, values: Collection[str]) -> pd.DataFrame:
    """Return the rows with one of these values: of what stands of everybody few are asked for, and made records of."""
    return frame[frame[column].isin(list(values))] if len(frame) else frame


def share(whole: pd.DataFrame, parts: Iterable[pd.DataFrame]) -> None:
    """Make the records of frames that are slices of one, in its order: once for all, or each costs as much as all."""
    start, made = 0, _made(whole)
    for part in parts:
        _keep(part, made[start : start + len(part)])
        start += len(part)


_MADE: dict[int, tuple[ref[pd.DataFrame], tuple[Record, ...]]] = {}


def _keep(frame: pd.DataFrame, made: tuple[Record, ...]) -> tuple[Record, ...]:
    key = id(frame)

    def gone(held: ref[pd.DataFrame]) -> None:
        if key in _MADE and _MADE[key][0] is held:
            del _MADE[key]

    _MADE[key] = (ref(frame, gone), made)
    return made


_MASKED = (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray)


def _made(frame: pd.DataFrame) -> tuple[Record, ...]:
    names = [str(c) for c in frame.columns]
    columns = [values(column) for _, column in frame.items()]
    columns.append(frame.index.tolist())
    names.append("_row")
    return tuple(dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def values(column: pd.Series) -> list[Any]:
    """Return a column's values, what is missing as None."""
    held = column.array
    if isinstance(held, pd.arrays.ArrowStringArray):
        texts: list[Any] = pa.array(held).to_pylist()
        return texts
    if isinstance(held, _MASKED):
        numbers: list[Any] = held.to_numpy(dtype=object, na_value=None).tolist()
        return numbers
    blank = column.isna().to_numpy()
    return [None if empty else value for value, empty in zip(column.tolist(), blank, strict=True)]
