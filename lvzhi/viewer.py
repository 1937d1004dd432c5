"""Who looks: a role and whose eyes, and what these may see of whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lvzhi.plan import Plan

Role = Literal["unit", "group", "leader", "office", "admin"]
EVERYBODY: tuple[Role, ...] = ("unit", "group", "leader", "office", "admin")
# An administrator holds no filer's papers: books to file may carry 举报 and telephone numbers.
FILERS: tuple[Role, ...] = ("unit", "group", "office")
LEADERSHIP: tuple[Role, ...] = ("leader", "group", "office", "admin")
OFFICE: tuple[Role, ...] = ("office", "admin")


@dataclass(frozen=True)
class Viewer:
    """`filer`: the code of a unit or a group, the name of a leader, None for the office and administrators.

    `within`: who looks at an older version of the plan sees no filer beyond these, and where `closed` no 举报.
    """

    role: Role
    filer: str | None = None
    within: frozenset[str] | None = None
    closed: bool = False


def as_allowed_now(viewer: Viewer, newest: Plan) -> Viewer:
    """Return the viewer for looking at an older plan: its figures, but nothing the newest plan would not show."""
    return replace(viewer, within=scope(viewer, newest), closed=not confidential(viewer, newest))


def scope(viewer: Viewer | None, plan: Plan) -> frozenset[str]:
    """Return the codes of the filers whose rows a viewer may see; None (the command line) sees all.

    An administrator keeps accounts, backups and the log, and sees no filer's rows.
    """
    seen = _scope(viewer, plan)
    return seen if viewer is None or viewer.within is None else seen & viewer.within


def _scope(viewer: Viewer | None, plan: Plan) -> frozenset[str]:
    if viewer is None or viewer.role == "office":
        return frozenset(f.code for f in plan.filers)
    if viewer.role == "admin":
        return frozenset()
    if viewer.role == "unit":
        return frozenset({viewer.filer} if viewer.filer else ())
    groups = [g for g in plan.groups if _sees(viewer, g.code, g.leaders, plan)]
    return frozenset(code for g in groups for code in (g.code, *g.units))


def sees_forecast(viewer: Viewer, plan: Plan) -> bool:
    """Say whether a viewer is shown 按目前进度推算: the office is, the others when the plan says so."""
    return viewer.role in ("office", "admin") or (viewer.role != "unit" and plan.settings.leaders_see_forecast)


def _sees(viewer: Viewer, group: str, leaders: tuple[str, ...], plan: Plan) -> bool:
    if viewer.role == "group":
        return viewer.filer == group
    whole = plan.settings.leaders_see_all_groups or viewer.filer == plan.campaign.chair
    return whole or viewer.filer in leaders


def papers(viewer: Viewer | None, plan: Plan) -> frozenset[str]:
    """Return the codes of the filers whose own papers a viewer may hold: pre-filled books, files sent, receipts.

    They hold restricted columns (限), so they go to their filer and to the office, which files for anyone.
    """
    return frozenset(f.code for f in plan.filers if holds(viewer, f.code))


def holds(viewer: Viewer | None, filer: str | None) -> bool:
    """Say whether a viewer may hold the own papers of a filer, or of one not known yet."""
    if viewer is None or viewer.role == "office":
        return True
    return viewer.role in FILERS and filer is not None and viewer.filer == filer


def confidential(viewer: Viewer | None, plan: Plan) -> bool:
    """Say whether a viewer sees 举报 rows: the office and the filers the plan names (监察室), nobody else."""
    if viewer is None or viewer.role == "office":
        return True
    return viewer.role == "unit" and not viewer.closed and viewer.filer in plan.settings.confidential_to
