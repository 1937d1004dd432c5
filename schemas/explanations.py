"""说明 (forms.md 6.17): a sentence for each thing asked about, on the sheet it is about."""

from __future__ import annotations

from lvzhi.form import Column, Form
from lvzhi.kinds import Code, Listed, LongText, Text
from lvzhi.plan import Filer, Plan
from schemas.cross import explanations as cross


def _sheet_titles(plan: Plan, filer: Filer | None) -> tuple[str, ...]:
    """Titles of the sheets of the filer's book; every form has one, so they are asked for when needed."""
    from schemas import BOOKS, FORMS

    titles = {form.id: form.title for form in FORMS}
    books = (filer.book,) if filer else tuple(BOOKS)
    return tuple(dict.fromkeys(titles[form] for book in books for form in BOOKS[book]))


FORM = Form(
    id="explanations",
    title="说明",
    books=("unit", "group", "office"),
    columns=(
        Column("form", "表", Listed(_sheet_titles, "本簿各表的名称"), required=True, help="需说明的事项所在的表",
               quoted=True),
        Column("row_ref", "编号或行", Text(), required=True,
               help="该行的编号;没有编号的写“第12行”,整张表的写“全表”", quoted=True),
        Column("code", "校验码", Code(r"[A-Z]+(-[A-Z]+)+", "“RECT-SAME-DAY”的样式"), required=True,
               help="需说明事项的校验码,照抄即可", quoted=True),
        Column("reason", "说明", LongText(longest=200, shortest=4), required=True,
               help="时间、原因或依据,一句话即可"),
    ),
    key=("form", "row_ref", "code"),
    kept="periodic",
    relist="none",
    prints=("form", "row_ref", "code", "reason"),
    cross_rules=cross.RULES,
    measure_unit="条",
    note="系统退回的报送簿里,需说明的事项已经逐条列出,在“说明”一栏写一句话即可。",
    good_rows=(
        {"form": "问题整改台账", "row_ref": "××镇-问题-003", "code": "RECT-SAME-DAY",
         "reason": "检查当日即更换公示栏电话,分管领导陈某在场。"},
        {"form": "问题整改台账", "row_ref": "××镇-问题-005", "code": "RECT-DUE-CHANGED",
         "reason": "招聘公告9月20日才获批,预计10月31日前护理员到岗。"},
    ),
    poor_row={"form": "问题整改台账", "row_ref": "××镇-问题-003", "code": "RECT-SAME-DAY", "reason": "核实无误"},
    remark=False,
)
