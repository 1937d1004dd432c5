"""What people do to sheets: rows above, 合计, merged and hidden cells, headers renamed, moved, added, deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lvzhi.kinds import Date
from tests.planting.drafts import HEADER, Draft, Part
from tests.planting.elsewhere import filled_row, ledgers
from tests.planting.faults import Fault

Move = Callable[[int, int], tuple[int, int] | None]


def tables(draft: Draft) -> list[Part]:
    found = [p for f, p in draft.parts.items() if p.form.layout == "table" and f != "explanations"]
    draft.world.chance.random.shuffle(found)
    return found


def moved(part: Part, to: Move) -> None:
    """Every cell to its new place; None lets it go."""
    cells = {at: value for (r, c), value in part.sheet.cells.items() if (at := to(r, c)) is not None}
    part.sheet = replace(part.sheet, cells=cells)


def rows_above(draft: Draft) -> bool:
    """No fault: lines of people's own above the sheet."""
    part = tables(draft)[0]
    moved(part, lambda r, c: (r + 2, c))
    part.sheet.cells[1, 2] = "内部资料 注意保存"
    part.rows = {k: r + 2 for k, r in part.rows.items()}
    part.header += 2
    return True


def shuffled(draft: Draft) -> bool:
    """No fault: the rows of a sheet nothing is expected in, in another order; blank ones stay below."""
    told = {form for _, form, _, _ in draft.expected}
    filled = {p.form.id: [r for r in p.rows if draft.typed(p.form.id, r)] for p in tables(draft)}
    form = next((f for f, rows in filled.items() if len(rows) > 1 and f not in told), None)
    if form is None:
        return False
    part = draft.parts[form]
    rows = sorted(part.rows[r] for r in filled[form])
    places = dict(zip(rows, draft.world.chance.random.sample(rows, len(rows)), strict=True))
    moved(part, lambda r, c: (places.get(r, r), c))
    part.rows = {k: places.get(r, r) for k, r in part.rows.items()}
    return True


def ghost_rows(draft: Draft) -> bool:
    """No fault: blanks far below."""
    part = tables(draft)[0]
    part.sheet.cells.update({(r, 3): " " if r % 2 else "\u3000" for r in range(400, 3000)})
    return True


def dashes(draft: Draft) -> bool:
    """No fault: placeholders in cells that may stay empty."""
    for form in ledgers(draft):
        part = draft.parts[form]
        for row in draft.filled(form):
            if draft.get(form, row, "remark") is None:
                draft.put(form, row, "remark", draft.world.chance.random.choice(["/", "—", "-", "无", "／"]))
                part.claimed.add(row)
                return True
    return False


def noisy_headers(draft: Draft) -> bool:
    """No fault: line breaks, marks, blanks and zero-width characters in headers."""
    part = tables(draft)[0]
    noise = ("{0}\n", "★{0}", " {0}\u3000", "\u200b{0}", "{0}*")
    for n, column in enumerate(part.columns.values()):
        text = str(part.sheet.cells[part.header, column])
        words = noise[n % len(noise)].format(text)
        part.sheet.cells[part.header, column] = words if n % 2 else f"{words[:2]}\n{words[2:]}"
    return True


def total_row(draft: Draft) -> bool:
    """A line of totals below the rows."""
    form = next(iter(ledgers(draft)), None)
    row = draft.blank(form) if form else None
    if form is None or row is None:
        return False
    part = draft.parts[form]
    draft.put(form, row, part.form.key[0], draft.world.chance.random.choice([None, "合计"]))
    draft.put(form, row, list(part.columns)[1], "合 计")
    draft.expect("GEN-TOTAL-ROW", form, row)
    return True


def hidden_row(draft: Draft) -> bool:
    found = filled_row(draft)
    if found is None:
        return False
    form, row = found
    part = draft.parts[form]
    part.sheet = replace(part.sheet, hidden_rows=part.sheet.hidden_rows | {part.rows[row]})
    draft.expect("GEN-HIDDEN-ROW", form, row)
    return True


def merged_down(draft: Draft) -> bool:
    """The same content of two rows merged into one cell: only the upper row has it."""
    found = filled_row(draft)
    lower = draft.fill(found[0], {}) if found else None
    if found is None or lower is None:
        return False
    form, upper = found
    part = draft.parts[form]
    both = [c for c in draft.typed(form, upper) if c.required is True and draft.get(form, lower, c.id) is not None]
    if part.rows[lower] != part.rows[upper] + 1 or not both:
        return False
    column = draft.world.chance.random.choice(both)
    draft.put(form, lower, column.id, None)
    at = part.columns[column.id]
    part.sheet = replace(part.sheet, merged=(*part.sheet.merged, (part.rows[upper], at, part.rows[lower], at)))
    draft.expect("GEN-MERGED", form, upper, column.id)
    return True


def _open_column(draft: Draft) -> tuple[Part, str] | None:
    """A column of a sheet with rows nothing is expected in; not the number."""
    for part in tables(draft):
        form = part.form.id
        free = not any(f == form for _, f, _, _ in draft.expected)
        columns = [
            c.id for c in part.form.all_columns if c.typed and c.id in part.columns and c.id not in part.form.key
        ]
        if free and draft.filled(form) and columns and form not in ("pilots", "verification"):
            return part, draft.world.chance.random.choice(columns)
    return None


def renamed_column(draft: Draft) -> bool:
    found = _open_column(draft)
    if found is None:
        return False
    part, column = found
    part.sheet.cells[part.header, part.columns[column]] = "情况"
    draft.expect("GEN-COLUMN-MISSING", part.form.id, HEADER, column)
    return True


def deleted_column(draft: Draft) -> bool:
    found = _open_column(draft)
    if found is None:
        return False
    part, column = found
    _take_out(draft, part, column)
    return True


def _take_out(draft: Draft, part: Part, column: str) -> None:
    gone = part.columns.pop(column)
    moved(part, lambda r, c: None if c == gone else (r, c - (c > gone and r >= part.header)))
    part.columns = {k: c - (c > gone) for k, c in part.columns.items()}
    draft.expect("GEN-COLUMN-MISSING", part.form.id, HEADER)


def system_column_deleted(draft: Draft) -> bool:
    """A column the system fills is gone: nothing is lost."""
    for part in tables(draft):
        columns = [c.id for c in part.form.all_columns if c.system and c.id in part.columns and c.id not in part.form.key]
        if columns and not any(f == part.form.id for _, f, _, _ in draft.expected):
            _take_out(draft, part, draft.world.chance.random.choice(columns))
            return True
    return False


def moved_column(draft: Draft) -> bool:
    """A column taken to the right end: read as ever, and said."""
    part = tables(draft)[0]
    column = draft.world.chance.random.choice(list(part.columns)[:-1])
    old, new = part.columns[column], max(part.columns.values()) + 1
    moved(
        part,
        lambda r, c: (r, new) if c == old and r >= part.header and r <= max(part.rows.values(), default=0) else (r, c),
    )
    part.columns[column] = new
    draft.expect("GEN-COLUMN-MOVED", part.form.id, HEADER, column)
    return True


def added_column(draft: Draft) -> bool:
    part = next((p for p in tables(draft) if draft.filled(p.form.id)), None)
    if part is None:
        return False
    new = max(part.columns.values()) + 1
    part.sheet.cells[part.header, new] = "分管意见"
    part.sheet.cells[part.rows[draft.filled(part.form.id)[0]], new] = "同意"
    part.columns["added"] = new
    draft.expect("GEN-COLUMN-EXTRA", part.form.id, HEADER, "added")
    return True


def doubled_column(draft: Draft) -> bool:
    part = tables(draft)[0]
    column = draft.world.chance.random.choice(list(part.columns))
    part.columns["again"] = max(part.columns.values()) + 1
    part.sheet.cells[part.header, part.columns["again"]] = part.sheet.cells[part.header, part.columns[column]]
    draft.expect("GEN-COLUMN-TWICE", part.form.id, HEADER, "again")
    return True


def no_header(draft: Draft) -> bool:
    part = tables(draft)[0]
    moved(part, lambda r, c: None if r == part.header else (r, c))
    part.columns = {}
    draft.expect("GEN-NO-HEADER", part.form.id)
    return True


def days_as_words(draft: Draft) -> bool:
    """No fault: every day of the book typed as words, as WPS users do."""
    for form, part in draft.parts.items():
        for row in draft.filled(form):
            for column in draft.typed(form, row) if part.form.layout == "table" else ():
                value = draft.get(form, row, column.id)
                if isinstance(column.kind, Date) and hasattr(value, "year"):
                    draft.put(form, row, column.id, f"{value.year}．{value.month}．{value.day}")
    return True


FAULTS = (
    Fault("fine: rows above", rows_above, alone=True),
    Fault("fine: rows shuffled", shuffled),
    Fault("fine: ghost rows", ghost_rows),
    Fault("fine: placeholders", dashes),
    Fault("fine: noisy headers", noisy_headers),
    Fault("GEN-COLUMN-MOVED", moved_column),
    Fault("fine: days as words", days_as_words),
    Fault("GEN-TOTAL-ROW", total_row),
    Fault("GEN-HIDDEN-ROW", hidden_row),
    Fault("GEN-MERGED", merged_down),
    Fault("GEN-COLUMN-MISSING renamed", renamed_column, alone=True),
    Fault("GEN-COLUMN-MISSING deleted", deleted_column, alone=True),
    Fault("GEN-COLUMN-MISSING system", system_column_deleted, alone=True),
    Fault("GEN-COLUMN-EXTRA", added_column),
    Fault("GEN-COLUMN-TWICE", doubled_column),
    Fault("GEN-NO-HEADER", no_header, alone=True),
)
