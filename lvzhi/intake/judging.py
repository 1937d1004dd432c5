"""Files in, judgements out, nothing kept: each is read, identified, made into rows and judged by what stands."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lvzhi.access.model import By
from lvzhi.chain import Entry
from lvzhi.findings import Finding, Severity
from lvzhi.form import Form
from lvzhi.intake.cells import Workbook
from lvzhi.intake.checking import Checked, Submission, conclude, with_values
from lvzhi.intake.filing import Standing
from lvzhi.intake.gate import STANDARD
from lvzhi.intake.identifying import Identity, identify
from lvzhi.intake.identity_check import Expected, Verdict, judge, locked_book
from lvzhi.intake.line import Told
from lvzhi.intake.normalising import Book, read_books
from lvzhi.intake.reasons import PageReason
from lvzhi.intake.refusals import Refusal, refuse
from lvzhi.intake.worker import Pool
from lvzhi.plan import BOOK_TITLES, Filer, Plan
from lvzhi.values import file_name, is_blank


@dataclass(frozen=True)
class Adopted:
    """Corrections adopted on the page: the file as it came, each cell written, and who agreed where others did it."""

    original: bytes
    cells: tuple[Mapping[str, str], ...]
    consent: str | None = None

    def body(self) -> dict[str, Any]:
        """What the journal keeps of it."""
        sha256 = hashlib.sha256(self.original).hexdigest()
        return {"original": sha256, "cells": [dict(c) for c in self.cells], "consent": self.consent}


@dataclass(frozen=True)
class Incoming:
    """A file on its way in; `received_at` is the hour that counts, `filer` who it is filed for, where known.

    `by`: the login it comes from, where it comes by one; `period`: the month it is taken for where the book does
    not say.
    """

    name: str
    data: bytes
    received_at: dt.datetime
    filed_by: str
    filer: str | None = None
    on_behalf: bool = False
    reasons: tuple[PageReason, ...] = ()
    period: str | None = None
    adopted: Adopted | None = None
    by: By | None = None

    def __post_init__(self) -> None:
        # Names come from strangers' machines, and go into the journal, onto pages and into headers.
        object.__setattr__(self, "name", file_name(self.name))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


Pair = tuple[Incoming, Workbook | Refusal]


@dataclass(frozen=True)
class Ground:
    """What files are judged by: plan, forms and what stands; `demo` None takes books of either sort.

    `locked`: books (filer, period) that are approved and take no further filing.
    """

    plan: Plan
    plan_version: int
    forms: tuple[Form, ...]
    demo: bool | None
    standing: Standing
    locked: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class _Known:
    """A file found to be a book of ours: whose it is, and of when."""

    identity: Identity
    verdict: Verdict
    filer: str
    period: str
    received_on: dt.date


def submit(ground: Ground, files: Sequence[Pair]) -> list[Submission | Checked]:
    """Identify and read files and judge their values; what is none of our books is judged already."""
    found = [_known(ground, incoming, workbook) for incoming, workbook in files]
    ready = iter(with_values(_submitted(ground, [f for f in found if isinstance(f, _Known)])))
    return [next(ready) if isinstance(f, _Known) else f for f in found]


def _known(ground: Ground, incoming: Incoming, workbook: Workbook | Refusal) -> _Known | Checked:
    if isinstance(workbook, Refusal):
        return _refused(Identity(), workbook)
    plan = ground.plan
    identity = identify(workbook, plan, ground.forms)
    received_on = incoming.received_at.astimezone(plan.zone).date()
    expected = Expected(plan, ground.plan_version, incoming.filer, received_on, ground.demo, incoming.period)
    verdict = judge(identity, expected, ground.forms)
    if verdict.filer is None or verdict.period is None:
        return Checked(identity, None, verdict.findings)
    if (rows := _filled_rows(identity)) > STANDARD.rows:
        return _refused(identity, refuse("FILE-TOO-MANY-ROWS", rows=rows, limit=STANDARD.rows))
    return _Known(identity, verdict, verdict.filer, verdict.period, received_on)


def _submitted(ground: Ground, books: Sequence[_Known]) -> list[Submission]:
    """Read the sheets of all books together."""
    plan = ground.plan
    sheets = read_books([Book(b.identity, b.filer, b.period) for b in books], plan, ground.forms)
    return [
        Submission(b.identity, plan, plan.filer(b.filer), b.period, b.received_on, held, b.verdict.findings,
                   left_out=b.verdict.left_out)
        for b, held in zip(books, sheets, strict=True)
    ]


def _refused(identity: Identity, refusal: Refusal) -> Checked:
    return Checked(identity, None, (Finding(refusal.code, Severity.ERROR, refusal.message),))


def _filled_rows(identity: Identity) -> int:
    """Rows that hold something on the sheets to be judged."""
    return sum(len({row for (row, _), v in s.cells.items() if not is_blank(v)}) for s in identity.sheets.values())


def judged(ground: Ground, submission: Submission | Checked, reasons: Iterable[PageReason] = ()) -> Checked:
    """Judge a submission by what stands."""
    if isinstance(submission, Checked):
        return submission
    if (submission.filer.code, submission.period) in ground.locked:
        return Checked(submission.identity, None, (locked_book(submission.plan, submission.filer, submission.period),))
    return conclude(submission, ground.standing, reasons)


def examine(ground: Ground, files: Sequence[Pair]) -> list[Checked]:
    """Judge files read already, against what stands; nothing is kept."""
    return [judged(ground, s, i.reasons) for (i, _), s in zip(files, submit(ground, files), strict=True)]


def still_holds(plan: Plan, filer: Filer, since: Iterable[Entry]) -> bool:
    """Say whether a judgement of a filer's book stands after these entries: units' books do not concern each other."""
    return filer.book == "unit" and all(
        entry.kind == "filing" and entry.concerning not in (None, filer.code)
        and plan.filer(entry.concerning).book == "unit"
        for entry in since
    )


def check_files(ground: Ground, pool: Pool, files: Iterable[Incoming]) -> Iterator[tuple[Incoming, Checked]]:
    """Judge files one by one and keep nothing: looking is no attempt."""
    for incoming, workbook in read_files(pool, files):
        yield incoming, examine(ground, [(incoming, workbook)])[0]


@dataclass(frozen=True)
class Look:
    """A file read and its values judged, before it is filed: that of the file need not be done twice.

    `checked`: how it was judged by what stood when it was looked at.
    """

    submission: Submission | Checked
    checked: Checked
    made_of: tuple[object, ...]

    def serves(self, ground: Ground, incoming: Incoming) -> bool:
        """Say whether reading this file on this ground would give the same submission."""
        return self.made_of == _made_of(ground, incoming)


def look_at(ground: Ground, pool: Pool, incoming: Incoming, told: Told) -> Look:
    """Judge one file and keep nothing; `told` hears how many files are in front while it waits to be read."""
    workbook = pool.read(incoming.data, incoming.name, told=told)
    [submission] = submit(ground, [(incoming, workbook)])
    checked = judged(ground, submission, incoming.reasons)
    # A page keeps its look for as long as somebody reads it: what all others filed need not stay with it.
    ground.standing.let_go()
    return Look(submission, checked, _made_of(ground, incoming))


def _made_of(ground: Ground, incoming: Incoming) -> tuple[object, ...]:
    """All that `submit` makes a submission of."""
    received_on = incoming.received_at.astimezone(ground.plan.zone).date()
    return (
        ground.plan_version, ground.demo, incoming.sha256, incoming.name, incoming.filer, incoming.period, received_on
    )


def read_files(
    pool: Pool, files: Iterable[Incoming], progress: Callable[[int], None] | None = None, ahead: int | None = None
) -> Iterator[Pair]:
    """Read files in the children, in order; they read `ahead` while earlier files are judged."""
    waiting: deque[Incoming] = deque()

    def sources() -> Iterator[tuple[bytes, str]]:
        for incoming in files:
            waiting.append(incoming)
            yield incoming.data, incoming.name

    for workbook in pool.map(sources(), progress=progress, ahead=ahead):
        yield waiting.popleft(), workbook


def check_json(incoming: Incoming, checked: Checked, plan: Plan) -> dict[str, Any]:
    """The command line's contract for `check`."""
    filing, identity = checked.filing, checked.identity
    filer = filing.filer.code if filing else identity.filer
    return {
        "file": incoming.name,
        "book": BOOK_TITLES.get((filing.book if filing else identity.book) or ""),
        "filer": plan.filer(filer).name if filer and plan.knows(filer) else None,
        "period": filing.period if filing else identity.period,
        "ok": checked.ok,
        "rows_read": sum(checked.rows().values()),
        "findings": [f.as_json() for f in checked.findings],
    }
