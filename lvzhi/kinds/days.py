"""Kinds that are days and months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from lvzhi.kinds.base import Bounds, Kind, Reading, as_words, offering
from lvzhi.kinds.texts import Text
from lvzhi.plan import Plan
from lvzhi.spellings import certain_day, certain_month
from lvzhi.values import parse_date, parse_month, squeeze

DateClass = Literal["past", "past_any", "ahead", "any"]


@dataclass(frozen=True)
class Date(Kind):
    """A day; `when`: past (campaign start … day of receipt), past_any, ahead (… last_date), any."""

    when: DateClass = "past"
    sql: ClassVar[str] = "DATE"
    dtype: ClassVar[str] = "datetime64[s]"
    width: ClassVar[int] = 13

    def parse(self, value: Any, at: Reading) -> dt.datetime:
        with offering(lambda: _day_meant(value, at)):
            return dt.datetime.combine(parse_date(value), dt.time())

    def bounds(self, plan: Plan) -> tuple[Bounds, ...]:
        """The range of the class."""
        start, last = pd.Timestamp(plan.campaign.start), pd.Timestamp(plan.settings.last_date)

        def not_before(day: dt.datetime, _: dt.datetime) -> bool:
            return bool(day >= start)

        def received(day: dt.datetime, received_on: dt.datetime) -> bool:
            return day <= received_on

        def not_after(day: dt.datetime, _: dt.datetime) -> bool:
            return bool(day <= last)

        begun = f"“{{value}}”早于本次活动开始日({day_words(plan.campaign.start)}),请核对。"
        checks: dict[str, tuple[Bounds, ...]] = {
            "past": (
                Bounds("GEN-DATE-RANGE", not_before, begun),
                Bounds("GEN-DATE-RANGE", received, "{column}“{value}”在报送日({received_on})之后,请核对。"),
            ),
            "past_any": (
                Bounds("GEN-DATE-RANGE", received, "{column}“{value}”在报送日({received_on})之后,请核对。"),
            ),
            "ahead": (
                Bounds("GEN-DATE-RANGE", not_before, begun),
                Bounds(
                    "GEN-DATE-RANGE", not_after,
                    f"“{{value}}”晚于本次活动的最后日期({day_words(plan.settings.last_date)}),请核对。",
                ),
            ),
            "any": (),
        }
        return checks[self.when]

    def show(self, value: Any, plan: Plan) -> str:
        return day_words(value)

    def to_cell(self, value: Any, plan: Plan) -> dt.date:
        return dt.date(value.year, value.month, value.day)

    def describe(self) -> str:
        spans = {
            "past": "活动开始至报送日", "past_any": "报送日以前",
            "ahead": "活动期内,可为将来", "any": "任何日期",
        }
        return f"日期,{spans[self.when]}"


def _day_meant(value: Any, at: Reading) -> str | None:
    found = certain_day(value, at.years) if isinstance(value, str) else None
    return day_words(found) if found else None


def day_words(value: Any) -> str:
    """2015年6月5日."""
    return f"{value.year}年{value.month}月{value.day}日"


@dataclass(frozen=True)
class Month(Kind):
    """A month, kept as `2015-06`."""

    def parse(self, value: Any, at: Reading) -> str:
        with offering(lambda: self._meant(value, at)):
            return parse_month(value)

    def _meant(self, value: Any, at: Reading) -> str | None:
        found = certain_month(value, at.years) if isinstance(value, str) else None
        return self.show(found, at.plan) if found else None

    def show(self, value: Any, plan: Plan) -> str:
        year, month = str(value).split("-")
        return f"{year}年{int(month)}月"

    def describe(self) -> str:
        return "月份"


ALWAYS = "长期"


@dataclass(frozen=True)
class DayOrAlways(Text):
    """A day or 长期; kept as text, a day in the form 2015年6月5日."""

    def parse(self, value: Any, at: Reading) -> str:
        if squeeze(as_words(value)) == ALWAYS:
            return ALWAYS
        with offering(lambda: _day_meant(value, at)):
            return day_words(parse_date(value))

    def describe(self) -> str:
        return "日期,或“长期”"
