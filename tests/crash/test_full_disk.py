"""A full disk, wherever it strikes: a sentence, nothing half there, and work goes on once there is room."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import duckdb
import pytest

from lvzhi.__main__ import main
from lvzhi.datadir import opened
from lvzhi.faults import DISK_FULL, sentence
from lvzhi.intake.judging import Incoming
from lvzhi.intake.receiving import receipt_json, receive
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.crash.full_disk import Disk, small_disk
from tests.crash.ground import Ground, examined, projection_is_what_a_rebuild_makes
from tests.filed import ledger, office, row
from tests.filed import opened as opened_store

STAGES = (0, 125_000)  # bytes left: no room for the file itself; room for it, but hardly for what is recorded of it


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def cramped(untouched: Ground, disk: Disk) -> Ground:
    return untouched.copy(disk.path / "ground")


def test_a_projection_that_found_no_room_is_opened_anew(disk: Disk) -> None:
    """DuckDB gives a file up for good when its checkpoint finds no room; the journal goes on, and so does the store."""
    kept = office(disk.path / "data")
    faults: set[str] = set()
    with opened_store(kept) as store:
        for n, pages in enumerate((0, 2, 4, 8)):
            kept.files("甲", "2015-06", f"2015-07-01T10:00:{n:02d}", ledger=[row(f"甲-问题-{n:03d}", "长" * 900)])
            with disk.filled(leave=4096 * pages):
                try:
                    store.catch_up()
                except duckdb.Error as fault:
                    assert sentence(fault) == DISK_FULL
                    faults.add(type(fault).__name__)
            store.catch_up()
            assert len(ledger(store, "2015-12-31")) == n + 1
        assert store.notices == ()  # nothing was damaged, nothing set aside
        before = store.dump()
        store.rebuild()
        assert store.dump() == before
    assert faults == {"FatalException", "TransactionException"}


def filed(ground: Ground, workspace: Workspace, tag: object) -> str:
    """File a book: its status, or what is said of the disk."""
    at = dt.datetime(2015, 8, 4, 10, tzinfo=workspace.plan.zone)
    try:
        (receipt,) = receive(workspace, [Incoming("园林.xlsx", ground.book(tag=tag), at, "测试")])
    except Exception as fault:
        said = sentence(fault)
        if said is None:
            raise
        return said
    with ground.log.open("a", encoding="utf-8") as log:
        log.write(json.dumps(receipt_json(receipt, workspace.plan), ensure_ascii=False) + "\n")
    return receipt.status


def crowded(ground: Ground, disk: Disk, stages: Sequence[int]) -> Counter[str]:
    """File until the disk is full, at each stage; then make room and file the refused book again."""
    tally = Counter[str]()
    with Workspace(opened(ground.data), FORMS) as workspace:
        for stage, leave in enumerate(stages):
            with disk.filled(leave):
                for n in range(20):
                    refused = f"{stage}.{n}"
                    said = filed(ground, workspace, refused)
                    tally[said] += 1
                    if said != "accepted":
                        break
            assert filed(ground, workspace, refused) in ("accepted", "duplicate")
    return tally


def test_nothing_is_lost_on_a_full_disk_and_work_goes_on_afterwards(
    cramped: Ground, disk: Disk
) -> None:
    tally = crowded(cramped, disk, STAGES)
    assert tally[DISK_FULL] == len(STAGES)
    assert set(tally) <= {DISK_FULL, "accepted"}
    assert examined(cramped).notices == ()


@pytest.mark.soak
def test_a_disk_that_fills_up_anywhere(untouched: Ground, tmp_path: Path) -> None:
    random = Random(2015)
    with small_disk(tmp_path / "disk", megabytes=96) as disk:  # room for all that is filed in between
        ground = untouched.copy(disk.path / "ground")
        tally = crowded(ground, disk, [random.randrange(1_000_000) for _ in range(40)])
        print(dict(tally))
        assert set(tally) <= {DISK_FULL, "accepted"} and tally[DISK_FULL] == 40
        # Recorded though its sender was told of the disk: told when it came again.
        again = sum(receipt["status"] == "duplicate" for receipt in ground.acknowledged())
        assert examined(ground).untold == again
        projection_is_what_a_rebuild_makes(ground)


def test_the_command_line_says_that_the_disk_is_full(
    cramped: Ground, disk: Disk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "园林.xlsx").write_bytes(cramped.book())
    with disk.filled(0):
        assert main(["--data", str(cramped.data), "load", str(tmp_path / "园林.xlsx")]) == 2
    assert capsys.readouterr().err == f"{DISK_FULL}\n"
