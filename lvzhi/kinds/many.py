"""Several values of one kind in one cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pandas as pd

from lvzhi.findings import Refused
from lvzhi.kinds.base import SEPARATORS, Bounds, Kind, Reading, as_words, offering
from lvzhi.kinds.filers import Unit
from lvzhi.kinds.texts import Text
from lvzhi.plan import Filer, Plan
from lvzhi.values import squeeze


@dataclass(frozen=True)
class Many(Kind):
    """Several values of one kind, parted by 、; kept as a tuple in the order written, doubles dropped."""

    of: Kind = field(default_factory=Text)
    least: int = 1
    most: int | None = None
    sql: ClassVar[str] = "VARCHAR[]"
    dtype: ClassVar[str] = "object"
    many: ClassVar[bool] = True
    width: ClassVar[int] = 18

    def parse(self, value: Any, at: Reading) -> tuple[Any, ...]:
        text = as_words(value)
        parts = [p for p in SEPARATORS.split(text) if p.strip()]
        if len(parts) < 2 or self._is_one(text, at):
            return (self.of.parse(text if len(parts) != 1 else parts[0], at),)
        with offering(lambda: self._meant(parts, at)):
            return tuple(dict.fromkeys(self._part(p, at) for p in parts))

    def _part(self, text: str, at: Reading) -> Any:
        """One of several: its own correction would not do for the whole cell."""
        try:
            return self.of.parse(text, at)
        except Refused as refused:
            raise replace(refused, suggestion=None) from None

    def _meant(self, parts: list[str], at: Reading) -> str | None:
        """The cell with every part that is refused corrected, where each has its correction."""
        said = []
        for part in parts:
            try:
                self.of.parse(part, at)
                said.append(part.strip())
            except Refused as refused:
                if refused.suggestion is None:
                    return None
                said.append(refused.suggestion)
        return "、".join(said)

    def _is_one(self, text: str, at: Reading) -> bool:
        """Say whether a text with separators names one unit, as 工、青、妇 does."""
        return isinstance(self.of, Unit) and squeeze(text) in at.plan.squeezed_names

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def counted(held: tuple[Any, ...], _: dt.datetime) -> bool:
            return self.least <= len(held) and (self.most is None or len(held) <= self.most)

        inner = tuple(_each(b) for b in self.of.bounds(plan))
        if self.least <= 1 and self.most is None:
            return inner
        wanted = f"{self.least}个以上" if self.most is None else f"至多{self.most}个"
        return (*inner, Bounds("GEN-LENGTH", counted, f"本格应填{wanted},用“、”隔开,请核对。"))

    def options(self, plan: Plan, filer: Filer | None) -> tuple[str, ...]:
        """No drop-down: Excel's list takes one value only; the entries stand in the help."""
        return ()

    def show(self, value: Any, plan: Plan) -> str:
        return "、".join(self.of.show(v, plan) for v in value)

    def describe(self) -> str:
        return f"{self.of.describe()};可填多个,用“、”隔开"

    def series(self, values: Iterable[Any], index: Any = None) -> pd.Series:
        return pd.Series(list(values), index=index, dtype="object")


def _each(bound: Bounds) -> Bounds:
    """The bounds of one value, asked of all that stand in a cell."""
    return replace(bound, fits=lambda held, received_on: all(bound.fits(value, received_on) for value in held))
