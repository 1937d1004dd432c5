"""What people do today, as a careful colleague would write it: pandas.read_excel, pandera per sheet, concat, DuckDB.

`python -m benchmarks.usual BOOKS OUT.duckdb`. It looks for less than we do: values of the lists, lengths, nothing
across sheets; it says nothing of cells and keeps nothing.
"""

from __future__ import annotations

import argparse
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pandera.pandas as pa
from openpyxl import load_workbook

from lvzhi.books.layout import HEADER_ROW
from lvzhi.form import Form
from lvzhi.kinds import Choice, LongText, Text
from schemas import FORMS

OF_SHEET = {form.title: form for form in FORMS if form.columns}


def load(folder: Path, out: Path) -> int:
    """Read every book of a folder into one DuckDB file; return the rows."""
    held: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for path in sorted(folder.rglob("*.xlsx")):
        for title, frame in sheets(path.read_bytes()).items():
            held[title].append(checked(OF_SHEET[title], frame).assign(file=path.name))
    out.unlink(missing_ok=True)
    rows = 0
    with duckdb.connect(str(out)) as database:
        for title, frames in held.items():
            whole = pd.concat(frames, ignore_index=True).astype(str)
            database.execute(f'create table "{OF_SHEET[title].id}" as from whole')
            rows += len(whole)
    return rows


def sheets(data: bytes) -> Mapping[str, pd.DataFrame]:
    """Return the rows of a book's sheets by title, with pandas and openpyxl; of a file that is no book nothing."""
    try:
        found = pd.read_excel(io.BytesIO(data), sheet_name=None, header=HEADER_ROW - 1, engine="openpyxl", dtype=object)
    except Exception:  # whatever openpyxl makes of a file that is none: the script goes on to the next
        return {}
    return {title: frame.dropna(how="all") for title, frame in found.items() if title in OF_SHEET}


def checked(form: Form, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame after pandera has looked at all of it."""
    try:
        return schema(form).validate(frame, lazy=True)
    except pa.errors.SchemaErrors:
        return frame


@cache
def schema(form: Form) -> pa.DataFrameSchema:
    """Return a schema by the columns' labels."""
    return pa.DataFrameSchema({c.label: pa.Column(object, list(_checks(c.kind)), nullable=True, required=False)
                               for c in form.all_columns})


def _checks(kind: object) -> Iterable[pa.Check]:
    if isinstance(kind, Choice):
        yield pa.Check.isin(list(kind.values))
    elif isinstance(kind, Text | LongText):
        yield pa.Check(lambda series, most=kind.longest: series.astype(str).str.len() <= most)


def check(data: bytes) -> int:
    """Look at one book: openpyxl loads all of it, pandera looks at each sheet; return the rows."""
    return _looked(data, read_only=False)


def least(data: bytes) -> int:
    """The least a check can do with these libraries: one read-only pass, pandera where a sheet has rows."""
    return _looked(data, read_only=True)


def passed(data: bytes) -> int:
    """Go once over all cells with openpyxl, read-only; return the rows."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))


def _looked(data: bytes, *, read_only: bool) -> int:
    book = load_workbook(io.BytesIO(data), read_only=read_only, data_only=True)
    rows = 0
    for sheet in book:
        if sheet.title not in OF_SHEET:
            continue
        header, *values = sheet.iter_rows(min_row=HEADER_ROW, values_only=True)
        frame = pd.DataFrame(values, columns=list(header), dtype=object).dropna(how="all")
        if len(frame) or not read_only:
            checked(OF_SHEET[sheet.title], frame.loc[:, frame.columns.notna()])
        rows += len(frame)
    return rows


def main() -> None:
    """Load a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    print(load(args.books, args.out))


if __name__ == "__main__":
    main()
