"""Books to compare readers on: as programs write them at random, and as only hands write them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from lvzhi.intake.gate import examine
from tests.handmade import FORMATS, STRICT, row, workbook
from tests.readers.libraries import Cells

WORDS = ("001234", "２０１５年", "行1\n行2", "合计", "/", "2015.6.5", "=1", "√", " 前后有空 ", "_x000D_", "a&b<c>", "\u200b")


def by_openpyxl(grid: Cells, is_1904: bool) -> bytes:
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    for (at, column), value in grid.items():
        cell = book.active.cell(at, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def by_xlsxwriter(grids: Sequence[Cells], is_1904: bool, in_memory: bool = True) -> bytes:
    """A sheet for each grid; not in memory, texts stand in the cells and not in a list."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"date_1904": is_1904, "constant_memory": not in_memory, "in_memory": True}
    )
    day, moment = (book.add_format({"num_format": code}) for code in ("yyyy年m月d日", "yyyy-mm-dd hh:mm:ss"))
    for grid in grids:
        sheet = book.add_worksheet()
        for (line, column), value in sorted(grid.items()):
            at = (line - 1, column - 1)
            if isinstance(value, dt.date):
                sheet.write_datetime(*at, value, moment if isinstance(value, dt.datetime) else day)
            elif isinstance(value, str):
                sheet.write_string(*at, value)
            else:
                sheet.write(*at, value)
    book.close()
    return target.getvalue()


def drawn(random: Random) -> Cells:
    """Values anywhere on a sheet."""
    day = dt.date(1904, 1, 2) + dt.timedelta(random.randrange(70_000))
    make = (
        lambda: random.choice(WORDS), lambda: random.randrange(-(10**12), 10**12), lambda: round(random.gauss(0, 1e6), 6),
        lambda: random.random() < 0.5, lambda: day, lambda: dt.datetime.combine(day, dt.time(random.randrange(24), 7, 9)),
    )
    return {(random.randint(1, 60), random.randint(1, 40)): random.choice(make)() for _ in range(random.randint(1, 120))}


def generated(count: int) -> Iterator[tuple[str, bytes]]:
    """As both libraries write them, in turn."""
    for seed in range(count):
        random = Random(seed)
        is_1904 = random.random() < 0.3
        if seed % 2:
            yield f"openpyxl {seed}", by_openpyxl(drawn(random), is_1904)
        else:
            grids = [drawn(random) for _ in range(random.randint(1, 3))]
            yield f"xlsxwriter {seed}", by_xlsxwriter(grids, is_1904, random.random() < 0.5)


_VALUES = row(
    5, '<c r="C5"><v>42160.5</v></c>', '<c r="D5" t="e"><v>#REF!</v></c>', '<c r="E5"><f>A1</f></c>', '<c r="F5" t="b"><v>1</v></c>',
    '<c r="G5" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', '<c r="H5" t="str"><f>B1</f><v>文字</v></c>',
    f'<c r="I5" s="{FORMATS["chinese_day"]}"><v>42160</v></c>', f'<c r="J5" s="{FORMATS["day"]}"><v>42160</v></c>',
    '<c r="K5" t="str"><v> 空 </v></c>', '<c r="L5"><v>1E3</v></c>', f'<c r="M5" s="{FORMATS["own_day"]}"><v>42160</v></c>',
)


def by_hand() -> Iterator[tuple[str, bytes]]:
    """Every sort of cell; in Strict terms, from 1904, with a cell as far away as can be."""
    yield "every sort of cell", workbook(_VALUES)
    yield "Strict", workbook(_VALUES, namespace=STRICT)
    yield "1904", workbook(_VALUES, properties='<workbookPr date1904="1"/>')
    yield "a false dimension", workbook(_VALUES, before='<dimension ref="A1:B2"/>')
    merged = '<mergeCells><mergeCell ref="C5:D5"/></mergeCells>'
    yield "a cell under a merged one", workbook(row(5, '<c r="C5"><v>1</v></c><c r="D5"><v>2</v></c>'), after=merged)
    yield "far away", workbook(_VALUES + row(1048576, '<c r="XFD1048576"><v>1</v></c>'))


def of_folder(folder: Path, count: int | None = None) -> Iterator[tuple[str, bytes]]:
    """So many workbooks of a folder, evenly chosen; all that may be read when no number is given."""
    found = [path for path in sorted(folder.rglob("*.xlsx")) if examine(path.read_bytes(), path.name) is None]
    chosen = found if count is None else found[:: max(1, len(found) // count)][:count]
    yield from ((path.name, path.read_bytes()) for path in chosen)
