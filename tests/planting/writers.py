"""Spoilt books as files: written by two libraries, saved by LibreOffice, in Strict terms, with what WPS leaves behind."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from lvzhi.intake.cells import ErrorValue, NoValue, Sheet, Value, Workbook
from lvzhi.values import Percentage
from tests.handmade import STRICT, TRANSITIONAL, packed

Writer = Callable[[Sequence[Workbook]], list[bytes]]
_DAY, _MOMENT, _PERCENT = 'yyyy"年"m"月"d"日";@', "yyyy-mm-dd hh:mm:ss", "0%"
_OFFICE, _PURL = "http://schemas.openxmlformats.org/officeDocument/2006", "http://purl.oclc.org/ooxml/officeDocument"


def _shown_as(value: Value) -> str:
    """The number format a value needs to be what it is."""
    if isinstance(value, dt.datetime):
        return _MOMENT
    if isinstance(value, dt.date):
        return _DAY
    return _PERCENT if isinstance(value, Percentage) else "General"


# --- by openpyxl, and what is made of it ---------------------------------------------------------


def by_openpyxl(workbook: Workbook, iso_dates: bool = False) -> bytes:
    """Every cell, merged range and hidden row, with no styles but those that make a number a day or a percentage."""
    book = openpyxl.Workbook(iso_dates=iso_dates)
    book.remove(book.active)
    for sheet in workbook.sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(target: Any, sheet: Sheet) -> None:
    target.sheet_state = sheet.state
    for (row, column), value in sheet.cells.items():
        cell = target.cell(row, column)
        cell.value = _plain(value)
        cell.number_format = _shown_as(value)
        if isinstance(value, str):
            cell.data_type = "s"
        elif isinstance(value, ErrorValue):
            cell.data_type = "e"
    for row in sheet.hidden_rows:
        target.row_dimensions[row].hidden = True
    for first, left, last, right in sheet.merged:
        target.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)


def _plain(value: Value) -> Any:
    if isinstance(value, ErrorValue):
        return value.text
    return value.formula if isinstance(value, NoValue) else value


def _changed(data: bytes, change: Callable[[str, str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return packed({n: change(n, package.read(n).decode("utf-8")) for n in package.namelist()})


def strict(workbook: Workbook) -> bytes:
    """In the terms of ISO 29500 Strict, days as ISO 8601."""

    def change(name: str, text: str) -> str:
        text = text.replace(TRANSITIONAL, STRICT)
        for theirs, ours in (("relationships/extended-properties", "relationships/extendedProperties"),
                             ("extended-properties", "extendedProperties"), ("relationships", "relationships")):
            text = text.replace(f"{_OFFICE}/{theirs}", f"{_PURL}/{ours}")
        return text.replace("<workbook ", '<workbook conformance="strict" ') if name == "xl/workbook.xml" else text

    return _changed(by_openpyxl(workbook, iso_dates=True), change)


def as_wps_leaves_it(workbook: Workbook) -> bytes:
    """By its recorded traits: a dimension of one cell, Chinese built-in days, texts in runs with phonetic settings,
    styled blank rows by the hundred, elements of its own."""
    return _changed(by_openpyxl(workbook), _wps)


def _wps(name: str, text: str) -> str:
    if name == "docProps/app.xml":
        return re.sub(r"<Application>.*?</Application>", "<Application>WPS 表格</Application>", text)
    if name == "xl/styles.xml":
        # 31 is yyyy年m月d日 wherever it is read in Chinese, and stands in no list of formats.
        (number,) = re.findall(r'<numFmt numFmtId="(\d+)" formatCode="[^"]*年[^"]*"', text) or ("",)
        return text.replace(f'numFmtId="{number}" f', 'numFmtId="999" f').replace(f'numFmtId="{number}"', 'numFmtId="31"')
    if name == "xl/sharedStrings.xml":
        return re.sub(r"<si><t([^>]*)>([^<]{2})([^<]*)</t></si>", _in_runs, text)
    if name.startswith("xl/worksheets/sheet"):
        text = re.sub(r'<dimension ref="[^"]*"\s*/>', '<dimension ref="A1"/>', text)
        return text.replace("</sheetData>", f"{_ghosts(text)}</sheetData>")
    return text


def _in_runs(found: re.Match[str]) -> str:
    _, first, rest = found.groups()
    if "&" in first or not rest:
        return found[0]
    kept = ' xml:space="preserve"'
    return (f'<si><r><t{kept}>{first}</t></r><r><rPr><b/></rPr><t{kept}>{rest}</t></r>'
            '<phoneticPr fontId="1" type="noConversion"/></si>')


def _ghosts(text: str) -> str:
    last = max((int(n) for n in re.findall(r'<row r="(\d+)"', text)), default=0)
    rows = range(last + 1, last + 300)
    return "".join(f'<row r="{n}" spans="1:3" customHeight="1"><c r="A{n}" s="0"/><c r="C{n}" s="0"/></row>' for n in rows)


# --- by XlsxWriter -----------------------------------------------------------------------------


def by_xlsxwriter(workbook: Workbook) -> bytes:
    """Texts in the list of shared ones, error cells as results of formulas, days in a format of its own."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {code: book.add_format({"num_format": code}) for code in (_DAY, _MOMENT, _PERCENT, "General")}
    for n, sheet in enumerate(workbook.sheets):
        page = book.add_worksheet(sheet.name)
        for (row, column), value in sheet.cells.items():
            _put(page, row - 1, column - 1, value, formats[_shown_as(value)])
        for row in sheet.hidden_rows:
            page.set_row(row - 1, None, None, {"hidden": True})
        for first, left, last, right in sheet.merged:
            page.merge_range(first - 1, left - 1, last - 1, right - 1, "")
            _put(page, first - 1, left - 1, sheet.cells.get((first, left)), formats["General"])
        if n and sheet.state != "visible":
            (page.hide if sheet.state == "hidden" else page.very_hidden)()
    book.close()
    return target.getvalue()


def _put(page: Any, row: int, column: int, value: Value | None, style: Any) -> None:
    if isinstance(value, ErrorValue):
        page.write_formula(row, column, "=NA()", style, value.text)
    elif isinstance(value, NoValue):
        page.write_formula(row, column, value.formula, style, "")
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, style)
    elif isinstance(value, str):
        page.write_string(row, column, value, style)
    elif value is not None:
        page.write(row, column, value, style)


# --- by LibreOffice ----------------------------------------------------------------------------


def by_libreoffice(workbooks: Sequence[Workbook]) -> list[bytes]:
    """Opened and saved again by LibreOffice, all of them in one go."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        names = [home / f"{n:04d}.xlsx" for n in range(len(workbooks))]
        for path, workbook in zip(names, workbooks, strict=True):
            path.write_bytes(by_xlsxwriter(workbook))
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to",
             "xlsx:Calc MS Excel 2007 XML", "--outdir", str(home / "out"), *map(str, names)],
            check=True, capture_output=True, timeout=600,
        )
        return [(home / "out" / path.name).read_bytes() for path in names]


def _each(write: Callable[[Workbook], bytes]) -> Writer:
    return lambda workbooks: [write(w) for w in workbooks]


LIBREOFFICE = "LibreOffice"
WRITERS: Mapping[str, Writer] = {
    "openpyxl": _each(by_openpyxl),
    "XlsxWriter": _each(by_xlsxwriter),
    "Strict": _each(strict),
    "WPS": _each(as_wps_leaves_it),
    LIBREOFFICE: by_libreoffice,
}
