"""Every fault found at its cell and none extra: random good books, faults planted one by one and together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from lvzhi.catalogue import catalogues
from lvzhi.docs import KINDS
from lvzhi.intake.checking import Checked
from lvzhi.intake.reading import read
from lvzhi.kinds import Choice
from lvzhi.plan import Filer
from schemas import FORMS
from tests.planting import between, elsewhere, in_books, in_cells, in_offices, in_units, structure
from tests.planting.drafts import Draft, Spot, draft, found
from tests.planting.faults import Fault
from tests.planting.judging import judge_all
from tests.planting.worlds import answers, built, seed_plan, world
from tests.planting.writers import LIBREOFFICE, WRITERS

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
EARLY = ("CASE-NOT-IN-LEDGER", "note")  # so may a case of the first month: no problem is registered yet
HOSTILE = ("文件", "各表通用:数量", "附件")
AS_BUILT = "as built"
QUICK = (AS_BUILT, *(w for w in WRITERS if w != LIBREOFFICE))
PIECES = 3  # of the long run, each with its share of the faults

Spoilt = tuple[Draft, list[str]]  # a book, and the names of what was planted in it


@dataclass
class Tally:
    """What was planted: books by who wrote them, faults, codes; and where found differs from planted."""

    books: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    differences: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __str__(self) -> str:
        lines = [f"{name:12} {count:6} {len(self.differences[name]):6}" for name, count in self.books.items()]
        return "\n".join([
            "",
            f"{self.faults.total()} faults of {len(self.faults)} kinds, {len(self.codes)} codes",
            f"{'written by':12} {'books':>6} {'differ':>6}", *lines,
            f"{'together':12} {self.books.total():6} {sum(map(len, self.differences.values())):6}",
            *(f"{name}: {text}" for name, found in self.differences.items() for text in found),
        ])


def filers() -> tuple[Filer, ...]:
    """One kind of filer after the other: a unit of each trait, the bureau, a group, the office."""
    plan = seed_plan()
    units = [next(u for u in plan.units if u.trait == t) for t in TRAITS]
    return (*units, plan.bureau, plan.filer(plan.groups[0].code), plan.office)


def good_book(random: Random, filer: Filer, period: str) -> tuple[Draft, Checked]:
    """A random book and the judgement on it."""
    made = world(random, filer, period)
    workbook = built(made, answers(made))
    (checked,) = judge_all([draft(made, workbook, ()).judged_as(workbook)])
    return draft(made, workbook, checked.findings), checked


def planted(base: Draft, faults: Sequence[Fault], seed: object) -> Spoilt:
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


def judge(tally: Tally, way: str, spoilt: Sequence[Spoilt]) -> None:
    """Let the books come in, written by somebody or as they were built, and compare found with planted."""
    workbooks = [held.book() for held, _ in spoilt]
    if way != AS_BUILT:
        workbooks = [read(data) for data in WRITERS[way](workbooks)]
    judgements = judge_all([held.judged_as(w) for (held, _), w in zip(spoilt, workbooks, strict=True)])
    tally.books[way] += len(spoilt)
    for (held, names), checked in zip(spoilt, judgements, strict=True):
        said, meant = found(checked.findings), _as_saved(way, held.spots())
        tally.faults.update(names)
        tally.codes.update(code for code, *_ in said)
        if said != meant:
            chance = held.world.chance
            where = f"{held.world.filer.code} {chance.period} {chance.received_on}: {', '.join(names)}"
            tally.differences[way].append(f"{where}: extra {said - meant}, missing {meant - said}")


def _as_saved(way: str, spots: Counter[Spot]) -> Counter[Spot]:
    """LibreOffice works out what had no result: the formula that looks for nothing then shows #N/A."""
    if way != LIBREOFFICE:
        return spots
    return Counter({("GEN-ERROR-CELL" if c == "GEN-NO-VALUE" else c, s, at): n for (c, s, at), n in spots.items()})


def singly(base: Draft, faults: Sequence[Fault], seed: int, ways: Sequence[str]) -> Iterator[tuple[str, Spoilt]]:
    """A book for each fault it has a place for; the writers take turns."""
    for n, fault in enumerate(faults):
        held, names = planted(base, [fault], (seed, n))
        if names:
            yield ways[(seed + n) % len(ways)], (held, names)


def together(base: Draft, random: Random) -> Spoilt:
    """Several faults in rows of their own."""
    beside = [f for f in FAULTS if not f.alone]
    return planted(base, random.sample(beside, random.randint(3, 8)), random.random())


def books(seeds: range) -> Iterator[tuple[int, Random, Draft, Checked]]:
    plan, every = seed_plan(), filers()
    for seed in seeds:
        random, filer = Random(seed), every[seed % len(every)]
        owed = [p.id for p in plan.periods if plan.owed(filer.code, p.id)]
        period = owed[seed // len(every) % len(owed)]
        yield seed, random, *good_book(random, filer, period)


def run(seeds: range, faults: Sequence[Fault], ways: Sequence[str], sample: int | None = None, often: int = 1) -> Tally:
    """Plant faults in a book for each seed: singly so `often` (`sample`: so many at random), several together besides."""
    tally = Tally()
    for seed, random, base, checked in books(seeds):
        said = {(f.code, f.severity.value) for f in checked.findings}
        fine = NOTED | {EARLY} if base.world.before is None else NOTED
        assert said <= fine and checked.ok, checked.findings
        rare = [f for f in faults if tally.faults[f.name] < often]
        by_way: dict[str, list[Spoilt]] = defaultdict(list)
        for way, spoilt in singly(base, rare if sample is None else random.sample(faults, sample), seed, ways):
            by_way[way].append(spoilt)
        for way in ways[seed % len(ways) :: 4]:
            by_way[way].append(together(base, random))
        for way, members in by_way.items():
            judge(tally, way, members)
    print(tally)
    return tally


def every_code() -> set[str]:
    """The codes of docs/findings.md, but for those of files nobody can read or mend: tests/hostile has these."""
    general = [w.code for about, said in catalogues().items() if about not in HOSTILE for w in (*said, *KINDS)]
    rules = [r.code for f in FORMS for r in (*f.rules, *f.cross_rules)]
    kinds = [c.kind for f in FORMS for c in f.columns]
    redirected = [r.code for k in kinds if isinstance(k, Choice) for r in (k.redirects or {}).values()]
    return {*general, *rules, *redirected}


def test_every_code_is_planted() -> None:
    assert every_code() - {code for fault in FAULTS for code in fault.codes} == set()
    assert {code for fault in FAULTS for code in fault.codes} - every_code() == set()


def test_a_sample_of_faults_is_found_at_its_cells() -> None:
    tally = run(range(16, 20), FAULTS, QUICK, sample=2)
    assert not any(tally.differences.values())
    assert tally.faults.total() >= 20
    assert set(tally.books) == set(QUICK)


def test_a_case_before_anything_is_registered_is_a_good_book() -> None:
    tally = run(range(55, 56), FAULTS, (AS_BUILT,), sample=2)
    assert not any(tally.differences.values())


@pytest.mark.soak
@pytest.mark.parametrize("piece", range(PIECES))
def test_every_fault_is_found_at_its_cell_and_none_extra(piece: int) -> None:
    """Over 1,000 books in all, every kind of fault among them, written by everybody."""
    faults = FAULTS[piece::PIECES]
    tally = run(range(48), faults, (*QUICK, LIBREOFFICE), often=3)
    assert not any(tally.differences.values())
    assert {f.name for f in faults} - set(tally.faults) == set()
    assert {code for f in faults for code in f.codes} - set(tally.codes) == set()
    assert tally.books.total() >= 300
