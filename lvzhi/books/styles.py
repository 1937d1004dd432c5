"""How an official sheet looks: fonts, fills and borders, as XlsxWriter formats made once per workbook."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

# 134 is the GB 2312 character set: a machine without the named font falls back to another Chinese one.
SONG: Mapping[str, Any] = {"font_name": "宋体", "font_charset": 134}
FANGSONG: Mapping[str, Any] = {"font_name": "仿宋", "font_charset": 134}
CENTRE: Mapping[str, Any] = {"align": "center", "valign": "vcenter"}
BORDER: Mapping[str, Any] = {"border": 1, "border_color": "#7F7F7F"}

GOLD, BLUE, GREY, PALE, TINT = "#FFF2CC", "#DDEBF7", "#E7E6E6", "#F2F2F2", "#FFE699"

TITLE: Mapping[str, Any] = {**SONG, **CENTRE, "bold": True, "font_size": 18}
HEAD: Mapping[str, Any] = {**SONG, "font_size": 11, "valign": "vcenter", "shrink": True}
HEADER: Mapping[str, Any] = {**SONG, **CENTRE, **BORDER, "bold": True, "font_size": 11, "text_wrap": True}
BODY: Mapping[str, Any] = {**FANGSONG, **BORDER, "font_size": 11, "valign": "vcenter", "text_wrap": True}
SIGNATURE: Mapping[str, Any] = {**SONG, "font_size": 11, "valign": "vcenter"}


_WIDE = re.compile("[\u2001-\U0010ffff]")
ROW_HEIGHT, LINE_HEIGHT = 27.0, 14.5
_TALLEST = 400.0  # Excel's limit is 409 points


def height(texts: Iterable[tuple[str, float]]) -> float:
    """Return the height of a row that shows these texts whole, each in a column of this width."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(max(ROW_HEIGHT, lines * LINE_HEIGHT + 6), _TALLEST)


def _lines(text: str, width: float) -> int:
    """A Chinese character is two units wide."""
    room = max(2.0, width - 1.5)
    if 2.1 * len(text) <= room and "\n" not in text:  # most are short, whatever their characters
        return 1
    return sum(max(1, math.ceil(_units(part) / room)) for part in text.split("\n"))


def _units(text: str) -> float:
    wide = len(_WIDE.findall(text))
    return 1.05 * (len(text) + wide)


@dataclass(frozen=True)
class Styles:
    """The formats of one workbook, each made when first asked for."""

    workbook: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def get(self, base: Mapping[str, Any], **more: Any) -> Format:
        wanted = {**base, **more}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self.workbook.add_format(wanted)
        return self._made[key]
