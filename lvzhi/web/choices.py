"""Choices of one page that are no filters: by whom the open problems are listed."""

from __future__ import annotations

import streamlit as st

from lvzhi.charts.fold import MOST
from lvzhi.plan import Plan

HOLDERS = {"group": "工作组", "leader": "局领导", "unit": "单位"}


def holder(plan: Plan) -> str:
    """Let the reader choose by whom open problems are listed; groups come first.

    Leaders belong to no group that could stand for several of them: they are offered as long as a chart has room.
    """
    offered = [key for key in HOLDERS if key != "leader" or len(plan.leaders) <= MOST]
    chosen = st.segmented_control("按", offered, format_func=lambda key: HOLDERS[key], default="group",
                                  required=True, key="rectification.by")
    return chosen or "group"
