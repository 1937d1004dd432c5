"""点题监督: a topic named by others for the bureau to settle (forms.md 8.4)."""

from __future__ import annotations

import pandas as pd

from lvzhi.conditions import equals
from lvzhi.findings import Severity
from lvzhi.form import Column, CrossRule, Form, error, note, number_column
from lvzhi.kinds import Choice, Date, Leader, LongText, Many, Ref, Text, Unit
from lvzhi.plan import Plan
from schemas import vocabulary as words
from schemas.cross import topics
from schemas.rowwise import before


def lead_left_out(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    pairs = zip(frame["lead_unit"], frame["units"], strict=True)
    found = [isinstance(units, tuple) and not pd.isna(lead) and lead not in units for lead, units in pairs]
    return pd.Series(found, index=frame.index, dtype=bool)


FORM = Form(
    id="special_topics",
    title="点题监督",
    books=("office",),
    mark="点题",
    key=("topic_no",),
    kept="cumulative",
    relist=equals("status", "推进中"),
    measure_unit="个",
    columns=(
        number_column("topic_no", "专题编号", "点题"),
        Column("party", "点题方", Choice(words.TOPIC_PARTY), required=True, help="由谁点题"),
        Column("title", "题目", Text(60, 5), required=True, help="题目,5至60字"),
        Column("topic_class", "题类", Choice(words.TOPIC_CLASS), required=True, help="题目的类别"),
        Column("raised_on", "点题日期", Date("past"), required=True, help="点题的日期"),
        Column("lead_leader", "牵头领导", Leader(), required=True, help="牵头的局领导"),
        Column("lead_unit", "牵头单位", Unit(), required=True, help="牵头的单位,从下拉列表中选"),
        Column(
            "units", "涉及单位", Many(Unit()), required=True,
            help="涉及的单位(含牵头单位),两个以上用“、”隔开",
        ),
        Column("measures", "措施", LongText(500, 10), required=True, help="怎样解决,10至500字"),
        Column("due", "时限", Date("ahead"), required=True, help="办结的日期"),
        Column(
            "problem_nos", "对应问题编号", Many(Ref(("rectification", "assignments"))),
            help="台账中对应的问题编号,两个以上用“、”隔开",
        ),
        Column("status", "办结状态", Choice(words.TOPIC_STATUS), required=True, help="现在的状态"),
        Column("done_on", "办结日期", Date("past"), required=equals("status", "已办结"), help="办结的日期"),
        Column(
            "answered_on", "向点题方反馈日期", Date("past"), required=equals("status", "已办结"),
            help="向点题方反馈结果的日期",
        ),
    ),
    prints=(
        "topic_no", "party", "title", "topic_class", "raised_on", "lead_leader", "lead_unit", "units",
        "measures",
        "due", "status",
    ),
    rules=(
        error(
            "TOPI-DUE-BEFORE", ("due", "raised_on"), before("due", "raised_on"),
            "时限“{due}”早于点题日期“{raised_on}”,请核对这两个日期。",
        ),
        error(
            "TOPI-ORDER", ("done_on", "raised_on"), before("done_on", "raised_on"),
            "办结日期“{done_on}”早于点题日期“{raised_on}”,请核对这两个日期。",
        ),
        error(
            "TOPI-ORDER", ("answered_on", "raised_on"), before("answered_on", "raised_on"),
            "向点题方反馈日期“{answered_on}”早于点题日期“{raised_on}”,请核对这两个日期。",
        ),
        note(
            "TOPI-LEAD-NOT-IN", ("units", "lead_unit"), lead_left_out,
            "涉及单位中没有牵头单位{lead_unit},请核对。",
        ),
    ),
    cross_rules=(
        CrossRule(
            "TOPI-DONE-OPEN", Severity.QUERY, topics.done_while_open, "对应问题{open_nos}尚未销号,请说明。",
        ),
    ),
    good_rows=(
        {
            "party": "民政对象", "title": "优抚对象医疗补助“一站式”结算",
            "topic_class": "群众反映强烈的重点问题", "raised_on": "××××年7月10日", "lead_leader": "张某",
            "lead_unit": "××科", "units": "××科、××局", "measures": "11月底前在3家定点医院开通“一站式”结算",
            "due": "××××年11月30日", "problem_nos": "××-问题-004", "status": "推进中",
        },
        {
            "party": "政协", "title": "婚姻登记高峰日排队时间过长", "topic_class": "社会关注的焦点问题",
            "raised_on": "××××年7月15日", "lead_leader": "李某", "lead_unit": "××登记处", "units": "××登记处",
            "measures": "增设1个窗口,推行电话预约,高峰日加派1人引导", "due": "××××年9月30日",
            "problem_nos": "××-问题-002", "status": "已办结", "done_on": "××××年9月20日",
            "answered_on": "××××年9月25日",
        },
    ),
    poor_row={
        "party": "有关方面", "title": "作风", "topic_class": "其他", "raised_on": "7月",
        "lead_leader": "局领导",
        "lead_unit": "相关科室", "units": "各单位", "measures": "高度重视", "due": "年底", "status": "抓紧",
    },
)
