"""The example campaign: a complete filled campaign with invented people, as books in folders by day of receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from lvzhi import planfile
from lvzhi.campaign import Campaign
from lvzhi.demo import evidence, planned
from lvzhi.demo.cast import Cast
from lvzhi.demo.deciding import decisions
from lvzhi.demo.history import draw
from lvzhi.demo.words import Words
from lvzhi.demo.world import TODAY, day_of, worlds
from lvzhi.demo.writing import File, Writer
from lvzhi.form import Form
from lvzhi.plan import Plan
from lvzhi.plan_yaml import to_yaml

__all__ = ["File", "books", "invented_plan", "write", "writers"]

Progress = Callable[[Iterable[File], int], Iterable[File]]


def write(
    out: Path, plan_bytes: bytes, forms: Sequence[Form], *, seed: int = 1, scale: int = 1,
    progress: Progress | None = None,
) -> int:
    """Write plan.yaml, campaign.toml, decisions.yaml the books and, in a folder beside them, what goes
    with their rows; return how many books were received.

    `scale` multiplies units and groups; the same arguments give the same bytes. `progress` wraps the files.
    """
    held = invented_plan(plan_bytes, forms, seed, scale)
    plan = planfile.read(held, [f.id for f in forms])
    out.mkdir(parents=True, exist_ok=True)
    (out / "plan.yaml").write_bytes(held)
    (out / "campaign.toml").write_text(Campaign(day_of(plan, *TODAY), demo=True).text(), encoding="utf-8")
    found = writers(plan, forms, seed, scale)
    sent = [s for w in found for s in w.history.sent]
    decided = decisions(plan, sent, day_of(plan, *TODAY), Random(f"decisions {seed}"))
    (out / "decisions.yaml").write_bytes(decided)
    files, total = _files(found), _total(found)
    for file in progress(files, total) if progress else files:
        folder = out / file.day.isoformat()
        folder.mkdir(exist_ok=True)
        (folder / file.name).write_bytes(file.data)
        for name, data in file.beside:
            (folder / evidence.FOLDER).mkdir(exist_ok=True)
            (folder / evidence.FOLDER / name).write_bytes(data)
    return total


def invented_plan(plan_bytes: bytes, forms: Sequence[Form], seed: int, scale: int) -> bytes:
    """Return the plan file with invented people and multiplied units."""
    plan = planfile.read(plan_bytes, [f.id for f in forms])
    return to_yaml(planned.tree(plan, Random(f"plan {seed}"), scale))


def books(plan: Plan, forms: Sequence[Form], seed: int, scale: int) -> tuple[Iterator[File], int]:
    """Return the files of all copies, copy by copy, and how many they are."""
    found = writers(plan, forms, seed, scale)
    return _files(found), _total(found)


def _total(found: Sequence[Writer]) -> int:
    return sum(len(s.attempts) for w in found for s in w.history.sent)


def writers(plan: Plan, forms: Sequence[Form], seed: int, scale: int) -> tuple[Writer, ...]:
    """Simulate every copy of an invented plan; what becomes of it is settled, nothing is written yet."""
    words = Words.read()
    people = {name for g in plan.groups for name in (*g.leaders, *g.members)}
    cast = Cast(Random(f"people {seed}"), people)
    return tuple(
        Writer(draw(world, Random(f"history {seed} {n}"), words, cast), forms, words, f"books {seed} {n}")
        for n, world in enumerate(worlds(plan, scale, cast))
    )


def _files(found: Sequence[Writer]) -> Iterator[File]:
    width = len(str(len(found) - 1)) if len(found) > 1 else 0
    for n, writer in enumerate(found):
        yield from writer.files(f"{n:0{width}d}-" if width else "")
