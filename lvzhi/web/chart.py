"""Put a figure on the page, and hear which of its marks was clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from lvzhi.charts.look import legend

_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}


def key(statuses: Iterable[str], note: str = "") -> None:
    """Say what the signs of a chart mean, and what else there is to know of it."""
    st.caption(f"{legend(statuses)}。{note}")


def show(figure: go.Figure, key: str, alt: str) -> None:
    """Show a figure."""
    st.plotly_chart(figure, theme=None, config=_CONFIG, key=key, alt=alt)


def clicked(
    figure: go.Figure, key: str, alt: str, on_click: Callable[[], None] | None = None
) -> tuple[Any, ...] | None:
    """Show a figure and return the `customdata` of the mark that was clicked, or None; `on_click` hears each click."""
    state = st.plotly_chart(
        figure, theme=None, config=_CONFIG, key=key, alt=alt, on_select=on_click or "rerun",
        selection_mode="points",
    )
    points = state["selection"]["points"]
    return tuple(points[0]["customdata"]) if points and "customdata" in points[0] else None
