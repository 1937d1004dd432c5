"""Two plans beside each other, in sentences: who was renamed, merged, split, is new or gone; what else was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lvzhi.plan import Filer, Plan
from lvzhi.plan_carry import moved
from lvzhi.plan_tree import Tree, tree_of
from lvzhi.planbook_sheets import SHEETS, Column, LineSheet, TableSheet, value_at
from lvzhi.planbook_write import cell_shown, line_entries, translated, value_shown

UNITS, YEARS = "单位", "年度"
_OF_A_YEAR = frozenset({("campaign", "id"), ("campaign", "name"), ("campaign", "title")})
# Sheet -> the columns by which a row is the same one in both plans, and the one it is called by.
_KEYS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "单位分类": (("分类", "标识"), "名称"), "工作组": (("代号",), "名称"), "不可混同": (("单位名称",), "单位名称"),
    "阶段": (("标识",), "名称"), "任务": (("标识",), "名称"), "报告期": (("报告期",), "报告期"),
    "方面": (("标识",), "名称"), "检查项": (("标识",), "条号"), "项目": (("标识",), "名称"),
    "报送义务": (("表", "报送范围", "填报单位(代号)", "单位特点"), "表"), "督办时段": (("开始日期",), "开始日期"),
}


@dataclass(frozen=True)
class Change:
    """What is otherwise, in a sentence, and in which part of the plan."""

    part: str
    text: str


def compare(before: Plan, after: Plan, titles: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what the later plan has otherwise, units first; of plans of two years, with the dates moved along."""
    years = after.campaign.start.year - before.campaign.start.year
    old, new = tree_of(before), tree_of(after)
    changes = [Change(UNITS, text) for text in _units(before, after)]
    if years > 0:
        said = f"由{before.campaign.start.year}年到{after.campaign.start.year}年,以下日期和报告期按顺延{years}年比较。"
        changes.insert(0, Change(YEARS, said))
        old = moved(old, years)
        # Days off are arranged anew each year: those of the old year are shown as they were.
        old["settings"] |= {name: tree_of(before)["settings"][name] for name in ("holidays", "working_weekends")}
    for sheet in SHEETS:
        if isinstance(sheet, LineSheet):
            texts = _lines(sheet, old, new, titles, of_years=years > 0)
        else:
            texts = _same_units(sheet, old, new, titles) if sheet.title == UNITS else _rows(sheet, old, new, titles)
        changes += [Change(sheet.title, text) for text in texts]
    return tuple(changes)


# --- units -----------------------------------------------------------------------------------------


def _units(before: Plan, after: Plan) -> Iterator[str]:
    old, new = {u.code: u for u in before.units}, {u.code: u for u in after.units}
    for code, unit in new.items():
        if code in old and old[code].name != unit.name:
            yield f"“{old[code].name}”更名为“{unit.name}”(代号 {code} 不变,以前的行照旧)。"
    came = {u.code: tuple(p for p in u.predecessors if p in old) for u in new.values() if u.code not in old}
    yield from _descended(came, old, new)
    taken_on = {p for parents in came.values() for p in parents}
    for code in came:
        if not came[code]:
            yield _without_parents(new[code], old, new)
    for code, unit in old.items():
        if code not in new and code not in taken_on:
            yield f"“{unit.name}”(代号 {code})不再填报。未销号的问题请先办理移交。"


def _descended(
    came: Mapping[str, tuple[str, ...]], old: Mapping[str, Filer], new: Mapping[str, Filer]
) -> Iterator[str]:
    """Say of new units where they came from: several into one, one into several, one out of one that stays."""
    of_one: dict[str, list[str]] = defaultdict(list)
    for code, parents in came.items():
        if len(parents) == 1:
            of_one[parents[0]].append(code)
        elif parents:
            yield f"{_named(old, parents)}合并为“{new[code].name}”(代号 {code}){_ended(parents, new)}。"
    for parent, codes in of_one.items():
        named = _named(new, codes)
        if parent in new:
            yield f"从“{old[parent].name}”分出{named}。"
        elif len(codes) == 1:
            yield f"“{old[parent].name}”由{named}接替(代号由 {parent} 改为 {codes[0]})。"
        else:
            yield f"“{old[parent].name}”拆分为{named}(代号 {'、'.join(codes)}){_ended([parent], new)}。"


def _ended(codes: Any, new: Mapping[str, Filer]) -> str:
    gone = [code for code in codes if code not in new]
    return f",原代号 {'、'.join(gone)} 到此为止,以前的行照旧" if gone else ""


def _without_parents(unit: Filer, old: Mapping[str, Filer], new: Mapping[str, Filer]) -> str:
    same = next((u for u in old.values() if u.name == unit.name and u.code not in new), None)
    if same is None:
        return f"新增“{unit.name}”(代号 {unit.code})。"
    return (
        f"“{unit.name}”的代号由 {same.code} 改成了 {unit.code}。代号定下后不再改:"
        "还是这个单位的请改回,确是另一个单位的请写明原单位。"
    )


def _named(units: Mapping[str, Filer], codes: Any) -> str:
    return "、".join(f"“{units[code].name}”" for code in codes)


def _same_units(sheet: TableSheet, old: Tree, new: Tree, titles: Mapping[str, str]) -> Iterator[str]:
    """What else of units that are in both plans is otherwise: group, type, spelling of the seal."""
    before, after = (_table(sheet, tree, titles, ("代号",)) for tree in (old, new))
    for key, row in after.items():
        if key in before:
            yield from _cells(row["名称"], before[key], row, without=("名称", "原单位(代号)"))


# --- everything else, as the plan's workbook shows it ------------------------------------------------


def _lines(
    sheet: LineSheet, old: Tree, new: Tree, titles: Mapping[str, str], *, of_years: bool
) -> Iterator[str]:
    for line in sheet.lines:
        if of_years and line.at in _OF_A_YEAR:
            continue
        roots = [tree["settings"] if sheet.title == "参数" else tree for tree in (old, new)]
        before, after = (
            {name: _words(value_shown(line.kind, value)) for name, value in line_entries(line, root, titles)}
            for root in roots
        )
        for name in dict.fromkeys((*before, *after)):
            if before.get(name, "") != after.get(name, ""):
                yield _otherwise(f"{line.label}({name})" if name else line.label, before.get(name, ""),
                                 after.get(name, ""))


def _rows(sheet: TableSheet, old: Tree, new: Tree, titles: Mapping[str, str]) -> Iterator[str]:
    key, called = _KEYS[sheet.title]
    before, after = (_table(sheet, tree, titles, key) for tree in (old, new))
    for row in (after[k] for k in after if k not in before):
        yield f"新增“{row[called]}”{_whose(sheet, row)}。"
    for row in (before[k] for k in before if k not in after):
        yield f"不再有“{row[called]}”{_whose(sheet, row)}。"
    for same in (k for k in after if k in before):
        yield from _cells(f"{after[same][called]}{_whose(sheet, after[same])}", before[same], after[same], without=key)


def _whose(sheet: TableSheet, row: Mapping[str, str]) -> str:
    """Of a line of 报送义务, whose it is."""
    parts = [row[name] for name in _KEYS["报送义务"][0][1:] if row[name]] if sheet.title == "报送义务" else []
    return f"({'、'.join(parts)})" if parts else ""


def _table(
    sheet: TableSheet, tree: Tree, titles: Mapping[str, str], key: tuple[str, ...]
) -> dict[tuple[str, ...], dict[str, str]]:
    rows = ({c.label: _shown(c, row, tree, titles) for c in sheet.columns} for _, row in sheet.rows(tree))
    return {tuple(row[name] for name in key): row for row in rows}


def _shown(column: Column, row: Tree, tree: Tree, titles: Mapping[str, str]) -> str:
    return _words(cell_shown(column, translated(column, value_at(row, column.at), tree, titles)))


def _cells(name: str, before: Mapping[str, str], after: Mapping[str, str], without: tuple[str, ...]) -> Iterator[str]:
    for label, value in after.items():
        if label not in without and before[label] != value:
            yield _otherwise(f"“{name}”的{label}", before[label], value)


def _otherwise(what: str, before: str, after: str) -> str:
    if not before:
        return f"{what}写明为“{after}”。"
    return f"{what}由“{before}”改为“{after}”。" if after else f"{what}(原为“{before}”)删去。"


def _words(value: Any) -> str:
    return "" if value is None else str(value).replace("\n", "、")
