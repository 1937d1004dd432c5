"""Workbooks put together part by part, for what no writer of workbooks would write."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from random import Random

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Cell styles by number: general, built-in days and times, Chinese built-ins, own formats.
FORMATS = {
    "general": 0,
    "day": 1,
    "moment": 2,
    "time": 3,
    "chinese_day": 4,
    "chinese_month": 5,
    "own_day": 6,
    "elapsed": 7,
    "own_number": 8,
    "percent": 9,
    "fine_percent": 10,
    "own_percent": 11,
    "sign_as_text": 12,
}
_STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>'
    '<numFmt numFmtId="171" formatCode="[h]:mm"/><numFmt numFmtId="172" formatCode="0.0&quot;days&quot;"/>'
    '<numFmt numFmtId="173" formatCode="0.0%;[Red]\\-0.0%"/><numFmt numFmtId="174" formatCode="0&quot;%&quot;"/>'
    '</numFmts><fonts><font/></fonts><fills><fill><patternFill patternType="none"/></fill></fills>'
    "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 20, 31, 57, 170, 171, 172, 9, 10, 173, 174))
    + "</cellXfs>"
)


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def parts(
    rows: str = "",
    *,
    texts: Sequence[str] = (),
    namespace: str = TRANSITIONAL,
    properties: str = "",
    before: str = "",
    after: str = "",
    sheets: Sequence[tuple[str, str]] = (("表", "visible"),),
) -> dict[str, str]:
    """Name every part of a small workbook; `rows` fill the first sheet, the others are empty."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state) in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    result = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/relationships/extended-properties" '
        'Target="docProps/app.xml"/></Relationships>',
        "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>WPS 表格</Application></Properties>",
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{_OFFICE}/relationships">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId98" Type="{_OFFICE}/relationships/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId99" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">' + "".join(f"<si>{text}</si>" for text in texts) + "</sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}">{_STYLES}</styleSheet>',
    }
    for n in range(1, len(sheets) + 1):
        body = f"{before}<sheetData>{rows}</sheetData>{after}" if n == 1 else "<sheetData/>"
        result[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{namespace}">{body}</worksheet>'
    return result


def packed(named: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip parts as they are named."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as package:
        for name, content in named.items():
            package.writestr(name, content)
    return target.getvalue()


def workbook(rows: str = "", **options: object) -> bytes:
    return packed(parts(rows, **options))  # type: ignore[arg-type]


def with_parts(changes: Mapping[str, str | bytes], rows: str = "") -> bytes:
    return packed({**parts(rows), **changes})


def ole(*streams: str) -> bytes:
    """Only what tells the kinds apart: the header and the directory."""
    entries = [name.encode("utf-16-le") for name in ("Root Entry", *streams)]
    directory = b"".join(
        (name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2)).ljust(128, b"\0") for name in entries
    )
    return OLE + bytes(504) + directory


def lock_file() -> bytes:
    return bytes([4]) + b"user".ljust(54) + struct.pack("<H", 4) + "user".encode("utf-16-le").ljust(108, b" ")


def damaged(data: bytes, chance: Random) -> bytes:
    """Cut off, cut out, overwrite or double a few bytes anywhere."""
    at, size = chance.randrange(len(data)), chance.randrange(1, 30)
    return chance.choice(
        [
            data[:at],
            data[:at] + data[at + size :],
            data[:at] + chance.randbytes(size) + data[at + size :],
            data[:at] + bytes([chance.choice(b'0159<>"/AZaz-. #')]) + data[at + 1 :],
            data[:at] + data[at : at + size] * 2 + data[at + size :],
        ]
    )
