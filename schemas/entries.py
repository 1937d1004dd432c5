"""What the five lists (forms.md 6.6-6.10) have in common: their columns left and right, and how they are kept."""

from __future__ import annotations

from typing import Any

from lvzhi.form import Column, CrossRule, Form, Rule, number_column, printed
from lvzhi.kinds import Choice, Date, Many, Person, Text
from schemas import vocabulary as words
from schemas.cross import entries as cross


def entries(
    form_id: str, title: str, mark: str, own: tuple[Column, ...], *, not_printed: tuple[str, ...] = (),
    rules: tuple[Rule, ...] = (), cross_rules: tuple[CrossRule, ...] = (), **more: Any,
) -> Form:
    """One of the five lists: `own` are its own columns, standing between 依据 and 责任科室(岗位)."""
    columns = (*_before(mark), *own, *_after())
    return Form(
        id=form_id, title=title, books=("unit",), columns=columns, key=("entry_no",), kept="cumulative", mark=mark,
        relist="all", prints=printed(columns, *not_printed), rules=rules,
        cross_rules=(*cross.rules(form_id), *cross_rules), measure_unit="项", read_only_relist=True,
        note="上期已报的事项已经列出;如有变化在此修改,没有变化的不动。", **more,
    )


def _before(mark: str) -> tuple[Column, ...]:
    return (
        number_column("entry_no", "事项编号", mark),
        Column("name", "事项名称", Text(longest=60, shortest=2), required=True, help="事项的名称,2至60字"),
        Column("basis", "依据", Text(longest=200), required=True, help="法规、文件或岗位职责的名称"),
    )


def _after() -> tuple[Column, ...]:
    return (
        Column("post", "责任科室(岗位)", Text(), required=True, help="负责的科室或岗位"),
        Column("responsible_person", "责任人", Many(Person()), required=True,
               help="承办人姓名,两人以上用“、”隔开"),
        Column("openness", "公开情况", Choice(words.OPENNESS), required=True, help="是否向社会公开"),
        Column("updated_on", "更新日期", Date("past_any"), required=True, help="最近一次修改本行的日期"),
    )
