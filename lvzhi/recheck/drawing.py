"""The draw: a rule, a seed and the closed problems give one list, which anybody can work out again. Pure.

A problem's lot is the SHA-256 of `seed|problem number` (UTF-8, hexadecimal). In each stratum the problems with the
smallest lots are taken. The 校验码 is the SHA-256 of rule, seed and instant as canonical JSON.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lvzhi.chain import canonical

STRATA: Mapping[str, str] = {"none": "不分层", "group": "按工作组", "type": "按单位类别", "unit": "按单位"}


@dataclass(frozen=True)
class Rule:
    """From which closings to draw, in which strata, and how many of each: a number, or a share rounded up."""

    closed_from: dt.date
    closed_to: dt.date
    strata: str
    take: int | None = None
    percent: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"closed_from": self.closed_from.isoformat(), "closed_to": self.closed_to.isoformat(),
                "strata": self.strata, "take": self.take, "percent": self.percent}

    def words(self) -> str:
        """Return the rule as one sentence."""
        much = f"每层抽 {self.take} 件" if self.take is not None else f"每层抽 {self.percent}%(进位取整)"
        days = f"{self.closed_from:%Y-%m-%d} 至 {self.closed_to:%Y-%m-%d}"
        return f"{days}批准销号且仍为已销号的问题,{STRATA[self.strata]},{much}"


def rule_of(given: Any) -> Rule | str:
    """Read a rule from plain values; a sentence says what does not fit."""
    if not isinstance(given, Mapping):
        return "请写明抽取规则(rule):closed_from、closed_to、strata,以及 take 或 percent。"
    try:
        first, last = (_day(given.get(k)) for k in ("closed_from", "closed_to"))
    except ValueError:
        return "销号日期的起止(closed_from、closed_to)请写成 2015-09-01。"
    take, percent = given.get("take"), given.get("percent")
    if first > last:
        return f"销号日期从{first}到{last},前后颠倒,请核对。"
    if given.get("strata") not in STRATA:
        return f"分层(strata)可用的有:{'、'.join(STRATA)}。"
    if (take is None) == (percent is None):
        return "每层抽多少,请写件数(take)或百分比(percent)中的一个。"
    if take is not None and not _whole(take, 1, 10_000):
        return "每层件数(take)应为1至10000的整数。"
    if percent is not None and not _whole(percent, 1, 100):
        return "每层百分比(percent)应为1至100的整数。"
    return Rule(first, last, given["strata"], take, percent)


def _day(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def lot(seed: str, problem_no: str) -> str:
    """Return a problem's lot."""
    return hashlib.sha256(f"{seed}|{problem_no}".encode()).hexdigest()


def commitment(rule: Mapping[str, Any], seed: str, as_of: str) -> str:
    """Return the 校验码 that binds rule, seed and instant before they are told."""
    return hashlib.sha256(canonical({"rule": dict(rule), "seed": seed, "as_of": as_of}).encode()).hexdigest()


def draw(rule: Rule, seed: str, population: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the problems drawn from (problem number, stratum), stratum by stratum as they first come.

    >>> rule = Rule(dt.date(2015, 9, 1), dt.date(2015, 9, 30), "group", take=1)
    >>> draw(rule, "00", [("a-1", "一"), ("a-2", "一"), ("b-1", "二")])
    ('a-1', 'b-1')
    """
    strata: dict[str, list[str]] = {}
    for number, stratum in population:
        strata.setdefault(stratum, []).append(number)
    return tuple(
        number for held in strata.values()
        for number in sorted(held, key=lambda n: lot(seed, n))[:_many(rule, len(held))]
    )


def _many(rule: Rule, size: int) -> int:
    return min(size, rule.take) if rule.take is not None else math.ceil(size * (rule.percent or 0) / 100)
