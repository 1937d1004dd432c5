"""典型案例: a case of accountability, and whether the leaders were looked at too (forms.md 8.5)."""

from __future__ import annotations

import pandas as pd

from lvzhi.conditions import empty, equals, filled, is_not
from lvzhi.form import Column, Form, error, note, number_column
from lvzhi.kinds import Choice, Code, Date, LongText, Many, Person, Ref, Text, Unit
from lvzhi.plan import Plan
from schemas import vocabulary as words
from schemas.rowwise import before, when

SOURCE_FORMS = {
    "自查自纠": "rectification",
    "征求意见": "consultations",
    "群众投诉举报": "complaints",
    "明察暗访": "inspections",
    "督办检查": "supervision",
    "点题监督": "special_topics",
}
UNNAMED = is_not("exposure", "点名曝光")


def person_twice(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """One person is 直接责任人 and 领导责任人."""
    pairs = zip(frame["direct_persons"], frame["leading_persons"], strict=True)
    found = [isinstance(a, tuple) and isinstance(b, tuple) and bool(set(a) & set(b)) for a, b in pairs]
    return pd.Series(found, index=frame.index, dtype=bool)


FORM = Form(
    id="accountability",
    title="典型案例",
    books=("office",),
    mark="案例",
    key=("case_no",),
    kept="cumulative",
    relist=is_not("dual", "已双查"),
    columns=(
        number_column("case_no", "案例编号", "案例"),
        Column("source", "来源", Choice(words.SOURCE), required=True, help="案件从哪里来"),
        Column(
            "source_ref", "来源编号",
            Ref(
                ("rectification", "complaints", "inspections", "supervision", "special_topics",
                "consultations"),
                chosen_by=("source", SOURCE_FORMS),
            ),
            required=equals("source", "自查自纠", "群众投诉举报", "明察暗访", "督办检查", "点题监督"),
            help="来源表中那一行的编号;自查自纠的填问题编号",
        ),
        Column("unit", "发生单位", Unit(), required=True, help="案件发生的单位,从下拉列表中选"),
        Column("occurred_on", "日期", Date("past_any"), required=True, help="发现或认定的日期"),
        Column("matter", "案由", LongText(300, 10), required=True, help="什么事、违反什么规定,10至300字"),
        Column(
            "case_class", "问题类别",
            Choice(words.CASE_CLASS, aliases={"四风问题": "“四风”问题", '"四风"问题': "“四风”问题"}),
            required=True, help="问题的类别",
        ),
        Column(
            "direct_persons", "直接责任人", Many(Person()), required=True, restricted=UNNAMED,
            help="直接责任人姓名,两人以上用“、”隔开",
        ),
        Column(
            "leading_persons", "领导责任人", Many(Person()), required=equals("dual", "已双查"),
            restricted=UNNAMED,
            help="领导责任人姓名,两人以上用“、”隔开",
        ),
        Column(
            "leader_duty", "领导责任类型", Choice(words.LEADER_DUTY), required=equals("dual", "已双查"),
            help="领导责任的类型",
        ),
        Column("punisher", "处理机关", Choice(words.PUNISHER), required=True, help="作出处理的机关"),
        Column(
            "punishment", "处理方式", Many(Choice(words.PUNISHMENT)), required=True,
            help="处理方式(" + "、".join(words.PUNISHMENT) + "),两种以上用“、”隔开",
        ),
        Column("decision_no", "处理文号", Code(), help="处理决定的文号"),
        Column("dual", "双查状态", Choice(words.DUAL), required=True, help="“一案双查”的状态"),
        Column(
            "not_dual_reason", "未双查理由", Text(200, 4),
            required=equals("dual", "只查直接责任人", "不启动"),
            help="没有双查的原因,4至200字",
        ),
        Column("exposure", "公开情况", Choice(words.EXPOSURE), required=True, help="公开到什么范围"),
        Column(
            "exposed_on", "公开日期", Date("past"), required=equals("exposure", "公开通报", "点名曝光"),
            help="通报或曝光的日期",
        ),
        Column(
            "problem_no", "转问题编号", Ref(("rectification", "assignments")),
            help="整改台账中对应的问题编号",
        ),
    ),
    prints=(
        "case_no", "unit", "occurred_on", "matter", "case_class", "direct_persons", "leading_persons",
        "punisher",
        "punishment", "dual", "exposure",
    ),
    rules=(
        error(
            "CASE-SAME-PERSON", ("leading_persons", "direct_persons"), person_twice,
            "同一人既是直接责任人又是领导责任人,请核对。",
        ),
        error(
            "CASE-EXPOSED-BEFORE", ("exposed_on", "occurred_on"), before("exposed_on", "occurred_on"),
            "公开日期“{exposed_on}”早于案件日期“{occurred_on}”,请核对这两个日期。",
        ),
        error(
            "CASE-LEADER-NOT-DUAL", ("leading_persons", "dual"),
            when(filled("leading_persons") & filled("dual") & is_not("dual", "已双查")),
            "双查状态为“{dual}”,而领导责任人有内容。请改选“已双查”,或清空领导责任人。",
        ),
        note(
            "CASE-NOT-IN-LEDGER", ("problem_no",), when(empty("problem_no")),
            "还没有填写转问题编号。案件暴露的问题如未列入整改,请交办;已列入的,请填写问题编号。",
        ),
    ),
    good_rows=(
        {
            "source": "督办检查", "source_ref": "×组-督办-009", "unit": "××管理区民政办",
            "occurred_on": "××××年9月2日",
            "matter": "救灾棉被账面60床、实存52床,出入库未登记,违反物资管理规定",
            "case_class": "履职不力", "direct_persons": "赵某", "leading_persons": "钱某",
            "leader_duty": "分管责任", "punisher": "局党委", "punishment": "通报、诫勉",
            "decision_no": "局党发〔××××〕18号", "dual": "已双查", "exposure": "内部通报",
            "problem_no": "×组-交办-006",
        },
        {
            "source": "群众投诉举报", "source_ref": "履职办-投诉-007", "unit": "××镇民政办",
            "occurred_on": "××××年8月6日", "matter": "临时救助申请交件27天未答复,违反限时办结制度",
            "case_class": "侵害群众利益", "direct_persons": "孙某", "punisher": "当地党委",
            "punishment": "谈话",
            "dual": "只查直接责任人", "not_dual_reason": "分管负责人7月已两次书面催办,经核实尽到职责",
            "exposure": "公开通报", "exposed_on": "××××年8月28日", "problem_no": "履职办-交办-008",
        },
    ),
    poor_row={
        "source": "群众", "unit": "某单位", "occurred_on": "去年", "matter": "违纪", "case_class": "作风",
        "direct_persons": "有关人员", "punisher": "组织", "punishment": "已处理", "dual": "是",
        "exposure": "是",
    },
)
