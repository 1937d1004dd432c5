"""Put a figure on the page, and hear which of its marks was clicked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lvzhi.charts.drawing import Drawing, Sent
from lvzhi.charts.look import in_dark, seen, signs
from lvzhi.web import listening, markup

_OURS = re.compile(r"<(?!/?b>|br>|/?extra>)")  # Plotly reads <a>, <i>, <span style> in any text; ours are these
_SHEET = 880  # pixels of a chart that fit on a sheet, see the styles
_CLEAR = "rgba(0, 0, 0, 0)"
_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
# The framework copies a figure once it is drawn, sets how marks are chosen, and has it drawn again. That all is well as
# it is, is seen by plotly only where the data have a revision (another figure is another element) and the modes stand.
_DRAWN_ONCE: Mapping[str, Any] = {"datarevision": 1}
_CHOSEN: Mapping[str, Any] = {"clickmode": "event+select", "hovermode": "closest", "dragmode": "pan"}


def key(statuses: Iterable[str], note: str = "") -> None:
    """Say what the signs of a chart mean, and what else there is to know of it."""
    statuses = tuple(statuses)
    if not listening.heard(listening.Said(f"{signs(statuses)}。{note}")):
        markup.key(seen(statuses, dark=_dark()), note)


def note(words: str) -> None:
    """Say what there is to know of the chart that follows."""
    if not listening.heard(listening.Said(words)):
        st.caption(words)


def show(figure: Drawing, key: str, alt: str) -> None:
    """Show a figure."""
    with _place(figure, key):
        st.plotly_chart(_drawn(figure), theme=None, config=_CONFIG, key=key, alt=alt)


def clicked(
    figure: Drawing, key: str, alt: str, on_click: Callable[[], None] | None = None
) -> tuple[Any, ...] | None:
    """Show a figure and return the `customdata` of the mark that was clicked, or None; `on_click` hears each click."""
    with _place(figure, key):
        state = st.plotly_chart(
            _drawn(figure, _CHOSEN), theme=None, config=_CONFIG, key=key, alt=alt, on_select=on_click or "rerun",
            selection_mode="points",
        )
    points = state["selection"]["points"]
    return tuple(points[0]["customdata"]) if points and "customdata" in points[0] else None


def _place(figure: Drawing, key: str) -> DeltaGenerator:
    """Return where a figure goes; the styles let only one that is longer than a sheet be cut when printed."""
    return st.container(key=f"{'tall' if figure.height > _SHEET else 'chart'}-{key}")


def _drawn(figure: Drawing, modes: Mapping[str, Any] = MappingProxyType({})) -> Sent:
    """Return a figure as the reader's browser is to draw it: without markup, dark on a dark page.

    `modes` are those of the layout it has unless the chart says otherwise.
    """
    drawn = harmless(figure)
    said = {key: value for key, value in drawn["layout"].items() if key not in modes or value}
    drawn["layout"] = {**modes, **said, **_DRAWN_ONCE}
    if _dark():
        drawn = in_dark(drawn)
        drawn["layout"] |= {"paper_bgcolor": _CLEAR, "plot_bgcolor": _CLEAR}  # on paper the page behind it is white
    return Sent(drawn)


def _dark() -> bool:
    return bool(st.context.theme.type == "dark")


def harmless(figure: Drawing) -> dict[str, Any]:
    """Return data and layout whose texts hold no markup but our own line breaks and headings; marks keep their keys.

    >>> made = Drawing()
    >>> made.add_bar(x=[1], y=["<a href='x'>甲</a>"], hovertext="甲<br>乙")
    >>> harmless(made)["data"][0]["y"]
    ["&lt;a href='x'>甲&lt;/a>"]
    """
    drawn: dict[str, Any] = _harmless(figure.to_dict())
    return drawn


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return _OURS.sub("&lt;", value) if "<" in value else value
    if isinstance(value, dict):
        return {k: v if k == "customdata" else _harmless(v) for k, v in value.items()}
    return [_harmless(v) for v in value] if isinstance(value, list) and not _numbers(value) else value


def _numbers(values: list[Any]) -> bool:
    return set(map(type, values)) <= {int, float, type(None)}
