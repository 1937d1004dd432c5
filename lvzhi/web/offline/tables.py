"""Rows in words with where each comes from, as the file holds them: every text once, every source once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lvzhi.books.rows import harmless
from lvzhi.counted import telling_apart
from lvzhi.form import Form
from lvzhi.headings import in_words
from lvzhi.sources import Source
from lvzhi.trace import Behind
from lvzhi.web import rows, source
from lvzhi.web.head import Page
from lvzhi.web.listed import listed
from lvzhi.web.source import Of


@dataclass
class Tables:
    """`tables`, `sources` and `places` of the file, filled as they are asked for."""

    forms: Mapping[str, Form]
    tables: list[dict[str, Any]] = field(default_factory=list)
    sources: list[list[Any]] = field(default_factory=list)
    places: list[list[Any]] = field(default_factory=list)
    _known: dict[Any, int] = field(default_factory=dict)
    _behind: dict[Any, tuple[Behind, dict[Any, Any]]] = field(default_factory=dict)

    def statement(self, page: Page, of: Of, name: str) -> int:
        """Return the number of the table of all rows of a measure's statement."""
        key = (of.measure, name, _key(page, of))
        if key not in self._known:
            frame, shown = page.detail(of.measure, name, **of.parameters), listed(of.measure, name)
            labels = rows.labels(page, of.measure, name)
            self._known[key] = self.add(page, frame, shown.columns, labels, of)
        return self._known[key]

    def add(self, page: Page, frame: pd.DataFrame, columns: Sequence[str], labels: Mapping[str, str] | None,
            of: Of | None) -> int:
        """Return the number of a new table of these rows."""
        open_columns = tuple(c for c in columns if not self._restricted(c))
        words = in_words(frame, open_columns, page.plan, labels, page.titles)
        lines = [[_plain(v) for v in line] for line in words.itertuples(index=False, name=None)]
        made: dict[str, Any] = {"headings": list(words.columns), "rows": lines}
        if of is not None and (found := self._sources(page, of, frame)) is not None:
            made["sources"] = found
        self.tables.append(made)
        return len(self.tables) - 1

    def _restricted(self, column: str) -> bool:
        return any(c.restricted is not False for f in self.forms.values() if (c := f.by_id.get(column)))

    def _sources(self, page: Page, of: Of, frame: pd.DataFrame) -> list[list[int]] | None:
        """Return the numbers of each row's sources; None where nothing tells the rows' cells apart."""
        key = (of.measure, _key(page, of))
        if key not in self._behind:
            self._behind[key] = source.behind(page, of), {}
        held, by_keys = self._behind[key]
        keys = telling_apart(held, frame.columns) or tuple(c for c in frame.columns if c in held.keys)
        if not keys:
            return None
        if keys not in by_keys:
            with page.workspace.store.cursor() as cursor:
                found = held.by_row(cursor, keys)
            by_keys[keys] = {row: self._numbers(some) for row, some in found.items()}
        return [by_keys[keys].get(row, []) for row in frame[list(keys)].itertuples(index=False, name=None)]

    def _numbers(self, found: Sequence[Source]) -> list[int]:
        return [self._number(s) for s in found if not self._closed(s)]

    def _closed(self, found: Source) -> bool:
        form = self.forms.get(found.form or "")
        column = form.by_id.get(found.column or "") if form else None
        return column is not None and column.restricted is not False

    def _number(self, found: Source) -> int:
        where = (found.filer_name or "", found.file or "", found.receipt or "", f"{found.at:%Y-%m-%d %H:%M}")
        place = self._once("place", where, self.places)
        cell = found.cell or (f"第{found.row}行" if found.row else "")
        return self._once("source", (place, found.sheet or "", cell, _plain(source.said(found))), self.sources)

    def _once(self, kind: str, value: tuple[Any, ...], held: list[list[Any]]) -> int:
        if (kind, value) not in self._known:
            held.append(list(value))
            self._known[kind, value] = len(held) - 1
        return self._known[kind, value]


def _key(page: Page, of: Of) -> Any:
    given = tuple((k, str(v)) for k, v in of.parameters.items())
    return given, tuple(page.only(*page.shown).items())


def _plain(value: Any) -> Any:
    """A value as JSON has it; a text that a spreadsheet would take for a formula on pasting has a ' before it."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, bool | int | float | str):
        return harmless(value)
    return value.item() if hasattr(value, "item") else str(value)
