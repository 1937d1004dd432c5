"""Where a sheet keeps what: header row, columns by their headers, data rows, the 本期无 cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from lvzhi.form import Column, Form
from lvzhi.intake.cells import Sheet, Value, address, column_letter
from lvzhi.values import is_blank, squeeze

HEADER_SEARCH = 30
ORDINAL = "序号"
NIL_LABEL = "本期无"
MARKS = "★◇○*＊"
_LEAST_FILLED = 3  # cells of a row below the signatures; a note has one or two
_SIGNED = ("单位负责人", "审核人", "填报人", "联系电话", "填报日期")
YES = frozenset({"是", "√", "✓", "✔"})


@dataclass(frozen=True)
class Layout:
    """`positions`: column id -> Excel column (1-based). On a card sheet `places` gives each value's (row, column).

    `filled`: row -> column -> value of a table's cells that hold more than blanks.
    """

    header_row: int | None
    positions: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    data_rows: tuple[int, ...] = ()
    filled: Mapping[int, Mapping[int, Value]] = field(default_factory=dict, repr=False)
    nil: bool = False
    missing: tuple[Column, ...] = ()
    extra: tuple[tuple[str, int], ...] = ()
    twice: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def letters(self) -> Mapping[str, str]:
        """column id -> Excel letter; on a card sheet the whole address of the value."""
        if self.places:
            return {c: address(*place) for c, place in self.places.items()}
        return {c: column_letter(p) for c, p in self.positions.items()}


def header_words(value: Value) -> str:
    """A header as it is compared: no blanks, line breaks, zero-width characters or marks."""
    return squeeze(str(value)).strip(MARKS)


def locate(sheet: Sheet, form: Form, columns: Sequence[Column]) -> Layout:
    """Find the columns by header, wherever header and columns were moved to."""
    return _card(sheet, columns) if form.layout == "card" else _table(sheet, columns)


def _table(sheet: Sheet, columns: Sequence[Column]) -> Layout:
    by_row = _rows(sheet)
    labels = {header_words(c.label): c for c in columns}
    header = _header_row(by_row, labels)
    nil = _nil(by_row, header)
    if header is None:
        return Layout(None, nil=nil)
    named: dict[str, list[int]] = {}
    extra: list[tuple[str, int]] = []
    for column, value in sorted(by_row[header].items()):
        words = header_words(value)
        if words in labels:
            named.setdefault(words, []).append(column)
        elif words and words != ORDINAL:
            extra.append((str(value).strip(), column))
    foot = _foot(by_row, header)
    known = {at[0] for at in named.values()}
    return Layout(
        header_row=header,
        positions={labels[w].id: at[0] for w, at in named.items()},
        data_rows=tuple(r for r in sorted(by_row) if header < r < foot or (r > foot and _is_data(by_row[r], known))),
        filled=by_row,
        nil=nil,
        missing=tuple(c for w, c in labels.items() if w not in named),
        extra=tuple(extra),
        twice=tuple((labels[w].label, tuple(at)) for w, at in named.items() if len(at) > 1),
    )


def _rows(sheet: Sheet) -> dict[int, dict[int, Value]]:
    rows: dict[int, dict[int, Value]] = {}
    for (row, column), value in sheet.cells.items():
        if not is_blank(value):
            rows.setdefault(row, {})[column] = value
    return rows


def _header_row(rows: Mapping[int, Mapping[int, Value]], labels: Mapping[str, Column]) -> int | None:
    """The row among the first that holds the most of the form's headers, at least two and a third of them."""
    counts = Counter(
        {r: len({header_words(v) for v in rows[r].values()} & labels.keys()) for r in sorted(rows)[:HEADER_SEARCH]}
    )
    if not counts:
        return None
    row, count = max(counts.items(), key=lambda item: (item[1], -item[0]))
    return row if count >= 2 and count * 3 >= len(labels) else None


def _foot(rows: Mapping[int, Mapping[int, Value]], header: int) -> int:
    """The row of the signature lines, some of which may be gone; behind the last row when there is none."""
    for row in sorted(r for r in rows if r > header):
        texts = [squeeze(str(v)) for v in rows[row].values()]
        signed = {label for label in _SIGNED for text in texts if text.startswith(label)}
        words = "".join(texts)
        if len(signed) > 1 or ("填报人" in words and "填报日期" in words):
            return row
    return max(rows) + 1


def _is_data(cells: Mapping[int, Value], columns: Set[int]) -> bool:
    """Below the signatures stand notes, and rows for which there was no room above."""
    signed = any(squeeze(str(v)).startswith(_SIGNED) for v in cells.values())
    return not signed and len(cells.keys() & columns) >= _LEAST_FILLED


def _nil(rows: Mapping[int, Mapping[int, Value]], header: int | None) -> bool:
    """本期无 ticked in the head line: 是 in the cell behind the label, or in the same cell behind a colon."""
    for row in sorted(r for r in rows if r < (header or HEADER_SEARCH)):
        cells = sorted(rows[row].items())
        for n, (_, value) in enumerate(cells):
            words = squeeze(str(value))
            if words.rstrip(":") == NIL_LABEL:
                return n + 1 < len(cells) and squeeze(str(cells[n + 1][1])) in YES
            if words.startswith(NIL_LABEL) and words[len(NIL_LABEL) :].lstrip(":") in YES:
                return True
    return False


def _card(sheet: Sheet, columns: Sequence[Column]) -> Layout:
    """Label and value in two columns: the value stands right of its label, blank or not."""
    labels = {header_words(c.label): c for c in columns}
    places: dict[str, tuple[int, int]] = {}
    for (row, column), value in sorted(sheet.cells.items()):
        found = labels.get(header_words(value)) if isinstance(value, str) else None
        if found and found.id not in places:
            places[found.id] = (row, column + 1)
    missing = tuple(c for c in labels.values() if c.id not in places)
    if not places:
        return Layout(None, missing=missing)
    first = min(row for row, _ in places.values())
    return Layout(first, places=places, data_rows=(first,), missing=missing)
