"""One book sent twice at the same moment: by two processes, by two threads, with the same bytes and with others."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from lvzhi.datadir import opened
from lvzhi.intake.judging import Incoming
from lvzhi.intake.receiving import Receipt, receive
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.crash.ground import Ground, examined
from tests.crash.striking import Victims

# Same bytes: one filing, and the other sender is told of it. Other bytes: two filings, one after the other.
SAME = (("a", "a"), [("园林-201507-01", "accepted"), ("园林-201507-01", "duplicate")])
OTHER = (("a", "b"), [("园林-201507-01", "accepted"), ("园林-201507-02", "accepted")])
OFTEN = [pytest.param(*case, marks=pytest.mark.soak) for case in (SAME, OTHER) for _ in range(10)]
Expected = list[tuple[str, str]]


@pytest.mark.parametrize(("tags", "expected"), [SAME, *OFTEN])
def test_by_two_processes(ground: Ground, victims: Victims, tags: tuple[str, str], expected: Expected) -> None:
    forks = victims.start(*(("file_one", (str(ground.folder), "园林", tag)) for tag in tags))
    deadline = time.monotonic() + 60
    while len(list(ground.folder.glob("ready-*"))) < len(forks) and time.monotonic() < deadline:
        time.sleep(0.02)
    (ground.folder / "go").touch()
    assert victims.ended() == [0, 0]
    assert sorted((a["receipt"], a["status"]) for a in ground.acknowledged()) == expected
    assert examined(ground).untold == 0


@pytest.mark.parametrize(("tags", "expected"), [OTHER, *OFTEN])
def test_by_two_threads(ground: Ground, tags: tuple[str, str], expected: Expected) -> None:
    with Workspace(opened(ground.data), FORMS, readers=2) as workspace, ThreadPoolExecutor(2) as threads:
        at = dt.datetime(2015, 8, 4, 10, tzinfo=workspace.plan.zone)

        def send(tag: str) -> Receipt:
            (receipt,) = receive(workspace, [Incoming("园林.xlsx", ground.book(tag=tag), at, "测试")])
            return receipt

        receipts = list(threads.map(send, tags))
    assert sorted((r.receipt, r.status) for r in receipts) == expected
    assert examined(ground).untold == len({r.sha256 for r in receipts})
