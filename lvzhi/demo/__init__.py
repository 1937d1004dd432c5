"""The example campaign: a complete filled campaign with invented people, as books in folders by day of receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from lvzhi import planfile
from lvzhi.campaign import Campaign
from lvzhi.demo import planned, writing
from lvzhi.demo.cast import Cast
from lvzhi.demo.history import History, draw
from lvzhi.demo.words import Words
from lvzhi.demo.world import TODAY, World, day_of, worlds
from lvzhi.demo.writing import File
from lvzhi.form import Form
from lvzhi.plan import Plan
from lvzhi.plan_yaml import to_yaml

__all__ = ["File", "books", "invented_plan", "write"]

Progress = Callable[[Iterable[File], int], Iterable[File]]


def write(
    out: Path, plan_bytes: bytes, forms: Sequence[Form], *, seed: int = 1, scale: int = 1,
    progress: Progress | None = None,
) -> int:
    """Write plan.yaml, campaign.toml and the books; return how many files were received.

    `scale` multiplies units and groups; the same arguments give the same bytes. `progress` wraps the files.
    """
    held = invented_plan(plan_bytes, forms, seed, scale)
    plan = planfile.read(held, [f.id for f in forms])
    out.mkdir(parents=True, exist_ok=True)
    (out / "plan.yaml").write_bytes(held)
    (out / "campaign.toml").write_text(Campaign(day_of(plan, *TODAY), demo=True).text(), encoding="utf-8")
    files, total = books(plan, forms, seed, scale)
    for file in progress(files, total) if progress else files:
        folder = out / file.day.isoformat()
        folder.mkdir(exist_ok=True)
        (folder / file.name).write_bytes(file.data)
    return total


def invented_plan(plan_bytes: bytes, forms: Sequence[Form], seed: int, scale: int) -> bytes:
    """Return the plan file with invented people and multiplied units."""
    plan = planfile.read(plan_bytes, [f.id for f in forms])
    return to_yaml(planned.tree(plan, Random(f"plan {seed}"), scale))


def books(plan: Plan, forms: Sequence[Form], seed: int, scale: int) -> tuple[Iterator[File], int]:
    """Return the files of all copies, copy by copy, and how many they are."""
    words = Words.read()
    people = {name for g in plan.groups for name in (*g.leaders, *g.members)}
    cast = Cast(Random(f"people {seed}"), people)
    copies = worlds(plan, scale, cast)
    histories = [draw(world, Random(f"history {seed} {n}"), words, cast) for n, world in enumerate(copies)]
    return _files(histories, forms, words, seed), sum(len(s.attempts) for h in histories for s in h.sent)


def _files(histories: Sequence[History], forms: Sequence[Form], words: Words, seed: int) -> Iterator[File]:
    width = len(str(len(histories) - 1)) if len(histories) > 1 else 0
    for n, history in enumerate(histories):
        copy = f"{n:0{width}d}-" if width else ""
        yield from writing.files(history, forms, words, f"books {seed} {n}", copy)
