"""A unit that found nothing in the months in which everybody was to look."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.form import Hit
from lvzhi.intake.filing import Filing
from lvzhi.plan import Period
from schemas.cross.ledger import overlaid, problems
from schemas.cross.records import records


def none_found(filing: Filing) -> Iterator[Hit]:
    """RECT-NONE-FOUND: asked with the last of the plan's periods, when no problem was registered in any of them."""
    periods = filing.plan.settings.none_found_periods
    if not periods or filing.period != periods[-1]:
        return
    days = [p["registered_on"] for p in problems(filing).values()]
    days += [row["registered_on"] for row in overlaid(filing, "rectification").values()]
    in_time = any(day is not None and f"{day:%Y-%m}" in periods for day in days)
    if not in_time and not _first_filed(filing, periods):
        yield Hit(values={"months": _months([filing.plan.period(p) for p in periods])})


def _first_filed(filing: Filing, periods: tuple[str, ...]) -> bool:
    """A row came in first with a book of these periods, whatever day it names."""
    before = {
        row["key"] for row in records(filing.standing.versions("rectification", filing.filer.code))
        if (row["period"] or "") < periods[0]
    }
    return bool(set(overlaid(filing, "rectification")) - before)


def _months(periods: list[Period]) -> str:
    """7月、8月."""
    return "、".join(f"{p.first_day.month}月" for p in periods)
