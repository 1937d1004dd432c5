"""计分 on the page: only while the plan names the document that orders it, whose number then stands under the table."""

from __future__ import annotations

import streamlit as st

from lvzhi.kinds import day_words
from lvzhi.web import listening, rows
from lvzhi.web.head import Page
from lvzhi.web.text import plain

_KEYS = ("group", "leader", "type", "unit")


def shown(page: Page) -> None:
    """Show each unit's points and every deduction with its reason; at no meeting, and not while nothing orders it."""
    document = page.plan.settings.scoring
    if document is None or listening.now():
        return
    st.subheader("计分")
    for statement, title in (("rows", "各单位得分"), ("deductions", "逐项扣分")):
        found = page.detail("scoring", statement, keys=_KEYS)
        rows.listing(page, ("scoring", statement), title, f"scoring.{statement}", "没有扣分。", frame=found)
    told = f"依据《{document['name']}》({document['doc_no']},{day_words(document['doc_date'])}),"
    st.caption(plain(f"{told}自{day_words(document['since'])}起计分。不进入汇总表、上报版和上报包。"))
    rows.definition("scoring")
