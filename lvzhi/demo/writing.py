"""From a history to files: every attempt of every filer, filled in by what stood on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from lvzhi.books import template
from lvzhi.demo import evidence, group_book, ledger, office_book, quiet, routine, unit_talk
from lvzhi.demo.book import Book
from lvzhi.demo.faults import Planted, plant
from lvzhi.demo.habits import Sending
from lvzhi.demo.held import Held
from lvzhi.demo.history import History
from lvzhi.demo.words import Words
from lvzhi.form import Form

_ORDER = {"unit": 0, "bureau": 0, "group": 1, "office": 2}


@dataclass(frozen=True)
class File:
    """One file as it is received; `fault` is the code it will be refused for, None in the one to be accepted.

    `beside`: the files that come with it for its rows, by name.
    """

    day: dt.date
    name: str
    data: bytes
    filer: str
    period: str
    fault: str | None
    beside: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class _Turn:
    sending: Sending
    attempt: int

    @property
    def place(self) -> tuple[dt.date, int, int, int]:
        sending = self.sending
        day = sending.attempts[self.attempt].day
        return day, _ORDER[sending.filer.kind], sending.filer.order, self.attempt


@dataclass(frozen=True)
class Writer:
    """What books are written from; `seed` tells copies apart."""

    history: History
    forms: Sequence[Form]
    words: Words
    seed: str

    def book(self, held: Held, sending: Sending) -> Book:
        """Fill a filer's book in by what stands now; filled in again it draws the same."""
        world = self.history.world
        period = world.plan.periods[sending.period].id
        rng = Random(f"{self.seed} {sending.filer.code} {period}")
        known = {f.id: f for f in self.forms}
        book = Book(world, held, known, self.words, rng, sending.filer, period, sending.cutoff)
        fill(self.history, book)
        book.close()
        if sending.filer.kind == "unit":
            quiet.tick(book)
        return book

    def data(self, held: Held, book: Book) -> bytes:
        """The book as a file, from the plan's own template."""
        return template.build(self.forms, book.world.plan, book.filer, book.period, held, plan_version=1, demo=True,
                              answers=book.answers)

    def settled(self) -> Held:
        """What stands once every book is accepted; no file is made."""
        held = Held(self.forms, self.history.world.plan)
        for sending in sorted(self.history.sent, key=lambda s: _Turn(s, len(s.attempts) - 1).place):
            book = self.book(held, sending)
            held.accept(book.filer, book.period, book.answers, book.numbers)
        return held

    def files(self, copy: str) -> Iterator[File]:
        """Write the copy's files in the order of receipt; names begin with `copy` and a running number of the day.

        A second attempt is the first one put right, unless others have filed meanwhile.
        """
        held, drafts = Held(self.forms, self.history.world.plan), dict[str, tuple[int, Book, bytes]]()
        turns = [_Turn(s, n) for s in self.history.sent for n in range(len(s.attempts))]
        number, today = 0, None
        for turn in sorted(turns, key=lambda t: t.place):
            sending, attempt = turn.sending, turn.sending.attempts[turn.attempt]
            number, today = (number + 1 if attempt.day == today else 1), attempt.day
            key = f"{sending.filer.code} {sending.period}"
            if key not in drafts or drafts[key][0] != held.common:
                book = self.book(held, sending)
                drafts[key] = (held.common, book, self.data(held, book))
            _, book, data = drafts[key]
            planted = Planted(data, "")
            sent_along: tuple[tuple[str, bytes], ...] = ()
            if attempt.fault is None:
                own = [p for p in self.history.problems if p.unit == book.filer.code]
                sent_along = evidence.beside(book, own, self.seed)
                held.accept(book.filer, book.period, book.answers, book.numbers)
                del drafts[key]
            else:
                planted = plant(attempt.fault, data, book, Random(f"{self.seed} {key} {turn.attempt}"))
            period = book.world.plan.period(book.period)
            title = f"{book.filer.seal_name}{period.label}{book.filer.book_title}{planted.ending}"
            name = f"{copy}{number:03d}-{title}"
            yield File(attempt.day, name, planted.data, book.filer.code, book.period, planted.code or None, sent_along)


def fill(history: History, book: Book) -> None:
    """Write what the filer knows on the day of its first attempt."""
    if book.filer.book == "unit":
        _fill_unit(history, book)
    else:
        group_book.cover(book)
        (_fill_group if book.filer.kind == "group" else _fill_office)(history, book)
        if book.has("verification"):
            group_book.verify(book, history.problems)


def _fill_unit(history: History, book: Book) -> None:
    code = book.filer.code
    problems = tuple(p for p in history.problems if p.unit == code)
    opinions = tuple(o for o in history.opinions if o.unit == code)
    complaints = tuple(c for c in history.complaints if c.filer == code)
    for o in opinions:
        unit_talk.number(book, "consultations", o.uid, o.day)
    for c in complaints:
        unit_talk.number(book, "complaints", c.uid, c.day)
    if book.has("rectification"):
        ledger.fill(book, problems)
    unit_talk.opinions(book, opinions)
    unit_talk.complaints(book, complaints)
    if book.has("commitments"):
        unit_talk.promises(book, [p for p in history.promises if p.unit == code])
    if book.has("publicity"):
        unit_talk.publicity(book, [i for i in history.publicity if i.unit == code])
    if book.has("supervisors"):
        unit_talk.supervisors(book, [s for s in history.supervisors if s.filer == code])
    routine.fill(book, history.routines[code], problems)


def _fill_group(history: History, book: Book) -> None:
    visits = [v for v in history.visits if v.group == book.filer.code]
    for v in visits:
        unit_talk.number(book, "supervision", v.uid, v.day)
    group_book.assign(book, history.problems)
    office_book.visits(book, visits)
    if book.has("special_topic_progress"):
        office_book.topic_progress(book)


def _fill_office(history: History, book: Book) -> None:
    complaints = [c for c in history.complaints if c.filer == book.filer.code]
    for c in complaints:
        unit_talk.number(book, "complaints", c.uid, c.day)
    for i in history.inspections:
        unit_talk.number(book, "inspections", i.uid, i.day)
    for t in history.topics:
        unit_talk.number(book, "special_topics", t.uid, t.day)
    if book.has("assignments"):
        group_book.assign(book, history.problems)
    unit_talk.complaints(book, complaints)
    office_book.inspections(book, history.inspections)
    if book.has("supervisors"):
        unit_talk.supervisors(book, [s for s in history.supervisors if s.filer == book.filer.code])
    if book.has("satisfaction"):
        office_book.ballots(book, history.ballots)
    if book.has("pilots"):
        office_book.pilots(book, history.pilots)
    if book.has("special_topics"):
        office_book.topics(book, history.topics)
    if book.has("accountability"):
        office_book.cases(book, history.cases)
