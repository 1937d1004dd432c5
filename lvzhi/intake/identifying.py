"""Which book is this: whose, for which month, under which plan version; and which sheet is which form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lvzhi.books import meta
from lvzhi.findings import Refused
from lvzhi.form import Form
from lvzhi.intake.cells import Sheet, Value, Workbook
from lvzhi.kinds import read_unit
from lvzhi.plan import BOOK_TITLES, Plan
from lvzhi.values import parse_month, squeeze

_HEAD_ROWS = 6
# Their first lines hold words that are titles of forms, too.
_HELPING = frozenset({*meta.HELPING, meta.SHEET, "待修改清单"})


@dataclass(frozen=True)
class Identity:
    """What a workbook says it is; None where it does not say. `sheets`: form id -> the sheet found for it.

    `renamed`: form id -> the name its sheet was printed with; `reordered`: the sheets stand in another order.
    """

    book: str | None = None
    filer: str | None = None
    period: str | None = None
    campaign: str | None = None
    plan_version: int | None = None
    demo: bool = False
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    from_meta: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    reordered: bool = False


def identify(workbook: Workbook, plan: Plan, forms: Sequence[Form]) -> Identity:
    """Read `_meta`; when it is lost, the visible titles and head lines."""
    hidden = next((s for s in workbook.sheets if s.name == meta.SHEET), None)
    known = meta.parse(hidden.cells) if hidden else None
    titles = dict(known.sheets) if known else {}
    wanted = [f for f in forms if not known or f.id in titles]
    pairs = [(f.id, s) for f in wanted if (s := _sheet_of(workbook, f, titles.get(f.id, f.title)))]
    found = dict(sorted(pairs, key=lambda pair: _place(workbook, pair[1])))
    names = {form: titles.get(form) or next(f.title for f in forms if f.id == form) for form in found}
    renamed = {form: names[form] for form, sheet in found.items() if squeeze(sheet.name) != squeeze(names[form])}
    reordered = bool(known) and list(found) != [form for form in titles if form in found]
    surplus = tuple(s.name for s in workbook.sheets if not any(s is f for f in found.values()) and _unknown(s))
    if known:
        missing = tuple(f for f in titles if f not in found)
        return Identity(
            known.book, known.filer, known.period, known.campaign, known.plan_version, known.demo,
            found, missing, surplus, from_meta=True, renamed=renamed, reordered=reordered,
        )
    return replace(_from_heads(found, plan, surplus), renamed=renamed, reordered=reordered)


def _unknown(sheet: Sheet) -> bool:
    """A visible sheet with content that is neither a form nor one of our helping sheets."""
    return sheet.state == "visible" and bool(sheet.cells) and sheet.name not in _HELPING


def _sheet_of(workbook: Workbook, form: Form, name: str) -> Sheet | None:
    """The sheet of that name, else the one whose title line ends with the form's title."""
    named = next((s for s in workbook.sheets if squeeze(s.name) == squeeze(name)), None)
    if named:
        return named
    ends = squeeze(form.title)
    others = (s for s in workbook.sheets if s.name not in _HELPING)
    return next((s for s in others if any(squeeze(t).endswith(ends) for t in _texts(s, 2))), None)


def _texts(sheet: Sheet, rows: int) -> Iterator[str]:
    """Texts of the first rows, in reading order."""
    first = {at: value for at, value in sheet.cells.items() if at[0] <= rows and isinstance(value, str)}
    for at in sorted(first):
        yield first[at]


def _from_heads(found: Mapping[str, Sheet], plan: Plan, surplus: tuple[str, ...]) -> Identity:
    filer = next((c for s in found.values() if (c := _head_filer(s, plan))), None)
    period = next((p for s in found.values() if (p := _head_period(s, plan))), None)
    book = plan.filer(filer).book if filer else None
    return Identity(book, filer, period, None, None, False, found, (), surplus)


def _head_filer(sheet: Sheet, plan: Plan) -> str | None:
    text = _head_value(sheet, "填报单位")
    if text is None:
        return None
    try:
        return read_unit(text, plan)
    except Refused:
        return None


def _head_period(sheet: Sheet, plan: Plan) -> str | None:
    text = _head_value(sheet, "报告期")
    if text is None:
        return None
    try:
        month = parse_month(text)
    except Refused:
        return None
    return month if month in {p.id for p in plan.periods} else None


def _head_value(sheet: Sheet, label: str) -> str | None:
    """The text after `label`, in the same cell behind a colon or in the next filled cell of the row."""
    cells = [(at, v) for at, v in sorted(sheet.cells.items()) if at[0] <= _HEAD_ROWS]
    for n, ((row, _), value) in enumerate(cells):
        if not isinstance(value, str) or not squeeze(value).startswith(label):
            continue
        behind = re.split(r"[::]", value, maxsplit=1)
        if len(behind) == 2 and behind[1].strip():
            return behind[1].strip()
        if n + 1 < len(cells) and cells[n + 1][0][0] == row:
            return _plain(cells[n + 1][1])
    return None


def _plain(value: Value) -> str:
    if hasattr(value, "year") and hasattr(value, "month"):
        return f"{value.year}年{value.month}月"
    return str(value)


def book_title(book: str | None) -> str | None:
    return BOOK_TITLES.get(book) if book else None


def _place(workbook: Workbook, sheet: Sheet) -> int:
    return next(n for n, s in enumerate(workbook.sheets) if s is sheet)
