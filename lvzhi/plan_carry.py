"""Next year's plan from this year's: whoever and whatever goes on stays, with its codes; dates are proposals."""

from __future__ import annotations

import datetime as dt
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lvzhi.plan import Plan
from lvzhi.plan_settings import OFF
from lvzhi.plan_tree import Tree, build, tree_of

UNCONFIRMED = "待确认"
_WEEKEND = {5: "星期六", 6: "星期日"}
_NAMED_AFTER = ("name", "title")


class CannotCarry(Exception):
    """The plan cannot be carried into that year; the text says why."""


@dataclass(frozen=True)
class Carried:
    """`to_confirm` are sentences for the office: what was proposed, and what was not taken along."""

    plan: Plan
    to_confirm: tuple[str, ...]


def carry_over(plan: Plan, year: int) -> Carried:
    """Propose the plan of a later year: units, groups, people, codes, items and thresholds as they are.

    Every date and 报告期 is moved by whole years. Documents' numbers, holidays and 考核办法 belong to their year and
    are not taken along: until the number is filled in the plan is not put in force (`unconfirmed`).
    """
    begun = plan.campaign.start.year
    if not begun < year <= begun + 10:
        raise CannotCarry(f"这份方案是{begun}年的,只能结转到以后的年份(最多十年),现为“{year}”。")
    tree = moved(tree_of(plan), year - begun)
    _renewed(tree, str(begun), str(year))
    carried = build(tree)
    return Carried(carried, tuple(_to_confirm(plan, carried)))


def unconfirmed(plan: Plan) -> str | None:
    """Say what of a carried plan the office has not filled in yet; None when it may be put in force."""
    if UNCONFIRMED not in (plan.campaign.doc_no, plan.campaign.upstream_doc):
        return None
    return f"方案的文号或上级文号还写着“{UNCONFIRMED}”。请按新一年的文件填写,日期逐项核对后再生效。"


def moved(tree: Tree, years: int) -> dict[str, Any]:
    """Return a plan's tree with every date and 报告期 moved by whole years; 29 February may become the 28th."""
    periods = {p["id"] for p in tree["periods"]}
    found: dict[str, Any] = _moved(tree, years, periods)
    return found


def _moved(part: Any, years: int, periods: set[str]) -> Any:
    if isinstance(part, dict):
        return {key: _moved(value, years, periods) for key, value in part.items()}
    if isinstance(part, list):
        return [_moved(value, years, periods) for value in part]
    if isinstance(part, dt.date):
        return _later(part, years)
    if isinstance(part, str) and part in periods:
        return f"{int(part[:4]) + years}{part[4:]}"
    return part


def _later(day: dt.date, years: int) -> dt.date:
    year = day.year + years
    leap_day = (day.month, day.day) == (2, 29) and not isleap(year)
    return day.replace(year=year, day=28 if leap_day else day.day)


def _renewed(tree: dict[str, Any], old: str, new: str) -> None:
    """Name the campaign after its year; leave out what belongs to the old one."""
    campaign, settings = tree["campaign"], tree["settings"]
    campaign["id"] = campaign["id"].replace(old, new) if old in campaign["id"] else f"{campaign['id']}-{new}"
    for key in _NAMED_AFTER:
        campaign[key] = campaign[key].replace(f"{old}年", f"{new}年")
    campaign["doc_no"] = campaign["upstream_doc"] = UNCONFIRMED
    settings["holidays"], settings["working_weekends"] = [], []
    settings["scoring"] = OFF
    for group in tree["groups"]:
        for unit in group["units"]:
            unit.pop("predecessors", None)  # they were news in the old year


def _to_confirm(before: Plan, after: Plan) -> Iterator[str]:
    yield "文号、上级文号没有沿用,请按新一年的文件填写;发文日期顺延一年,请核对。"
    yield "开始、结束日期,阶段、任务、报告期、督办时段、整改最后时限等日期都顺延一年,请逐项核对。"
    if weekends := list(_on_weekends(after)):
        yield f"顺延后的截止日落在周六、周日的:{'、'.join(weekends)}。"
    yield "放假日、调休上班日没有沿用,请按当年的放假安排填写,工作日才算得准。"
    yield "单位、工作组、局领导、成员和代号照旧。更名只改名称;合并、拆分的另起代号,在“原单位”写明原来的代号。"
    yield "检查项、任务照旧,条号请按新一年的方案核对。"
    if before.projects:
        yield f"{len(before.projects)}个项目照旧,已完工的请删去。"
    if before.settings.scoring is not None:
        yield f"考核办法(原为“{before.settings.scoring['doc_no']}”)没有沿用,计分先关闭。"


def _on_weekends(plan: Plan) -> Iterator[str]:
    for period in plan.periods:
        for whose, day in (("单位", period.unit_due), ("工作组", period.group_due), ("局履职办", period.office_due)):
            if day.weekday() in _WEEKEND:
                yield f"{period.label}{whose}截止日{day}({_WEEKEND[day.weekday()]})"
