"""Zip packages that lie about themselves, swell, or carry what calls out."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile

from tests.handmade import packed, parts, row, with_parts, workbook
from tests.hostile.kinds import Kind

_LINK = "xl/externalLinks/externalLink1.xml"
_CENTRAL, _LOCAL, _END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
_ROW = row(1, '<c r="A1"><v>1</v></c>')


def bomb(megabytes: int) -> bytes:
    return with_parts({"xl/media/image1.bmp": bytes(megabytes * 1024 * 1024)})


def nested() -> bytes:
    inner = packed({"a.bin": bytes(50 * 1024 * 1024)})
    for _ in range(3):
        inner = packed({f"{n}.zip": inner for n in range(8)})
    return with_parts({"xl/media/image1.bin": inner})


def shared_bytes() -> bytes:
    """One packed block listed a hundred times over: a quine's ratio from few bytes."""
    data = bytearray(packed({**parts(), "a.bin": bytes(range(256)) * 400}, zipfile.ZIP_STORED))
    start, end, last = data.index(_CENTRAL), data.index(_END), data.rindex(_CENTRAL)
    copies = b"".join(bytes(data[last:end]).replace(b"a.bin", f"{n:05}".encode()) for n in range(100))
    count = struct.unpack_from("<H", data, end + 10)[0] + 100
    tail = struct.pack("<4s4H2IH", _END, 0, 0, count, count, end - start + len(copies), start, 0)
    return bytes(data[:end]) + copies + tail


def duplicate() -> bytes:
    target = io.BytesIO(workbook())
    with zipfile.ZipFile(target, "a") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package.writestr("xl/workbook.xml", "<a/>")
    return target.getvalue()


def entry_saying(offset: int, layout: str, value: int) -> bytes:
    """The largest part's entry in the central directory says something else than the truth."""
    data = bytearray(packed({**parts(_ROW), "xl/worksheets/sheet1.xml": _long_sheet()}))
    at = data.rindex(_CENTRAL, 0, data.index(b"xl/worksheets/sheet1.xml", data.index(_CENTRAL)))
    struct.pack_into(layout, data, at + offset, value)
    return bytes(data)


def _long_sheet() -> str:
    return parts("".join(row(n, f"<c><v>{n}</v></c>") for n in range(1, 3000)))["xl/worksheets/sheet1.xml"]


def wrong_crc() -> bytes:
    return entry_saying(16, "<I", 12345)


def smaller_than_it_is() -> bytes:
    return entry_saying(24, "<I", 10)


def larger_than_it_is() -> bytes:
    return entry_saying(24, "<I", 150 * 1024 * 1024)


def zip64_lie() -> bytes:
    """Sizes said to stand in a zip64 field that is not there."""
    return entry_saying(24, "<I", 0xFFFFFFFF)


def beyond_the_end() -> bytes:
    return entry_saying(42, "<I", 0x7FFFFFFF)


def directory_elsewhere() -> bytes:
    data = bytearray(workbook(_ROW))
    struct.pack_into("<I", data, data.rindex(_END) + 16, 7)
    return bytes(data)


def encrypted_entry() -> bytes:
    data = bytearray(workbook(_ROW))
    data[data.index(_CENTRAL) + 8] |= 1
    return bytes(data)


def content_type_of(kind: str) -> dict[str, str]:
    return {"[Content_Types].xml": parts()["[Content_Types].xml"].replace("sheet.main+xml", kind)}


KINDS = (
    Kind("zip bomb of 150 MB", lambda: bomb(150), "FILE-TOO-LARGE"),
    Kind("zip bomb of 1 GB", lambda: bomb(1024), "FILE-TOO-LARGE"),
    Kind("zip bomb in a zip in a zip", nested, "BOOK-UNKNOWN"),
    Kind("packed bytes shared by many parts", shared_bytes, "FILE-PARTS", True),
    Kind("5,000 parts", lambda: with_parts({f"xl/media/{n}.png": b"" for n in range(5000)}), "FILE-TOO-LARGE"),
    Kind("the same part twice", duplicate, "FILE-PARTS", True),
    Kind("the same part in capitals", lambda: with_parts({"XL/Workbook.xml": "<a/>"}), "FILE-PARTS", True),
    Kind("a part above the folder", lambda: with_parts({"../../etc/passwd": "x"}), "FILE-PARTS", True),
    Kind("a part above the folder, backwards", lambda: with_parts({"xl\\..\\..\\a.xml": "x"}), "FILE-PARTS", True),
    Kind("a part on a drive", lambda: with_parts({"C:/a.xml": "x"}), "FILE-PARTS", True),
    Kind("a part with an absolute name", lambda: with_parts({"/etc/passwd": "x"}, _ROW), "BOOK-UNKNOWN", True),
    Kind("truncated", lambda: workbook(_ROW)[:-300], "FILE-DAMAGED", True),
    Kind("wrong checksum", wrong_crc, "FILE-DAMAGED", True),
    Kind("a part larger than said", smaller_than_it_is, "FILE-DAMAGED", True),
    Kind("a part smaller than said", larger_than_it_is, "FILE-TOO-LARGE", True),
    Kind("a zip64 size that is not there", zip64_lie, "FILE-TOO-LARGE", True),
    Kind("a part beyond the end", beyond_the_end, "FILE-DAMAGED", True),
    Kind("the directory elsewhere", directory_elsewhere, "FILE-DAMAGED", True),
    Kind("one encrypted part", encrypted_entry, "FILE-ENCRYPTED", True),
    Kind("packed in a rare way", lambda: packed(parts(), zipfile.ZIP_LZMA), "FILE-PARTS", True),
    Kind("macros", lambda: with_parts({"xl/vbaProject.bin": b"x"}), "FILE-MACRO", True),
    Kind("macros by content type", lambda: with_parts(content_type_of("sheet.macroEnabled.main+xml")), "FILE-MACRO"),
    Kind("links to other workbooks", lambda: with_parts({_LINK: "<externalLink/>"}), "FILE-LINKS", True),
    Kind("connections", lambda: with_parts({"xl/connections.xml": "<connections/>"}), "FILE-LINKS", True),
    Kind("DDE by link", lambda: with_parts({_LINK: '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}), "FILE-DDE", True),
)
