"""Everything that happens in one copy of the campaign, settled by the seed before a book is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from lvzhi.demo import fates, finding, office, pledges, rounds, routine, talk
from lvzhi.demo.cast import Cast
from lvzhi.demo.habits import Sending, sendings
from lvzhi.demo.office import Ballot, Case, Pilot, Topic
from lvzhi.demo.pledges import Item, Promise, Supervisor
from lvzhi.demo.problem import Problem
from lvzhi.demo.rounds import Inspection, Visit
from lvzhi.demo.routine import Routine
from lvzhi.demo.talk import Complaint, Opinion
from lvzhi.demo.words import Words
from lvzhi.demo.world import World


@dataclass(frozen=True, eq=False)
class History:
    """The sendings, the problems, and what the other sheets tell; each in the order of its days."""

    world: World
    sent: tuple[Sending, ...]
    problems: tuple[Problem, ...]
    routines: Mapping[str, Routine]
    opinions: tuple[Opinion, ...]
    complaints: tuple[Complaint, ...]
    promises: tuple[Promise, ...]
    publicity: tuple[Item, ...]
    supervisors: tuple[Supervisor, ...]
    visits: tuple[Visit, ...]
    inspections: tuple[Inspection, ...]
    ballots: tuple[Ballot, ...] = ()
    pilots: tuple[Pilot, ...] = ()
    topics: tuple[Topic, ...] = ()
    cases: tuple[Case, ...] = ()


def draw(world: World, rng: Random, words: Words, cast: Cast) -> History:
    """Simulate a copy of the campaign."""
    sent = sendings(world, rng)
    problems = fates.settle(world, rng, words, sent, finding.find(world, rng, words, sent))
    opinions = talk.opinions(world, rng, words, problems)
    complaints = talk.complaints(world, rng, words, problems, finding.last_days(sent))
    visits = rounds.visits(world, rng, words, problems)
    inspected = rounds.inspections(world, rng, words, problems)
    topics = office.topics(world, rng, words, problems) if world.first else ()
    told: Sequence[tuple[str, Sequence[str]]] = (
        *((o.uid, (o.problem,)) for o in opinions if o.problem),
        *((c.uid, (c.problem,)) for c in complaints if c.problem),
        *((v.uid, v.problems) for v in visits), *((i.uid, i.problems) for i in inspected),
        *((t.uid, t.problems) for t in topics),
    )
    return History(
        world, sent, _with_refs(problems, told), routine.routines(world, rng), opinions, complaints,
        pledges.promises(world, rng, words), pledges.publicity(world, rng, words),
        pledges.supervisors(world, rng, words, cast), visits, inspected,
        office.ballots(world, rng) if world.first else (), office.pilots(world, rng, words) if world.first else (),
        topics, office.cases(world, rng, words, inspected),
    )


def _with_refs(problems: Sequence[Problem], told: Sequence[tuple[str, Sequence[str]]]) -> tuple[Problem, ...]:
    """Let every problem name what it came from."""
    came_from = {problem: uid for uid, held in told for problem in held}
    return tuple(replace(p, ref=came_from.get(p.uid)) for p in problems)
