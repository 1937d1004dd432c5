"""Books going out: the pre-filled ones, and the same cells written by other hands."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from benchmarks.timing import Result, Side, beside
from lvzhi.books import template
from lvzhi.datadir import opened
from lvzhi.form import arranged
from lvzhi.workspace import Workspace
from schemas import BOOKS, FORMS

Cells = Mapping[str, Sequence[Sequence[Any]]]  # sheet -> rows of values


def books(data: Path, period: str, rounds: int) -> Result:
    """The pre-filled books of all units; others write the same values, and of lists, formats and widths nothing."""
    with Workspace(opened(data), FORMS) as workspace:
        plan, standing = workspace.plan, workspace.ground().standing

        def ours() -> list[bytes]:
            return [template.build(arranged(FORMS, BOOKS[u.book]), plan, u, period, standing,
                                   plan_version=workspace.plan_version) for u in plan.units]

        held = [_cells(data) for data in ours()]
        return beside(f"{len(held)} pre-filled books", (
            Side("ours", ours),
            Side("openpyxl", lambda: [_openpyxl(cells) for cells in held]),
            Side("XlsxWriter", lambda: [_xlsxwriter(cells) for cells in held]),
        ), rounds)


def _cells(data: bytes) -> Cells:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _openpyxl(cells: Cells) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for title, rows in cells.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def _xlsxwriter(cells: Cells) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for title, rows in cells.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()
