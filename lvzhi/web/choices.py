"""Choices of one page that are no filters: by whom the open problems are listed."""

from __future__ import annotations

import streamlit as st

HOLDERS = {"group": "工作组", "leader": "局领导", "unit": "单位"}


def holder() -> str:
    """Let the reader choose by whom open problems are listed; groups come first."""
    chosen = st.segmented_control("按", list(HOLDERS), format_func=lambda key: HOLDERS[key], default="group",
                                  required=True, key="rectification.by")
    return chosen or "group"
