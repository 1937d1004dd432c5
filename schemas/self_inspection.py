"""自查自纠 (forms.md 6.5): the notice's questions, part by part, and the filer's own conclusion on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.conditions import equals
from lvzhi.form import Column, Form, error, query
from lvzhi.kinds import Area, Choice, Code, Date, LongText, Many, Person, Ref, Text
from lvzhi.plan import PART_MARKS, CheckItem, Plan
from schemas import rowwise
from schemas import vocabulary as words
from schemas.cross import self_inspection as cross

WHOLE = "–"
TRANSFERRED = "线索已按规定移交"


def fixed_rows(plan: Plan, filer: str, period: str) -> tuple[Mapping[str, Any], ...]:
    """The items that apply to this filer, one row per part.

    Which of them a re-check asks again depends on what stands: that is left to who prints the book.
    """
    shorts = {area.id: area.short for area in plan.areas}
    return tuple(
        {"area": shorts[item.area], "check_item": item.clause, "part": part, "question": question}
        for item in plan.items_of(filer) for part, question in _parts(item)
    )


def _parts(item: CheckItem) -> tuple[tuple[str, str], ...]:
    """(mark, the notice's words with the part they ask about); one dash for an item of one part."""
    if not item.parts:
        return ((WHOLE, item.text),)
    return tuple((PART_MARKS[n], f"{item.text}（{part}）") for n, part in enumerate(item.parts))


def _may_not_transfer(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    allowed = [i.clause for i in plan.check_items if i.id in plan.settings.may_transfer_items]
    return (frame["conclusion"] == TRANSFERRED) & frame["check_item"].notna() & ~frame["check_item"].isin(allowed)


def _text_without_finding(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    written = frame["manifestation"].notna() | frame["problem_nos"].notna()
    return (frame["conclusion"] == "未发现问题") & written


FORM = Form(
    id="self_inspection",
    title="自查自纠",
    books=("unit",),
    columns=(
        Column("area", "所属方面", Area(words.AREA), system=True),
        Column("check_item", "检查项", Code(), system=True),
        Column("part", "分项", Choice((WHOLE, *PART_MARKS)), system=True),
        Column("question", "检查内容", LongText(), system=True),
        Column("conclusion", "自查结论", Choice(words.CONCLUSION), required=True, help="自查的结论"),
        Column("manifestation", "具体表现", LongText(longest=300, shortest=10),
               required=equals("conclusion", "发现问题"), help="时间、地点、事情、数量,10至300字"),
        Column("problem_nos", "对应问题编号", Many(Ref(("rectification",), own=True, own_rule=True)),
               required=equals("conclusion", "发现问题"),
               help="先在《问题整改台账》登记,再填问题编号,两个以上用“、”隔开"),
        Column("transferred_on", "移交日期", Date("past_any"), required=equals("conclusion", TRANSFERRED),
               restricted=True, help="移交线索的日期,不写案情"),
        Column("not_applicable_reason", "不适用理由", Text(longest=200),
               required=equals("conclusion", "不适用"), help="这一项为什么与本单位无关"),
        Column("inspector", "自查人", Many(Person()), help="自查人姓名;与封面填报人相同的,空着"),
    ),
    key=("check_item", "part"),
    kept="periodic",
    relist="none",
    fixed_rows=fixed_rows,
    prints=("area", "check_item", "part", "question", "conclusion", "manifestation", "problem_nos",
            "transferred_on", "not_applicable_reason", "inspector"),
    rules=(
        query("SELF-NA", ("conclusion",), rowwise.when(equals("conclusion", "不适用")),
              "填了“不适用”。请写明原因,如“本科室无行政审批事项”。", reason_in="not_applicable_reason"),
        error("SELF-TRANSFER-ITEM", ("conclusion", "check_item"), _may_not_transfer,
              "{check_item}不涉及线索移交。请在未发现问题、发现问题、不适用中选一项。"),
        error("SELF-TEXT-WITHOUT-FINDING", ("conclusion", "manifestation", "problem_nos"), _text_without_finding,
              "自查结论是“未发现问题”,却填了具体表现或问题编号。发现了问题的请改选“发现问题”,没有的请删去。"),
    ),
    cross_rules=cross.RULES,
    measure_unit="项",
    note="检查内容用方案原文,逐项填写结论。发现问题的,先在《问题整改台账》登记。",
    good_rows=(
        {"conclusion": "发现问题", "manifestation": "二季度农村低保金到账比规定晚9天,3个村群众来询问。",
         "problem_nos": "××镇-问题-001", "inspector": "王某"},
        {"conclusion": "未发现问题", "inspector": "王某、李某某"},
    ),
    poor_row={"conclusion": "发现问题", "manifestation": "服务意识不强", "problem_nos": "已整改"},
    remark=False,
)
