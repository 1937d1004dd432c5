"""The Word file as a package: equal content, equal bytes; fonts with their stand-ins; templates that are none."""

from __future__ import annotations

import io
import re
import zipfile

from lvzhi.papers import looks

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FONTS = "word/fontTable.xml"
_MACROS = ("vbaProject.bin", "activeX", "embeddings")
_LARGEST = 20 * 1024 * 1024  # bytes unpacked: a template holds styles
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class NotATemplate(ValueError):
    """The office's template is no Word document that can be read."""


class NoFonts(Exception):
    """The machine has no Chinese font; the text says what to do."""


def printable(text: str) -> str:
    """Return a text without the characters no XML can hold."""
    return _UNPRINTABLE.sub("", text)


def repacked(data: bytes, *, own_fonts: bool) -> bytes:
    """Return a package with fixed times and, where the template's are not to stay, our font table."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            part = _font_table() if own_fonts and name == _FONTS else given.read(name)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, part)
    return out.getvalue()


def refuse_strange(data: bytes) -> None:
    """Raise ValueError for a package with macros or embedded objects, or one that unpacks too large."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(i.file_size for i in package.infolist()) > _LARGEST:
            raise ValueError("template too large")
        if any(word in i.filename for i in package.infolist() for word in _MACROS):
            raise ValueError("template with macros or embedded objects")


def _font_table() -> bytes:
    """Each font with its names elsewhere: what Word takes where the first is missing."""
    fonts = "".join(
        f'<w:font w:name="{f.name}"><w:altName w:val="{",".join(f.instead)}"/>'
        f'<w:charset w:val="{"00" if f is looks.FIGURES else "86"}"/></w:font>'
        for f in looks.FONTS
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()
