"""What a paper is: its name, whom it is for, the measures it rests on, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lvzhi.papers.blocks import Block, Content
from lvzhi.papers.desk import Desk
from lvzhi.plan import Plan
from lvzhi.viewer import Role, Viewer

Whose = Literal["unit", "group", "leader"]


@dataclass(frozen=True)
class Paper:
    """One paper of the catalogue.

    `whose`: one is made for each unit, group or leader, seen with their eyes; None: one for all, seen by the office.
    `roles`: who may take it, each only their own. `measures`: all it may ask. `about` says in a sentence what it is.
    `one_page`: it is no letter but a sheet, which has to stay on one page.
    """

    id: str
    title: str
    about: str
    whose: Whose | None
    roles: tuple[Role, ...]
    measures: tuple[str, ...]
    heading: Callable[[Desk], str]
    body: Callable[[Desk], Iterator[Block]]
    notes: Callable[[Desk], Sequence[str]] = lambda desk: ()
    landscape: bool = False
    one_page: bool = False

    def targets(self, plan: Plan) -> tuple[str, ...]:
        """Return for whom it is made, in the plan's order; codes, of leaders their names."""
        if self.whose == "unit":
            return tuple(f.code for f in plan.units)
        if self.whose == "group":
            return tuple(g.code for g in plan.groups)
        return plan.leaders if self.whose == "leader" else ()

    def viewer(self, whose: str | None) -> Viewer:
        """Return with whose eyes it is written."""
        return Viewer(self.whose, whose) if self.whose else Viewer("office")


def own(paper: Paper, viewer: Viewer, plan: Plan) -> tuple[str, ...]:
    """Return whose papers of this kind a viewer may take; of one made for all, the one name is empty."""
    if viewer.role not in paper.roles:
        return ()
    if paper.whose is None:
        return ("",)
    targets = paper.targets(plan)
    if viewer.role == "office":
        return targets
    return tuple(t for t in targets if t in _belonging(paper, viewer, plan))


def _belonging(paper: Paper, viewer: Viewer, plan: Plan) -> tuple[str, ...]:
    """A unit has its own; a group and a leader also those of the units, groups and leaders they work with."""
    if viewer.role == "unit":
        return (viewer.filer or "",)
    groups = [g for g in plan.groups if viewer.filer in (g.code, *g.leaders)]
    if paper.whose == "leader" and viewer.role == "leader":
        return (viewer.filer or "",)
    return tuple(name for g in groups for name in (g.code, *g.units, *g.leaders))


def write(paper: Paper, desk: Desk, *, demo: bool = False) -> Content:
    """Write a paper: ask its measures and put the answers into its words."""
    blocks = tuple(paper.body(desk))
    campaign = desk.plan.campaign
    return Content(
        paper.id, paper.heading(desk), desk.whose, desk.as_of, paper.landscape, paper.one_page, demo,
        desk.plan.office.full_name or desk.plan.office.name or campaign.bureau, blocks, tuple(desk.asks),
        tuple(paper.notes(desk)),
    )
