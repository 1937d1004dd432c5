"""试点示范: one leader, one unit (forms.md 8.3)."""

from __future__ import annotations

from lvzhi.conditions import equals
from lvzhi.findings import Severity
from lvzhi.form import Column, CrossRule, Form, error, number_column
from lvzhi.kinds import Choice, Count, Date, Leader, LongText, Unit
from schemas import vocabulary as words
from schemas.cross import piloting
from schemas.rowwise import before

FORM = Form(
    id="pilots",
    title="试点示范",
    books=("office",),
    mark="试点",
    key=("pilot_no",),
    kept="cumulative",
    relist="all",
    measure_unit="个",
    columns=(
        number_column("pilot_no", "试点编号", "试点"),
        Column("leader", "局领导", Leader(), required=True, help="联系试点的局领导,一人一行"),
        Column("unit", "联系单位", Unit(), required=True, help="作试点的单位,从下拉列表中选"),
        Column("content", "试点内容", LongText(300, 5), required=True, help="试什么、达到什么效果,5至300字"),
        Column("start_on", "开始日期", Date("ahead"), required=True, help="试点开始的日期"),
        Column("end_on", "结束日期", Date("ahead"), required=True, help="试点结束的日期"),
        Column("visits", "到点指导次数", Count(unit="次"), system=True),
        Column(
            "lessons", "经验总结", LongText(500, 20), required=equals("status", "已总结", "已推广"),
            help="可推广的做法和成效,20至500字",
        ),
        Column("status", "状态", Choice(words.PILOT_STATUS), required=True, help="试点现在的状态"),
    ),
    prints=(
        "pilot_no", "leader", "unit", "content", "start_on", "end_on", "visits", "lessons", "status",
        "remark",
    ),
    rules=(
        error(
            "PILO-DATES", ("end_on", "start_on"), before("end_on", "start_on"),
            "结束日期“{end_on}”早于开始日期“{start_on}”,请核对这两个日期。",
        ),
    ),
    cross_rules=(
        CrossRule(
            "PILO-TWICE", Severity.NOTE, piloting.two_leaders_on_one_unit,
            "{unit}同时是{leaders}的联系单位,请核对。",
        ),
        CrossRule(
            "PILO-LEADER-MISSING", Severity.NOTE, piloting.leaders_without_pilot,
            "{leaders}还没有试点联系单位,请核对。",
        ),
    ),
    good_rows=(
        {
            "leader": "张某", "unit": "××登记处", "content": "推行电话预约登记,高峰日排队不超过30分钟",
            "start_on": "××××年7月1日", "end_on": "××××年10月31日", "lessons": "", "status": "开展中",
        },
        {
            "leader": "李某", "unit": "××镇民政办", "content": "临时救助10个工作日内书面答复",
            "start_on": "××××年7月1日", "end_on": "××××年9月30日",
            "lessons": "建受理登记本,A、B岗交叉催办,9月受理的14件全部在10个工作日内答复", "status": "已总结",
        },
    ),
    poor_row={
        "leader": "局领导", "unit": "若干单位", "content": "试点", "start_on": "年初", "end_on": "年底",
        "status": "正常",
    },
)
