"""What the office has approved by now: most books that came in time, a week or so after their deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from random import Random
from typing import Any

import yaml

from lvzhi.demo.habits import Sending
from lvzhi.plan import Plan

_SHARE = 0.86  # of the books whose turn has come
_WORKING_DAYS = 6  # after the deadline


def decisions(plan: Plan, sent: Iterable[Sending], today: dt.date, rng: Random) -> bytes:
    """Return the acts as a file for `decide`, in the order of their days."""
    acts = [a for s in sent if s.filer.book == "unit" and (a := _approval(plan, s, today, rng))]
    ordered = sorted(acts, key=lambda a: (a["at"], a["period"]))
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False).encode()


def _approval(plan: Plan, sending: Sending, today: dt.date, rng: Random) -> dict[str, Any] | None:
    period = plan.periods[sending.period].id
    last = max(sending.accepted, plan.due(sending.filer.code, period))
    day = plan.add_working_days(last, _WORKING_DAYS + rng.randrange(3))
    if rng.random() > _SHARE or day > today:
        return None
    at = dt.datetime.combine(day, dt.time(10), plan.zone).isoformat()
    return {"act": "approve", "filer": sending.filer.code, "period": period, "by": plan.office.name, "at": at}
