"""Books going out: the pre-filled ones, and the same cells, blank ones with a frame among them, by other hands."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import Border
from openpyxl.styles import Side as Line

from benchmarks.timing import Result, Side, beside
from lvzhi.books import template
from lvzhi.datadir import opened
from lvzhi.form import arranged
from lvzhi.workspace import Workspace
from schemas import BOOKS, FORMS

UNITS = 52  # of a larger campaign these many: a book more costs what one costs
Cells = Mapping[str, Sequence[tuple[int, int, object, int]]]  # sheet -> row and column from 0, value, style


def books(data: Path, period: str, rounds: int) -> Result:
    """The pre-filled books of so many units; others write the same cells, and of lists, widths and guides nothing."""
    with Workspace(opened(data), FORMS) as workspace:
        plan = workspace.plan
        units = plan.units[:: len(plan.units) // UNITS]

        def ours() -> list[bytes]:
            standing = workspace.standing()
            standing.expect(u.code for u in units)
            return [template.build(arranged(FORMS, BOOKS[u.book]), plan, u, period, standing,
                                   plan_version=workspace.plan_version) for u in units]

        held = [_cells(data) for data in ours()]
        return beside(f"{len(held)} pre-filled books, of {len(plan.units)} units", (
            Side("ours", ours),
            Side("openpyxl", lambda: [_openpyxl(cells) for cells in held]),
            Side("XlsxWriter", lambda: [_xlsxwriter(cells) for cells in held]),
        ), rounds)


def _cells(data: bytes) -> Cells:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [(c.row - 1, c.column - 1, c.value, c.style_id) for row in sheet.iter_rows() for c in row
                          if c.value is not None or c.has_style] for sheet in book}


def _openpyxl(cells: Cells) -> bytes:
    book, out, thin = openpyxl.Workbook(), io.BytesIO(), Line(style="thin")
    frame = Border(thin, thin, thin, thin)
    for title, held in cells.items():
        sheet = book.create_sheet(title)
        for row, column, value, style in held:
            cell = sheet.cell(row + 1, column + 1, value)
            if style:
                cell.border = frame
    book.save(out)
    return out.getvalue()


def _xlsxwriter(cells: Cells) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        styles = {style: book.add_format({"border": 1}) for held in cells.values() for *_, style in held}
        for title, held in cells.items():
            sheet = book.add_worksheet(title)
            for row, column, value, style in held:
                sheet.write(row, column, value, styles[style])
    return out.getvalue()
