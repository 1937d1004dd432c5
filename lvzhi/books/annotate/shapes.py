"""The drawing part (VML) that gives each comment its box.

Programs write VML that is not always well-formed XML, so it is read as text, never parsed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping

from lvzhi.books.annotate.located import Unmarkable
from lvzhi.intake.cells import MAX_COLUMN, MAX_ROW, address, column_number

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
EMPTY = (
    f'<xml {_DECLARED}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
).encode()
_BOX = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = re.compile(rb"<(?:\w+:)?shape\b(?:(?!</?(?:\w+:)?shape\b).)*?</(?:\w+:)?shape\s*>", re.S)
_NUMBERS = re.compile(rb"_x0000_s(\d{1,9})")
_END = re.compile(rb"</(?:\w+:)?xml\s*>\s*$")
_LINE, _CHARACTERS = 15.0, 22  # points high, Chinese characters wide


def added(data: bytes, texts: Mapping[str, str]) -> bytes:
    """Add a hidden box for each cell {address: text}."""
    end = _END.search(data)
    if end is None:
        raise Unmarkable("批注的图形部件读不出")
    first = max((int(n) for n in _NUMBERS.findall(data)), default=1024) + 1
    box = "" if b'id="_x0000_t202"' in data else _BOX
    boxes = "".join(_shape(first + n, a, t) for n, (a, t) in enumerate(texts.items()))
    text = box + boxes
    if any(f'xmlns:{prefix}="{space}"'.encode() not in data for prefix, space in _SPACES.items()):
        text = re.sub(r"<(v:shape(?:type)?) ", rf"<\1 {_DECLARED} ", text)
    return data[: end.start()] + text.encode("ascii") + data[end.start() :]


def _shape(number: int, cell: str, text: str) -> str:
    letters = cell.rstrip("0123456789")
    row, column = int(cell[len(letters) :]) - 1, column_number(letters) - 1
    lines = sum(max(1, math.ceil(len(part) / _CHARACTERS)) for part in text.split("\n"))
    style = (
        "position:absolute;margin-left:80pt;margin-top:5pt;width:250pt;"
        f"height:{lines * _LINE + 12}pt;z-index:1;visibility:hidden"
    )
    below = max(3, math.ceil(lines * 0.8))
    left, top = min(column + 1, MAX_COLUMN - 4), min(max(row - 1, 0), MAX_ROW - below - 1)
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="{style}" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, '
        f"{top}, 4, {left + 3}, 15, {top + below}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def without(data: bytes, cells: Collection[str]) -> bytes:
    """Remove the boxes of these cells, and the kind of box once nothing is of it."""
    left = _SHAPE.sub(lambda shape: b"" if _cell(shape[0]) in cells else shape[0], data)
    if left != data and b"#_x0000_t202" not in left:
        left = left.replace(_BOX.encode(), b"")
    return left


def _cell(shape: bytes) -> str | None:
    row, column = (re.search(rb"<(?:\w+:)?%s\s*>\s*(\d+)\s*<" % name, shape) for name in (b"Row", b"Column"))
    if b"Note" not in shape or row is None or column is None:
        return None
    return address(int(row[1]) + 1, int(column[1]) + 1)


def holds_any(data: bytes) -> bool:
    """Tell whether anything is drawn."""
    return _SHAPE.search(data) is not None
