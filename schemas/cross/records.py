"""Rows of a frame as plain records, blanks as None: for rules that compare rows one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lvzhi.intake.filing import Filing
from lvzhi.records import Record, records

__all__ = ["Record", "accepted", "known", "naming", "records", "sheet"]


def sheet(filing: Filing, form: str) -> tuple[Record, ...]:
    """The filled rows of this book's sheet; none when the book has no such sheet."""
    found = filing.sheets.get(form)
    return records(found.frame) if found is not None else ()


def accepted(filing: Filing, form: str, filer: str | None = None) -> tuple[Record, ...]:
    """The current accepted rows of a form, with `filer`."""
    return records(filing.standing.current(form, filer))


def naming(filing: Filing, form: str, column: str, values: Iterable[str | None]) -> tuple[Record, ...]:
    """Of all filers the current accepted rows of a form with one of these values in a column, with `filer`.

    What all filed is thousands of rows for the few that a book speaks of.
    """
    return records(filing.standing.naming(form, column, {value for value in values if value is not None}))


def known(filing: Filing, form: str, key: str, told: Iterable[Record]) -> Iterator[Record]:
    """This book's rows (with `filer`) and, of accepted ones, those it does not replace."""
    mine = [{**row, "filer": filing.filer.code} for row in sheet(filing, form)]
    yield from mine
    here = {row[key] for row in mine}
    for row in told:
        if row["filer"] != filing.filer.code or row[key] not in here:
            yield {**row, "_row": None}
