"""Cells of a packed workbook changed in place, as a person would: nothing else in the file moves."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.sax.saxutils import escape

from lvzhi.lazy import lazy_property

_WORKBOOK, _STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"
_HEADER = 3
_STRING = re.compile(r"<si>(.*?)</si>", re.S)
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.S)
_STYLE = re.compile(r's="\d+"')


@dataclass
class Sheet:
    """One sheet's XML; cells are named as Excel names them."""

    xml: str
    strings: tuple[str, ...]

    @lazy_property
    def _texts(self) -> Mapping[tuple[str, int], str]:
        found = {}
        for letter, row, marks, inner in _CELL.findall(self.xml):
            if 't="s"' in marks:
                found[letter, int(row)] = self.strings[int(re.sub(r"<.*?>", "", inner))]
        return found

    def letter(self, label: str) -> str:
        """The column under a heading."""
        return next(c for (c, row), text in self._texts.items() if row == _HEADER and text == label)

    def row(self, key: Mapping[str, str]) -> int:
        """The row whose cells say this, by heading."""
        letters = {self.letter(label): text for label, text in key.items()}
        (first, text), *_ = letters.items()
        rows = (r for (c, r), t in self._texts.items() if c == first and t == text and r > _HEADER)
        return next(r for r in rows if all(self._texts.get((c, r)) == t for c, t in letters.items()))

    def filled(self, row: int) -> int:
        """How many cells of a row hold text."""
        return max(0, sum(r == row for _, r in self._texts) - 2)

    def put(self, cell: str, text: str) -> None:
        self._set(cell, ' t="inlineStr"', f"<is><t>{escape(text)}</t></is>")

    def number(self, cell: str, value: float) -> None:
        self._set(cell, "", f"<v>{value}</v>")

    def formula(self, cell: str, text: str) -> None:
        """A formula no program has calculated."""
        self._set(cell, "", f"<f>{escape(text)}</f>")

    def clear(self, cell: str) -> None:
        self._set(cell, "", "")

    def merge(self, cells: str) -> None:
        self.xml = re.sub(
            r'<mergeCells count="(\d+)">',
            lambda m: f'<mergeCells count="{int(m[1]) + 1}"><mergeCell ref="{cells}"/>', self.xml, count=1,
        )

    def _set(self, cell: str, kind: str, inner: str) -> None:
        found = next(m for m in _CELL.finditer(self.xml) if m[1] + m[2] == cell)
        style = _STYLE.search(found[3])
        marks = f' {style[0]}' if style else ""
        new = f'<c r="{cell}"{marks}{kind}>{inner}</c>' if inner else f'<c r="{cell}"{marks}/>'
        self.xml = self.xml[: found.start()] + new + self.xml[found.end() :]


@dataclass
class Parts:
    """A workbook's parts in their order; sheets that were asked for are written back changed."""

    held: dict[str, bytes]
    order: tuple[zipfile.ZipInfo, ...]
    sheets: dict[str, Sheet] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes) -> Parts:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = tuple(package.infolist())
            return cls({i.filename: package.read(i) for i in infos}, infos)

    def sheet(self, title: str) -> Sheet:
        """The sheet of a title; template books keep sheet n in sheet{n}.xml."""
        names = re.findall(r'<sheet name="([^"]*)"', self.held[_WORKBOOK].decode())
        part = f"xl/worksheets/sheet{[unescape(n) for n in names].index(title) + 1}.xml"
        if part not in self.sheets:
            strings = _STRING.findall(self.held[_STRINGS].decode())
            texts = tuple(unescape(re.sub(r"<[^>]*>", "", s)) for s in strings)
            self.sheets[part] = Sheet(self.held[part].decode(), texts)
        return self.sheets[part]

    def bytes(self) -> bytes:
        """Pack the workbook again; times are those of the original, so the same change gives the same bytes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for info in self.order:
                changed = self.sheets.get(info.filename)
                package.writestr(info, changed.xml.encode() if changed else self.held[info.filename],
                                 zipfile.ZIP_DEFLATED)
        return out.getvalue()
