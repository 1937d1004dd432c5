"""督查员 who took part against the roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from lvzhi.kinds import day_words
from schemas.cross.records import Record, known, naming, sheet


def out_of_term(filing: Filing) -> Iterator[Hit]:
    """INSP-SUPERVISOR: a 督查员 of the roster was not 在聘 on the day; unknown numbers are GEN-REF's."""
    mine = sheet(filing, "inspections")
    told = naming(filing, "supervisors", "supervisor_no", (n for row in mine for n in row["supervisor_nos"] or ()))
    roster = {row["supervisor_no"]: row for row in known(filing, "supervisors", "supervisor_no", told)}
    for row in mine:
        day = row["inspected_on"]
        if day is None:
            continue
        named = [roster[number] for number in row["supervisor_nos"] or () if number in roster]
        people = [held["supervisor_no"] for held in named if not serves(held, day)]
        if people:
            yield Hit(row["_row"], "supervisor_nos", {"people": "、".join(people), "day": day_words(day)})


def serves(held: Record, day: dt.datetime) -> bool:
    """Say whether the day lies in the term; a dismissal has no date of its own and ends the whole term."""
    start, end = held["term_from"], held["term_to"]
    within = (start is None or start <= day) and (end is None or day <= end)
    return bool(within and held["term"] != "解聘")
