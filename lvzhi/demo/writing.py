"""From a history to files: every attempt of every filer, filled in by what stood on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from lvzhi.books import template
from lvzhi.demo import group_book, ledger, routine
from lvzhi.demo.book import Answers, Book
from lvzhi.demo.habits import Sending
from lvzhi.demo.held import Held
from lvzhi.demo.history import History
from lvzhi.demo.words import Words
from lvzhi.form import Form
from lvzhi.plan import Filer

_ORDER = {"unit": 0, "bureau": 0, "group": 1, "office": 2}


@dataclass(frozen=True)
class File:
    """One file as it is received; `fault` is the one planted in it, None in the one to be accepted."""

    day: dt.date
    name: str
    data: bytes
    filer: str
    period: str
    fault: str | None


@dataclass(frozen=True)
class _Turn:
    sending: Sending
    attempt: int

    @property
    def place(self) -> tuple[dt.date, int, int, int]:
        sending = self.sending
        day = sending.attempts[self.attempt].day
        return day, _ORDER[sending.filer.kind], sending.filer.order, self.attempt


def files(history: History, forms: Sequence[Form], words: Words, rng: Random, copy: str) -> Iterator[File]:
    """Write the copy's files in the order of receipt; names begin with `copy` and a running number of the day."""
    held, drafts = Held(forms), dict[tuple[str, int], _Draft]()
    turns = [_Turn(s, n) for s in history.sent for n in range(len(s.attempts))]
    number, today = 0, None
    for turn in sorted(turns, key=lambda t: t.place):
        sending, attempt = turn.sending, turn.sending.attempts[turn.attempt]
        number, today = (number + 1 if attempt.day == today else 1), attempt.day
        key = (sending.filer.code, sending.period)
        draft = drafts.get(key)
        if draft is None or draft.common != held.common:
            draft = drafts[key] = _draft(history, held, forms, words, rng, sending)
        if attempt.fault is None:
            held.accept(sending.filer, draft.book.period, draft.answers, draft.book.numbers)
            del drafts[key]
        period = history.world.plan.periods[sending.period]
        name = f"{copy}{number:03d}-{sending.filer.seal_name}{period.label}{sending.filer.book_title}.xlsx"
        yield File(attempt.day, name, draft.data, sending.filer.code, period.id, attempt.fault)


@dataclass(frozen=True)
class _Draft:
    book: Book
    answers: Answers
    data: bytes
    common: int


def _draft(
    history: History, held: Held, forms: Sequence[Form], words: Words, rng: Random, sending: Sending
) -> _Draft:
    """Fill a filer's book in by what stands now; a second attempt uses it again unless others filed meanwhile."""
    world, filer = history.world, sending.filer
    period = world.plan.periods[sending.period].id
    book = Book(world, held, {f.id: f for f in forms}, words, rng, filer, period, sending.cutoff)
    fill(history, book)
    printed = [p.form.id for p in template.owed(forms, world.plan, filer, period, held) if not all(r.blank for r in p.rows)]
    answers = book.close(printed)
    data = template.build(forms, world.plan, filer, period, held, plan_version=1, demo=True, answers=answers)
    return _Draft(book, answers, data, held.common)


def fill(history: History, book: Book) -> None:
    """Write what the filer knows on the day of its first attempt."""
    if book.filer.book == "unit":
        _fill_unit(history, book, book.filer)
        return
    group_book.cover(book)
    if book.has("assignments"):
        group_book.assign(book, history.problems)
    if book.has("verification"):
        group_book.verify(book, history.problems)


def _fill_unit(history: History, book: Book, filer: Filer) -> None:
    problems = history.problems_of(filer)
    if book.has("rectification"):
        ledger.fill(book, problems)
    routine.fill(book, history.routines[filer.code], problems)
