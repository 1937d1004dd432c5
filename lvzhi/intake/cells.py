"""What a workbook holds once it is read: sheets of typed cells at their true addresses."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import lru_cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows an error, such as #REF!."""

    text: str


@dataclass(frozen=True, slots=True)
class NoValue:
    """A formula that was saved without its result; a shared formula stands as its first cell has it."""

    formula: str


Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | ErrorValue | NoValue
Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """One sheet: every non-empty cell once, keyed by (row, column), both counted from 1.

    `state` is visible, hidden or veryHidden; a range in `merged` is (first row, first column, last row,
    last column); `hidden_rows` are those that hold something; `formulas` are the cells that hold a formula, with
    or without a result.
    """

    name: str
    state: str = "visible"
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """All sheets in workbook order, and the program that saved them where it says so."""

    sheets: tuple[Sheet, ...]
    producer: str | None = None


@lru_cache(maxsize=MAX_COLUMN)
def column_letter(column: int) -> str:
    """Return the letters of a column counted from 1.

    >>> [column_letter(n) for n in (1, 26, 27, 16384)]
    ['A', 'Z', 'AA', 'XFD']
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """Return the number, from 1, of the column with these letters; raise ValueError if a sheet has no such.

    >>> [column_number(letters) for letters in ("A", "z", "AA", "XFD")]
    [1, 26, 27, 16384]
    """
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(letters)
    return number


def address(row: int, column: int) -> str:
    """Return the address as the sheet shows it.

    >>> address(7, 4)
    'D7'
    """
    return f"{column_letter(column)}{row}"
