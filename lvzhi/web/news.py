"""What a leader is asked to look at, by the plan's own rules, and what has changed since the last filings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from lvzhi.charts.look import short_day
from lvzhi.measures import Result
from lvzhi.web.head import Page
from lvzhi.web.periods import last_due

WHOSE = ("group", "leader", "type", "unit")


@dataclass(frozen=True)
class Line:
    """One line to look at, and the page and filters that show what is behind it.

    `rest` says the same of several lines of its kind; `weight` is what it counts; `group` whose group it is about.
    """

    words: str
    url: str
    group: str | None
    filters: tuple[tuple[str, str], ...] = ()
    rest: str = ""
    weight: int = 1


@dataclass(frozen=True)
class Attention:
    """`lines` about what the viewer answers for, or sees alike; `others` about the rest, for a leader of groups."""

    lines: tuple[Line, ...]
    others: tuple[Line, ...] = ()


def attention(page: Page) -> Attention:
    """Return what is overdue first, then supervision, then filings; a leader's own groups apart from the others."""
    kinds = (_overdue(page), _not_supervised(page), _not_filed(page))
    own = {g.code for g in page.plan.groups if page.viewer.filer in g.leaders}
    if page.viewer.role != "leader" or page.viewer.filer == page.plan.campaign.chair:
        return Attention(_few(kinds, page))
    mine = [[line for line in lines if line.group in own] for lines in kinds]
    others = [[line for line in lines if line.group not in own] for lines in kinds]
    return Attention(_few(mine, page), _few(others, page))


def _few(kinds: Sequence[list[Line]], page: Page) -> tuple[Line, ...]:
    """Return at most the plan's number of lines.

    Each kind has its share of them; what does not fit is summed up in the last of them.
    """
    most = page.plan.settings.attention_lines
    share = max(most // len(kinds), 1)
    room = [share + most % len(kinds), share, share]
    return tuple(line for lines, n in zip(kinds, room, strict=True) for line in most_serious(lines, n))[:most]


def most_serious(lines: list[Line], room: int) -> list[Line]:
    """Return the most serious lines, and one for the rest where they do not fit; equals in the plan's order."""
    ordered = sorted(lines, key=lambda line: -line.weight)
    if len(ordered) <= room:
        return ordered
    kept, rest = ordered[:room - 1], ordered[room - 1:]
    return [*kept, Line(rest[0].rest.format(lines=len(rest), total=sum(x.weight for x in rest)), rest[0].url, None)]


def _overdue(page: Page) -> list[Line]:
    """Units with problems overdue for more than the plan's days; what waits for the group is not theirs."""
    days = page.plan.settings.attention_rules["problem_overdue_days"]
    problems = page.detail("rectification", "problems", keys=WHOSE)
    before = pd.Timestamp(page.day - dt.timedelta(days=days))
    waiting = problems["pending_on"].notna() & (problems["pending_on"] <= problems["deadline"])
    late = problems[problems["is_open"] & (problems["deadline"] < before) & ~waiting]
    counts = Counter(late["unit"])
    return [
        Line(f"{f.name} {counts[f.code]} 个问题逾期超过 {days} 天", "rectification", f.group, (("unit", f.code),),
             f"另有 {{lines}} 个单位 {{total}} 个问题逾期超过 {days} 天", counts[f.code])
        for f in page.plan.units if counts[f.code]
    ]


def _not_supervised(page: Page) -> list[Line]:
    """Groups with units not visited for more than the plan's days; before that many days have passed there are none."""
    days = page.plan.settings.attention_rules["not_supervised_days"]
    begun = min((w.start for w in page.plan.settings.windows), default=page.plan.campaign.start)
    if (page.day - begun).days <= days:
        return []
    units = page.detail("supervision", "units", keys=WHOSE)
    before = pd.Timestamp(page.day - dt.timedelta(days=days))
    long_ago = units["last_visit"].isna() | (units["last_visit"] < before)
    of_group, late = Counter(units["group"]), Counter(units["group"][long_ago])
    lines = []
    for group in page.plan.groups:
        if count := late[group.code]:
            words = f"{group.label} {of_group[group.code]} 个单位中 {count} 个 {days} 天以上没有督办"
            rest = f"另有 {{lines}} 个工作组 {{total}} 个单位 {days} 天以上没有督办"
            lines.append(Line(words, "supervision", group.code, (("group", group.code),), rest, count))
    return lines


def _not_filed(page: Page) -> list[Line]:
    """Filers whose last due books are missing, the plan's number of periods running."""
    wanted = page.plan.settings.attention_rules["periods_missing"]
    found = page.detail("reporting", "not_filing", keys=WHOSE, running=wanted)
    gone = [page.plan.filer(code) for code in found["filer"]]
    rest = f"另有 {{lines}} 个单位连续 {wanted} 期未报"
    return [
        Line(f"{f.name}连续 {wanted} 期未报", "reporting", f.code if f.kind == "group" else f.group,
             (("unit", f.code),) if f.kind == "unit" else (), rest)
        for f in gone
    ]


def since(page: Page) -> str:
    """Return the heading of what has changed: since the first day of the last due period."""
    return f"{short_day(_from(page))}以来"


def _from(page: Page) -> dt.date:
    period = last_due(page.plan, page.day)
    return max(period.first_day, page.plan.campaign.start) if period else page.plan.campaign.start


def changes(page: Page, problems: Result) -> str:
    """Return what was registered, closed, re-opened and left otherwise, and how the overdue ones moved."""
    begun = pd.Timestamp(_from(page))
    rows = problems.rows[problems.rows["day"] >= begun]
    if rows.empty:
        return "还没有变化。"
    before = problems.rows[problems.rows["day"] < begun]
    overdue = int(rows["overdue"].iloc[-1])
    was = int(before["overdue"].iloc[-1]) if len(before) else 0
    new = int(_newly_late(page, page.detail("rectification", "problems", keys=WHOSE)).sum())
    sums = rows[["registered", "closed", "reopened", "withdrawn"]].sum()
    return (
        f"登记 {sums['registered']} 个 · 销号 {sums['closed']} 个 · 重新挂号 {sums['reopened']} 个 · "
        f"退出(归并、撤销、移交、长期认定){sums['withdrawn']} 个 · 逾期由 {was} 个变为 {overdue} 个,"
        f"其中新逾期 {new} 个。"
    )


def changed(page: Page) -> pd.DataFrame:
    """Return the problems that something happened to since then, or that have become overdue."""
    problems, begun = page.detail("rectification", "problems", keys=WHOSE), pd.Timestamp(_from(page))
    return problems[(problems["last_day"] >= begun) | _newly_late(page, problems)]


def _newly_late(page: Page, problems: pd.DataFrame) -> pd.Series[bool]:
    """Open ones whose first day overdue lies since then."""
    first_late = problems["deadline"] + pd.Timedelta(days=1)
    return problems["is_open"] & first_late.between(pd.Timestamp(_from(page)), pd.Timestamp(page.day))
