"""A column of a form as a field of a page: what is typed goes through the column's own kind afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from lvzhi.form import Column
from lvzhi.kinds import Date, LongText
from lvzhi.plan import Filer, Plan

_LONGEST = 500


def field(column: Column, must: bool, key: str, plan: Plan, filer: Filer, held: Any = None,
          among: Sequence[str] | None = None) -> Any:
    """Show one field and return what stands in it, blank as None; `held` stands there first, `among` may be chosen.

    A field that must be filled is marked; whether it was is said by the form's own rules.
    """
    label = f"{column.label}{'' if must else '(可不填)'}"
    offered = list(among) if among is not None else list(column.kind.options(plan, filer))
    if offered:
        index = offered.index(held) if held in offered else None
        return st.selectbox(label, offered, index=index, key=key, placeholder="请选择", help=column.help or None)
    if isinstance(column.kind, Date):
        day = held if isinstance(held, dt.date) else None
        return st.date_input(label, value=day, key=key, format="YYYY-MM-DD", help=column.help or None,
                             min_value=plan.campaign.start, max_value=plan.settings.last_date)
    if isinstance(column.kind, LongText):
        text = st.text_area(label, value=held or "", key=key, max_chars=_LONGEST, help=column.help or None, height=90)
    else:
        text = st.text_input(label, value=held or "", key=key, max_chars=_LONGEST, help=column.help or None)
    return text.strip() or None
