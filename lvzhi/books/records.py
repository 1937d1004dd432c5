"""Rows as plain mappings {column id: value}, taken from a standing frame and put back into a typed one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lvzhi.conditions import When
from lvzhi.form import Form
from lvzhi.intake.filing import Standing
from lvzhi.plan import Filer, Plan
from lvzhi.records import records

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """Whose sheet is being pre-filled: form, plan, filer, period and what stands accepted."""

    form: Form
    plan: Plan
    filer: Filer
    period: str
    standing: Standing


def taken(frame: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return the frame's rows without their blanks."""
    if frame.empty:
        return ()
    return tuple({name: value for name, value in row.items() if value is not None} for row in records(frame))


def fulfils(condition: When, form: Form, records: Sequence[Record]) -> list[bool]:
    """Say of each record whether a condition over one row of the form holds for it."""
    columns = {name: form.by_id[name].kind.series([r.get(name) for r in records]) for name in condition.reads}
    held: list[bool] = condition.holds(pd.DataFrame(columns)).fillna(False).astype(bool).tolist()
    return held


def own(form: Form, records: Iterable[Record]) -> tuple[dict[str, Any], ...]:
    """Return the records with nothing but the form's own columns, blanks left out."""
    return tuple({k: v for k, v in r.items() if k in form.by_id and not is_null(v)} for r in records)


def is_null(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))
