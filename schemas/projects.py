"""项目进度 (forms.md 6.13): money and works of the plan's projects, place by place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.form import Column, Form, error, printed, query
from lvzhi.kinds import Choice, Count, Listed, LongText, Many, Money, Percent, Ref, Text, Unit
from lvzhi.plan import Plan
from schemas import rowwise
from schemas import vocabulary as words
from schemas.cross import projects as cross


def fixed_rows(plan: Plan, filer: str, period: str) -> tuple[Mapping[str, Any], ...]:
    """The projects this filer reports on, one row per place."""
    return tuple(
        {"project": project.name, "place": place, "responsible_unit": filer}
        for project, place in plan.projects_of(filer)
    )


def _works_against_rate(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    finished = frame["works"].isin(("竣工", "投用")) & (frame["progress"] < 1)
    return finished | ((frame["works"] == "未启动") & (frame["progress"] > 0))


COLUMNS = (
    Column("project", "项目", Listed(lambda plan, filer: tuple(p.name for p in plan.projects), "方案所列项目"),
           system=True),
    Column("place", "实施地点", Text(), system=True),
    Column("responsible_unit", "责任单位", Unit(), system=True, prefill="filer"),
    Column("basis", "规划依据", Text(longest=200), help="规划或批复的名称、文号"),
    Column("budget", "总投资(万元)", Money(), help="总投资,单位万元,只填数字"),
    Column("received", "到位资金(万元)", Money(), help="到本期末累计到位的资金,单位万元,只填数字"),
    Column("spent", "支出(万元)", Money(), help="到本期末累计支出,单位万元,只填数字"),
    Column("works", "形象进度", Choice(words.WORKS), required=True, help="工程到了哪一步"),
    Column("progress", "完成率", Percent(), required=True, help="到本期末完成的百分比,0至100的数"),
    Column("checks", "监督检查次数", Count(unit="次"), help="开工以来监督检查的次数"),
    Column("check_findings", "监督发现问题", LongText(longest=300), help="监督检查发现了什么"),
    Column("obstacles", "存在问题", LongText(longest=300), help="影响进度的问题"),
    Column("problem_nos", "转问题编号", Many(Ref(("rectification",), own=True)),
           help="转入整改后的问题编号,两个以上用“、”隔开"),
)

FORM = Form(
    id="projects",
    title="项目进度",
    books=("unit",),
    columns=COLUMNS,
    key=("project", "place"),
    kept="cumulative",
    fixed_rows=fixed_rows,
    prints=printed(COLUMNS, "basis", "check_findings", "problem_nos", "remark"),
    rules=(
        error("PROJ-SPENT", ("spent", "received"), rowwise.more("spent", "received"),
              "支出{spent}万元,多于到位资金{received}万元,请核对。"),
        query("PROJ-RECEIVED", ("received", "budget"), rowwise.more("received", "budget"),
              "到位资金{received}万元,多于总投资{budget}万元。请核对;确实如此的,请说明来源。"),
        query("PROJ-WORKS-RATE", ("progress", "works"), _works_against_rate,
              "形象进度是“{works}”,完成率是{progress}%。请核对;确实如此的,请说明。"),
    ),
    cross_rules=cross.RULES,
    measure_unit="万元",
    note="项目和实施地点由方案列出;资金、次数都填到本期末的累计数。",
    good_rows=(
        {"budget": "320", "received": "200", "spent": "126.5", "works": "在建", "progress": "45", "checks": "3",
         "basis": "××××年市级民政项目计划"},
        {"budget": "85", "received": "85", "spent": "85", "works": "投用", "progress": "100", "checks": "5"},
    ),
    poor_row={"budget": "320万", "received": "已到位", "spent": "400", "works": "竣工", "progress": "90%左右"},
)
