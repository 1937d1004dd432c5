"""Sides of a benchmark take turns, and a process of its own is begun cold."""

from __future__ import annotations

from functools import partial

import pytest

from benchmarks.timing import Side, beside


@pytest.mark.parametrize(("warm", "turns"), [(False, 2), (True, 3)])
def test_what_is_to_be_warm_runs_once_unmeasured_before_the_rounds(warm: bool, turns: int) -> None:
    order: list[str] = []
    sides = [Side(name, partial(order.append, name), partial(order.append, f"before {name}")) for name in "ab"]
    found = beside("work", sides, rounds=2, warm=warm)
    assert order == ["before a", "a", "before b", "b"] * turns
    assert [name for name, _ in found.seconds] == ["a", "b"]
