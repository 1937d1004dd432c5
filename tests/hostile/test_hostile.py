"""Every hostile or broken file gets its sentence in time and memory, and the server goes on as before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lvzhi.intake.worker import Pool
from tests import afterwards
from tests.handmade import row, workbook
from tests.hostile.every import KINDS
from tests.hostile.kinds import Kind
from tests.hostile.measuring import are_sentences, outcome

SECONDS, READER_MB, SERVER_MB = 25, 1100, 400  # the limits of the gate, and what a loaded machine adds
GOOD = workbook(row(1, '<c r="A1" t="str"><v>甲</v></c>'))
OPEN = Path("/proc/self/fd")
QUICK, LONG = ([k for k in KINDS if k.quick is quick] for quick in (True, False))


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1) as pool:
        yield pool


def held(kind: Kind, pool: Pool) -> None:
    found = outcome(kind, kind.make(), pool)
    assert found.code == kind.code
    assert are_sentences(found.findings)
    assert kind.code.startswith("GEN-") or len(found.findings) == bool(kind.code)
    assert found.seconds < SECONDS
    assert found.reader < READER_MB
    assert found.grown < SERVER_MB
    assert pool.read(GOOD, "园林.xlsx", afterwards.first_cell) == "甲"


@pytest.mark.parametrize("kind", QUICK, ids=lambda k: k.name)
def test_is_answered(kind: Kind, pool: Pool) -> None:
    held(kind, pool)


@pytest.mark.soak
@pytest.mark.parametrize("kind", LONG, ids=lambda k: k.name)
def test_is_answered_however_large(kind: Kind) -> None:
    with Pool(1) as fresh:
        held(kind, fresh)


def test_nothing_is_left_open_or_running(pool: Pool) -> None:
    """As many descriptors as before, though every other file was of a kind that ends its reader."""
    aborting = next(k for k in KINDS if k.then is afterwards.abort_on_bad)
    pool.read(GOOD, "园林.xlsx")
    before = len(list(OPEN.iterdir()))
    for _ in range(4):
        assert outcome(aborting, aborting.make(), pool).code == "FILE-TOO-HARD"
        pool.read(GOOD, "园林.xlsx")
    assert len(list(OPEN.iterdir())) == before


def test_names_are_told_apart() -> None:
    assert len({k.name for k in KINDS}) == len(KINDS)
