"""Days a page speaks of: the last due period, the same day a month before."""

from __future__ import annotations

import calendar
import datetime as dt

from lvzhi.plan import Period, Plan


def last_due(plan: Plan, day: dt.date) -> Period | None:
    """Return the latest period whose unit deadline has passed on a day; None before the first has."""
    return next((p for p in reversed(plan.periods) if p.unit_due < day), None)


def last_day(period: Period) -> dt.date:
    """Return the last day a period reports on."""
    first = period.first_day
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def filed_to(plan: Plan, day: dt.date) -> dt.date:
    """Return the day up to which the books of units, groups and office are all due; before that the campaign's start.

    A month whose unit books are in lacks its closings until those of the groups are.
    """
    due = [p for p in plan.periods if max(p.unit_due, p.group_due, p.office_due) < day]
    return last_day(due[-1]) if due else plan.campaign.start


def form_filed_to(plan: Plan, form: str, day: dt.date) -> dt.date:
    """Return the day up to which the units' books that ask for a form are due; before that the campaign's start."""
    asked = [o for o in plan.obligations if o.form == form]
    due = [p for p in plan.periods if p.unit_due < day and any(o.duty(p.id) in ("due", "confirm") for o in asked)]
    return last_day(due[-1]) if due else plan.campaign.start


def same_day_before(as_of: dt.datetime, plan: Plan) -> dt.datetime | None:
    """Return 上期同日: the end of the same day one month before, or of that month's last; None before the start.

    >>> import types
    >>> plan = types.SimpleNamespace(campaign=types.SimpleNamespace(start=dt.date(2015, 6, 5)))
    >>> same_day_before(dt.datetime(2015, 10, 31, 12), plan).date()
    datetime.date(2015, 9, 30)
    """
    year, month = (as_of.year, as_of.month - 1) if as_of.month > 1 else (as_of.year - 1, 12)
    day = dt.date(year, month, min(as_of.day, calendar.monthrange(year, month)[1]))
    if day < plan.campaign.start:
        return None
    return dt.datetime.combine(day, dt.time.max, as_of.tzinfo)
