"""The sheet 待修改清单: every finding in order, with a link to its cell and what to write there."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lvzhi.books.annotate.fills import GRID, HEADER, LINK, TITLE, Looks, rules
from lvzhi.books.annotate.located import words
from lvzhi.books.annotate.reasons import Asked
from lvzhi.findings import Finding, Severity
from lvzhi.intake.cells import Sheet, column_letter

NAME = "待修改清单"
_HEADERS = ("序号", "性质", "表", "单元格", "栏目", "现在的内容", "怎样修改", "建议填写", "说明写在", "校验码")
_WIDTHS = (5.0, 8.0, 20.0, 9.0, 14.0, 24.0, 52.0, 18.0, 12.0, 20.0)
_HIDDEN = 5  # columns further right that say what was written on the 说明 sheet
_HEADER_ROW = 4
_HINT = "点“单元格”可直接跳到该处。改好后保存,把本文件原样上传即可;本表、底色和批注不必删除。"
_WIDE = re.compile("[\u2001-\U0010ffff]")
_LINE, _TALLEST = 16.5, 400.0  # points; Excel's limit is 409
_LONGEST = 1000  # characters of a cell's content that are quoted


@dataclass(frozen=True)
class Line:
    """One finding of the list; `place` is the cell linked to, `reason` the 说明 cell where an answer goes."""

    finding: Finding
    place: str | None
    asked: Asked | None = None
    reason: str | None = None
    written: bool = False


def text(lines: Sequence[Line], title: str, reasons: str, looks: Looks, namespace: str, code: str) -> str:
    """Return the sheet as XML; `reasons` names the 说明 sheet, `code` is the 校验码 of the file that is marked."""
    rows = [_row(1, [NAME]), _row(2, [f"{title}{_counts(lines)}。"]), _row(3, [_HINT]),
            _row(_HEADER_ROW, _HEADERS, looks.wrapped)]
    rows += [
        _row(at, _values(n, line, reasons), looks.wrapped, hidden=_memo(line, reasons))
        for n, (at, line) in enumerate(_placed(lines), start=1)
    ]
    return (
        f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="{_HEADER_ROW}" '
        f'topLeftCell="A{_HEADER_ROW + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{_columns()}</cols><sheetData>{''.join(rows)}</sheetData>{_colours(lines, looks)}"
        f"{_links(lines, reasons)}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{words(_footer(code))}</oddFooter></headerFooter></worksheet>"
    )


def _footer(code: str) -> str:
    return f"{f'&L原件校验码 {code}' if code else ''}&C第 &P 页 共 &N 页"


def _placed(lines: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    return enumerate(lines, start=_HEADER_ROW + 1)


def _counts(lines: Sequence[Line]) -> str:
    counts = Counter(line.finding.severity for line in lines)
    return "、".join(f"{s.label}{counts[s]}处" for s in Severity if counts[s])


def _columns() -> str:
    shown = "".join(
        f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(_WIDTHS, start=1)
    )
    first = len(_WIDTHS) + 1
    return f'{shown}<col min="{first}" max="{first + _HIDDEN - 1}" width="9" hidden="1" customWidth="1"/>'


def _values(number: int, line: Line, reasons: str) -> list[str]:
    finding = line.finding
    said = finding.value or ""
    quoted = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    where = finding.cell or (f"第{finding.row}行" if finding.row is not None else "整张表" if finding.sheet else "")
    return [
        str(number), finding.severity.label, finding.sheet or "全簿", where, finding.column or "", quoted,
        finding.message, finding.suggestion or "", f"{reasons} {line.reason}" if line.reason else "",
        finding.code if line.asked else "",
    ]


def _memo(line: Line, reasons: str) -> list[str]:
    if not (line.asked and line.reason and line.written):
        return []
    return [reasons, *line.asked.texts, line.reason]


def _row(at: int, values: Sequence[str], style: int | None = None, hidden: Sequence[str] = ()) -> str:
    spread = [*values, *hidden]
    cells = "".join(_cell(f"{column_letter(n)}{at}", value, style) for n, value in enumerate(spread, start=1))
    return f'<row r="{at}" ht="{_height(values) if len(values) > 1 else _LINE + 4}" customHeight="1">{cells}</row>'


def _height(values: Sequence[str]) -> float:
    """Room for the longest text, as the columns are wide; a Chinese character takes two units of width."""
    lines = max(_lines(value, width - 1) for value, width in zip(values, _WIDTHS, strict=True))
    return min(lines * _LINE + 4, _TALLEST)


def _lines(text: str, width: float) -> int:
    units = [len(part) + len(_WIDE.findall(part)) for part in text.split("\n")]
    return sum(max(1, math.ceil(n / width)) for n in units)


def _cell(at: str, value: str, style: int | None) -> str:
    number = f' s="{style}"' if style is not None else ""
    if not value:
        return f'<c r="{at}"{number}/>'
    return f'<c r="{at}"{number} t="inlineStr"><is><t xml:space="preserve">{words(value)}</t></is></c>'


def _colours(lines: Sequence[Line], looks: Looks) -> str:
    last = column_letter(len(_HEADERS))
    placed = list(_placed(lines))
    cells: dict[str, list[str]] = {TITLE: ["A1"], HEADER: [f"A{_HEADER_ROW}:{last}{_HEADER_ROW}"], LINK: []}
    for at, line in placed:
        cells.setdefault(line.finding.severity, []).append(f"B{at}")
        cells[LINK] += [f"{column}{at}" for column, to in (("D", line.place), ("I", line.reason)) if to]
    cells[GRID] = [f"A{_HEADER_ROW + 1}:{last}{_HEADER_ROW + len(placed)}"]
    return "".join(rules(cells, looks))


def _links(lines: Sequence[Line], reasons: str) -> str:
    links = []
    for at, line in _placed(lines):
        if line.place and line.finding.sheet:
            links.append((f"D{at}", line.finding.sheet, line.place))
        if line.reason:
            links.append((f"I{at}", reasons, line.reason))
    texts = "".join(
        f'<hyperlink ref="{at}" location="{_attribute(_place(sheet, cell))}"/>' for at, sheet, cell in links
    )
    return f"<hyperlinks>{texts}</hyperlinks>" if texts else ""


def _place(sheet: str, cell: str) -> str:
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'!{cell}"


def _attribute(value: str) -> str:
    return words(value).replace('"', "&quot;")


# --- reading it back ------------------------------------------------------------------------------


def is_ours(sheet: Sheet) -> bool:
    return sheet.name == NAME and sheet.cells.get((1, 1)) == NAME


def written(sheet: Sheet) -> Mapping[str, list[tuple[Asked, str]]]:
    """What the list says was written on other sheets: {sheet: (query, cell of its reason)}."""
    found: dict[str, list[tuple[Asked, str]]] = {}
    first = len(_HEADERS) + 1
    for row in sorted({r for r, _ in sheet.cells if r > _HEADER_ROW}):
        name, form, row_ref, code, cell = (str(sheet.cells.get((row, first + n), "")) for n in range(_HIDDEN))
        if name and cell:
            found.setdefault(name, []).append((Asked(form, row_ref, code), cell))
    return found
