"""Recording what was typed: judged first, errors said, doubts asked about once, then written and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lvzhi import entering
from lvzhi.decisions import DecisionRefused, decide
from lvzhi.entering import Entered
from lvzhi.journal import Moved
from lvzhi.projection.entries import DESK_FORMS
from lvzhi.web.head import Page
from lvzhi.web.text import plain

_DONE = "deciding.done"
# Notes that mean: recorded, and without effect for now.
_DOUBTS = ("VERI-NO-EFFECT", "VERI-NO-APPLICATION")
_UNKNOWN = ("VERI-OWNER", "VERI-APPROVER")  # as notes: not known yet whether it may count


def filer_of(page: Page) -> str:
    """Return in whose name rows are entered here: the group's that looks, else the office's."""
    return page.viewer.filer if page.viewer.role == "group" and page.viewer.filer else page.plan.office.code


def done() -> None:
    """Say once what was recorded last, and what was noted of it."""
    for kind, text in st.session_state.pop(_DONE, ()):
        (st.success if kind == "done" else st.info)(plain(text))


def after(lines: Sequence[tuple[str, str]]) -> None:
    """Keep lines for the next run to say: `done` or `note`."""
    st.session_state[_DONE] = list(lines)


def look(page: Page, act: str, rows: Sequence[Mapping[str, Any]]) -> Entered:
    """Judge rows and record nothing."""
    return entering.desk(page.workspace).enter(DESK_FORMS[act], filer_of(page), rows)


def doubts(found: Entered) -> list[str]:
    """Return the notes that say a row would have no effect for now."""
    return [f.message for f in found.notes if f.code in (*_DOUBTS, *_UNKNOWN)]


def record(page: Page, acts: Sequence[Mapping[str, Any]]) -> str | None:
    """Record acts together, all or none; return what stands in the way, None when they are written."""
    actor = page.plan.filer(filer_of(page)).name
    try:
        decide(page.workspace, acts, actor, page.by)
    except DecisionRefused as refused:
        return "\n\n".join(plain(p.removeprefix("第1条:")) for p in refused.problems)
    except Moved as moved:
        return str(moved)
    return None


def row_act(page: Page, act: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the act that records rows in the name of whoever looks."""
    return {"act": act, "filer": filer_of(page), "rows": [dict(r) for r in rows]}
