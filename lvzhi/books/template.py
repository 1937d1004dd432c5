"""Make a filer's book: what it owes in a period, pre-filled, as the bytes of an .xlsx file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.workbook import Workbook

from lvzhi.books import card, guide, meta
from lvzhi.books.answers import Answer, NoRoom, Typed, lay, nil
from lvzhi.books.entry import Lists, lists_of
from lvzhi.books.layout import EVERY_BOOK, EXPLANATIONS, NIL, SIGNATURES, SheetPlan, letter
from lvzhi.books.ledger import ledger
from lvzhi.books.ledger import write as write_ledger
from lvzhi.books.nothing import NothingAccepted
from lvzhi.books.prefill import blank_rows, rows
from lvzhi.books.sheet import Book
from lvzhi.books.styles import Styles
from lvzhi.form import Form
from lvzhi.intake.filing import Standing
from lvzhi.plan import BOOK_TITLES, Filer, Plan

Answers = Mapping[str, Sequence[Answer]]
_BLANK_ROWS = 20


def build(forms: Sequence[Form], plan: Plan, filer: Filer, period: str, standing: Standing, *,
          plan_version: int, demo: bool = False, answers: Answers | None = None, code: str = "") -> bytes:
    """Return the filer's book for a period; the same arguments give the same bytes.

    `forms`: those of the filer's kind of book, in its order of sheets; others are left out. `answers`: {form id:
    rows as a person would type them: text, numbers, dates; a tuple is joined by 、, a filer's code and a check
    item's clause are written in words, None empties a cell}. A row that names its printed key goes there, any
    other into the next blank row; the key `本期无` is the head line's cell. `code`: the 校验码 of what stands.
    """
    given = answers or {}
    plans = owed(forms, plan, filer, period, standing)
    unknown = given.keys() - {p.form.id for p in plans}
    if unknown:
        raise KeyError(f"not in the book of {filer.code} for {period}: {sorted(unknown)}")
    return _bytes(plans, plan, filer.book, filer, period, plan_version, demo, given, code)


def blank(forms: Sequence[Form], plan: Plan, book: str) -> bytes:
    """Return a book that belongs to nobody: every sheet of its kind, without numbers and pre-filled content."""
    nothing = NothingAccepted.of(forms)
    mine = [f for f in _in_order(forms) if book in f.books]
    plans = tuple(SheetPlan(f, None, blank_rows(f, plan, nothing, _BLANK_ROWS)) for f in mine)
    return _bytes(plans, plan, book, None, None, 0, False, {})


def owed(forms: Sequence[Form], plan: Plan, filer: Filer, period: str, standing: Standing) -> tuple[SheetPlan, ...]:
    """Return the sheets of a filer's book: what it owes or may owe in the period, the cover and 说明.

    A sheet owed only when something happened is left out while the plan prints no row for it.
    """
    found = []
    for form in _in_order(forms):
        duty = plan.duty(form.id, filer.code, period)
        if filer.book in form.books and (duty or form.id in EVERY_BOOK):
            held = rows(form, plan, filer, period, standing)
            if held or duty != "event":
                found.append(SheetPlan(form, duty, held))
    return tuple(found)


def _in_order(forms: Sequence[Form]) -> list[Form]:
    """The forms as given, 说明 behind those it explains."""
    return sorted(forms, key=lambda f: f.id == EXPLANATIONS)


def _bytes(plans: Sequence[SheetPlan], plan: Plan, book: str, filer: Filer | None, period: str | None,
           version: int, demo: bool, answers: Answers, code: str = "") -> bytes:
    out = io.BytesIO()
    workbook = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                              "strings_to_numbers": False})
    typed = {p.form.id: lay(p.form, p.rows, answers.get(p.form.id, ())) for p in plans}
    lists = lists_of([p.form for p in plans], plan, filer)
    signatures = _signatures(plans, typed)
    made = Book(plan, book, filer, period, demo, lists, Styles(workbook), signatures, code)
    _properties(workbook, made)
    for p in plans:
        _sheet(workbook, made, p, typed[p.form.id], answers.get(p.form.id, ()))
    guide.write(workbook.add_worksheet(meta.GUIDE), made, plans)
    _dictionary(workbook, lists)
    _meta(workbook, made, plans, version)
    workbook.close()
    return out.getvalue()


def _properties(workbook: Workbook, book: Book) -> None:
    campaign = book.plan.campaign
    workbook.set_properties({
        "title": f"{campaign.title}{BOOK_TITLES[book.book]}", "author": campaign.bureau,
        "created": dt.datetime.combine(campaign.start, dt.time()),  # pinned: the clock would change the bytes
    })
    workbook.set_calc_mode("auto")


def _sheet(workbook: Workbook, book: Book, plan: SheetPlan, typed: tuple[Typed, ...],
           answers: Sequence[Answer]) -> None:
    sheet = workbook.add_worksheet(plan.form.title)
    ticked = nil(answers)
    if ticked is not None and not plan.has_nil:
        raise NoRoom(f"{plan.form.id} has no cell for {NIL}")
    if plan.form.layout == "card":
        card.write(sheet, book, plan.form, typed[0])
    else:
        write_ledger(sheet, ledger(book, plan, typed), ticked)


def _signatures(plans: Sequence[SheetPlan], typed: Mapping[str, tuple[Typed, ...]]) -> dict[str, str]:
    """Who signs, where the cover already says so."""
    found: dict[str, str] = {}
    for plan in plans:
        if plan.form.layout == "card":
            (row,) = typed[plan.form.id]
            values: Mapping[str, Any] = {**row.row.values, **row.typed}
            found |= {name: str(values[name]) for name, _ in SIGNATURES if values.get(name)}
    return found


def _dictionary(workbook: Workbook, lists: Lists) -> None:
    """One column per list and a defined name over it: a list typed into a rule may have 255 characters at most."""
    sheet = workbook.add_worksheet(meta.DICTIONARY)
    for at, (options, name) in enumerate(lists.items()):
        sheet.write_string(0, at, name)
        sheet.write_column(1, at, options)
        letters = letter(at)
        workbook.define_name(name, f"={meta.DICTIONARY}!${letters}$2:${letters}${len(options) + 1}")
    sheet.protect("")
    sheet.hide()


def _meta(workbook: Workbook, book: Book, plans: Sequence[SheetPlan], version: int) -> None:
    """What intake reads first."""
    held = meta.Meta(
        book=book.book, campaign=book.plan.campaign.id, plan_version=version,
        filer=book.filer.code if book.filer else None, period=book.period, demo=book.demo,
        sheets={p.form.id: p.form.title for p in plans},
    )
    sheet = workbook.add_worksheet(meta.SHEET)
    for at, pair in enumerate(held.pairs()):
        sheet.write_row(at, 0, pair)
    sheet.protect("")
    sheet.hide()
