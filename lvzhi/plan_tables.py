"""The tables inside a plan and what their rows must satisfy, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from lvzhi import plan_rows as rows
from lvzhi.plan import PART_MARKS
from lvzhi.plan_faults import Fault
from lvzhi.plan_limits import COUNT, DAY, FLAG, NUMBER, TEXT, Known, Limit, Table, check, known_of
from lvzhi.plan_numbers import number_rows
from lvzhi.plan_tree import Tree

CODE = r"""[^\s\d\-—–－/\\:*?\[\]<>|"'.,、,;;]{1,8}"""
PERSON = r"[^\s\d、,，;；/]{1,20}"
MONTH = r"\d{4}-(0[1-9]|1[0-2])"
ASCII_ID = r"[A-Za-z0-9][A-Za-z0-9_\-]{0,39}"
_IN_CAMPAIGN = "应在活动起止日期之间,请核对。"


def check_tables(tree: Tree, forms: Sequence[str]) -> Iterator[Fault]:
    """Validate every table of a tree that has a plan's shape."""
    known = known_of(tree, forms)
    for table in TABLES:
        yield from check(table, tree, known)


def _like(column: str, pattern: str, message: str) -> Limit:
    compiled = re.compile(pattern)
    return Limit(column, lambda f, known: f[column].map(lambda v: bool(compiled.fullmatch(v))), message)


def _id() -> tuple[Limit, Limit]:
    return _like("id", ASCII_ID, "“{id}”请只用英文字母、数字、“-”和“_”,40个字符以内。"), _once("id")


def _once(column: str, what: str = "") -> Limit:
    text = f"{what}“{{{column}}}”在前面已经用过,不能重复,请核对。"
    return Limit(column, lambda f, known: ~f[column].duplicated(), text)


def _among(column: str, names: Callable[[Known], frozenset[str]], message: str) -> Limit:
    return Limit(column, lambda f, known: f[column].isin(names(known)), message)


def _not_before(later: str, earlier: str, message: str) -> Limit:
    """`later` on or after `earlier`; a blank day is not asked."""
    return Limit(later, lambda f, known: ~(f[later] < f[earlier]), message)


def _ordered(column: str, message: str) -> Limit:
    return Limit(column, lambda f, known: ~(f[column] < f[column].shift()), message)


def _from_start(column: str, what: str) -> Limit:
    text = f"{what}“{{{column}}}”早于活动开始日,请核对。"
    return Limit(column, lambda f, known: ~(f[column] < known.start), text)


def _to_end(column: str, what: str) -> Limit:
    text = f"{what}“{{{column}}}”晚于活动结束日,请核对。"
    return Limit(column, lambda f, known: ~(f[column] > known.end), text)


def _to_last_date(column: str, what: str) -> Limit:
    text = f"{what}“{{{column}}}”晚于参数里的最后日期,请核对。"
    return Limit(column, lambda f, known: ~(f[column] > known.last_date), text)


def _month_begun(frame: pd.DataFrame, known: Known) -> pd.Series:
    first = pd.to_datetime(frame["id"], format="%Y-%m", errors="coerce")
    return frame["unit_due"] > first


_DATES = "结束日“{%s}”早于开始日“{%s}”,请核对这两个日期。"

CAMPAIGN = Table(rows.campaign, {"id": TEXT, "start": DAY, "end": DAY}, (
    _like("id", ASCII_ID, "“{id}”请只用英文字母、数字、“-”和“_”,40个字符以内。"),
    _not_before("end", "start", _DATES % ("end", "start")),
    _to_last_date("end", "结束日"),
))
FINAL_DUE = Table(rows.final_due, {"final_due": DAY}, (
    _from_start("final_due", "整改最后时限"), _to_last_date("final_due", "整改最后时限"),
))
FILERS = Table(rows.filers, {"code": TEXT}, (
    _like("code", CODE, "代号“{code}”请用1至8个字,不用数字、空格、“-”和标点。"), _once("code", "代号"),
))
UNITS = Table(rows.units, {"type": TEXT, "trait": TEXT}, (
    _among("type", lambda known: known.types, "“{type}”不在单位类型之内,请核对,或先补上这一类型。"),
    _among("trait", lambda known: known.traits, "“{trait}”不在单位特点之内,请核对,或先补上这一特点。"),
))
PEOPLE = Table(rows.people, {"name": TEXT, "group": TEXT, "leads": FLAG}, (
    _like("name", PERSON, "“{name}”不像一个姓名。请填写20字以内的姓名,每处一人。"),
    Limit(
        "", lambda f, known: ~(f["leads"] & f["name"].duplicated()),
        "“{name}”已是另一个工作组的领导。一位领导只带一个组,请核对。",
    ),
    Limit(
        "", lambda f, known: f["leads"] | ~f.duplicated(["group", "name"]),
        "“{name}”已是本组领导,不再列为成员,请核对。",
    ),
))
STAGES = Table(rows.listed("stages"), {"id": TEXT, "name": TEXT, "start": DAY, "end": DAY}, (
    *_id(), _once("name"), _not_before("end", "start", _DATES % ("end", "start")),
    _from_start("start", "开始日"), _to_end("end", "结束日"),
    _ordered("start", "开始日“{start}”早于上一阶段的开始日。请按先后排列,或核对日期。"),
))
TASKS = Table(
    rows.tasks, {"id": TEXT, "clause": TEXT, "by": TEXT, "due": DAY, "draft_due": DAY, "owners": COUNT}, (
        *_id(), _once("clause", "条号"), _from_start("due", "期限"), _to_end("due", "期限"),
        _not_before("due", "draft_due", "期限“{due}”早于初稿期限“{draft_due}”,请核对这两个日期。"),
        _from_start("draft_due", "初稿期限"),
        Limit(
            "traits", lambda f, known: (f["by"] != "unit") | (f["owners"] > 0),
            "各单位的任务要写明由哪几种特点的单位承担,请补上。",
        ),
        Limit(
            "traits", lambda f, known: (f["by"] == "unit") | (f["owners"] == 0),
            "工作组和局履职办的任务不分给单位。请删去单位特点,或改由单位承担。",
        ),
    ),
)
PERIODS = Table(rows.listed("periods"), {"id": TEXT, "unit_due": DAY, "group_due": DAY, "office_due": DAY}, (
    _like("id", MONTH, "报告期“{id}”请写成 2015-06 的样式。"), _once("id", "报告期"),
    _ordered("id", "报告期“{id}”早于上一个报告期。请按月份先后排列。"),
    Limit("unit_due", _month_begun, "单位截止日“{unit_due}”不在报告期“{id}”开始之后,请核对。"),
    _ordered("unit_due", "单位截止日“{unit_due}”早于上一个报告期的截止日,请核对。"),
    _not_before("group_due", "unit_due", "工作组截止日“{group_due}”早于单位截止日“{unit_due}”,请核对。"),
    _not_before("office_due", "unit_due", "局履职办截止日“{office_due}”早于单位截止日“{unit_due}”,请核对。"),
    _to_last_date("unit_due", "单位截止日"), _to_last_date("group_due", "工作组截止日"),
    _to_last_date("office_due", "局履职办截止日"),
))
AREAS = Table(
    rows.listed("areas"), {"id": TEXT, "name": TEXT, "short": TEXT},
    (_once("id"), _once("name"), _once("short")),
)
ITEMS = Table(rows.items, {"id": TEXT, "clause": TEXT, "area": TEXT, "part_count": COUNT, "scope": COUNT}, (
    *_id(), _once("clause", "条号"),
    _among("area", lambda known: known.areas, "“{area}”不在各方面之内,请核对,或先补上这一方面。"),
    Limit(
        "parts", lambda f, known: f["part_count"] <= len(PART_MARKS),
        f"分项有{{part_count}}个,最多{len(PART_MARKS)}个,请归并。",
    ),
    Limit("applies", lambda f, known: f["scope"] > 0, "还没有写适用于谁。请写全部,或写单位特点、单位代号。"),
))
PROJECTS = Table(rows.listed("projects"), {"id": TEXT, "name": TEXT, "owner": TEXT}, (
    *_id(), _once("name"),
    _among("owner", lambda known: known.units, "责任单位“{owner}”不是单位代号。请填写单位表里的代号。"),
))
OBLIGATIONS = Table(rows.obligations, {"form": TEXT, "whose": COUNT, "months": COUNT}, (
    _among("form", lambda known: known.forms, "没有“{form}”这张表,请核对表的标识。"),
    Limit("", lambda f, known: f["whose"] == 1, "由谁报送,请在填报单位和单位特点中只写一处。"),
    Limit("", lambda f, known: f["months"] > 0, "还没有写哪几期报送,请补上报告期。"),
))
WINDOWS = Table(rows.windows, {"from": DAY, "to": DAY, "visits": COUNT}, (
    _not_before("to", "from", _DATES % ("to", "from")),
    _from_start("from", "开始日"), _to_last_date("to", "结束日"),
    Limit(
        "from", lambda f, known: ~(f["from"] <= f["to"].shift()),
        "开始日“{from}”与上一个督办时段重叠。请按先后排列,或核对日期。",
    ),
    Limit("visits", lambda f, known: f["visits"].between(1, 100), "督办次数“{visits}”应为1至100,请核对。"),
))
NUMBERS = Table(number_rows, {"number": NUMBER, "low": NUMBER, "high": NUMBER}, (
    Limit(
        "", lambda f, known: f["number"].between(f["low"], f["high"]),
        "“{number}”应在{low}至{high}之间,请核对。",
    ),
))
TABLES: tuple[Table, ...] = (
    CAMPAIGN, FILERS, UNITS, PEOPLE, STAGES, TASKS, PERIODS, AREAS, ITEMS, PROJECTS, OBLIGATIONS, FINAL_DUE,
    WINDOWS, NUMBERS,
)
