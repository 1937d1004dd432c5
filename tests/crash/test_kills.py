"""kill -9 at any moment between upload and receipt: what was acknowledged stays, and nothing is half there."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.crash.ground import Ground, examined, projection_is_what_a_rebuild_makes
from tests.crash.striking import Victims

AT_MOST_UNTOLD = 2  # books received together: recorded at once, told one after the other


def struck(ground: Ground, victims: Victims, kills: int, seed: int, books: int = 2) -> Counter[str]:
    """Kill so often, the moments spread over all there is to do; examine after every one."""
    tally, random = Counter[str](), Random(seed)
    _, whole = victims.at_work(ground, f"{seed}.whole", books)
    untold = examined(ground).untold
    assert untold == 0
    for n in range(kills):
        before = len(ground.acknowledged())
        killed, _ = victims.at_work(ground, f"{seed}.{n}", books, whole * (n + random.random()) / kills)
        found = examined(ground)
        told = len(ground.acknowledged()) - before
        assert 0 <= found.untold - untold <= AT_MOST_UNTOLD
        tally["kills"] += killed
        tally["done before the blow"] += not killed
        tally["struck before the first receipt"] += killed and not told
        tally["recorded and not told"] += found.untold - untold
        tally["projections mended"] += bool(found.notices)
        untold = found.untold
    tally["acknowledged"] = len(ground.acknowledged())
    projection_is_what_a_rebuild_makes(ground)
    print(", ".join(f"{name} {count}" for name, count in tally.items()))
    return tally


def test_a_few_kills_lose_nothing(ground: Ground, victims: Victims) -> None:
    assert struck(ground, victims, kills=2, seed=20150704, books=1)["kills"] >= 1


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing(ground: Ground, victims: Victims) -> None:
    tally: Counter[str] = Counter()
    for seed in range(10):  # a fresh campaign each: a long journal would make the moments of reading it rare
        tally += struck(ground.copy(ground.folder.parent / f"{ground.folder.name}-{seed}"), victims, 21, seed)
    print(f"total: {dict(tally)}")
    assert tally["kills"] >= 200
