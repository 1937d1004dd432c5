"""A form's real pandera schema, built from the checks of its declaration.

Apart from `validation`, which imports it when rows are judged: a command that judges none starts without pandera.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.engines.pandas_engine import STRING

from lvzhi.form import Form
from lvzhi.plan import Plan
from lvzhi.validation import META, checks_of


class Text(STRING):
    """A column of text, judged as a whole: pandera lists and prints the failing cells even where there are none."""

    def check(self, pandera_dtype: Any, data_container: Any = None) -> bool:
        judged = super().check(pandera_dtype, data_container)
        return judged if isinstance(judged, bool) else all(judged)


def failures(form: Form, plan: Plan, frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return pandera's failure cases of a form's rows; None where there are none."""
    try:
        _cached_schema(form, plan).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        return failed.failure_cases
    return None


def schema(form: Form, plan: Plan) -> pa.DataFrameSchema:
    """Return the form's pandera schema under a plan; every check is named by its position in `checks_of`."""
    columns = {
        c.id: pa.Column(_dtype(c.kind.dtype), nullable=True, name=c.id) for c in form.all_columns
    }
    columns |= {name: pa.Column(_dtype(dtype)) for name, dtype in META.items()}
    checks = [
        pa.Check(check.run, error=str(position), name=str(position), ignore_na=False)
        for position, check in enumerate(checks_of(form, plan))
    ]
    return pa.DataFrameSchema(columns, checks=checks, unique_column_names=True)


def _dtype(name: str) -> Any:
    return Text() if name == "str" else name  # type: ignore[call-arg]  # a dataclass to pandera, not to mypy


@lru_cache(maxsize=256)
def _cached_schema(form: Form, plan: Plan) -> pa.DataFrameSchema:
    return schema(form, plan)
