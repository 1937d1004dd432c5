"""Everything that happens in one copy of the campaign, settled by the seed before a book is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from lvzhi.demo import fates, finding, routine
from lvzhi.demo.habits import Sending, sendings
from lvzhi.demo.problem import Problem
from lvzhi.demo.routine import Routine
from lvzhi.demo.words import Words
from lvzhi.demo.world import World
from lvzhi.plan import Filer


@dataclass(frozen=True, eq=False)
class History:
    """The sendings in order of receipt, the problems, and what the other sheets tell."""

    world: World
    sent: tuple[Sending, ...]
    problems: tuple[Problem, ...]
    routines: Mapping[str, Routine]

    def problems_of(self, filer: Filer) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.unit == filer.code)


def draw(world: World, rng: Random, words: Words) -> History:
    """Simulate a copy of the campaign."""
    sent = sendings(world, rng)
    problems = fates.settle(world, rng, words, sent, finding.find(world, rng, words, sent))
    return History(world, sent, problems, routine.routines(world, rng))
