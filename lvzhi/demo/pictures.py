"""Photos and papers for rows of the example: drawn here, small, each marked 演示数据, the same bytes every time."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from random import Random

from lvzhi.books.sheet import DEMO

WIDTH, HEIGHT = 240, 180
# 演示数据, 64 by 16 points, a line each.
_STAMP = (
    0x00403FFC082013FE, 0x3040000029201202, 0x17FE00002A201202, 0x040200007F607FFE, 0x03FC7FFE1C7E1210,
    0x404001801A441210, 0x7040018069E413FE, 0x07FC199848AC3E10, 0x0644118818A87210, 0x17FC318C7F1812FE,
    0x1644218412181282, 0x1644618622181282, 0x27FC01801C381682, 0x219007000E6C14FE, 0x670C000070C67482,
    0x0402000040020000,
)
_BOLD = 3  # points of the picture for one of the stamp
_STAMP_AT = (24, 8)
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first instant a zip can name
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Colour = tuple[int, int, int]


def photo(rng: Random) -> bytes:
    """Return a PNG of a wall with a notice board on it, in colours drawn by `rng`."""
    wall = (rng.randint(200, 235), rng.randint(200, 225), rng.randint(185, 215))
    board = (rng.randint(30, 120), rng.randint(70, 130), rng.randint(90, 160))
    left, top = rng.randint(30, 60), rng.randint(70, 80)
    sheets = rng.randint(2, 4)
    lines = b"".join(b"\x00" + bytes(_line(y, wall, board, left, top, sheets)) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def _line(y: int, wall: Colour, board: Colour, left: int, top: int, sheets: int) -> Iterator[int]:
    for x in range(WIDTH):
        yield from _point(x, y, wall, board, left, top, sheets)


def _point(x: int, y: int, wall: Colour, board: Colour, left: int, top: int, sheets: int) -> Colour:
    if _stamped(x, y):
        return 180, 40, 40
    across, down = x - left, y - top
    if 0 <= across < 150 and 0 <= down < 80:
        wide = 150 // sheets
        on_paper = 6 < across % wide < wide - 6 and 8 < down < 72
        return (250, 250, 245) if on_paper and down % 9 else (150, 150, 150) if on_paper else board
    if y > 165:
        return 120, 110, 100
    shade = y // 12
    return wall[0] - shade, wall[1] - shade, wall[2] - shade


def _stamped(x: int, y: int) -> bool:
    column, row = (x - _STAMP_AT[0]) // _BOLD, (y - _STAMP_AT[1]) // _BOLD
    return 0 <= column < 64 and 0 <= row < len(_STAMP) and bool(_STAMP[row] >> (63 - column) & 1)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def paper(*lines: str) -> bytes:
    """Return a Word file of these lines, a paragraph each; the lines hold nothing that XML would read."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (DEMO, *lines))
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
                               '"application/vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT}"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_MAIN}" '
                       'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
