"""工作总结 (forms.md 6.16): the year's summary, first as a draft, then for good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lvzhi.form import Column, Form
from lvzhi.kinds import Choice, LongText, Text
from lvzhi.plan import Plan
from schemas import vocabulary as words
from schemas.cross import summaries as cross

DRAFT, FINAL = words.VERSION
PARTS = ("practice", "results", "shortcomings", "next_steps")


def fixed_rows(plan: Plan, filer: str, period: str) -> tuple[Mapping[str, Any], ...]:
    """The version due: 定稿 in the last of the periods in which summaries are due, 初稿 before."""
    due = [p.id for p in plan.periods if plan.duty("summaries", filer, p.id) == "due"]
    return ({"version": FINAL if not due or period >= due[-1] else DRAFT},)


FORM = Form(
    id="summaries",
    title="工作总结",
    books=("unit",),
    columns=(
        Column("version", "版本", Choice(words.VERSION), system=True),
        Column("practice", "做法", LongText(longest=300, shortest=20), required=True,
               help="主要做法,20至300字"),
        Column("results", "成效", LongText(longest=300, shortest=20), required=True,
               help="取得的成效,尽量用数字,20至300字"),
        Column("shortcomings", "问题", LongText(longest=300, shortest=20), required=True,
               help="还存在的问题,20至300字"),
        Column("next_steps", "打算", LongText(longest=300, shortest=20), required=True,
               help="下一步打算,20至300字"),
        Column("attachment", "附件名", Text(), help="总结全文的文件名", evidence="SUMM-ATTACHMENT"),
    ),
    key=("version",),
    kept="cumulative",
    relist="none",
    fixed_rows=fixed_rows,
    prints=("version", *PARTS, "attachment"),
    cross_rules=cross.RULES,
    measure_unit="份",
    note="四栏各写一段;全文另附文件,在附件名写明文件名。",
    good_rows=(
        {"practice": "召开动员会1次、座谈会3次,走访62户,发放问卷60份,逐项对照自查。",
         "results": "查出问题9个,销号7个;临时救助答复由27天缩短到10个工作日以内。",
         "shortcomings": "福利院夜班护理力量仍然偏紧,优抚对象信息更新还不够及时。",
         "next_steps": "明年一季度前再聘护理员1名,每月5日前与村、派出所核对优抚信息。",
         "attachment": "××镇民政办××××年工作总结.docx"},
        {"practice": "把五项清单贴在办事大厅,印制一次性告知单,每月电话回访5名群众。",
         "results": "受理投诉6件全部办结,群众回访满意5件、基本满意1件。",
         "shortcomings": "两个村的居家养老服务点开放时间还不固定,登记不全。",
         "next_steps": "落实服务点管理员,每周开放5天,民政办每月抽查登记。"},
    ),
    poor_row={"practice": "领导重视,措施有力", "results": "成效显著", "shortcomings": "无", "next_steps": "继续努力"},
    remark=False,
)
