"""A clerk at a downloaded book: finds columns by their headers, rows by what stands in them, types, saves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

COVER = {"填报人": "王小明", "联系电话": "0728-1234567", "审核人": "李大海", "单位负责人": "张开明", "联络员": "王小明"}


class Book:
    """A book of `templates`, with its cover filled in."""

    def __init__(self, path: Path, cover: Mapping[str, Any] = COVER) -> None:
        self.book = openpyxl.load_workbook(path)
        self.cover(**cover)

    def sheet(self, title: str) -> Worksheet:
        return self.book[title]

    def cover(self, **answers: Any) -> Book:
        """Answers beside their labels; labels that this book's cover does not have are passed over."""
        for row in self.sheet("封面").iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value in answers:
                    self.sheet("封面").cell(cell.row, cell.column + 1).value = answers[cell.value]
        return self

    def header(self, title: str) -> tuple[int, dict[str, int]]:
        """The header's row, and header -> column."""
        for row in self.sheet(title).iter_rows(max_row=10):
            if any(cell.value == "序号" for cell in row):
                return row[0].row, {str(cell.value): cell.column for cell in row if cell.value}
        raise LookupError(title)

    def at(self, title: str, row: int | str, column: str) -> Any:
        """The cell of a row, named by its Excel row or by what stands in its second column."""
        header, columns = self.header(title)
        sheet = self.sheet(title)
        if isinstance(row, str):
            row = next(r for r in range(header + 1, sheet.max_row + 1)
                       if row in [c.value for c in sheet[r]])
        return sheet.cell(row, columns[column])

    def type(self, title: str, row: int | str, **answers: Any) -> Book:
        for column, answer in answers.items():
            self.at(title, row, column).value = answer
        return self

    def nothing(self, *titles: str, says: str | None = "是") -> Book:
        """本期无 = 是, in the cell behind its label."""
        for title in titles:
            for row in self.sheet(title).iter_rows(max_row=3):
                for cell in row:
                    if cell.value == "本期无":
                        self.sheet(title).cell(cell.row, cell.column + 1).value = says
        return self

    def explain(self, title: str, row: str, code: str, reason: str) -> Book:
        """The next free line of the sheet 说明."""
        header, columns = self.header("说明")
        free = next(r for r in range(header + 1, 60) if not self.sheet("说明").cell(r, columns["表"]).value)
        return self.type("说明", free, 表=title, 编号或行=row, 校验码=code, 说明=reason)

    def save(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(path)
        return path
