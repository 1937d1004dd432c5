"""kill -9 at any moment between upload and receipt: what was acknowledged stays, and nothing is half there."""

from __future__ import annotations

from collections import Counter
from itertools import count
from random import Random

import pytest

from tests.crash.ground import Ground, examined, projection_is_what_a_rebuild_makes
from tests.crash.striking import Blow, Victims

AT_MOST_UNTOLD = 2  # books received together: recorded at once, told one after the other


def struck(ground: Ground, victims: Victims, kills: int, seed: int, books: int = 2) -> Counter[str]:
    """Kill so often, the moments spread over all there is to do; examine after every one.

    Every other blow falls while books are being received: opening the campaign takes as long.
    """
    tally, random = Counter[str](), Random(seed)
    lasts = {False: victims.at_work(ground, f"{seed}.whole", books).seconds}
    lasts[True] = lasts[False]
    untold = examined(ground).untold
    assert untold == 0
    for n in count():
        if tally["kills"] == kills:
            break
        before = len(ground.acknowledged())
        once_opened = tally["kills"] % 2 == 1
        moment = lasts[once_opened] * (tally["kills"] + random.random()) / kills
        work = victims.at_work(ground, f"{seed}.{n}", books, Blow(moment, once_opened))
        found = examined(ground)
        told = len(ground.acknowledged()) - before
        assert 0 <= found.untold - untold <= AT_MOST_UNTOLD
        tally["kills"] += work.killed
        tally["done before the blow"] += not work.killed
        tally["struck before the first receipt"] += work.killed and not told
        tally["recorded and not told"] += found.untold - untold
        tally["projections mended"] += bool(found.notices)
        untold = found.untold
        if not work.killed:
            lasts[once_opened] = min(work.seconds, moment)  # done sooner than was thought: the next blow comes earlier
    tally["acknowledged"] = len(ground.acknowledged())
    projection_is_what_a_rebuild_makes(ground)
    print(", ".join(f"{name} {times}" for name, times in tally.items()))
    return tally


def test_a_few_kills_lose_nothing(ground: Ground, victims: Victims) -> None:
    assert struck(ground, victims, kills=2, seed=20150704, books=1)["kills"] == 2


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing(ground: Ground, victims: Victims) -> None:
    tally: Counter[str] = Counter()
    for seed in range(10):  # a fresh campaign each: a long journal would make the moments of reading it rare
        tally += struck(ground.copy(ground.folder.parent / f"{ground.folder.name}-{seed}"), victims, 20, seed)
    print(f"total: {dict(tally)}")
    assert tally["kills"] == 200
