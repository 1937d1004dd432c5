"""封面 (forms.md 6.1): who files for whom, typed once and printed at the foot of every sheet."""

from __future__ import annotations

from lvzhi.conditions import elsewhere
from lvzhi.form import Column, Form, note
from lvzhi.kinds import Choice, Code, Count, Date, Month, Person, Phone, Unit
from schemas import rowwise
from schemas.cross import cover as cross

UNIT_BOOK = ("unit",)
KICKOFF = elsewhere("《阶段任务》首项任务的状态=已完成")

FORM = Form(
    id="cover",
    title="封面",
    books=("unit", "group", "office"),
    columns=(
        Column("unit", "填报单位", Unit(), system=True, prefill="filer"),
        Column("report_month", "报告期", Month(), system=True),
        Column("preparer", "填报人", Person(), required=True, carried=True, help="填报人姓名"),
        Column("phone", "联系电话", Phone(), required=True, restricted=True,
               help="填报人的办公电话,7至12位数字"),
        Column("reviewer", "审核人", Person(), required=True, carried=True, help="审核人姓名"),
        Column("head", "单位负责人", Person(), required=True, carried=True, books=UNIT_BOOK,
               help="单位负责人姓名"),
        Column("nil_return", "零报告(本期无新增、无变化)",
               Choice(values=("是",), aliases={"√": "是", "✓": "是", "✔": "是"}), books=UNIT_BOOK,
               help="“是”;本期有新增或变化的,空着"),
        Column("local_plan_no", "本单位方案文号", Code(), carried=True, books=UNIT_BOOK,
               help="本单位实施方案的文号;没有单独发文的,空着"),
        Column("kickoff_on", "动员会日期", Date("past_any"), required=KICKOFF, carried=True, books=UNIT_BOOK,
               help="动员会召开的日期"),
        Column("attendance", "参加人数", Count(least=1, unit="人"), required=KICKOFF, carried=True,
               books=UNIT_BOOK, help="动员会的参加人数"),
        Column("liaison", "联络员", Person(), required=True, carried=True, books=UNIT_BOOK,
               help="联络员姓名"),
    ),
    key=("unit", "report_month"),
    kept="periodic",
    relist="none",
    prints=(
        "unit", "report_month", "preparer", "phone", "reviewer", "head", "nil_return", "local_plan_no",
        "kickoff_on", "attendance", "liaison",
    ),
    rules=(
        note("COVER-SAME-PERSON", ("reviewer", "preparer"), rowwise.same("reviewer", "preparer"),
             "审核人与填报人都是“{reviewer}”。一般由另一人审核,请核对。"),
    ),
    cross_rules=cross.RULES,
    measure_unit="份",
    note="各表的单位负责人、审核人、填报人、联系电话只在本页填写一次。",
    good_rows=(
        {"preparer": "王某", "phone": "0728-6240001", "reviewer": "刘某某", "head": "陈某",
         "kickoff_on": "××××年6月12日", "attendance": "36", "liaison": "王某"},
        {"preparer": "李某某", "phone": "0728-6240002", "reviewer": "赵某", "head": "赵某", "nil_return": "是",
         "liaison": "李某某"},
    ),
    poor_row={"preparer": "王某", "phone": "见通讯录", "reviewer": "王某", "head": "陈某", "liaison": "办公室"},
    layout="card",
    remark=False,
)
