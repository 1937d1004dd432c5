"""Files people attach, made here: the smallest that are what they say, and some that are not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def png(side: int = 8, grey: int = 120) -> bytes:
    """A grey square; another `grey` gives other bytes."""
    lines = b"".join(b"\x00" + bytes([(grey + x) % 256 for x in range(side)]) for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpg(more: bytes = b"") -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + more + b"\xff\xd9"


def pdf(words: str = "one page", more: bytes = b"") -> bytes:
    return b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj % " + words.encode() + b"\n" + more + b"\n%%EOF\n"


def docx(text: str = "甲", kind: str = _DOCX, **more: str) -> bytes:
    """`more`: parts by name, `__` for `/` and `_dot_` for a dot."""
    parts = {
        "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{_MAIN}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w>{text}</w>",
        **{name.replace("__", "/").replace("_dot_", "."): held for name, held in more.items()},
    }
    return zipped(parts)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(zipfile.ZipInfo(name), held, zipfile.ZIP_DEFLATED)
    return out.getvalue()
