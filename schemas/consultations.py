"""征求意见 (forms.md 6.12): opinions asked for or given, and what was made of them."""

from __future__ import annotations

import pandas as pd

from lvzhi.conditions import elsewhere
from lvzhi.form import Column, Form, error, note, number_column, printed
from lvzhi.kinds import Choice, Count, Date, LongText, Many, Ref
from lvzhi.plan import Plan
from schemas import rowwise
from schemas import vocabulary as words
from schemas.cross import consultations as cross

COUNTED = elsewhere("方式=问卷调查,同一次问卷填在第一行")


def _no_why(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return frame["decision"].isin(("不采纳", "解释说明")) & frame["remark"].isna()


def _no_problem(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    return frame["decision"].isin(("采纳", "部分采纳")) & frame["problem_nos"].isna()


COLUMNS = (
    number_column("opinion_no", "意见编号", "意见"),
    Column("held_on", "日期", Date("past"), required=True, help="征求意见的日期"),
    Column("method", "方式", Choice(words.CONSULT_METHOD), required=True, help="怎样征求的"),
    Column("consulted", "对象类别", Choice(words.CONSULTED), required=True, help="向谁征求的"),
    Column("issued", "发放份数", Count(unit="份"), required=COUNTED,
           help="问卷发放份数,同一次问卷只填在第一行"),
    Column("collected", "收回份数", Count(unit="份"), required=COUNTED,
           help="问卷收回份数,同一次问卷只填在第一行"),
    Column("opinion", "意见内容", LongText(longest=300, shortest=5), required=True,
           help="意见的内容,5至300字,不写提意见人的姓名"),
    Column("decision", "采纳情况", Choice(words.DECISION), required=True,
           help="是否采纳;不采纳和解释说明的,在备注写明理由"),
    Column("problem_nos", "转问题编号", Many(Ref(("rectification",), own=True)),
           help="转入整改后的问题编号,两个以上用“、”隔开"),
)

FORM = Form(
    id="consultations",
    title="征求意见",
    books=("unit",),
    columns=COLUMNS,
    key=("opinion_no",),
    kept="cumulative",
    mark="意见",
    relist="none",
    prints=printed(COLUMNS),
    rules=(
        error("CONS-COLLECTED", ("collected", "issued"), rowwise.more("collected", "issued"),
              "收回{collected}份,多于发放{issued}份,请核对。"),
        note("CONS-NO-WHY", ("remark", "decision"), _no_why,
             "采纳情况是“{decision}”,请在备注写明理由。"),
        note("CONS-NO-PROBLEM", ("problem_nos", "decision"), _no_problem,
             "意见已“{decision}”,还没有转入整改。需要整改的请先登记问题,再填转问题编号。"),
    ),
    cross_rules=cross.RULES,
    measure_unit="条",
    note="一条意见一行;同一次问卷的发放、收回份数只填在第一行。",
    good_rows=(
        {"held_on": "××××年7月15日", "method": "问卷调查", "consulted": "民政对象", "issued": "60",
         "collected": "54", "opinion": "福利院夜间没有护理员,老人起夜无人照应。", "decision": "采纳",
         "problem_nos": "××镇-问题-002"},
        {"held_on": "××××年7月18日", "method": "座谈会", "consulted": "人大",
         "opinion": "建议把低保公示栏移到村口。", "decision": "解释说明",
         "remark": "公示栏位置由村民会议商定,已当场说明。"},
    ),
    poor_row={"held_on": "7月", "method": "问卷", "consulted": "群众", "issued": "60份", "collected": "63",
              "opinion": "很好", "decision": "采纳"},
)
