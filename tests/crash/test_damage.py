"""A projection damaged anywhere on the disk: the next start makes it anew from the truth, and says so."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import pytest

from lvzhi.datadir import opened
from lvzhi.intake.judging import Incoming
from lvzhi.intake.receiving import receive
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.crash.ground import UNITS, Ground

MENDED = (
    "统计库的文件已损坏或不是本系统的,已按收到的原件和日志重新做好;"
    "原来的文件另存为“projection.duckdb.damaged”,需要时请系统管理员查看。",
    "统计库是旧版程序做的,或与日志对不上,已按收到的原件和日志重新做好,不用办理什么。",
)


def damaged(whole: bytes, random: Random) -> bytes:
    """A bit, a block or many blocks overwritten; sometimes what follows is gone."""
    size = random.choice([1, 8, 512, 4096, 40_000])
    at = random.randrange(len(whole) - size)
    rest = b"" if random.random() < 0.2 else whole[at + size :]
    return whole[:at] + random.randbytes(size) + rest


@pytest.mark.soak
def test_a_projection_damaged_anywhere_is_made_anew(ground: Ground) -> None:
    with Workspace(opened(ground.data), FORMS) as workspace:
        at = dt.datetime(2015, 8, 4, 10, tzinfo=workspace.plan.zone)
        list(receive(workspace, [Incoming(f"{u}.xlsx", ground.book(u), at, "测试") for u in UNITS]))
        rows = workspace.store.dump()
    projection = ground.data / "projection.duckdb"
    whole, tally = projection.read_bytes(), Counter[str]()
    for seed in range(100):
        projection.write_bytes(damaged(whole, Random(seed)))
        with Workspace(opened(ground.data), FORMS) as workspace:
            assert workspace.store.dump() == rows, seed
            tally["mended and said" if workspace.store.notices else "nothing of it was in use"] += 1
            assert set(workspace.store.notices) <= set(MENDED)
    print(dict(tally))
    assert tally["mended and said"] > 80
