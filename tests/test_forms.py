"""Every form against the table of forms.md section 9, and what holds for all of them."""

from __future__ import annotations

import re

import pytest

from lvzhi.form import Form
from lvzhi.kinds import Choice, Many, Ref
from schemas import BOOKS, FORMS, vocabulary

# form, sheet, books, columns, typed, always required, mark, kept
SECTION_9 = """
cover                  | 封面         | unit group office | 11 |  9 |  5 |      | periodic
stage_tasks            | 阶段任务     | unit              | 10 |  6 |  1 |      | cumulative
rectification          | 问题整改台账 | unit              | 35 | 24 | 10 | 问题 | cumulative
commitments            | 公开承诺台账 | unit              | 18 | 17 |  9 | 承诺 | cumulative
self_inspection        | 自查自纠     | unit              | 10 |  6 |  1 |      | periodic
duty_list              | 履职清单     | unit              | 14 | 13 |  9 | 履职 | cumulative
service_list           | 服务清单     | unit              | 15 | 14 | 10 | 服务 | cumulative
integrity_list         | 廉政清单     | unit              | 12 | 11 | 10 | 廉政 | cumulative
conduct_list           | 作风清单     | unit              | 11 | 10 |  8 | 作风 | cumulative
coordination_list      | 协办清单     | unit              | 13 | 12 | 11 | 协办 | cumulative
complaints             | 投诉举报台账 | unit office       | 19 | 17 |  9 | 投诉 | cumulative
consultations          | 征求意见     | unit              | 10 |  9 |  5 | 意见 | cumulative
projects               | 项目进度     | unit              | 14 | 11 |  2 |      | cumulative
publicity              | 宣传信息     | unit              |  8 |  7 |  4 | 宣传 | cumulative
supervisors            | 督查员名册   | unit office       | 13 |  9 |  6 | 名册 | cumulative
summaries              | 工作总结     | unit              |  6 |  5 |  4 |      | cumulative
explanations           | 说明         | unit group office |  4 |  4 |  4 |      | periodic
supervision            | 督办记录     | group             | 16 | 14 |  7 | 督办 | cumulative
assignments            | 交办事项     | group office      | 15 | 11 |  6 | 交办 | cumulative
verification           | 核查销号     | group office      | 15 | 14 |  4 | 核查 | cumulative
special_topic_progress | 点题进展     | group             |  7 |  3 |  1 |      | periodic
satisfaction           | 满意度测评   | office            | 20 | 20 |  5 |      | cumulative
inspections            | 明察暗访     | office            | 18 | 17 |  9 | 察访 | cumulative
pilots                 | 试点示范     | office            | 10 |  8 |  6 | 试点 | cumulative
special_topics         | 点题监督     | office            | 15 | 14 | 10 | 点题 | cumulative
accountability         | 典型案例     | office            | 19 | 18 | 10 | 案例 | cumulative
"""
TABLE = [[cell.strip() for cell in line.split("|")] for line in SECTION_9.strip().splitlines()]
BY_ID = {form.id: form for form in FORMS}


def _always(form: Form) -> list[str]:
    return [c.id for c in form.all_columns if c.typed and c.required is True]


def test_forms_stand_in_sheet_order() -> None:
    assert [form.id for form in FORMS] == [line[0] for line in TABLE]


@pytest.mark.parametrize("line", TABLE, ids=[line[0] for line in TABLE])
def test_form_is_as_the_table_says(line: list[str]) -> None:
    form = BY_ID[line[0]]
    typed = [c for c in form.all_columns if c.typed]
    assert [
        form.id, form.title, " ".join(form.books), str(len(form.all_columns)), str(len(typed)),
        str(len(_always(form))), form.mark or "", form.kept,
    ] == line


def test_all_forms_together() -> None:
    columns = [c for form in FORMS for c in form.all_columns]
    assert (len(columns), sum(c.typed for c in columns), sum(len(_always(f)) for f in FORMS)) == (358, 303, 166)


@pytest.mark.parametrize("book", BOOKS)
def test_a_book_holds_the_forms_that_name_it(book: str) -> None:
    assert sorted(BOOKS[book]) == sorted(form.id for form in FORMS if book in form.books)


def test_every_choice_list_is_used() -> None:
    lists = {value for name, value in vars(vocabulary).items() if name.isupper()}
    kinds = [c.kind.of if isinstance(c.kind, Many) else c.kind for f in FORMS for c in f.all_columns]
    assert lists - {k.values for k in kinds if isinstance(k, Choice)} == set()


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_rules_keys_prints_and_rows_name_columns_of_the_form(form: Form) -> None:
    read = {c for rule in form.rules for c in rule.on} | {r.reason_in for r in form.rules if r.reason_in}
    conditions = [c.required for c in form.all_columns if not isinstance(c.required, bool)]
    read |= {c for condition in conditions for c in condition.reads}
    written = {c for row in (*form.good_rows, form.poor_row or {}) for c in row}
    assert (read | written | set(form.key) | set(form.prints)) - set(form.by_id) == set()


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_good_rows_fill_what_is_always_required(form: Form) -> None:
    asked = [c for c in _always(form) if form.by_id[c].prefill is None]
    assert [(row, c) for row in form.good_rows for c in asked if not row.get(c)] == []


@pytest.mark.parametrize("form", [f for f in FORMS if f.numbered], ids=lambda f: f.id)
def test_a_numbered_sheet_has_blank_rows_of_its_own(form: Form) -> None:
    """What the rule on numbers takes for granted of a number within the reserve: it was printed."""
    assert form.fixed_rows is None and form.layout == "table"


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_references_name_forms_and_labels_are_unique(form: Form) -> None:
    kinds = [c.kind.of if isinstance(c.kind, Many) else c.kind for c in form.all_columns]
    assert {f for k in kinds if isinstance(k, Ref) for f in k.forms} - set(BY_ID) == set()
    assert len({c.label for c in form.all_columns}) == len(form.all_columns)


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_what_is_said_keeps_the_offices_tone(form: Form) -> None:
    said = [r.message for r in (*form.rules, *form.cross_rules)] + [c.help for c in form.all_columns]
    assert [s for s in said if re.search(r"错误|非法|无效(?!票)|失败|禁止|您|[!！]", s)] == []
