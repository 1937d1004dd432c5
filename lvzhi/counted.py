"""Which rows of a page a figure counts, and by which keys a row of a page is found again among its cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from lvzhi.measure_files import Measure
from lvzhi.trace import Behind

_OF_GROUPS = ("group", "leader", "type")  # what cells know by their unit, where they do not name it


def statement(about: Measure, figure: str) -> str:
    """Return the statement whose rows a figure counts, or adds up."""
    return _listed(about, figure)[0]


def counted(held: Behind, rows: pd.DataFrame, figures: Sequence[str]) -> pd.DataFrame:
    """Return those of the statement's rows that one of the figures of the totals counts, or is worked out from."""
    keys = list(_listed(held.measure, figures[0])[1])
    behind = pd.concat([held.counted(figure, {}).reindex(columns=keys) for figure in figures])
    wanted = set(_tuples(behind))
    return rows[[key in wanted for key in _tuples(rows[keys])]]


def keys_of(held: Behind, record: Mapping[str, Any]) -> dict[str, str]:
    """Return what tells a row of any of the measure's statements apart, in the words that `sources` takes.

    >>> import types
    >>> held = types.SimpleNamespace(keys=("unit", "clause"), measure=types.SimpleNamespace(listed={}))
    >>> keys_of(held, {"unit": "园林", "clause": "四(一)1", "done_on": pd.NaT})
    {'unit': '园林', 'clause': '四(一)1'}
    """
    known = [c for c in record if _known(record, c)]
    keys = telling_apart(held, known) or [c for c in known if c in held.keys or c in _OF_GROUPS]
    return {key: _text(record[key]) for key in keys}


def telling_apart(held: Behind, columns: Collection[str]) -> tuple[str, ...]:
    """Return the keys of the first of the measure's listed statements that has them all among these columns."""
    return next((keys for _, keys in held.measure.listed.values() if set(keys) <= set(columns)), ())


def _listed(about: Measure, figure: str) -> tuple[str, tuple[str, ...]]:
    return about.listed.get(figure) or about.listed[""]


def _tuples(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return rows that can be compared: every kind of null is None."""
    plain = frame.astype("object").where(frame.notna(), None)
    return list(plain.itertuples(index=False, name=None))


def _known(record: Mapping[str, Any], key: str) -> bool:
    value = record.get(key)
    return value is not None and not (pd.api.types.is_scalar(value) and pd.isna(value))


def _text(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if hasattr(value, "year") else str(value)
