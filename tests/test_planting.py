"""Every fault found at its cell and none extra: random good books, faults planted one by one and together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from lvzhi.intake.cells import Workbook
from lvzhi.intake.checking import Checked
from lvzhi.plan import Filer
from tests.planting import between, elsewhere, in_books, in_cells, in_offices, in_units, structure
from tests.planting.drafts import Draft, draft, found
from tests.planting.faults import Fault
from tests.planting.files import through_a_file
from tests.planting.judging import judge_all
from tests.planting.worlds import answers, built, seed_plan, world

FAULTS: tuple[Fault, ...] = (
    *(row.fault for row in (*in_units.ROWS, *in_offices.ROWS)),
    *in_cells.FAULTS,
    *elsewhere.FAULTS,
    *between.FAULTS,
    *structure.FAULTS,
    *in_books.FAULTS,
)
TRAITS = ("综合", "业务", "窗口", "保障", "各地")
# A good book may say these: what the plan does not know, and 不适用 with its reason in the row.
NOTED = frozenset({("VERI-SECTION", "note"), ("SELF-NA", "query"), ("TASK-NA", "query")})


@dataclass
class Tally:
    """What was planted: books, faults, codes; and where found differs from planted."""

    books: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.books} books, {self.faults.total()} faults of {len(self.faults)} kinds, "
            f"{len(self.codes)} codes, {len(self.differences)} differences"
        )


def filers() -> tuple[Filer, ...]:
    """One kind of filer after the other: a unit of each trait, the bureau, a group, the office."""
    plan = seed_plan()
    units = [next(u for u in plan.units if u.trait == t) for t in TRAITS]
    return (*units, plan.bureau, plan.filer(plan.groups[0].code), plan.office)


def good_book(random: Random, filer: Filer, period: str) -> tuple[Draft, Checked]:
    """A random book and the judgement on it."""
    made = world(random, filer, period)
    workbook = built(made, answers(made))
    (checked,) = judged([draft(made, workbook, ())])
    return draft(made, workbook, checked.findings), checked


def judged(drafts: Sequence[Draft], way: Callable[[Workbook], Workbook] = lambda book: book) -> list[Checked]:
    """The judgements on the books; `way` is how they come in."""
    return judge_all(
        [
            (d.world.plan, d.world.filer.code, d.world.chance.received_on, d.world.standing(), way(d.book()))
            for d in drafts
        ]
    )


def planted(base: Draft, faults: Sequence[Fault], seed: object) -> tuple[Draft, list[str]]:
    """A copy of the book with those of the faults it has a place for."""
    held, names = base.copy(), []
    held.world.chance.random = Random(str(seed))
    for fault in faults:
        before = held.copy()
        if fault.plant(held):
            names.append(fault.name)
        else:
            held = before
    return held, names


def compare(tally: Tally, held: Draft, names: Sequence[str], checked: Checked) -> None:
    said, meant = found(checked.findings), held.spots()
    tally.books += 1
    tally.faults.update(names)
    tally.codes.update(code for code, *_ in said)
    if said != meant:
        where = f"{held.world.filer.code} {held.world.chance.period} {held.world.chance.received_on}"
        tally.differences.append(f"{where}: {', '.join(names)}: extra {said - meant}, missing {meant - said}")


def singly(tally: Tally, base: Draft, faults: Sequence[Fault], seed: int) -> None:
    spoilt = [
        (d, names) for n, f in enumerate(faults) if (made := planted(base, [f], (seed, n)))[1] for d, names in [made]
    ]
    for (held, names), checked in zip(spoilt, judged([d for d, _ in spoilt]), strict=True):
        compare(tally, held, names, checked)


def together(tally: Tally, base: Draft, random: Random, count: int) -> None:
    """Several faults in rows of their own, in a book saved by another program."""
    beside = [f for f in FAULTS if not f.alone]
    held, names = planted(base, random.sample(beside, count), random.random())
    (checked,) = judged([held], through_a_file)
    compare(tally, held, names, checked)


def books(seeds: range) -> Iterator[tuple[int, Random, Draft, Checked]]:
    plan, every = seed_plan(), filers()
    for seed in seeds:
        random, filer = Random(seed), every[seed % len(every)]
        owed = [p.id for p in plan.periods if plan.owed(filer.code, p.id)]
        period = owed[seed // len(every) % len(owed)]
        yield seed, random, *good_book(random, filer, period)


def run(seeds: range, sample: int | None, combinations: int) -> Tally:
    tally = Tally()
    for seed, random, base, checked in books(seeds):
        assert {(f.code, f.severity.value) for f in checked.findings} <= NOTED and checked.ok, checked.findings
        chosen = FAULTS if sample is None else random.sample(FAULTS, sample)
        singly(tally, base, chosen, seed)
        for _ in range(combinations):
            together(tally, base, random, random.randint(3, 8))
    print(tally)
    return tally


def test_a_sample_of_faults_is_found_at_its_cells() -> None:
    tally = run(range(16, 24), sample=8, combinations=1)
    assert tally.differences == []
    assert tally.faults.total() >= 45


@pytest.mark.soak
def test_every_fault_is_found_at_its_cell_and_none_extra() -> None:
    """At least 500 books, every kind of fault among them."""
    tally = run(range(64), sample=None, combinations=10)
    assert tally.differences == []
    assert {f.name for f in FAULTS} - set(tally.faults) == set()
    assert tally.books >= 500
