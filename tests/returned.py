"""Workbooks for tests of the returned workbook: rich ones, odd ones, and packages compared part by part."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from xml.etree import ElementTree

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lvzhi.books.annotate.marking import About
from lvzhi.findings import Finding, Severity
from lvzhi.intake import cells
from tests import handmade

SHEET, LIST = "台账 '甲' 表", "待修改清单"
ABOUT = About("某单位 2015年7月 报送簿:")


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def rich(*, comments: bool = True, button: bool = False, more: bool = False) -> bytes:
    """A protected sheet with all that load-and-save would lose, and a second sheet that is left alone.

    `more`: hidden sheets and columns, a chart sheet, properties, and what else a sheet may hold besides.
    """
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet, other = book.add_worksheet(SHEET), book.add_worksheet("另表")
    odd = book.add_format({"bg_color": "#C6E0B4", "font_color": "#7030A0", "num_format": "0.00", "locked": False})
    for row in range(10):
        sheet.write_row(row, 0, [f"第{row + 1}行", row * 1.5, row])
        sheet.write_formula(row, 3, f"=B{row + 1}*2", odd, row * 3)
    sheet.write_blank(3, 4, None, odd)
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.set_column(1, 1, 23.5)
    sheet.insert_image("H2", "点.png", {"image_data": io.BytesIO(png())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{SHEET.replace(chr(39), chr(39) * 2)}'!$B$1:$B$10"})
    sheet.insert_chart("H8", chart)
    sheet.add_sparkline("F1", {"range": "B1:D1"})
    sheet.insert_textbox("H20", "文本框里的话")
    sheet.conditional_format("B1:B10", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("C1:C10", {"type": "cell", "criteria": ">", "value": 3, "format": odd})
    sheet.data_validation("C1:C10", {"validate": "list", "source": ["甲", "乙"]})
    sheet.merge_range("A12:C12", "合并")
    sheet.write_url("A14", "internal:另表!A1")
    sheet.autofilter("A1:D10")
    sheet.freeze_panes(1, 1)
    sheet.set_header("&C&[Picture]", {"image_center": "页眉.png", "image_data_center": io.BytesIO(png())})
    sheet.protect("口令")
    if comments:
        sheet.write_comment("B3", "单位自己的批注", {"author": "张三"})
        sheet.write_comment("A9", "另一条", {"author": "张三"})
    if button:
        sheet.insert_button("J1", {"caption": "按钮"})
        other.activate()
        other.set_first_sheet()
    other.write("A1", "不动")
    other.insert_textbox("C3", "另一个文本框")
    book.define_name("另表!本表的名", "=另表!$A$1")
    other.repeat_rows(0)
    if more:
        _more(book, sheet, other)
    book.close()
    return out.getvalue()


def _more(book: Workbook, sheet: Worksheet, other: Worksheet) -> None:
    for name, hide in (("藏着的", Worksheet.hide), ("藏得很深的", Worksheet.very_hidden)):
        hidden = book.add_worksheet(name)
        hidden.write_row(0, 0, ["不给看", 1, True])
        hide(hidden)
    pictured = book.add_chart({"type": "line"})
    pictured.add_series({"values": "=另表!$A$1:$A$3"})
    book.add_chartsheet("图表页").set_chart(pictured)
    book.set_custom_property("单位编号", 7)
    book.set_properties({"title": "七月报送簿", "author": "张三"})
    book.define_name("全簿的名", "=另表!$A$1:$B$2")
    bold = book.add_format({"bold": True, "rotation": 45, "pattern": 4})
    sheet.set_column(5, 6, 3, None, {"hidden": True, "level": 1})
    sheet.set_row(6, 33.75, bold)
    sheet.write_rich_string("A15", "一半", bold, "加粗", "一半")
    sheet.write_array_formula("C15:C16", "{=B1:B2*2}", None, 3)
    sheet.write_formula("D15", '=IFERROR(1/0,"无")', None, "无")
    sheet.write_formula("D16", "=1/0", None, "#DIV/0!")
    sheet.write_boolean("E15", True)
    sheet.set_h_pagebreaks([9])
    sheet.print_area("A1:D16")
    sheet.ignore_errors({"number_stored_as_text": "A1:A10"})
    sheet.set_tab_color("#00B050")
    other.add_table("E5:F8", {"name": "一张表"})
    other.write_comment("A1", "另表的批注", {"author": "李四", "visible": True})


def plain(namespace: str = handmade.TRANSITIONAL) -> dict[str, str]:
    """A sheet of inline texts, two of its cells and one of its rows without an address."""
    rows = handmade.row(1, '<c r="A1" t="inlineStr"><is><t>甲</t></is></c>', '<c r="C1"><v>7</v></c>')
    rows += '<row><c t="inlineStr"><is><t>乙</t></is></c><c><v>2.5</v></c></row>'
    return handmade.parts(rows, namespace=namespace)


def prefixed() -> bytes:
    """The same with every element of the sheets and styles behind a prefix."""
    parts = plain()
    for name, text in parts.items():
        if name.startswith("xl/") and "rels" not in name:
            renamed = re.sub(r"<(/?)(\w)", r"<\1x:\2", text)
            parts[name] = renamed.replace('xmlns="', 'xmlns:x="')
    return handmade.packed(parts)


def without_styles() -> bytes:
    parts = plain()
    del parts["xl/styles.xml"]
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = re.sub(r'<Relationship Id="rId99"[^>]*/>', "", parts[rels])
    return handmade.packed(parts)


def absolute() -> bytes:
    """Targets and names as some programs write them: absolute, with backslashes."""
    parts = {name.replace("worksheets/", "worksheets\\"): text for name, text in plain().items()}
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace('Target="worksheets/', 'Target="/xl/worksheets/')
    return handmade.packed(parts)


def strict() -> bytes:
    return handmade.packed(plain(handmade.STRICT))


def finding(cell: str | None, severity: Severity = Severity.ERROR, **more: object) -> Finding:
    given = {"sheet": SHEET, "message": f"{cell}请核对。", "column": "栏目", "value": "旧", **more}
    row = int(re.sub(r"\D", "", cell)) if cell else None
    return Finding("GEN-X", severity, cell=cell, **{"row": row, **given})  # type: ignore[arg-type]


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def compared(before: bytes, after: bytes) -> dict[str, str]:
    """Parts that differ as XML (bytes where they are none), and how."""
    old, new = parts_of(before), parts_of(after)
    found = dict.fromkeys(old.keys() - new.keys(), "gone") | dict.fromkeys(new.keys() - old.keys(), "new")
    return found | {n: "changed" for n in old.keys() & new.keys() if canonical(n, old[n]) != canonical(n, new[n])}


def canonical(name: str, data: bytes) -> str | bytes:
    if PurePosixPath(name).suffix in (".xml", ".rels"):
        return ElementTree.canonicalize(data.decode())
    return data


ODD = {"prefixed": prefixed(), "without styles": without_styles(), "absolute": absolute(), "strict": strict(),
       "inline": handmade.packed(plain())}
FOUND = [
    finding("B3"), finding("D7", Severity.QUERY), finding("E4", suggestion="2015年6月5日"),
    finding("D7", Severity.NOTE), finding("Z99"), finding(None, row=8), finding(None, row=None),
    finding(None, row=None, sheet=None, column=None, value=None),
]


def but_for_the_list(workbook: cells.Workbook) -> list[cells.Sheet]:
    """The filer's own sheets."""
    return [s for s in workbook.sheets if s.name != LIST]
