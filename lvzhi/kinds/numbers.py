"""Kinds that are numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from lvzhi.findings import Refused
from lvzhi.kinds.base import Bounds, Kind, Reading, as_words, offering
from lvzhi.plan import Plan
from lvzhi.spellings import certain_number
from lvzhi.values import Percentage, parse_number


@dataclass(frozen=True)
class Count(Kind):
    """A whole number from `least` to `most`; `unit` is its unit of measure in words."""

    least: int = 0
    most: int | None = None
    unit: str = "个"
    sql: ClassVar[str] = "BIGINT"
    dtype: ClassVar[str] = "Int64"
    width: ClassVar[int] = 9

    def parse(self, value: Any, at: Reading) -> int:
        with offering(lambda: _figures_meant(value, self.unit)):
            number = parse_number(value, self.unit)
        if number != int(number):
            raise Refused("GEN-NUMBER", f"本格填{self.unit}数,应为0或正整数,现为“{as_words(value)}”,请核对。")
        return int(number)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        def fits(number: int, _: dt.datetime) -> bool:
            return self.least <= number and (self.most is None or number <= self.most)

        wanted = "0或正整数" if self.least == 0 and self.most is None else f"不小于{self.least}的整数"
        if self.most is not None:
            wanted = f"{self.least}至{self.most}之间的整数"
        return (Bounds("GEN-NUMBER", fits, f"本格填{self.unit}数,应为{wanted},现为“{{value}}”,请核对。"),)

    def measured(self, value: Any, plan: Plan) -> str:
        return f"{self.show(value, plan)}{self.unit}"

    def to_cell(self, value: Any, plan: Plan) -> int:
        return int(value)

    def describe(self) -> str:
        span = f"{self.least}–{self.most}" if self.most is not None else f"不小于{self.least}"
        return f"整数,{span}"


@dataclass(frozen=True)
class Money(Kind):
    """万元, two decimals, never negative."""

    sql: ClassVar[str] = "DECIMAL(16,2)"
    dtype: ClassVar[str] = "Float64"
    width: ClassVar[int] = 11

    def parse(self, value: Any, at: Reading) -> float:
        with offering(lambda: _figures_meant(value, "万元")):
            return round(float(parse_number(value, "万元")), 2)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        message = "本格单位是“万元”,不填负数,现为“{value}”,请核对。"
        return (Bounds("GEN-NUMBER", lambda number, _: number >= 0, message),)

    def show(self, value: Any, plan: Plan) -> str:
        return f"{float(value):.2f}".rstrip("0").rstrip(".")

    def measured(self, value: Any, plan: Plan) -> str:
        return f"{self.show(value, plan)}万元"

    def to_cell(self, value: Any, plan: Plan) -> float:
        return float(value)

    def describe(self) -> str:
        return "金额,万元,两位小数"


@dataclass(frozen=True)
class Percent(Kind):
    """0 to 100 on the sheet, kept as a fraction."""

    sql: ClassVar[str] = "DOUBLE"
    dtype: ClassVar[str] = "Float64"
    width: ClassVar[int] = 9

    def parse(self, value: Any, at: Reading) -> float:
        with offering(lambda: _figures_meant(value, "%")):
            number = float(parse_number(value, "%"))
        if isinstance(value, float) and not isinstance(value, Percentage) and 0 < number < 1:
            # Some programs keep a typed 45% as 0.45 and show it so: it could be either.
            meant = f"{number * 100:.4g}"
            asked = f"“{number:g}”可能是{number:g}%,也可能是{meant}%。请只填百分数,如“{meant}”。"
            raise Refused(
                "GEN-NUMBER", f"本格填0至100之间的数(百分比)。{asked}", candidates=(f"{number:g}", meant)
            )
        return round(number / 100, 6)

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        message = "本格填0至100之间的数(百分比),现为“{value}”,请核对。"
        return (Bounds("GEN-NUMBER", lambda number, _: 0 <= number <= 1, message),)

    def show(self, value: Any, plan: Plan) -> str:
        return f"{float(value) * 100:.1f}".rstrip("0").rstrip(".")

    def measured(self, value: Any, plan: Plan) -> str:
        return f"{self.show(value, plan)}%"

    def to_cell(self, value: Any, plan: Plan) -> float:
        return round(float(value) * 100, 4)

    def to_type(self, value: Any, plan: Plan) -> float | str:
        """A number; as text with its sign where a number could be two percentages."""
        number = self.to_cell(value, plan)
        return f"{number:g}%" if 0 < number < 1 else number

    def describe(self) -> str:
        return "百分比,0–100"


def _figures_meant(value: Any, unit: str) -> str | None:
    return certain_number(value, unit) if isinstance(value, str) else None
