"""Read one sheet part: a stream of XML in, a Sheet out, row after row."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import Element, XMLPullParser, fromstring

from lvzhi.intake.cells import MAX_COLUMN, MAX_ROW, ErrorValue, NoValue, Range, Sheet, Value, column_number
from lvzhi.intake.container import MAIN
from lvzhi.intake.numbers import from_serial
from lvzhi.intake.refusals import unreadable
from lvzhi.intake.strings import plain_text, unescape
from lvzhi.values import Percentage

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
# Up to here every whole number is exact as a double; beyond, only its text has the digits that were typed.
_EXACT = 2**53
_LONGEST = 10**18
_QUOTED = re.compile(r""""[^"]*"|'[^']*'|\[[^\]]*\]""")
_TRUE = ("1", "true")
_NAMES = {
    f"{{{namespace}}}{name}": (name, f"{{{namespace}}}")
    for namespace in MAIN
    for name in ("row", "col", "mergeCell", "worksheet")
}
_WHOLE = 8 * 1024 * 1024  # bytes of XML held as one tree; what is longer is taken in pieces, at twice the time
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Lookup:
    """What cells refer to: the shared texts, the styles that show dates and percentages, the date system."""

    texts: list[str]
    date_styles: frozenset[str]
    percent_styles: frozenset[str]
    is_1904: bool


class _Tags(NamedTuple):
    """The tags of a cell and what stands in it, in the namespace of the sheet."""

    cell: str
    value: str
    formula: str
    inline: str


@dataclass
class _Growing:
    """A sheet while it is read."""

    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    shared: dict[str, str] = field(default_factory=dict)
    row: int = 0


def read_sheet(stream: IO[bytes], name: str, state: str, lookup: Lookup) -> Sheet:
    """Read the part of one sheet; raise Unreadable where it contradicts itself."""
    growing = _Growing()
    last = ""
    for element in _elements(stream):
        if element.tag not in _NAMES:
            continue
        last, namespace = _NAMES[element.tag]
        if last == "row":
            _row(growing, element, namespace, lookup)
            # Rows read are let go, or a long sheet would stand in memory twice.
            element.clear()
        elif last == "col":
            growing.hidden_columns.update(_hidden_columns(element))
        elif last == "mergeCell":
            growing.merged.append(_range(element.get("ref", "")))
    if last != "worksheet":
        raise unreadable("FILE-DAMAGED", detail=f"《{name}》读不出")
    return Sheet(
        name,
        state,
        growing.cells,
        tuple(growing.merged),
        # Pages of hidden rows with nothing in them are common, and of no concern.
        frozenset(growing.hidden_rows & {row for row, _ in growing.cells}),
        frozenset(growing.hidden_columns),
        frozenset(growing.formulas),
    )


def _elements(stream: IO[bytes]) -> Iterator[Element]:
    """Yield rows, columns and merged ranges once whole, and the root last; of a long part all other elements too."""
    piece = stream.read(_WHOLE)
    if len(piece) < _WHOLE:
        root = fromstring(piece)  # the gate admits no declarations  # nosec B314
        for tag in _NAMES:
            yield from root.iter(tag)
        yield root
        return
    parser: Any = XMLPullParser(("end",))  # nor here  # nosec B314
    while piece:
        parser.feed(piece)
        yield from (element for _, element in parser.read_events())
        piece = stream.read(_PIECE)
    parser.close()


def _row(growing: _Growing, element: Element, namespace: str, lookup: Lookup) -> None:
    written = element.get("r")
    growing.row = _bounded(written or str(growing.row + 1), MAX_ROW)
    if _is_hidden(element, "ht"):
        growing.hidden_rows.add(growing.row)
    tags = _Tags(*(f"{namespace}{name}" for name in ("c", "v", "f", "is")))
    column: int | None = 0
    before = ""
    for cell in element:
        if cell.tag != tags.cell:
            continue
        reference = cell.get("r")
        if reference and not len(cell):
            # Most cells of a template are blank: where they stand matters only to one without an address.
            column, before = None, reference
            continue
        # Row and column may be left out; they then follow the cell before.
        column = _place(before)[1] if column is None else column
        row, column = _place(reference) if reference else (growing.row, _next(column))
        if len(cell):
            _cell(growing, (row, column), cell, tags, lookup)


def _cell(growing: _Growing, at: tuple[int, int], cell: Element, tags: _Tags, lookup: Lookup) -> None:
    value = _value(cell, tags, lookup)
    formula = cell.find(tags.formula)
    if formula is not None:
        growing.formulas.add(at)
        text = _formula(growing, formula)
        if value is None:
            value = NoValue(text)
    if value is None or value == "":
        return
    if at in growing.cells:
        raise unreadable("FILE-PARTS", detail="同一单元格出现两次")
    growing.cells[at] = value


def _formula(growing: _Growing, element: Element) -> str:
    text = element.text or ""
    if element.get("t") == "shared":
        text = growing.shared.setdefault(element.get("si", ""), text)
    # Outside quotes the bar only stands in a call of another program: application|topic!item.
    if "|" in text and "|" in _QUOTED.sub("", text):
        raise unreadable("FILE-DDE")
    return f"={text}"


def _value(cell: Element, tags: _Tags, lookup: Lookup) -> Value | None:
    """Return the value, "" where there is an empty text, None where there is nothing at all."""
    kind = cell.get("t", "n")
    inline = cell.find(tags.inline) if kind == "inlineStr" else None
    if inline is not None:
        return plain_text(inline, tags.cell[:-1])
    text = cell.findtext(tags.value)
    if text is None:
        return None
    if kind in ("str", "inlineStr"):
        return unescape(text)
    stripped = text.strip()
    if not stripped:
        return ErrorValue("#VALUE!") if kind == "e" else None
    if kind == "n":
        return _number(stripped, cell.get("s", "0"), lookup)
    return _typed(kind, stripped, lookup)


def _typed(kind: str, text: str, lookup: Lookup) -> Value:
    if kind == "s":
        return _shared_text(text, lookup.texts)
    if kind == "e":
        return ErrorValue(text)
    if kind == "b" and text.lower() in ("0", "1", "true", "false"):
        return text.lower() in _TRUE
    if kind == "d":
        return _iso(text)
    return text


def _shared_text(text: str, texts: list[str]) -> str:
    if not (text.isascii() and text.isdigit()) or int(text) >= len(texts):
        raise unreadable("FILE-DAMAGED", detail="文字表不全")
    return texts[int(text)]


def _number(text: str, style: str, lookup: Lookup) -> Value:
    """Read a number; what is none stays the text it is, never 0."""
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text)
    if not math.isfinite(number):
        return ErrorValue("#NUM!")
    if style in lookup.date_styles:
        date = from_serial(number, lookup.is_1904)
        if date is not None:
            return date
    if style in lookup.percent_styles:
        return Percentage(number)
    if not number.is_integer() or abs(number) >= _LONGEST:
        return number
    return int(number) if abs(number) <= _EXACT else int(Decimal(text))


def _iso(text: str) -> Value:
    """Read an ISO 8601 cell (t="d"): a day, a moment or a time of day, each as it was written."""
    for kind in (datetime.date, datetime.datetime, datetime.time):
        try:
            value = kind.fromisoformat(text)
        except ValueError:
            continue
        return value.replace(tzinfo=None) if isinstance(value, datetime.datetime | datetime.time) else value
    return text


@lru_cache(maxsize=1 << 16)
def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return _bounded(reference[len(letters) :], MAX_ROW), _column(letters)


@lru_cache(maxsize=MAX_COLUMN)
def _column(letters: str) -> int:
    try:
        return column_number(letters)
    except ValueError as error:
        raise unreadable("FILE-DAMAGED", detail="单元格地址读不出") from error


def _next(column: int) -> int:
    if column >= MAX_COLUMN:
        raise unreadable("FILE-DAMAGED", detail="行、列编号读不出")
    return column + 1


def _bounded(text: str, limit: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 1 <= number <= limit:
        raise unreadable("FILE-DAMAGED", detail="行、列编号读不出")
    return number


def _range(reference: str) -> Range:
    first, _, last = reference.partition(":")
    top, bottom = _place(first), _place(last or first)
    return (*top, *bottom)


def _is_hidden(element: Element, size: str) -> bool:
    """Hidden, or drawn with no height or width, which looks the same."""
    if element.get("hidden", "0") in _TRUE:
        return True
    written = element.get(size)
    return written is not None and bool(_NUMBER.fullmatch(written)) and float(written) == 0


def _hidden_columns(element: Element) -> Iterable[int]:
    if not _is_hidden(element, "width"):
        return ()
    first = _bounded(element.get("min", ""), MAX_COLUMN)
    return range(first, _bounded(element.get("max", ""), MAX_COLUMN) + 1)
