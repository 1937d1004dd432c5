"""Packages in order whose XML is not: entities, depth, far cells, sheets without end, cells that contradict."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tests.handmade import packed, parts, row, with_parts, workbook
from tests.hostile.kinds import Kind

_SHEET, _TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_NUMBER = "<v>1</v>"
_LAUGHS = '<!DOCTYPE a [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
) + "]><a>&a11;</a>"
_OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
_ASKS = '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/x.dtd"> %b;]><a/>'
_HIDDEN = '<?xml version="1.0" encoding="utf-16"?>' + _OUTSIDE


def cells(rows: str, **more: str) -> bytes:
    return workbook(rows, **more)


def in_part(part: str, text: str | bytes) -> bytes:
    return with_parts({part: text})


def in_sheet(inner: str) -> bytes:
    return cells(row(1, f'<c r="A1">{inner}</c>'))


def far(columns: int) -> bytes:
    """Cells in the last row, as many columns apart as there are: a dense reader takes gigabytes for them."""
    last = 1048576
    named = [_letters(16384 - n * (16384 // columns)) for n in range(columns)][::-1]
    return cells("".join([row(1, '<c r="A1"><v>1</v></c>'), row(last, *(f'<c r="{c}{last}"><v>1</v></c>' for c in named))]))


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def sheets(count: int, one_part: bool = False) -> bytes:
    named = parts(_long(5000), sheets=[(f"表{n}", "visible") for n in range(count)])
    if one_part:  # a few bytes for each sheet, and the same long part read for every one of them
        rels = "xl/_rels/workbook.xml.rels"
        named = {k: v for k, v in named.items() if "worksheets/" not in k or k == _SHEET}
        for n in range(2, count + 1):
            named[rels] = named[rels].replace(f"worksheets/sheet{n}.xml", "worksheets/sheet1.xml")
    return packed(named)


def _long(rows: int) -> str:
    return "".join(f"<row><c>{_NUMBER}</c></row>" for _ in range(rows))


def texts(count: int) -> bytes:
    return in_part(_TEXTS, parts()[_TEXTS].replace("</sst>", "<si><t>字</t></si>" * count + "</sst>"))


def deep(levels: int) -> bytes:
    return cells("", after="<a>" * levels + "</a>" * levels)


def linked(changes: Mapping[str, str]) -> bytes:
    rels = parts()["xl/_rels/workbook.xml.rels"]
    for old, new in changes.items():
        rels = rels.replace(old, new)
    return with_parts({"xl/_rels/workbook.xml.rels": rels})


def ghost_rows() -> bytes:
    return cells("".join(f'<row r="{n}" hidden="1"/>' for n in range(1, 1048577)))


def one_cell(*written: str) -> bytes:
    return cells(row(1, *written))


KINDS = (
    Kind("entities within entities", partial(in_part, _SHEET, _LAUGHS), "FILE-PARTS", True),
    Kind("entities in the texts", partial(in_part, _TEXTS, _LAUGHS), "FILE-PARTS", True),
    Kind("an entity from a file", partial(in_part, "xl/workbook.xml", _OUTSIDE), "FILE-PARTS", True),
    Kind("an entity from the network", partial(in_part, "xl/styles.xml", _ASKS), "FILE-PARTS", True),
    Kind("an entity in another encoding", partial(in_part, _SHEET, _HIDDEN.encode("utf-16")), "FILE-PARTS", True),
    Kind("an entity behind a long comment", partial(in_part, _SHEET, f"<!--{'x' * 70000}-->{_OUTSIDE}"), "FILE-PARTS", True),
    Kind("a cell at XFD1048576", partial(far, 1), "BOOK-UNKNOWN", True),
    Kind("far cells in 100 columns", partial(far, 100), "BOOK-UNKNOWN", True),
    Kind("far cells in every column", partial(far, 16384), "BOOK-UNKNOWN"),
    Kind("a million hidden rows", ghost_rows, "BOOK-UNKNOWN"),
    Kind("900 sheets", partial(sheets, 900), "BOOK-UNKNOWN"),
    Kind("3,000 sheets", partial(sheets, 3000), "FILE-TOO-LARGE"),
    Kind("500 sheets that are one part", partial(sheets, 500, True), "FILE-PARTS", True),
    Kind("3,000,000 shared texts", partial(texts, 3_000_000), "FILE-TOO-LARGE"),
    Kind("1,000 elements deep", partial(deep, 1000), "BOOK-UNKNOWN", True),
    Kind("a million elements deep", partial(deep, 1_000_000), "BOOK-UNKNOWN"),
    Kind("an attribute of 8 MB", lambda: in_sheet(f'<v a="{"x" * 8_000_000}">1</v>'), "BOOK-UNKNOWN"),
    Kind("100,000 attributes", lambda: in_sheet("<v " + " ".join(f'a{n}="1"' for n in range(100_000)) + ">1</v>"), "BOOK-UNKNOWN"),
    Kind("a cell of 40,000 letters", lambda: one_cell(f'<c t="str"><v>{"字" * 40_000}</v></c>'), "BOOK-UNKNOWN", True),
    Kind("a cell of 10 million letters", lambda: one_cell(f'<c t="str"><v>{"字" * 10_000_000}</v></c>'), "FILE-TOO-LARGE"),
    Kind("a number of 100,000 digits", lambda: one_cell(f'<c><v>{"9" * 100_000}</v></c>'), "BOOK-UNKNOWN", True),
    Kind("text number of 5,000 digits", lambda: one_cell(f'<c t="s"><v>{"9" * 5000}</v></c>'), "FILE-DAMAGED", True),
    Kind("text number out of the list", lambda: one_cell('<c t="s"><v>7</v></c>'), "FILE-DAMAGED", True),
    Kind("DDE in a formula", lambda: one_cell("<c><f>cmd|'/c calc'!A0</f><v>1</v></c>"), "FILE-DDE", True),
    Kind("formula text", lambda: one_cell('<c t="str"><v>=HYPERLINK("http://a","b")</v></c>'), "BOOK-UNKNOWN", True),
    Kind("the same cell twice", lambda: one_cell(*['<c r="A1"><v>1</v></c>'] * 2), "FILE-PARTS", True),
    Kind("row 0", lambda: cells('<row r="0"><c><v>1</v></c></row>'), "FILE-DAMAGED", True),
    Kind("row 2,000,000", lambda: cells('<row r="2000000"><c><v>1</v></c></row>'), "FILE-DAMAGED", True),
    Kind("a cell with no address", lambda: one_cell('<c r="?!"><v>1</v></c>'), "FILE-DAMAGED", True),
    Kind("everything merged", lambda: cells(row(1, "<c><v>1</v></c>"), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "BOOK-UNKNOWN", True),
    Kind("a sheet that is the workbook", lambda: linked({"worksheets/sheet1.xml": "workbook.xml"}), "FILE-DAMAGED", True),
    Kind("a sheet outside the package", lambda: linked({"worksheets/sheet1.xml": "../../../../etc/passwd"}), "FILE-DAMAGED", True),
    Kind("a sheet on the network", lambda: linked({'Target="worksheets': 'TargetMode="External" Target="http://127.0.0.1:9'}), "FILE-DAMAGED", True),
    Kind("letters that are no UTF-8", partial(in_part, _SHEET, b'<?xml version="1.0" encoding="UTF-8"?><worksheet>\xff\xfe</worksheet>'), "FILE-DAMAGED", True),
    Kind("an encoding nobody knows", partial(in_part, _SHEET, b'<?xml version="1.0" encoding="x-none"?><worksheet/>'), "FILE-DAMAGED", True),
    Kind("zeros between the tags", partial(in_part, _SHEET, b"<worksheet>\0\0</worksheet>"), "FILE-DAMAGED", True),
    Kind("a tag left open", lambda: cells("<row>"), "FILE-DAMAGED", True),
)
