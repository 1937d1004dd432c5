"""A filer's deadlines as a calendar file, for whatever calendar its people look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from icalendar import Alarm, Calendar, Event

from lvzhi.plan import Filer, Plan

WAITING = ("missing", "pending")
AHEAD = dt.timedelta(days=-2)


def calendar(
    plan: Plan, filer: Filer, owed: Sequence[Mapping[str, Any]], problems: Sequence[Mapping[str, Any]], at: dt.datetime,
) -> bytes:
    """Return the calendar of a filer as of `at`: its books not yet accepted, its problems not yet closed.

    `owed` are reporting's rows, `problems` rectification's. A day is one event, called to mind two days before; taken
    anew, an event takes the place of its earlier self.
    """
    made = Calendar()
    made.add("prodid", "-//lvzhi//deadlines//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{plan.campaign.title}:{filer.name}")
    for event in (*_books(plan, filer, owed), *_problems(filer, problems)):
        event.add("dtstamp", at.astimezone(dt.UTC))
        made.add_component(event)
    return bytes(made.to_ical())


def _books(plan: Plan, filer: Filer, owed: Sequence[Mapping[str, Any]]) -> Iterator[Event]:
    for row in owed:
        if row["filer"] == filer.code and row["state"] in WAITING:
            what = f"{plan.period(row['period']).label}报送簿,24时前报送"
            yield _event(f"book-{filer.code}-{row['period']}", row["due"], what)


def _problems(filer: Filer, problems: Sequence[Mapping[str, Any]]) -> Iterator[Event]:
    for row in problems:
        if row["unit"] == filer.code and row["is_open"] and row["deadline"] is not None:
            what = f"{row['problem_no']} 整改时限"
            yield _event(f"problem-{row['problem_no']}", row["deadline"], what, row["description"])


def _event(uid: str, day: dt.date, summary: str, more: str | None = None) -> Event:
    event = Event()
    event.add("uid", f"{uid}@lvzhi")
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    if more:
        event.add("description", more)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", AHEAD)
    event.add_component(alarm)
    return event
