"""What came beside books on the office's page for filing for others: files tied to rows by their names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lvzhi.attachments.attaching import NO_NUMBER, Offered, Outcome, attach, is_evidence, look
from lvzhi.attachments.rows import NO_ROW
from lvzhi.intake.receiving import ACCEPTED, DUPLICATE, REJECTED
from lvzhi.web import tables
from lvzhi.web.head import Page
from lvzhi.web.identity import named

BECAME, _LOOKED = "load.attached", "load.looked"
_WORDS = {ACCEPTED: "可以附上", DUPLICATE: "已附过,不重复登记", REJECTED: "没有收"}
_DONE = {**_WORDS, ACCEPTED: "已附上"}


@dataclass(frozen=True)
class Kept:
    """A file that has come in: on disk under its checksum, so that the session holds none of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Looked:
    """What would become of a file, as its line among the books says it."""

    ok: bool
    line: Mapping[str, object]


@dataclass(frozen=True)
class Parted:
    """What has come in: books, and what is to be tied to rows, each with what would become of it."""

    books: tuple[Kept, ...]
    files: tuple[tuple[Kept, Outcome], ...]

    @property
    def early(self) -> list[Kept]:
        """The files of rows that stand."""
        return [one for one, o in self.files if o.status != REJECTED]

    @property
    def later(self) -> list[Kept]:
        """The files of rows that may come with the books, and those that will not be taken."""
        return [one for one, o in self.files if o.status == REJECTED]

    def looked(self, page: Page) -> list[Looked]:
        """Say what would become of each file; a row that is not there yet may come with the books beside it."""
        return [_looked(page, o, bool(self.books) and o.code == NO_ROW) for _, o in self.files]


def parted(page: Page, kept: Sequence[Kept]) -> Parted:
    """Part books from attachments; a picture that names no row is taken for a book. Looked at once for what stands."""
    made_of = (page.workspace.store.applied, tuple(kept))
    known = st.session_state.get(_LOOKED)
    if known and known[0] == made_of:
        found: Parted = known[1]
        return found
    books: list[Kept] = []
    files: list[tuple[Kept, Outcome]] = []
    for one in kept:
        if is_evidence(page.workspace.plan, page.workspace.forms, one.name):
            outcome = look(page.workspace, _offered(page, one, page.workspace.clock.now()))
            if outcome.code != NO_NUMBER:
                files.append((one, outcome))
                continue
        books.append(one)
    found = Parted(tuple(books), tuple(files))
    st.session_state[_LOOKED] = (made_of, found)
    return found


def _offered(page: Page, one: Kept, received: dt.datetime) -> Offered:
    data = page.workspace.vault.get(one.sha256)
    return Offered(one.name, data, received, named(page.viewer, page.plan), on_behalf=True, by=page.by)


def _looked(page: Page, outcome: Outcome, waits: bool) -> Looked:
    word = "随报送簿接收后附上" if waits else _WORDS[outcome.status]
    line = {
        "填报单位": _filer(page, outcome), "结果": f"附件:{word}", "报告期": "", "须改正": 0, "需说明": 0,
        "第一处": "" if waits else outcome.said, "文件名": outcome.file,
    }
    return Looked(waits or outcome.status == ACCEPTED, line)


def _filer(page: Page, outcome: Outcome) -> str:
    return page.plan.filer(outcome.row.filer).name if outcome.row else ""


def tied(page: Page, files: Sequence[Kept], received: dt.datetime) -> tuple[Outcome, ...]:
    """Attach files, read from disk one after the other; return what became of them."""
    return tuple(attach(page.workspace, _offered(page, one, received)) for one in files)


def became(page: Page) -> None:
    """Show what became of the files attached last."""
    held: tuple[Outcome, ...] = st.session_state.get(BECAME, ())
    if not held:
        return
    words = pd.DataFrame([
        {"回执号": o.receipt or "", "填报单位": _filer(page, o), "附件": _DONE[o.status], "文件名": o.file,
         "说明": o.said}
        for o in held
    ])
    tables.show(words, "load.attached.rows")
