"""点题进展: what a group did on each topic that concerns its units (forms.md 7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lvzhi.findings import Severity
from lvzhi.form import Column, CrossRule, Form
from lvzhi.kinds import Date, LongText, Many, Ref, Text, Unit
from lvzhi.plan import Plan
from schemas.cross import topics
from schemas.cross.records import records

if TYPE_CHECKING:
    from lvzhi.intake.filing import Standing


def topics_of_group(plan: Plan, filer: str, period: str, standing: Standing) -> tuple[Mapping[str, Any], ...]:
    """The topics in progress that concern a unit of the group, with those units, in the topics' order."""
    own = next((g.units for g in plan.groups if g.code == filer), ())
    rows = [
        {**row, "units": tuple(unit for unit in own if unit in (row["units"] or ()))}
        for row in records(standing.current("special_topics"))
        if row["status"] != "已办结"
    ]
    cells = ("topic_no", "title", "units", "due")
    return tuple({c: row[c] for c in cells} for row in sorted(rows, key=lambda r: r["topic_no"]) if row["units"])


FORM = Form(
    id="special_topic_progress",
    title="点题进展",
    books=("group",),
    key=("topic_no",),
    kept="periodic",
    relist="none",
    standing_rows=topics_of_group,
    remark=False,
    measure_unit="项",
    columns=(
        Column("topic_no", "专题编号", Ref(("special_topics",)), system=True),
        Column("title", "题目", Text(), system=True),
        Column("units", "涉及单位", Many(Unit()), system=True),
        Column("due", "时限", Date("any"), system=True),
        Column(
            "progress", "进展", LongText(300, 5), required=True, help="本期本组各单位办理到什么程度,5至300字",
        ),
        Column(
            "problem_nos", "对应问题编号", Many(Ref(("rectification", "assignments"))),
            help="本组单位台账中对应的问题编号,两个以上用“、”隔开",
        ),
        Column("done_on", "本组办结日期", Date("past"), help="本组单位全部办结的日期,未办结的留空"),
    ),
    prints=("topic_no", "title", "units", "due", "progress", "problem_nos", "done_on"),
    cross_rules=(
        CrossRule(
            "TOPP-DONE-OPEN", Severity.NOTE, topics.group_done_while_open,
            "已填本组办结日期,对应问题{open_nos}尚未销号,请核对。",
        ),
        CrossRule(
            "TOPP-OVERDUE", Severity.NOTE, topics.group_overdue,
            "时限“{due}”已过,本组办结日期尚未填写。已办结的请补填,未办结的请在进展中写明预计完成日期。",
        ),
    ),
    good_rows=(
        {
            "progress": "3家定点医院已接通结算系统2家,另1家9月底前完成联调",
            "problem_nos": "××-问题-004、××-问题-011", "done_on": "",
        },
        {
            "progress": "涉及的4个镇已全部开通“一站式”结算,抽查12户均当场结清", "problem_nos": "××-问题-006",
            "done_on": "××××年9月25日",
        },
    ),
    poor_row={"progress": "正在推进", "problem_nos": "第4条", "done_on": "9月"},
)
