"""One cell of the plan's workbook into the value of the tree it stands for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from lvzhi.findings import Refused
from lvzhi.intake.cells import ErrorValue, NoValue
from lvzhi.planbook_sheets import CellKind
from lvzhi.values import clean_text, is_blank, parse_date, parse_number, squeeze

SEPARATORS = re.compile(r"[、,，;；\n]+")


class Unclear(Exception):
    """A cell whose content is not what the column holds; the text says what to write."""


def value_of(kind: CellKind, words: Mapping[str, str] | None, cell: Any) -> Any:
    """Return the tree's value; None for a blank cell; raise Unclear."""
    if isinstance(cell, ErrorValue):
        raise Unclear(f"本格显示“{cell.text}”。请直接填写结果。")
    if isinstance(cell, NoValue):
        raise Unclear("本格是公式,没有存下结果。请直接填写结果。")
    if is_blank(cell):
        return None
    if words is not None:
        return _choice(words, _text(cell))
    try:
        return _READ[kind](cell)
    except Refused as refused:
        raise Unclear(refused.message) from refused


def _choice(words: Mapping[str, str], text: str) -> str:
    for value, shown in words.items():
        if squeeze(text) in (squeeze(shown), value):
            return value
    raise Unclear(f"“{text}”不在可选内容之内。请从{'、'.join(words.values())}中选一项。")


def _text(cell: Any) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean_text(str(cell), one_line=True)


def _names(cell: Any) -> list[Any]:
    return [text for part in SEPARATORS.split(_lines_of(cell)) if (text := clean_text(part, one_line=True))]


def _lines(cell: Any) -> list[str]:
    return [text for part in _lines_of(cell).split("\n") if (text := clean_text(part, one_line=True))]


def _lines_of(cell: Any) -> str:
    return clean_text(cell, one_line=False) if isinstance(cell, str) else _text(cell)


def _whole(cell: Any) -> int:
    number = parse_number(cell, "")
    if not number.is_integer():
        raise Unclear(f"本格填整数,现为“{cell}”,请核对。")
    return int(number)


def _number(cell: Any) -> int | float:
    number = parse_number(cell, "")
    return int(number) if number.is_integer() else number


def _flag(cell: Any) -> bool:
    answers = {"是": True, "否": False, "True": True, "False": False}
    if _text(cell) not in answers:
        raise Unclear(f"本格填“是”或“否”,现为“{_text(cell)}”。")
    return answers[_text(cell)]


def _day(cell: Any) -> dt.date:
    return parse_date(cell.date() if isinstance(cell, dt.datetime) else cell)


_READ: Mapping[CellKind, Callable[[Any], Any]] = {
    "text": _text, "day": _day, "count": _whole, "number": _number, "flag": _flag, "names": _names,
    "lines": _lines,
    "days": lambda cell: [_day(cell)] if not isinstance(cell, str) else [_day(part) for part in _names(cell)],
    "counts": lambda cell: [_whole(part) for part in _names(cell)],
}
