"""The figures at the head of a page: a measure's totals as n/N, with the same day a month before beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lvzhi.charts.look import percent, share
from lvzhi.web import dialogs, filters, listening
from lvzhi.web.dialogs import Counted
from lvzhi.web.head import Page
from lvzhi.web.periods import same_day_before

Totals = Mapping[str, Any]
_LONG = 11  # characters of a headline that fit on a phone as they are, as 22700/40800
DUE = ("on_time", "late", "missing")  # the states of a book that has fallen due


@dataclass(frozen=True)
class Figure:
    """`value` is the headline, `before` the same of 上期同日 (None: there was none), `note` stands below.

    `counted` names the rows that it counts.
    """

    label: str
    value: str
    before: str | None = None
    note: str = ""
    counted: Counted | None = None


def show(figures: Sequence[Figure], page: Page | None = None, **parameters: Any) -> None:
    """Show figures side by side, two by two on a phone; with a page, each opens the rows it counts.

    `parameters`: those the page runs their measure with.
    """
    opened = None
    if page and listening.heard(listening.Figures(figures, page, parameters)):
        return
    long = "-long" if any(len(figure.value) > _LONG for figure in figures) else ""
    with st.container(key=f"room-for-{len(figures)}{long}"), st.container(key="figures"):
        for figure in figures:
            with st.container(border=True):
                st.metric(figure.label, figure.value)
                st.caption("  \n".join(line for line in (figure.note, _before(figure)) if line))
                if page and figure.counted and st.button("明细", key=f"figure.{figure.label}", type="tertiary"):
                    opened = figure
    if page and dialogs.beyond(page, page.plan.units):
        st.caption("以上是全局的数;图和明细列出可以查看的单位。要看本组的数,请在上面选工作组。")
    if page and opened and opened.counted:
        dialogs.figure(page, opened.label, opened.value, opened.counted, parameters)


def _before(figure: Figure) -> str:
    return "" if figure.before is None else f"上期同日 {figure.before}"


def _same(totals: Totals | None, part: str, whole: str) -> str | None:
    return share(totals[part], totals[whole]) if totals else None


def completed(now: Totals, before: Totals | None = None) -> Figure:
    return Figure(
        "阶段任务完成", share(now["done"], now["applicable"]), _same(before, "done", "applicable"),
        f"完成率 {percent(now['rate'])},逾期 {now['overdue']} 项", Counted("completion", ("done",), ("applicable",)),
    )


def verified(now: Totals) -> Figure:
    return Figure("其中已审定", share(now["verified"], now["applicable"]),
                  note=f"审定完成率 {percent(now['verified_rate'])}",
                  counted=Counted("completion", ("verified",), ("applicable",)))


def late(now: Totals) -> Figure:
    return Figure("完成晚于期限", share(now["late"], now["done"]), note="已完成的任务中",
                  counted=Counted("completion", ("late",), ("done",)))


def overdue_tasks(now: Totals) -> Figure:
    return Figure("逾期任务", share(now["overdue"], now["applicable"]), note="应反映的报送簿已过截止日",
                  counted=Counted("completion", ("overdue",), ("applicable",)))


def found(now: Totals) -> Figure:
    return Figure("查找问题", f"{now['registered']} 个", note=f"其中自查 {now['found_by_self']} 个",
                  counted=Counted("rectification", ("registered",)))


def still_open(now: Totals, before: Totals | None = None) -> Figure:
    late = f"逾期 {now['overdue']} 个" + (f"(等核查 {now['overdue_waiting']})" if now["overdue_waiting"] else "")
    return Figure("未销号问题", share(now["open"], now["base"]), _same(before, "open", "base"),
                  f"查找 {now['registered']} 个,其中自查 {now['found_by_self']} 个;{late}",
                  Counted("rectification", ("open",), ("base",)))


def closed(now: Totals) -> Figure:
    aside = [
        f"{word} {now[key]} 个"
        for key, word in (("ongoing", "长期坚持"), ("merged_or_withdrawn", "撤销归并"), ("transferred", "移交"))
    ]
    note = f"销号率 {percent(now['closure_rate'])};另有{'、'.join(aside)}"
    return Figure("已销号", share(now["closed"], now["base"]), note=note,
                  counted=Counted("rectification", ("closed",), ("base",)))


def applied(now: Totals) -> Figure:
    rate = percent(now["applied_rate"])
    return Figure("已销号或已申请", share(now["applied"], now["base"]), note=f"申报完成率 {rate}",
                  counted=Counted("rectification", ("applied",), ("base",)))


def on_time(now: Totals) -> Figure:
    return Figure(
        "按期销号", share(now["closed_on_time"], now["due"]),
        note=f"按期申请 {share(now['applied_on_time'], now['due'])},两项并看",
        counted=Counted("rectification", ("closed_on_time",), ("due",)),
    )


def overdue(now: Totals) -> Figure:
    note = f"其中已按时申请、等核查 {now['overdue_waiting']} 个"
    return Figure("逾期", share(now["overdue"], now["open"]), note=note,
                  counted=Counted("rectification", ("overdue",), ("open",)))


def satisfied(now: Totals, before: Totals | None = None) -> Figure:
    if not now["batch"]:
        return Figure("满意和基本满意率", "–", note="还没有测评结果,由局履职办报送")
    value, about = _survey(now)
    return Figure(
        # A formal survey and the bureau's own are not compared.
        "满意和基本满意率", value,
        percent(before["rate_broad"]) if before and before["batch"] and before["kind"] == now["kind"] else None,
        f"{now['batch']},{about}", Counted("satisfaction", ("rate_broad",)),
    )


def _survey(now: Totals) -> tuple[str, str]:
    """Return the newest survey's figure and what it rests on: counts, else what was announced of it."""
    if now["rate_broad"] is not None:
        return percent(now["rate_broad"]), (
            f"有效 {now['valid']} 份;波动范围 {percent(now['low'])}—{percent(now['high'])}")
    if now["announced_score"] is not None:
        return (f"{now['score']:g} 分" if now["score"] is not None else now["announced_score"]), "只有通报得分"
    if now["announced_rank"] is not None:
        return f"第 {now['announced_rank']} 名", "只有通报名次"
    return "–", "没有有效票"


def on_site(now: Totals, before: Totals | None = None) -> Figure:
    return Figure(
        "现场督办覆盖", share(now["covered_on_site"], now["assigned"]),
        # Coverage of another window is no measure of this one.
        _same(before, "covered_on_site", "assigned") if before and before["from"] == now["from"] else None,
        f"{_month_day(now['from'])}—{_month_day(now['to'])},共 {now['visits']} 次",
        Counted("supervision", ("covered_on_site",), ("assigned",)),
    )


def not_filed(now: Totals, before: Totals | None = None) -> Figure:
    same = _missing(before) if before else None
    return Figure("到期未报", _missing(now), same, f"按时收到 {now['received_on_time']} 份", _filings("missing"))


def _due(totals: Totals) -> int:
    return sum(totals[state] for state in DUE)


def _missing(totals: Totals) -> str:
    return share(totals["missing"], _due(totals))


def _filings(state: str) -> Counted:
    return Counted("reporting", (state,), DUE)


def filed(now: Totals) -> tuple[Figure, ...]:
    past = _due(now)
    corrected = now["received_on_time"] - now["on_time"]
    return (
        Figure("按时", share(now["on_time"], past), note=f"另有按时(补正通过) {corrected} 份",
               counted=_filings("on_time")),
        Figure("迟报", share(now["late"], past), note="接收晚于截止日", counted=_filings("late")),
        Figure("未报", share(now["missing"], past), note="截止日已过", counted=_filings("missing")),
        Figure("待报", f"{now['pending']} 份", note="未到截止日", counted=Counted("reporting", ("pending",))),
    )


def _month_day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def before(page: Page, name: str, keys: tuple[str, ...]) -> Totals | None:
    """Return a measure's totals on 上期同日; None where the plan then in force does not know what is filtered by."""
    instant = same_day_before(page.as_of, page.plan)
    chosen = page.only(*keys)
    if instant is None or filters.valid(chosen, page.workspace.plan_at(instant)) != chosen:
        return None
    return page.totals(name, instant, keys)
