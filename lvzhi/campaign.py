"""campaign.toml: what a data directory settles for itself, apart from the plan."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


class NotACampaign(ValueError):
    """campaign.toml holds something it should not."""


@dataclass(frozen=True)
class Campaign:
    """`today` is the day the directory fixes as today; `demo` marks invented data."""

    today: date | None = None
    demo: bool = False

    def text(self) -> str:
        """Write campaign.toml."""
        lines = [] if self.today is None else [f"today = {self.today.isoformat()}"]
        return "\n".join([*lines, f"demo = {'true' if self.demo else 'false'}", ""])


def read_campaign(data: bytes) -> Campaign:
    """Read campaign.toml; a key that is missing has its default, one that is unknown is refused."""
    try:
        settings = tomllib.loads(data.decode("utf-8-sig"))
    except ValueError as fault:
        raise NotACampaign(f"campaign.toml 读不出来({fault})。请对照说明改好。") from fault
    unknown = sorted(settings.keys() - {"today", "demo"})
    if unknown:
        raise NotACampaign(f"campaign.toml 里有不认识的项“{unknown[0]}”,只能写 today 和 demo。")
    return Campaign(_day(settings.get("today")), _flag(settings.get("demo", False)))


def _day(value: Any) -> date | None:
    # A TOML instant is a date to Python as well.
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise NotACampaign("campaign.toml 的 today 请写成不带引号、不带时间的日期,如 today = 2015-10-20。")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotACampaign("campaign.toml 的 demo 请写 true 或 false。")
    return value
