"""The plan's workbook into the plan's tree, every part at its sheet and cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lvzhi.intake.cells import Sheet, address
from lvzhi.intake.gate import Limits, examine
from lvzhi.intake.reading import Unreadable
from lvzhi.intake.reading import read as read_workbook
from lvzhi.plan_faults import Fault, Path, Place, PlanProblem, PlanRefused, problems
from lvzhi.plan_settings import OFF
from lvzhi.plan_yaml import Located
from lvzhi.planbook_cells import Unclear, value_of
from lvzhi.planbook_sheets import (
    HEADER_ROW,
    KINDS,
    OWNER,
    SETTINGS,
    SHEETS,
    CellKind,
    Line,
    LineSheet,
    TableSheet,
)
from lvzhi.values import is_blank, squeeze

LIMITS = Limits(packed=5_000_000, unpacked=50_000_000)
# Lists of the tree that hold what an outer row owns: where they hang and how the outer row is named.
INNER: Mapping[str, tuple[str, str, str, str]] = {
    "单位": ("groups", "units", "code", "工作组"), "任务": ("stages", "tasks", "id", "阶段"),
}
LISTS: Mapping[str, Path] = {
    "工作组": ("groups",), "不可混同": ("never_merge",), "阶段": ("stages",), "报告期": ("periods",),
    "方面": ("areas",), "检查项": ("check_items",), "项目": ("projects",), "报送义务": ("obligations",),
    "督办时段": ("settings", "supervision", "windows"),
}


@dataclass
class _Desk:
    """What is put together while reading: the tree, where its parts stand, what could not be read."""

    tree: dict[str, Any]
    forms: Mapping[str, str]
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, sheet: str, cell: str | None, message: str) -> None:
        path: Path = (sheet, cell or "")
        self.places.setdefault(path, Place(sheet=sheet, cell=cell))
        self.faults.append(Fault(path, message))


@dataclass(frozen=True)
class _Row:
    """A row of a table sheet as read: values by the columns' paths, cells by them too."""

    number: int
    values: Mapping[Path, Any]
    cells: Mapping[Path, Place]
    first: Place


def read(data: bytes, titles: Mapping[str, str]) -> Located:
    """Read a plan's workbook; `titles` (form id -> sheet title) are the forms' names in it."""
    sheets = _sheets(data)
    desk = _Desk(_empty_tree(), {squeeze(title): form for form, title in titles.items()})
    for declared in SHEETS:
        sheet = sheets.get(squeeze(declared.title))
        if sheet is None:
            desk.fault(declared.title, None, "没有找到这张表。请补上,表名照原样。")
        elif isinstance(declared, TableSheet):
            _read_table(desk, declared, sheet)
        else:
            _read_lines(desk, declared, sheet)
    if desk.faults:
        raise PlanRefused(problems(desk.faults, desk.places))
    return Located(desk.tree, desk.places)


def _sheets(data: bytes) -> Mapping[str, Sheet]:
    refusal = examine(data, "plan.xlsx", LIMITS)
    if refusal is not None:
        raise _unreadable(refusal.message)
    try:
        return {squeeze(sheet.name): sheet for sheet in read_workbook(data).sheets}
    except Unreadable as failed:
        raise _unreadable(failed.message) from failed


def _unreadable(message: str) -> PlanRefused:
    return PlanRefused((PlanProblem(None, "", message, sheet="工作簿"),))


def _empty_tree() -> dict[str, Any]:
    lists: dict[Any, Any] = {path[0]: [] for path in LISTS.values() if len(path) == 1}
    settings: dict[str, Any] = {"supervision": {"windows": []}, "complaint_due_days": {}}
    for line in SETTINGS.lines:
        if line.lookup and line.at[0] != "complaint_due_days":
            _put(settings, line.at, {})
    return {"campaign": {}, "office": {}, "bureau_filer": {}, **{kind: {} for kind in KINDS}, **lists,
            "settings": settings}


def _put(tree: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value


# --- sheets of rows --------------------------------------------------------------------------------


def _read_table(desk: _Desk, declared: TableSheet, sheet: Sheet) -> None:
    at = _columns(desk, declared, sheet)
    numbers = sorted({row for row, column in sheet.cells if row > HEADER_ROW and column in at.values()})
    for number in numbers:
        if any(not is_blank(sheet.cells.get((number, column))) for column in at.values()):
            _add(desk, declared, _row(desk, declared, sheet, at, number))


def _columns(desk: _Desk, declared: TableSheet, sheet: Sheet) -> Mapping[str, int]:
    """Where the column of each label stands: found by its heading, not by its position."""
    headings = {
        squeeze(str(text)): column for (row, column), text in sheet.cells.items()
        if row == HEADER_ROW and not is_blank(text)
    }
    known = {squeeze(c.label): c for c in declared.columns}
    for heading, column in headings.items():
        if heading not in known:
            text = f"不认识“{heading}”这一列。请改回原名或删去这一列。"
            desk.fault(declared.title, address(HEADER_ROW, column), text)
    for heading, missing in known.items():
        if heading not in headings:
            text = f"没有找到“{missing.label}”一列。请补上,列名照原样。"
            desk.fault(declared.title, address(HEADER_ROW, 1), text)
    return {known[h].label: column for h, column in headings.items() if h in known}


def _row(desk: _Desk, declared: TableSheet, sheet: Sheet, at: Mapping[str, int], number: int) -> _Row:
    values: dict[Path, Any] = {}
    cells: dict[Path, Place] = {}
    for column in declared.columns:
        if column.label not in at:
            continue
        place = Place(sheet=declared.title, cell=address(number, at[column.label]), heading=column.label)
        cells.setdefault(column.at, place)
        value = _value(desk, place, column.kind, column.words, sheet.cells.get((number, at[column.label])))
        if value is None and column.may_be_empty:
            value = []
        if value is None:
            continue
        if any(path in values for path in (column.at, column.at[:1])):
            desk.fault(declared.title, place.cell, "与前面的范围重复。请只在一列里填写。")
            continue
        values[column.at] = value
        cells[column.at] = place
    first = Place(sheet=declared.title, cell=address(number, min(at.values(), default=1)))
    return _Row(number, values, cells, first)


def _value(desk: _Desk, place: Place, kind: CellKind, words: Mapping[str, str] | None, cell: Any) -> Any:
    try:
        return value_of(kind, words, cell)
    except Unclear as unclear:
        desk.fault(place.sheet or "", place.cell, str(unclear))
        return None


def _add(desk: _Desk, declared: TableSheet, row: _Row) -> None:
    if declared.title == "单位分类":
        _add_kind(desk, row)
    elif declared.title in INNER:
        _add_inner(desk, declared.title, row)
    else:
        path = LISTS[declared.title]
        entries: Any = desk.tree
        for step in path:
            entries = entries[step]
        _append(desk, path, entries, row)


def _append(desk: _Desk, path: Path, entries: Any, row: _Row) -> None:
    """Hang a row at the end of a list of the tree and note where its parts stand."""
    here: Path = (*path, len(entries))
    if path == ("never_merge",):
        entries.append(row.values.get(("names",), []))
        desk.places[here] = row.first
        return
    entry: dict[str, Any] = {}
    for at, value in row.values.items():
        if at != OWNER:
            _put(entry, at, _known_name(desk, at, value))
    if path == ("check_items",):
        entry.setdefault("applies", {})
    entry |= {inner: [] for outer, inner, _, _ in INNER.values() if path == (outer,)}
    entries.append(entry)
    desk.places[here] = row.first
    desk.places |= {(*here, *at): place for at, place in row.cells.items()}


def _known_name(desk: _Desk, at: Path, value: Any) -> Any:
    """The id behind a name that people know; what is not known stays as it is and is refused later."""
    if at == ("type",):
        return next((k for k, label in desk.tree["unit_types"].items() if squeeze(label) == squeeze(value)), value)
    return desk.forms.get(squeeze(value), value) if at == ("form",) else value


def _add_kind(desk: _Desk, row: _Row) -> None:
    kind, key, label = (row.values.get((name,)) for name in ("kind", "key", "label"))
    if kind is None or key is None or label is None:
        desk.fault("单位分类", row.first.cell, "这一行没有填全。请把分类、标识、名称都填上。")
    elif key in desk.tree[kind]:
        desk.fault("单位分类", row.cells[("key",)].cell, f"“{key}”在前面已经用过,不能重复,请核对。")
    else:
        desk.tree[kind][key] = label
        desk.places[(kind, key)] = row.cells[("label",)]


def _add_inner(desk: _Desk, title: str, row: _Row) -> None:
    outer, inner, name, word = INNER[title]
    owner = row.values.get(OWNER)
    for n, entry in enumerate(desk.tree[outer]):
        if owner is not None and entry.get(name) == owner:
            _append(desk, (outer, n, inner), entry[inner], row)
            return
    text = f"没有“{owner}”这个{word},请核对。" if owner else f"还没有写属于哪个{word},请补上。"
    desk.fault(title, row.cells[OWNER].cell if OWNER in row.cells else row.first.cell, text)


# --- sheets of lines -------------------------------------------------------------------------------


def _read_lines(desk: _Desk, declared: LineSheet, sheet: Sheet) -> None:
    base: Path = ("settings",) if declared is SETTINGS else ()
    lines = {squeeze(line.label): line for line in declared.lines}
    seen: set[str] = set()
    for number in sorted({row for row, column in sheet.cells if row > HEADER_ROW and column in (1, 2, 3)}):
        label, name, cell = (sheet.cells.get((number, column)) for column in (1, 2, 3))
        if is_blank(label) and is_blank(name) and is_blank(cell):
            continue
        heading = squeeze(str(label or ""))
        if heading not in lines:
            desk.fault(declared.title, address(number, 1), f"不认识“{heading}”这一项。请改回原名或删去这一行。")
            continue
        line = lines[heading]
        if heading in seen and not line.lookup:
            desk.fault(declared.title, address(number, 1), f"“{line.label}”写了两次,请只留一处。")
            continue
        seen.add(heading)
        _read_line(desk, declared, base, line, number, name, cell)
    if declared is SETTINGS and desk.tree["settings"].get("scoring", {}) in ({}, {"doc_no": OFF}):
        desk.tree["settings"]["scoring"] = OFF
    for heading, line in lines.items():
        if heading not in seen and not (line.lookup or line.may_be_missing):
            desk.fault(declared.title, None, f"没有找到“{line.label}”一行。请补上,项目名照原样。")


def _read_line(
    desk: _Desk, declared: LineSheet, base: Path, line: Line, number: int, name: Any, cell: Any
) -> None:
    place = Place(sheet=declared.title, cell=address(number, 3), heading=line.label)
    value = _value(desk, place, line.kind, None, cell)
    if value is None and line.kind in ("names", "lines", "days", "counts"):
        value = []
    path = (*base, *line.at)
    if line.lookup:
        key = _value(desk, Place(sheet=declared.title, cell=address(number, 2)), "text", None, name)
        if key is None or value is None:
            text = f"“{line.label}”这一行没有填全。请填写对象和内容,或删去这一行。"
            desk.fault(declared.title, address(number, 2), text)
            return
        path = _lookup_path(desk, base, line, key)
    desk.places[path] = place
    if value is not None:
        _put(desk.tree, path, value)


def _lookup_path(desk: _Desk, base: Path, line: Line, key: str) -> Path:
    if line.at[0] == "complaint_due_days":
        return (*base, line.at[0], key, line.at[1])
    return (*base, *line.at, desk.forms.get(squeeze(key), key))
