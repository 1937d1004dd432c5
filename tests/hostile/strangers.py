"""Files that are no workbook, whatever their name says; and readers that die or hang."""

from __future__ import annotations

from tests import afterwards
from tests.handmade import lock_file, ole, packed, row, workbook
from tests.hostile.kinds import Kind

_ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
_DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
_BAD = workbook(row(1, '<c r="A1" t="str"><v>bad</v></c>'))

KINDS = (
    Kind("empty file", lambda: b"", "FILE-EMPTY", True),
    Kind("one byte", lambda: b"P", "FILE-OTHER", True),
    Kind("only the first bytes of a zip", lambda: b"PK\x03\x04", "FILE-DAMAGED", True),
    Kind("lock file by name", lambda: b"x", "FILE-LOCK", True, "~$园林.xlsx"),
    Kind("lock file by content", lock_file, "FILE-LOCK", True),
    Kind("encrypted container", lambda: ole("EncryptionInfo", "EncryptedPackage"), "FILE-ENCRYPTED", True),
    Kind(".xls renamed", lambda: ole("Workbook"), "FILE-XLS", True),
    Kind(".et", lambda: ole("Workbook"), "FILE-ET", True, "园林.et"),
    Kind(".ods renamed", lambda: packed(_ODS), "FILE-ODS", True),
    Kind(".docx renamed", lambda: packed(_DOCX), "FILE-WORD", True),
    Kind(".csv renamed", lambda: "单位,问题\n园林,无\n".encode("gb18030"), "FILE-TEXT", True),
    Kind(".pdf renamed", lambda: b"%PDF-1.7\n" + bytes(200), "FILE-PDF", True),
    Kind(".html renamed", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "FILE-HTML", True),
    Kind("html of many comments", lambda: b"<!----> " * 5000 + b"<", "FILE-TEXT", True),
    Kind("workbooks in a zip", lambda: packed({"7月/园林.xlsx": workbook()}), "FILE-ARCHIVE", True),
    Kind("a program with a zip behind it", lambda: b"MZ" + bytes(510) + workbook(), "FILE-OTHER", True),
    Kind("20 MB of noise", lambda: b"\xff\x00" * (10 * 1024 * 1024), "FILE-OTHER"),
    Kind("more than 20 MB", lambda: bytes(20 * 1024 * 1024 + 1), "FILE-TOO-LARGE"),
    Kind("aborts its reader", lambda: _BAD, "FILE-TOO-HARD", True, then=afterwards.abort_on_bad),
    Kind("makes its reader touch nothing", lambda: _BAD, "FILE-TOO-HARD", then=afterwards.touch_nothing),
    Kind("makes its reader swell", lambda: _BAD, "FILE-TOO-HARD", then=afterwards.swell),
    Kind("makes its reader sleep", lambda: _BAD, "FILE-TOO-HARD", then=afterwards.sleep),
    Kind("makes its reader spin", lambda: _BAD, "FILE-TOO-HARD", then=afterwards.spin),
)
