"""A problem's life as a line of events: what happened when, who said so, and where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lvzhi.charts.look import short_day
from lvzhi.headings import called
from lvzhi.measures import instant
from lvzhi.sources import Source, placed
from lvzhi.web import markup
from lvzhi.web.head import Page
from lvzhi.web.markup import Mark


def show(page: Page, problem_no: str) -> list[Source]:
    """Show a problem's events in the order in which they took effect; return the source of each."""
    events = page.detail("rectification", "events", problem=problem_no)
    sources = sources_of(page, events)
    markup.line([_mark(e, s) for e, s in zip(events.to_dict("records"), sources, strict=True)])
    return sources


def sources_of(page: Page, events: pd.DataFrame) -> list[Source]:
    """Return where each event is written, in the order of the events."""
    with page.workspace.store.cursor() as cursor:
        return placed(cursor, page.plan, events, instant(page.as_of, page.plan))


def _mark(event: Mapping[str, Any], source: Source) -> Mark:
    return Mark(
        day=f"{event['day'].year}年{short_day(event['day'])}", what=called(event["event"]), who=_who(source),
        where=_where(event, source), faint=not event["effective"],
    )


def _who(source: Source) -> str:
    return source.filer_name or source.actor or ""


def _where(event: Mapping[str, Any], source: Source) -> str:
    """Say the state it left behind and any new deadline, or why it had no effect; then sheet and cell."""
    if not event["effective"]:
        said = f"未生效:{event['why']}"
    else:
        ended = pd.isna(event["deadline"]) or event["state"] == "已销号"
        said = event["state"] if ended else f"{event['state']},时限 {short_day(event['deadline'])}"
    cell = f"《{source.sheet}》{source.cell or ''}" if source.sheet else source.reason or ""
    return " · ".join(part for part in (said, cell) if part)
