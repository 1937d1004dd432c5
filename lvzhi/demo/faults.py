"""What clerks get wrong the first time, planted cell by cell into a book that is right."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lvzhi.books.layout import NIL
from lvzhi.demo.book import Book
from lvzhi.demo.parts import Parts
from lvzhi.form import Column, Form
from lvzhi.kinds import Choice, Count, Date, Money, Text

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Planted:
    """The spoilt file, the code it will be refused for, and how its name ends."""

    data: bytes
    code: str
    ending: str = ".xlsx"


@dataclass(frozen=True)
class Spot:
    """A cell that was typed: which form, which row by what its key shows, which column, and the value."""

    form: Form
    key: Mapping[str, str]
    column: Column
    value: Any


def plant(kind: str, data: bytes, book: Book, rng: Random) -> Planted:
    """Plant a fault; where the book has no place for it, another common one."""
    if kind == "sealed":
        return _sealed(rng)
    spots = tuple(_spots(book))
    for wanted in (kind, "year", "empty", "header"):
        found = [s for s in spots if _fits(wanted, s, spots)]
        if found:
            spot = rng.choice(found)
            parts = Parts.of(data)
            code = _SPOIL[wanted](parts, spot, rng)
            return Planted(parts.bytes(), code)
    parts = Parts.of(data)
    return Planted(_without_heading(parts, book), "GEN-COLUMN-MISSING")


def _sealed(rng: Random) -> Planted:
    """Bytes that say of themselves that they are a locked workbook, or one of WPS's own kind."""
    stream, code, ending = rng.choice((
        ("EncryptedPackage", "FILE-ENCRYPTED", ".xlsx"), ("Workbook", "FILE-ET", ".et"),
    ))
    name = stream.encode("utf-16-le")
    entry = name.ljust(64, b"\x00") + struct.pack("<H", len(name) + 2)
    return Planted(_OLE + rng.randbytes(504) + entry + rng.randbytes(1400), code, ending)


def _without_heading(parts: Parts, book: Book) -> bytes:
    """A book without a single typed row: its ledger's heading is re-worded."""
    form = book.forms["rectification"]
    sheet = parts.sheet(form.title)
    sheet.put(sheet.letter("整改措施") + "3", "怎么改的")
    return parts.bytes()


def _spots(book: Book) -> Iterator[Spot]:
    for form_id, rows in book.answers.items():
        form = book.forms[form_id]
        if form.layout == "card" or form.id == "explanations":
            continue
        printed = [k for k in form.key if form.by_id[k].system]
        for row in rows:
            if NIL in row or (not printed and form.id != "satisfaction"):
                continue
            key = {form.labels[k]: _words(form.by_id[k], row[k], book) for k in form.key}
            for name, value in row.items():
                if name not in form.key and value is not None:
                    yield Spot(form, key, form.by_id[name], value)


def _words(column: Column, value: Any, book: Book) -> str:
    return column.kind.show(value, book.world.plan)


def _numbered(spot: Spot, spots: Sequence[Spot]) -> bool:
    """A row of a marked form whose required columns were all typed: a new row."""
    return spot.form.numbered and spot.column.required is True


_FITS: Mapping[str, Callable[[Spot, Sequence[Spot]], bool]] = {
    "year": lambda s, _: isinstance(s.column.kind, Date) and isinstance(s.value, dt.date),
    "empty": lambda s, _: s.column.required is True,
    "choice": lambda s, _: s.column.required is True and type(s.column.kind) is Choice,
    "evidence": lambda s, _: s.column.id == "evidence" and bool(s.column.required),
    "unregistered": lambda s, _: s.form.id == "self_inspection" and s.column.id == "problem_nos",
    "sum": lambda s, _: s.form.id == "consultations" and s.column.id == "collected",
    "votes": lambda s, _: s.form.id == "satisfaction" and s.column.id == "basically",
    "merged": lambda s, _: s.form.numbered and s.column.required is True and type(s.column.kind) is not Date,
    "header": lambda s, _: s.column.required is True,
    "unit": lambda s, _: isinstance(s.column.kind, (Count, Money)) and s.value,
    "foreign": _numbered,
    "twice": lambda s, all_: _numbered(s, all_) and len({tuple(o.key.values()) for o in all_ if o.form is s.form}) > 1,
    "formula": lambda s, _: s.column.required is True and isinstance(s.column.kind, (Text, Date)),
}


def _fits(kind: str, spot: Spot, spots: Sequence[Spot]) -> bool:
    return bool(_FITS[kind](spot, spots))


def _cell(parts: Parts, spot: Spot) -> tuple[Any, str, int]:
    sheet = parts.sheet(spot.form.title)
    return sheet, sheet.letter(spot.column.label), sheet.row(spot.key)


def _year(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    sheet.put(f"{letter}{row}", f"{spot.value.month}月{spot.value.day}日")
    return "GEN-DATE"


def _empty(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    sheet.clear(f"{letter}{row}")
    return "GEN-REQUIRED"


def _choice(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    sheet.put(f"{letter}{row}", rng.choice(("按要求办理", "正在抓紧", "基本完成")))
    return "GEN-CHOICE"


def _unregistered(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    head = spot.value[0].rsplit("-", 1)[0]
    sheet.put(f"{letter}{row}", f"{head}-099")
    return "SELF-FOUND-UNREGISTERED"


def _sum(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    sheet.number(f"{letter}{row}", spot.value + 60)
    return "CONS-COLLECTED"


def _votes(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    sheet.number(f"{letter}{row}", spot.value + 2)
    return "SATI-SUM"


def _merged(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    sheet.merge(f"{letter}{row}:{letter}{row + 1}")
    return "GEN-MERGED"


def _header(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet = parts.sheet(spot.form.title)
    sheet.put(f"{sheet.letter(spot.column.label)}3", f"本单位填写的情况{rng.randint(1, 9)}")
    return "GEN-COLUMN-MISSING"


def _unit(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    sheet.put(f"{letter}{row}", f"{spot.value}左右")
    return "GEN-NUMBER"


def _foreign(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, _, row = _cell(parts, spot)
    column = spot.form.number_column
    number = next(iter(spot.key.values()))
    sheet.put(f"{sheet.letter(column.label)}{row}", f"外单位-{spot.form.mark}-{number[-3:]}")
    return "GEN-NO-CHANGED"


def _twice(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, _, row = _cell(parts, spot)
    letter = sheet.letter(spot.form.number_column.label)
    other = row + 1 if sheet.filled(row + 1) else row - 1
    sheet.put(f"{letter}{other}", next(iter(spot.key.values())))
    return "GEN-KEY-TWICE"


def _formula(parts: Parts, spot: Spot, rng: Random) -> str:
    sheet, letter, row = _cell(parts, spot)
    sheet.formula(f"{letter}{row}", f"{letter}{row + 40}")
    return "GEN-NO-VALUE"


_SPOIL: Mapping[str, Callable[[Parts, Spot, Random], str]] = {
    "year": _year, "empty": _empty, "choice": _choice, "evidence": _empty, "unregistered": _unregistered,
    "sum": _sum, "votes": _votes, "merged": _merged, "header": _header, "unit": _unit, "foreign": _foreign,
    "twice": _twice, "formula": _formula,
}
