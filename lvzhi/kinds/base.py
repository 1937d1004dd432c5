"""What every kind of column can do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pandas as pd

from lvzhi.findings import Refused
from lvzhi.plan import Filer, Plan
from lvzhi.values import shown

SEPARATORS = re.compile(r"[、,，;；\n]+")  # between several names in one cell


@dataclass(frozen=True)
class Reading:
    """What a kind may ask while reading a cell: the plan and who files."""

    plan: Plan
    filer: Filer
    year: int | None = None

    @property
    def years(self) -> range:
        """The years the campaign touches."""
        return range(self.plan.campaign.start.year, self.plan.settings.last_date.year + 1)


@dataclass(frozen=True)
class Bounds:
    """A check of values already typed: `fits` sees one of them and the day its filing was received.

    A blank cell is not asked about. `message` may use {value} (as shown to people) and the names the kind adds.
    """

    code: str
    fits: Callable[[Any, dt.datetime], bool]
    message: str


@dataclass(frozen=True)
class Kind:
    """One kind of column. Subclasses say how a cell becomes a value; None is blank everywhere."""

    sql: ClassVar[str] = "VARCHAR"
    dtype: ClassVar[str] = "str"
    many: ClassVar[bool] = False
    width: ClassVar[int] = 14

    def parse(self, value: Any, at: Reading) -> Any:
        """Turn a cell's non-blank value into a typed value; raise Refused when it is none of this kind."""
        raise NotImplementedError(type(self).__name__)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        """Checks of the typed column, made into pandera checks."""
        return ()

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        """The drop-down's entries, in order; () for none."""
        return ()

    def show(self, value: Any, plan: Plan) -> str:
        """Text for people: page, message, print."""
        return str(value)

    def measured(self, value: Any, plan: Plan) -> str:
        """Text for a sentence: with its unit of measure, if it has one."""
        return self.show(value, plan)

    def to_cell(self, value: Any, plan: Plan) -> Any:
        """What a writer puts into a cell: str, number or date."""
        return self.show(value, plan)

    def to_type(self, value: Any, plan: Plan) -> Any:
        """What stands in a cell that is read again: `parse` makes the same value of it."""
        return self.to_cell(value, plan)

    def describe(self) -> str:
        """The kind in Chinese, for 填报说明 and the data dictionary."""
        return "文字"

    def series(self, values: Iterable[Any], index: Any = None) -> pd.Series:
        return pd.Series(list(values), index=index, dtype=self.dtype)


@contextmanager
def offering(suggestion: Callable[[], str | None]) -> Iterator[None]:
    """Give what is refused inside the correction that is certain, where there is one."""
    try:
        yield
    except Refused as refused:
        raise replace(refused, suggestion=refused.suggestion or suggestion()) from None


def as_words(value: Any) -> str:
    """The text of any cell value as a person would read it."""
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return shown(value)
