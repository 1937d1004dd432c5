"""A problem of the example campaign: what it is and what becomes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

IMMEDIATE, BOUND, LONG = "立行立改", "限期整改", "长期坚持"


@dataclass(frozen=True)
class Application:
    """One application for closing; `returned_on` and its reason where the group sent it back."""

    applied_on: dt.date
    returned_on: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Event:
    """One row of 核查销号 to come; `filer` enters it, `application_on` is what it answers."""

    event: str
    day: dt.date
    filer: str
    application_on: dt.date | None = None
    new_due: dt.date | None = None
    into: str | None = None
    checked: bool = False


@dataclass(frozen=True)
class Problem:
    """`uid` names it inside the simulation, its number comes with the book it first stands in.

    `assigned_by`: the filer whose assignment registers it, None for a row of the unit's own. `ref`: uid of the
    opinion, complaint, visit, inspection or topic it came from. `closed_on` is the approval, `extended_on` and
    the like the day of the event with its new deadline.
    """

    uid: str
    unit: str
    group: str
    registered_on: dt.date
    source: str
    item: str
    description: str
    cause: str
    measures: str
    category: str
    due: dt.date
    goal: str | None = None
    assigned_by: str | None = None
    ref: str | None = None
    request: str = ""
    applications: tuple[Application, ...] = ()
    events: tuple[Event, ...] = ()
    extension: tuple[dt.date, dt.date] | None = None

    def happened(self, event: str) -> dt.date | None:
        """The day of the last event of that name."""
        return max((e.day for e in self.events if e.event == event), default=None)

    def newest(self, day: dt.date) -> Application | None:
        """The last application made by a day."""
        made = [a for a in self.applications if a.applied_on <= day]
        return made[-1] if made else None
