"""What a book costs in a campaign of many units: sent and filed over the pages by ten at once, loaded from a folder.

Books of the last units of the multiplied example for its last month: pre-filled, 本期无 for the rest. Some are sent
back with questions, which is the same work but for the rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.crowd import Book, Crowd
from benchmarks.screens import spent
from benchmarks.sessions import held_by
from benchmarks.timing import process
from lvzhi.books import template
from lvzhi.datadir import opened
from lvzhi.form import Form
from lvzhi.records import Record, records
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS, summaries
from tests.browser.server import process_at, served
from tests.campaigns import COVER, nil_everywhere

ONLINE, LOADED, PERIOD = 10, 25, "2015-10"
_CHECKED, _ROWS = ("supervision", "assignments", "verification"), 3  # of a group's book, and rows of each
_FINE = (0, 1)  # `load` ends with 1 where a book was sent back
_PATIENCE = 1_800.0


def costs(data: Path, _: int) -> Mapping[str, float]:
    """Seconds of a processor for a book, either way, and the server's memory after ten; the books stay filed."""
    books = filled(data, ONLINE + LOADED)
    with served(data) as address:
        server = process_at(address)
        before = spent(server)
        seen = Crowd(books[:ONLINE], (), spread=ONLINE, patience=_PATIENCE).come(address, data)
        online, held = spent(server) - before, held_by(server)
    if seen.errors:
        raise RuntimeError("; ".join(seen.errors))
    return {"a book sent and filed on the page": online / ONLINE, "a book of a folder loaded": _loaded(data, books),
            "the server's memory with ten at it, MB": held}


def _loaded(data: Path, books: list[Book]) -> float:
    """Seconds for each book of a folder, without those for opening the campaign."""
    with tempfile.TemporaryDirectory(prefix="filing-") as folder:
        command = ("lvzhi", "--data", data, "load", folder)
        opening = process(*command, fine=_FINE).seconds
        for book in books[ONLINE:]:
            (Path(folder) / book.name).write_bytes(book.data)
        return (process(*command, fine=_FINE).seconds - opening) / LOADED


def of_group(data: Path) -> Book:
    """Return the book of the last group, with the last of its visits, assignments and checks filled in once more."""
    with Workspace(opened(data), FORMS) as workspace:
        plan, group = workspace.plan, workspace.plan.filer(workspace.plan.groups[-1].code)
        standing = workspace.standing()
        rows = {form.id: _typed(form, records(standing.current(form.id, group.code))[-_ROWS:])
                for form in FORMS if form.id in _CHECKED}
        book = template.build(workspace.forms, plan, group, PERIOD, standing, plan_version=workspace.plan_version,
                              demo=workspace.demo, answers={"cover": [COVER], **rows})
        return Book(Viewer("group", group.code), f"{group.code}.xlsx", book)


def _typed(form: Form, rows: Sequence[Record]) -> list[Record]:
    columns = [c.id for c in form.columns_in("group") if c.typed]
    return [{c: row[c] for c in columns if row[c] is not None} for row in rows]


def filled(data: Path, count: int) -> list[Book]:
    """Return the books of so many of the last units: pre-filled, 本期无 for what is due and has no rows."""
    with Workspace(opened(data), FORMS) as workspace:
        plan, units = workspace.plan, workspace.plan.units[-count:]
        standing = workspace.standing()
        standing.expect(u.code for u in units)
        found = []
        for unit in units:
            [version] = summaries.fixed_rows(plan, unit.code, PERIOD)
            answers = {"cover": [COVER], **nil_everywhere(plan, unit.code, PERIOD),
                       "summaries": [{**version, **summaries.FORM.good_rows[1]}]}
            book = template.build(workspace.forms, plan, unit, PERIOD, standing, plan_version=workspace.plan_version,
                                  demo=workspace.demo, answers=answers)
            found.append(Book(Viewer("unit", unit.code), f"{unit.code}.xlsx", book))
    return found
