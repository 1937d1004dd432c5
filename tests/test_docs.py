"""The generated documents: what they say of a form, that they say it of all, that they are current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lvzhi import docs
from lvzhi.catalogue import catalogues
from lvzhi.conditions import equals
from lvzhi.findings import Severity, Wording
from lvzhi.form import Column, Form, error, number_column
from lvzhi.kinds import Choice, Many, Person, Ref, Text
from schemas import FORMS
from schemas.rowwise import same
from tests.screenshots import OF_THE_DOCUMENTS, PICTURED

ROOT = Path(__file__).parents[1]

TOY = Form(
    id="toy", title="样表", books=("group", "office"), mark="样", key=("toy_no",), kept="cumulative",
    relist=equals("state", "未结"), remark=False, prints=("toy_no", "state"),
    columns=(
        number_column("toy_no", "样号", "样"),
        Column("state", "状态", Choice(("未结", "办结")), required=True, help="现在的状态"),
        Column("why", "原因", Text(200, 5), required=equals("state", "办结"), assigned=True),
        Column("who", "当事人", Many(Person()), restricted=True, books=("office",)),
        Column("ref", "来源", Ref(("toy",)), system=True),
    ),
    rules=(error("TOY-SAME", ("why", "state"), same("why", "state"), "原因“{why}”与{other}相同。"),),
)


def test_a_form_in_the_dictionary():
    assert docs.dictionary([TOY]).split("## 样表 `toy`\n\n")[1] == """\
- 报送簿:督办组工作簿、局履职办工作簿
- 每行的标识:样号,样式“单位-样-001”
- 保存方式:台账,逐期累计
- 下期预列:状态=未结 的行
- 计量单位:件
- 打印:样号、状态

| 列名 | 标识 | 类型 | 必填 | 填写说明 | 标记 |
| --- | --- | --- | --- | --- | --- |
| 样号 | `toy_no` | 编号或文号,“单位-样-001”的样式 | 系统 | – | – |
| 状态 | `state` | 选项:未结/办结 | ★ | 现在的状态 | – |
| 原因 | `why` | 文字,5–200字 | ◇ 状态=办结 | – | 交 |
| 当事人 | `who` | 姓名,2–20字;可填多个,用“、”隔开 | ○ | – | 限 只在局履职办工作簿 |
| 来源 | `ref` | 编号(引用已登记的一行) → 样表 | 系统 | – | – |

| 规则 | 处理 | 列 | 提示内容 |
| --- | --- | --- | --- |
| TOY-SAME | 须改正 | 原因 | 原因“〔原因〕”与××相同。 |
"""


def test_a_wording_in_the_catalogue():
    text = docs.findings([TOY], {"文件": (Wording("FILE-X", Severity.NOTE, "文件有{n}页|", "打印"),)})
    assert "## 文件\n\n| 代码 | 处理 | 提示内容 | 说明 |\n| --- | --- | --- | --- |\n" in text
    assert "| FILE-X | 提示 | 文件有××页\\| | 打印 |" in text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_column_and_rule_of_every_form_is_described(form):
    text = docs.dictionary([form])
    said = set(re.findall(r"`([a-z_0-9]+)`", text)) - {form.id}
    assert said == {c.id for c in form.all_columns} - {form.id}
    codes = [r.code for r in (*form.rules, *form.cross_rules)]
    assert [code for code in codes if f"| {code}" not in text] == []


def test_every_code_a_kind_gives_is_in_the_catalogue():
    package = ROOT / "lvzhi"
    sources = [*(package / "kinds").glob("*.py"), package / "values.py", package / "validation.py"]
    given = {code for path in sources for code in re.findall(r'"(GEN-[A-Z-]+)"', path.read_text(encoding="utf-8"))}
    known = {w.code for said in catalogues().values() for w in said} | {w.code for w in docs.KINDS}
    assert given - known == set()


@pytest.mark.parametrize("path", [docs.DICTIONARY, docs.FINDINGS, docs.SETTINGS])
def test_committed_documents_are_current(path):
    made = docs.render(FORMS, catalogues())[path]
    assert (ROOT / path).read_text(encoding="utf-8") == made, "run: python -m lvzhi docs"


def test_the_pictures_are_those_of_the_pages_listed():
    listed = {f"{page}-{manner}.png" for page in PICTURED for manner in OF_THE_DOCUMENTS}
    assert {p.name for p in (ROOT / "docs" / "images").glob("*.png")} == listed
