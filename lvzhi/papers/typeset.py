"""A paper as a PDF, or as a picture for a phone, of the same blocks as the Word file: the same content, the same bytes.

Fonts are the machine's. One that is missing is stood in for by the next of its kind; with no Chinese font at all
nothing is made, for there would be boxes in place of words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from lvzhi.papers import looks, marking
from lvzhi.papers.blocks import Block, Content, Masthead, Para, Table
from lvzhi.papers.looks import LOOKS, Font, Look
from lvzhi.papers.packing import NoFonts

_SOURCE = (Path(__file__).parent / "paper.typ").read_bytes()
_TO_WRITE_IN = re.compile("\u3000{4,}")  # room between two that sign on one line
_HEAD = 20.0  # of the line at the head of a page, from the edge to its foot, millimetres
_INCH = 72.0  # points
_SCALES = (1.0, 0.94, 0.88, 0.82)  # a sheet that has to stay on one page is set smaller until it does
WIDE = 1080  # dots across a phone
_PHONE = 360.0  # points across: as many as a phone has of its own
# On a phone: the styles that are not as large as on paper.
_SMALLER = {
    "title": (20.0, 28.0), "subtitle": (14.0, 22.0), "to": (14.0, 22.0), "body": (14.5, 23.0), "heading": (15.0, 24.0),
    "subheading": (14.5, 23.0), "sign": (14.0, 22.0), "caption": (14.5, 26.0), "plain": (13.2, 20.5),
    "cell": (9.8, 14.5), "head": (9.8, 13.5), "note": (9.0, 13.0), "masthead": (26.0, 38.0), "below": (14.0, 22.0),
    "margin": (9.0, 14.0),
}


@dataclass(frozen=True)
class Fonts:
    """The machine's fonts: `families` by lower-case name; `files`: where the compiler finds them."""

    families: Mapping[str, str]
    files: typst.Fonts

    def chosen(self, font: Font) -> str | None:
        """Return the first of a font's names and stand-ins that is there."""
        return next((found for name in font.families if (found := self.families.get(name.lower()))), None)

    def stand_ins(self) -> str:
        """Say which fonts stand in for those that are missing; empty when none has to."""
        missing: dict[str, list[str]] = {}
        for font in looks.CHINESE:
            found = self.chosen(font)
            if found and found.lower() not in {n.lower() for n in font.own}:
                missing.setdefault(found, []).append(font.name.partition("_")[0])
        said = ",".join(f"{'、'.join(names)}用 {found} 代替" for found, names in missing.items())
        return f"用字:这台电脑(服务器)上没有的字体,{said};行数、字数以装全字体的电脑为准。" if said else ""


@lru_cache(maxsize=1)
def machine_fonts() -> Fonts:
    """Return the fonts the machine had when first asked."""
    return _fonts(typst.Fonts())


def no_fonts() -> Fonts:
    """Return a machine without any font but the compiler's own, which know no Chinese."""
    return _fonts(typst.Fonts(include_system_fonts=False))


def _fonts(files: typst.Fonts) -> Fonts:
    return Fonts({name.lower(): name for name in files.families()}, files)


def trouble(fonts: Fonts) -> str | None:
    """Say why nothing can be made with these fonts; None where it can."""
    if all(fonts.chosen(font) for font in looks.CHINESE):
        return None
    return ("这台电脑(服务器)上没有中文字体,做不出 PDF 和手机图片。请先用 Word 版;"
            "管理员装上宋体、黑体、仿宋或思源(Noto CJK)字体并重新启动后就有。")


def pdf(content: Content, code: str, *, signed: bool, fonts: Fonts) -> bytes:
    """Return a paper as a PDF laid out like the Word file; `code` is its 校验码."""
    made = b""
    for scale in _SCALES if content.one_page else _SCALES[:1]:
        styles = {name: _scaled(look, scale) for name, look in LOOKS.items()}
        made = _compiled(content, _document(content, code, signed, fonts, styles, _page(content)), fonts, "pdf", None)
        if b"/Type/Pages/Count 1/" in made:
            break
    return made


def picture(content: Content, code: str, *, signed: bool, fonts: Fonts) -> bytes:
    """Return a paper as one PNG as wide as a phone and as long as it takes."""
    page = {"phone": True, "width": _PHONE / _INCH * 25.4, "height": 0, "top": 5, "bottom": 6, "left": 4.5,
            "right": 4.5, "head": 0, "foot": 0}
    smaller = {name: _on_a_phone(name, look) for name, look in LOOKS.items()}
    document = _document(content, code, signed, fonts, smaller, page)
    return _compiled(content, document, fonts, "png", WIDE / _PHONE * _INCH)


def _compiled(content: Content, document: Mapping[str, Any], fonts: Fonts, kind: Any, ppi: float | None) -> bytes:
    if told := trouble(fonts):
        raise NoFonts(told)
    given = {"paper": json.dumps(document, ensure_ascii=False)}
    when = int(content.as_of.timestamp()) if content.as_of.tzinfo else 0
    made = typst.compile(_SOURCE, format=kind, ppi=ppi, sys_inputs=given, font_paths=fonts.files, timestamp=when)
    if not isinstance(made, bytes):
        raise TypeError("a paper is one file")
    return made


def _scaled(look: Look, scale: float) -> Look:
    pitch = None if look.pitch is None else look.pitch * scale
    return replace(look, size=look.size * scale, pitch=pitch, after=look.after * scale)


def _on_a_phone(name: str, look: Look) -> Look:
    size, pitch = _SMALLER.get(name, (look.size, look.pitch))
    left = "left" if look.align == "justify" else look.align
    return replace(look, size=size, pitch=pitch, align=left, after=min(look.after, 6.0))


def _page(content: Content) -> dict[str, Any]:
    """The page in millimetres; turned for a wide table, with less head and foot for a sheet that has to stay on one."""
    width, height = looks.PAGE
    top, right, bottom, left = looks.TOP, looks.RIGHT, looks.BOTTOM, looks.LEFT
    if content.landscape:
        width, height = height, width
        top, right, bottom, left = left, top, right, bottom
    if content.one_page:
        top, bottom = looks.SHEET, looks.SHEET
    return {"phone": False, "width": width, "height": height, "top": top, "right": right, "bottom": bottom,
            "left": left, "head": _HEAD, "foot": looks.DASH}


def _document(
    content: Content, code: str, signed: bool, fonts: Fonts, styles: Mapping[str, Look], page: Mapping[str, Any]
) -> dict[str, Any]:
    notes = marking.closing(content, fonts.stand_ins() or looks.fonts_note(), signed=signed)
    blocks = [*_blocks(content), *(_note(text) for text in notes)]
    if page["phone"]:
        blocks = [part for block in blocks for part in one_below_another(block)]
    day = content.as_of
    return {
        "title": content.title, "author": content.author, "margin": marking.margin(content, code, signed=signed),
        "date": {"year": day.year, "month": day.month, "day": day.day}, "page": page, "blocks": blocks,
        "looks": {name: _look(look, fonts) for name, look in styles.items()},
    }


def _look(look: Look, fonts: Fonts) -> dict[str, Any]:
    pitch = look.size * 1.3 if look.pitch is None else look.pitch
    chinese = [n for n in (fonts.chosen(look.font), fonts.chosen(looks.SONG)) if n]
    western = [{"name": n, "covers": "latin-in-cjk"} for n in (fonts.chosen(looks.FIGURES),) if n]
    return asdict(look) | {"fonts": [*western, *chinese], "pitch": pitch, "colour": f"#{look.colour or '000000'}"}


def _blocks(content: Content) -> Iterator[dict[str, Any]]:
    for n, block in enumerate(content.blocks):
        # A signature never stands on a page without text.
        sticky = any(isinstance(b, Para) and b.style == "sign" for b in content.blocks[n + 1:n + 3])
        yield from _block(block, sticky)


def _block(block: Block, sticky: bool) -> Iterator[dict[str, Any]]:
    if isinstance(block, Para):
        runs = [asdict(run) for run in marking.runs(block.words, marked=True)]
        yield {"kind": "para", "look": block.style, "runs": runs, "sticky": sticky}
    elif isinstance(block, Table):
        yield _table(block)
        if block.asks:
            yield _note(marking.of_table(block))
    elif isinstance(block, Masthead):
        yield {"kind": "masthead", "title": block.title, "below": block.below, "left": block.left, "right": block.right}
    else:
        yield {"kind": "break"}


def one_below_another(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a paragraph's parts, each a line of its own, where they are set apart by blanks to be written in."""
    parts: list[list[dict[str, Any]]] = [[]]
    for run in block.get("runs", ()):
        first, *more = _TO_WRITE_IN.split(run["text"])
        parts[-1].append(run | {"text": first})
        parts += [[run | {"text": text}] for text in more]
    yield from ({**block, "runs": part} for part in parts) if "runs" in block else (block,)


def _table(block: Table) -> dict[str, Any]:
    rows: Sequence[Any] = [
        [{"short": marking.short(cell), "runs": [asdict(r) for r in marking.runs(cell, marked=False)]} for cell in row]
        for row in block.rows
    ]
    return {"kind": "table", "headings": block.headings, "widths": block.widths, "rows": rows}


def _note(text: str) -> dict[str, Any]:
    return {"kind": "para", "look": "note", "runs": [{"kind": "text", "text": text}], "sticky": False}
