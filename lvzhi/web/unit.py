"""单位情况表: one unit's figures beside its type's and everybody's, and the rows in which it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from lvzhi.charts.look import share
from lvzhi.objections import key_of
from lvzhi.plan import Filer
from lvzhi.unit_lines import FRACTIONS
from lvzhi.viewer import scope
from lvzhi.web import dialogs, listening, rows, tables
from lvzhi.web.dialogs import Counted
from lvzhi.web.figures import Figure, Totals
from lvzhi.web.head import Page, not_in_plan

_CLICKED = "unit.clicked"  # only a click opens: the cell stays chosen while the page runs again


@dataclass(frozen=True)
class Line:
    """One line of the table: n/N of a measure's totals."""

    label: str
    counted: Counted

    @property
    def key(self) -> str:
        """What an objection calls it."""
        return key_of(self.counted.measure, self.counted.part[0])

    def said(self, totals: Totals) -> str:
        """Return n/N as it stands in the table."""
        return share(_sum(totals, self.counted.part), _sum(totals, self.counted.whole))


def _sum(totals: Totals, names: Sequence[str]) -> float:
    return sum(totals[name] or 0 for name in names)


LINES: tuple[Line, ...] = tuple(Line(f.label, Counted(f.measure, (f.part,), f.whole)) for f in FRACTIONS)
KNOWN = ("unit", "filer", "group", "type")  # what every row of the page says of whose it is
# What is listed of the unit, in reading order: measure and statement, title, what an empty one says.
LISTS: tuple[tuple[tuple[str, str], str, str], ...] = (
    (("assignments", "rows"), "交办事项", "没有交办给这个单位的事项。"),
    (("self_inspection", "answers"), "自查自纠", "方案没有适用于这个单位的检查项。"),
    (("commitments", "promises"), "公开承诺", "还没有公开承诺。"),
    (("lists", "lists"), "五项清单", "方案没有要求这个单位报清单。"),
    (("complaints", "complaints"), "投诉举报", "没有受理件。"),
    (("inspections", "inspections"), "明察暗访", "没有察访记录。"),
    (("consultations", "opinions"), "征求意见", "还没有征求到意见。"),
    (("supervisors", "people"), "督查员", "名册上还没有人。"),
    (("projects", "rows"), "项目进度", "方案没有这个单位承办的项目。"),
    (("pilots", "rows"), "试点", "没有在这个单位的试点。"),
    (("special_topics", "rows"), "点题监督", "没有这个单位承办的点题监督。"),
    (("accountability", "rows"), "典型案例", "没有这个单位的典型案例。"),
    (("publicity", "items"), "宣传信息", "还没有宣传信息。"),
    (("summaries", "rows"), "年度总结", "方案没有要求这个单位的总结。"),
)
MEASURES = tuple(dict.fromkeys(line.counted.measure for line in LINES))


def chosen(page: Page) -> Filer | None:
    """Return the unit shown: a unit's own, else the one of the filter, if the plan has it and the viewer may see it."""
    own = page.viewer.filer if page.viewer.role == "unit" else page.filters.get("unit")
    if own is None:
        st.info("请在上面选择一个单位。")
        return None
    if not page.plan.knows(own):
        not_in_plan(page, "请把“截至”换成另一天")
        return None
    if own not in scope(page.viewer, page.plan):
        st.info("这个单位由其他工作组联系,这里看不到它的情况。")
        return None
    return page.plan.filer(own)


def of(page: Page, **filters: str) -> Page:
    """Return the page under these filters instead of its own."""
    return replace(page, filters=filters, shown=tuple(filters))


def table(page: Page, unit: Filer, flags: Mapping[str, str]) -> None:
    """Show 指标, 本单位, 同类合计 where all of the type may be seen, and 全局合计: n/N each; a click opens the rows.

    `flags`: what stands beside a figure, by its key.
    """
    columns = parts(page, unit)
    totals = {name: _totals(part) for name, part in columns.items()}
    shown = pd.DataFrame(
        {"指标": [f"{line.label}({flags[line.key]})" if line.key in flags else line.label for line in LINES]}
        | {name: [line.said(found[line.counted.measure]) for line in LINES] for name, found in totals.items()}
    )
    own, *others = columns
    if listening.heard(listening.Figures(
        [Figure(row["指标"], row[own], note="\n".join(f"{name} {row[name]}" for name in others), counted=line.counted)
         for line, row in zip(LINES, shown.to_dict("records"), strict=True)], columns[own], {},
    )):
        return
    state = tables.show(shown, "unit.table", tall="content", selection_mode="single-cell",
                        on_select=lambda: st.session_state.update({_CLICKED: True}))
    clicked = [(row, name) for row, name in state["selection"]["cells"] if name in columns]
    if st.session_state.pop(_CLICKED, False) and clicked:
        row, name = clicked[0]
        dialogs.figure(columns[name], LINES[row].label, shown.at[row, name], LINES[row].counted, {})


def parts(page: Page, unit: Filer) -> Mapping[str, Page]:
    """Return the columns of the table, each as the page under its filters."""
    columns = {"本单位": of(page, unit=unit.code)}
    if unit.type and _all_of(unit.type, page):
        columns["同类合计"] = of(page, type=unit.type)
    return columns | {"全局合计": of(page)}


def _all_of(kind: str, page: Page) -> bool:
    seen = scope(page.viewer, page.plan)
    return all(u.code in seen for u in page.plan.units if u.type == kind)


def _totals(page: Page) -> Mapping[str, Totals]:
    return {name: page.totals(name) for name in MEASURES}


def lists(own: Page) -> None:
    """List everything of the unit of the page's filter, row by row."""
    problems = own.detail("rectification", "problems")
    rows.listing(own, ("completion", "tasks"), "阶段任务", "unit.阶段任务", "方案没有这个单位自己的任务。",
                 without=KNOWN)
    for title, frame, none in (("未销号问题", problems[problems["is_open"]], "没有未销号的问题。"),
                               ("已销号和其他问题", problems[~problems["is_open"]], "还没有销号的问题。")):
        rows.listing(own, ("rectification", "problems"), title, f"unit.{title}", none, frame, KNOWN)
    for about, title, none in LISTS:
        rows.listing(own, about, title, f"unit.{title}", none, without=KNOWN)


def surveyed(page: Page, unit: Filer) -> pd.DataFrame:
    """Return the unit's survey results, internal ones and those it ran itself."""
    found = of(page, unit=unit.code).measure("satisfaction").rows
    return found[found["subject"] == unit.code]


def head(page: Page, unit: Filer) -> None:
    """Say which unit it is: its name, and in a line its type and its group with the leaders."""
    kind = page.plan.unit_types.get(unit.type or "", "")
    group = next((g.label for g in page.plan.groups if g.code == unit.group), "")
    about = " · ".join(word for word in (kind, group) if word)
    if not listening.heard(listening.Said(about, unit.name)):
        st.subheader(unit.name)
        st.caption(about)
