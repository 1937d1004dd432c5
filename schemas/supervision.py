"""督办记录: one visit of a group (forms.md 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.conditions import at_least, empty, filled
from lvzhi.form import Column, Form, error, note, number_column
from lvzhi.kinds import Choice, Code, Count, Date, Leader, LongText, Many, Person, Ref, Text, Unit
from lvzhi.plan import Plan
from schemas import vocabulary as words
from schemas.rowwise import before, unit_of_other_group


def leads_unlisted(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """带队人 is a leader of the group and not in 局领导参加."""
    leaders = {group.code: group.leaders for group in plan.groups}
    told = zip(frame["_filer"], frame["lead"], frame["leaders"], strict=True)
    return pd.Series(
        [lead in leaders.get(filer, ()) and lead not in (named if isinstance(named, tuple) else ())
         for filer, lead, named in told],
        index=frame.index, dtype=bool,
    )


def fewer_assignments(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return frame["found"] > frame["assignment_nos"].map(_size)


def _size(held: Any) -> int:
    return len(held) if isinstance(held, tuple) else 0


def _listed(row: Mapping[str, Any], plan: Plan) -> Mapping[str, Any]:
    return {"listed": _size(row["assignment_nos"])}


FORM = Form(
    id="supervision",
    title="督办记录",
    books=("group",),
    mark="督办",
    key=("visit_no",),
    kept="cumulative",
    relist=filled("feedback_due") & empty("feedback_on"),
    measure_unit="次",
    columns=(
        number_column("visit_no", "督办编号", "督办"),
        Column("visited_on", "督办日期", Date("past"), required=True, help="到单位督办的日期"),
        Column("group", "督办组", Text(), system=True, prefill="filer"),
        Column("lead", "带队人", Person(), required=True, help="带队人姓名,本组成员均可带队"),
        Column(
            "leaders", "局领导参加", Many(Leader(own_group=True), most=2),
            help="到场的本组局领导,两人用“、”隔开;没有到场的留空",
        ),
        Column(
            "participants", "参加人员", Many(Person()), required=True,
            help="参加人员姓名(含带队人),两人以上用“、”隔开",
        ),
        Column(
            "unit", "督办单位", Unit(own_group_first=True), required=True, help="被督办的单位,从下拉列表中选",
        ),
        Column("method", "督办方式", Choice(words.VISIT_METHOD), required=True, help="主要的一种督办方式"),
        Column("matters", "督办事项", LongText(300, 5), required=True, help="督办了哪些事项,5至300字"),
        Column("notice_no", "通知单号", Code(), help="督办通知单的编号"),
        Column("found", "发现问题数", Count(unit="个"), required=True, help="发现的问题个数,没有的填0"),
        Column(
            "feedback_due", "要求反馈时限", Date("ahead"), required=at_least("found", 1),
            help="要求单位反馈的日期",
        ),
        Column("feedback_on", "反馈日期", Date("past"), help="收到单位反馈的日期"),
        Column(
            "feedback", "反馈情况", LongText(300, 5), required=filled("feedback_on"),
            help="单位反馈的整改情况,5至300字",
        ),
        Column(
            "assignment_nos", "交办编号", Many(Ref(("assignments",))),
            help="本次发现的问题对应的交办编号,两个以上用“、”隔开",
        ),
    ),
    prints=(
        "visit_no", "visited_on", "lead", "leaders", "unit", "method", "matters", "found", "feedback_due",
        "feedback_on", "assignment_nos",
    ),
    rules=(
        error(
            "SUPV-FEEDBACK-ORDER", ("feedback_due", "visited_on"), before("feedback_due", "visited_on"),
            "要求反馈时限“{feedback_due}”早于督办日期“{visited_on}”,请核对这两个日期。",
        ),
        error(
            "SUPV-FEEDBACK-ORDER", ("feedback_on", "visited_on"), before("feedback_on", "visited_on"),
            "反馈日期“{feedback_on}”早于督办日期“{visited_on}”,请核对这两个日期。",
        ),
        note(
            "SUPV-OTHER-GROUP", ("unit",), unit_of_other_group,
            "{unit}由其他工作组联系,本次按跨片督办计算。",
        ),
        note(
            "SUPV-LEADER-LEADS", ("leaders", "lead"), leads_unlisted,
            "带队人{lead}是本组局领导,本次按局领导参加计算,“局领导参加”一格不需补填。",
        ),
        note(
            "SUPV-UNASSIGNED", ("assignment_nos", "found"), fewer_assignments,
            "发现问题{found}个,列出交办编号{listed}个。其余问题请在《交办事项》中登记,再把交办编号填入本格。",
            values=_listed,
        ),
    ),
    good_rows=(
        {
            "visited_on": "××××年8月20日", "lead": "李某", "leaders": "", "participants": "李某、王某",
            "unit": "××镇民政办", "method": "现场", "matters": "抽查6户低保档案和二季度资金发放",
            "notice_no": "督办〔××××〕3号", "found": "1", "feedback_due": "××××年9月20日",
            "feedback_on": "", "feedback": "", "assignment_nos": "×组-交办-002",
        },
        {
            "visited_on": "××××年9月10日", "lead": "张某", "leaders": "张某",
            "participants": "张某、李某、王某",
            "unit": "××管理区民政办", "method": "座谈", "matters": "听取救灾棉被账物核对情况,查看出入库登记",
            "notice_no": "", "found": "0", "feedback_due": "", "feedback_on": "", "feedback": "",
            "assignment_nos": "",
        },
    ),
    poor_row={
        "visited_on": "8月", "lead": "李某等", "participants": "工作组", "unit": "各镇", "method": "检查",
        "matters": "督办工作", "found": "若干",
    },
)
