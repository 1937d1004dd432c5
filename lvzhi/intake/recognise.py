"""Tell by its bytes what a file is that is no zip package."""

from __future__ import annotations

import re
import struct

ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCK_SIZE = 165  # the owner file Office writes beside an open workbook
_SAMPLE = 4096

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "FILE-PDF"),
    (b"\x89PNG\r\n", "FILE-IMAGE"),
    (b"\xff\xd8\xff", "FILE-IMAGE"),
    (b"GIF8", "FILE-IMAGE"),
    (b"II*\x00", "FILE-IMAGE"),
    (b"MM\x00*", "FILE-IMAGE"),
    (b"Rar!\x1a\x07", "FILE-ARCHIVE"),
    (b"7z\xbc\xaf\x27\x1c", "FILE-ARCHIVE"),
    (b"\x1f\x8b", "FILE-ARCHIVE"),
    (b"PK\x05\x06", "FILE-ARCHIVE"),  # an archive with nothing in it
    (b"{\\rtf", "FILE-WORD"),
)
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "FILE-ENCRYPTED"),
    ("WordDocument", "FILE-WORD"),
    ("PowerPoint Document", "FILE-SLIDES"),
    ("Workbook", "FILE-XLS"),
    ("Book", "FILE-XLS"),
    ("BOOK", "FILE-XLS"),
)
# What has matched is not tried again another way, or a few kilobytes of comments take minutes.
_HTML = re.compile(
    r"(?:\s*<!--(?:(?!-->).)*+-->)*+\s*+<(!doctype\s+html|html|head|body|meta|table|style)\b", re.I | re.S
)
_MIME = re.compile(r"\s*(MIME-Version|Content-Type):", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def recognise(data: bytes, name: str) -> str:
    """Return the refusal code of bytes that are no zip package."""
    base = re.split(r"[/\\]", name)[-1]
    if not data:
        return "FILE-EMPTY"
    if base.startswith(("~$", ".~")) or _is_lock(data):
        return "FILE-LOCK"
    if data.startswith(_OLE):
        return _ole(data, base)
    return _by_signature(data) or _by_text(data[:_SAMPLE], len(data))


def _is_lock(data: bytes) -> bool:
    """The owner's name: its length, the name padded with blanks, the same again in UTF-16."""
    return len(data) == _LOCK_SIZE and 0 < data[0] <= 54 and data[54:55] in (b" ", b"\x00")


def _ole(data: bytes, base: str) -> str:
    for stream, code in _STREAMS:
        if _directory_entry(stream) in data:
            is_et = code == "FILE-XLS" and base.lower().endswith((".et", ".ett"))
            return "FILE-ET" if is_et else code
    return "FILE-OTHER"


def _directory_entry(stream: str) -> bytes:
    """A directory entry begins with 64 bytes of UTF-16 name and its length in bytes, final zero included."""
    encoded = stream.encode("utf-16-le")
    return encoded.ljust(64, b"\x00") + struct.pack("<H", len(encoded) + 2)


def _by_signature(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "FILE-IMAGE"
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return "FILE-IMAGE"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return "FILE-IMAGE"
    return next((code for signature, code in _SIGNATURES if data.startswith(signature)), None)


def _by_text(sample: bytes, size: int) -> str:
    text = _decode(sample)
    if text is None:
        return "FILE-OTHER"
    text = text.lstrip("\ufeff")
    if _HTML.match(text) or _MIME.match(text):
        return "FILE-HTML"
    if text.lstrip().startswith(("<?xml", "<Workbook", "<uof:")):
        return "FILE-HTML" if re.search(r"<html\b", text, re.I) else "FILE-XML"
    return "FILE-TEXT" if size > 1 else "FILE-OTHER"


def _decode(sample: bytes) -> str | None:
    """Decode what an editor would show as text; a character cut at the end of the sample does no harm."""
    encodings = ("utf-16",) if sample[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "gb18030")
    for encoding in encodings:
        for cut in range(4):
            try:
                text = sample[: len(sample) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if _CONTROL.search(text) else text
    return None
