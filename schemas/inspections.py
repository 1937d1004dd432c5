"""明察暗访: one inspection of a unit (forms.md 8.2)."""

from __future__ import annotations

import pandas as pd

from lvzhi.conditions import empty, equals, filled
from lvzhi.findings import Severity
from lvzhi.form import NO_FILE, Column, CrossRule, Form, error, note, number_column
from lvzhi.kinds import Choice, Date, LongText, Many, Person, Ref, Text, Unit, yes_no
from lvzhi.plan import Plan
from schemas import vocabulary as words
from schemas.cross import rosters
from schemas.rowwise import when


def inspected_alone(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    """Fewer than two different inspectors; doubles went when the cell was read."""
    return frame["inspectors"].map(lambda held: isinstance(held, tuple) and len(set(held)) < 2).astype(bool)


FORM = Form(
    id="inspections",
    title="明察暗访",
    books=("office",),
    mark="察访",
    key=("inspection_no",),
    kept="cumulative",
    relist="none",
    measure_unit="次",
    columns=(
        number_column("inspection_no", "记录编号", "察访"),
        Column("inspected_on", "日期", Date("past"), required=True, help="明察暗访的日期"),
        Column("part_of_day", "时段", Choice(words.PART_OF_DAY), help="在什么时段"),
        Column("unit", "被查单位", Unit(), required=True, help="被查的单位,从下拉列表中选"),
        Column("place", "地点", Text(), required=True, help="具体地点,如“办事大厅3号窗口”"),
        Column("method", "方式", Choice(words.INSPECT_METHOD), required=True, help="明察暗访的方式"),
        Column(
            "inspectors", "检查人", Many(Person()), required=True, help="检查人姓名,两人以上,用“、”隔开",
        ),
        Column(
            "supervisor_nos", "参加督查员", Many(Ref(("supervisors",))),
            help="参加的督查员在名册中的编号,两人以上用“、”隔开",
        ),
        Column("random_draw", "是否随机抽取", yes_no(), help="被查单位是否随机抽取"),
        Column(
            "inspected", "检查内容", Many(Choice(words.INSPECTED)), required=True,
            help="检查了哪些内容(" + "、".join(words.INSPECTED) + "),两项以上用“、”隔开",
        ),
        Column("found", "发现问题", Choice(words.FOUND), required=True, help="有没有发现问题"),
        Column(
            "description", "问题描述", LongText(500, 10), required=equals("found", "有"),
            help="什么时间、什么地点、什么问题,10至500字",
        ),
        Column(
            "person_concerned", "当事人", Many(Person()), restricted=True, help="当事人姓名,只供局履职办掌握",
        ),
        Column("on_the_spot", "现场处理", Choice(words.ON_THE_SPOT), required=True, help="现场怎样处理"),
        Column("made_known", "是否通报", yes_no(), required=True, help="是否已通报"),
        Column(
            "assignment_nos", "交办编号", Many(Ref(("assignments",))),
            help="发现的问题对应的交办编号,两个以上用“、”隔开",
        ),
        Column("evidence", "证据附件", Text(200), help="照片、录音等附件的文件名", evidence=NO_FILE),
    ),
    prints=(
        "inspection_no", "inspected_on", "unit", "place", "method", "inspectors", "inspected", "found",
        "description", "on_the_spot", "assignment_nos",
    ),
    rules=(
        error(
            "INSP-TWO", ("inspectors",), inspected_alone,
            "检查人只有“{inspectors}”。明察暗访须由两人以上进行,请补填另一名检查人,用“、”隔开。",
        ),
        error(
            "INSP-NONE-BUT-TEXT", ("description",
            "found"), when(equals("found", "无") & filled("description")),
            "发现问题选“无”,而问题描述有内容。请改选“有”,或清空问题描述。",
        ),
        note(
            "INSP-UNASSIGNED", ("assignment_nos",
            "found"), when(equals("found", "有") & empty("assignment_nos")),
            "发现问题还没有交办编号。请在《交办事项》中登记,再把交办编号填入本格。",
        ),
    ),
    cross_rules=(
        CrossRule(
            "INSP-SUPERVISOR", Severity.NOTE, rosters.out_of_term,
            "督查员{people}在{day}不在聘期内,请核对名册。",
        ),
    ),
    good_rows=(
        {
            "inspected_on": "××××年8月12日", "part_of_day": "上午", "unit": "××镇民政办",
            "place": "办事大厅3号窗口",
            "method": "暗访", "inspectors": "李某、王某", "supervisor_nos": "履职办-名册-003",
            "random_draw": "是",
            "inspected": "在岗纪律、服务态度", "found": "有",
            "description": "上班时间窗口1人离岗40分钟,未挂去向牌", "on_the_spot": "责令整改",
            "made_known": "否",
            "assignment_nos": "履职办-交办-005", "evidence": "察访005照片.jpg",
        },
        {
            "inspected_on": "××××年9月9日", "part_of_day": "夜间", "unit": "××站", "place": "值班室",
            "method": "电话", "inspectors": "李某、王某", "random_draw": "否", "inspected": "在岗纪律",
            "found": "无", "on_the_spot": "无", "made_known": "否",
        },
    ),
    poor_row={
        "inspected_on": "上周", "unit": "某单位", "place": "现场", "method": "检查", "inspectors": "督查组",
        "inspected": "全面", "found": "少数", "description": "作风不实", "on_the_spot": "已处理",
        "made_known": "",
    },
)
