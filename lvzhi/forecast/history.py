"""What is known of the problems, as arrays: events and days at risk of every step, and where each problem stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]

OPEN, AGAIN, WAITING, CLOSED, GONE = range(5)
PHASES = {"open": OPEN, "again": AGAIN, "waiting": WAITING, "closed": CLOSED, "gone": GONE}
# Inner edges of each step's clock, in days: an open problem's runs from its deadline, the others' from their start.
EDGES: dict[int, tuple[float, ...]] = {
    OPEN: (-28, -14, -7, 0, 7, 28), AGAIN: (7, 14, 28), WAITING: (3, 7, 14, 28),
}
RECENT = 28  # days by which the pace of new problems is judged


@dataclass(frozen=True, eq=False)
class Step:
    """Events and days at risk of one step, holders × bins of its clock."""

    events: Array
    days: Array
    edges: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class History:
    """Days are counted from the end of the last known day, backwards below zero.

    `steps` by phase (units hold open problems, groups what waits). `left`, `returned`, `reopened`: events with the
    days or answers they are counted on. `now`: one row per problem that may still move, with phase, since, until,
    deadline, unit, group. `found`: days of registration; `terms`: unit, group and days to the deadline of each.
    """

    steps: dict[int, Step]
    left: tuple[float, float]
    returned: tuple[float, float]
    reopened: tuple[float, float]
    now: pd.DataFrame
    found: Array
    terms: pd.DataFrame
    closings: int
    days: int
    open_now: int


def history(spans: pd.DataFrame, known_to: dt.date) -> History:
    """Count what `spans` tell up to `known_to`.

    `spans`: id, unit, group, phase (open, again: returned or re-opened, waiting, closed, gone), from_day, until (the
    day the stretch ended or up to which it is known), since (the day its clock started), deadline; rows of a problem
    in the order of time.
    """
    frame = _counted(spans, known_to)
    ended = frame[frame["next"] >= 0]
    moving = frame[frame["phase"].isin((OPEN, AGAIN, WAITING))]
    answered = ended[ended["phase"] == WAITING]
    closed = frame[frame["phase"] == CLOSED]
    first = frame[~frame["id"].duplicated()]
    now = frame[(frame["next"] < 0) & (frame["phase"] != GONE)]
    back = ended[(ended["phase"] == GONE) & (ended["next"] != GONE)]
    units, groups = (int(frame[holder].max()) + 1 if len(frame) else 0 for holder in ("unit", "group"))
    return History(
        {
            OPEN: _step(moving, OPEN, "unit", units, WAITING), AGAIN: _step(moving, AGAIN, "unit", units, WAITING),
            WAITING: _step(moving, WAITING, "group", groups, CLOSED, AGAIN),
        },
        (float((moving["next"] == GONE).sum()), float((moving["until"] - moving["from"]).sum())),
        (float((answered["next"] == AGAIN).sum()), float(answered["next"].isin((AGAIN, CLOSED)).sum())),
        (float((closed["next"].isin((OPEN, AGAIN, WAITING))).sum()), float((closed["until"] - closed["from"]).sum())),
        now, np.concatenate([first["from"], back["until"]]),
        pd.DataFrame({"unit": first["unit"], "group": first["group"], "term": first["deadline"] - first["from"]}),
        int((ended["next"] == CLOSED).sum()), int(-first["from"].min()) if len(first) else 0,
        int(now["phase"].isin((OPEN, AGAIN, WAITING)).sum()),
    )


def _counted(spans: pd.DataFrame, known_to: dt.date) -> pd.DataFrame:
    """Days as numbers, holders as numbers, and what follows each stretch: -1 while it lasts.

    What happens on a day happens at its middle; the last known day is known to its end.
    """
    def number(column: str) -> pd.Series[float]:
        return (spans[column] - pd.Timestamp(known_to)).dt.days.astype(float)

    phase = spans["phase"].map(PHASES).astype(int)
    follows = phase.groupby(spans["id"].to_numpy(), sort=False).shift(-1, fill_value=-1)
    until = number("until")
    return pd.DataFrame({
        "id": spans["id"], "phase": phase, "next": follows, "from": number("from_day") - 0.5,
        "until": np.maximum(np.where(follows >= 0, until - 0.5, until), number("from_day") - 0.5),
        "since": number("since") - 0.5, "deadline": number("deadline"),
        "unit": pd.factorize(spans["unit"], sort=True)[0],
        "group": pd.factorize(spans["group"].fillna(""), sort=True)[0],
    })


def _step(moving: pd.DataFrame, phase: int, holder: str, holders: int, *ends: int) -> Step:
    part = moving[moving["phase"] == phase]
    origin = part["deadline" if phase == OPEN else "since"].to_numpy()
    start, end = part["from"].to_numpy() - origin, part["until"].to_numpy() - origin
    edges: Sequence[float] = (-np.inf, *EDGES[phase], np.inf)
    who, happened = part[holder].to_numpy(), part["next"].isin(ends).to_numpy()
    events, days = np.zeros((holders, len(edges) - 1)), np.zeros((holders, len(edges) - 1))
    for k, (low, high) in enumerate(pairwise(edges)):
        np.add.at(days[:, k], who, np.clip(np.minimum(end, high) - np.maximum(start, low), 0, None))
        np.add.at(events[:, k], who[happened], ((end > low) & (end <= high))[happened])
    return Step(events, days, EDGES[phase])
