"""A small real campaign for tests: the invented bureau's plan, a data directory, books filled as if typed."""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from lvzhi import planfile
from lvzhi.books import template
from lvzhi.campaign import Campaign
from lvzhi.datadir import initialise, opened
from lvzhi.intake.judging import Incoming
from lvzhi.intake.receiving import Receipt, receive
from lvzhi.plan import Plan
from lvzhi.workspace import Workspace
from schemas import FORMS

SEED = Path("data/plans/qianjiang-2015.yaml")
COVER = {"preparer": "王小明", "phone": "0728-1234567", "reviewer": "李大海", "head": "张开明", "liaison": "王小明"}
PROBLEM = {
    "registered_on": dt.date(2015, 7, 20), "source": "自查自纠", "check_item": "三(二)3",
    "description": "二季度农村低保金到账比规定晚9天,3个村群众来询问", "responsible_leader": "张开明",
    "responsible_person": "李某", "category": "立行立改", "measures": "每季首月10日前送达发放表,到账当日在村务公开栏告知",
    "due": dt.date(2015, 8, 1), "status": "整改中", "progress": "已与财政所核对到账时间",
}

_BOOKS: dict[tuple[Any, ...], bytes] = {}


@cache
def plan_of(path: Path = SEED) -> Plan:
    return planfile.read(path.read_bytes(), [f.id for f in FORMS])


@contextmanager
def campaign(folder: Path, plan_file: Path = SEED, today: dt.date | None = None) -> Iterator[Workspace]:
    """A data directory set up with a plan, opened for work; one that is set up already is only opened."""
    if not folder.exists():
        shutil.copytree(_set_up(plan_file, today), folder)
    with Workspace(opened(folder), FORMS) as workspace:
        yield workspace


@cache
def _set_up(plan_file: Path, today: dt.date | None) -> Path:
    """A data directory set up once with its projection made; it is copied and goes when the tests end."""
    plan = plan_of(plan_file)
    start = dt.datetime.combine(plan.campaign.start, dt.time(), plan.zone)
    folder = Path(tempfile.mkdtemp()) / "data"
    atexit.register(shutil.rmtree, folder.parent)
    with Workspace(initialise(folder, plan_file.read_bytes(), Campaign(today=today), start, "测试"), FORMS):
        return folder


def book(workspace: Workspace, filer: str, period: str, **sheets: Sequence[Mapping[str, Any]]) -> bytes:
    """A filer's pre-filled book with answers typed in; the cover is filled unless given."""
    answers = {"cover": [COVER], **sheets}
    # Many a test begins with the same book of the same campaign: what follows from the same journal is the same.
    made_of = (workspace.journal.head(), workspace.forms, filer, period, repr(answers))
    if made_of not in _BOOKS:
        _BOOKS[made_of] = _built(workspace, filer, period, answers)
    return _BOOKS[made_of]


def _built(workspace: Workspace, filer: str, period: str, answers: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    return template.build(
        workspace.forms, workspace.plan, workspace.plan.filer(filer), period, workspace.standing(),
        plan_version=workspace.plan_version, answers=answers,
    )


def file(workspace: Workspace, data: bytes, at: str, filer: str | None = None, name: str = "报送簿.xlsx") -> Receipt:
    """Receive one file at a local instant such as 2015-08-04T10:00."""
    received = dt.datetime.fromisoformat(at).replace(tzinfo=workspace.plan.zone)
    (receipt,) = receive(workspace, [Incoming(name, data, received, "测试", filer)])
    return receipt


def nothing_this_month(workspace: Workspace, filer: str, period: str) -> dict[str, list[dict[str, Any]]]:
    """The least a unit must type when nothing happened: 本期无 on every sheet that is due."""
    return nil_everywhere(workspace.plan, filer, period)


def nil_everywhere(plan: Plan, filer: str, period: str) -> dict[str, list[dict[str, Any]]]:
    owed = plan.owed(filer, period)
    forms = {f.id: f for f in FORMS}
    return {f: [{"本期无": "是"}] for f, duty in owed.items() if duty != "event" and not forms[f].fixed_rows}
