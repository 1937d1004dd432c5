"""Satisfaction: subjects of one unit type as dots with their intervals, and how they changed between batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.look import ACCENT, GREY, INK, PAPER, figure, percent, write


def dots(rows: pd.DataFrame, title: str) -> Drawing:
    """Return one dot with its interval per subject, in the order given.

    `rows`: name, subject, rate_broad, rate_strict, low, high, valid, band; first band filled, the others hollow.
    Subjects of one name share a row, each a dot without its interval: rates of several are not added up.
    """
    shown = rows.to_dict("records")
    made = figure(27 * rows["name"].nunique() + 76, title, {"r": 52, "t": 40, "b": 30})
    made.add_scatter(
        x=rows["rate_broad"], y=rows["name"], mode="markers", cliponaxis=False,
        customdata=[[r["subject"]] for r in shown],
        marker={"size": 10, "line": {"width": 2, "color": ACCENT},
                "color": [ACCENT if r["band"] == 1 else PAPER for r in shown]},
        error_x=_interval(rows, rows["high"] - rows["rate_broad"], rows["rate_broad"] - rows["low"]),
        hovertext=[_hover(r) for r in shown], hovertemplate="%{hovertext}<extra></extra>",
    )
    _behind(made, rows, [percent(r["rate_broad"]) for r in shown])
    lowest = min([r["low"] for r in shown], default=0.5)
    made.update_xaxes(range=[max(0.0, lowest - 0.03), 1.005], tickformat=".0%", nticks=6)
    made.update_yaxes(autorange="reversed", type="category")
    made.make_room()
    return made


def _interval(rows: pd.DataFrame, above: pd.Series, below: pd.Series) -> dict[str, Any]:
    """The interval of each dot; of dots in one row they would lie over each other."""
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "color": GREY, "thickness": 1.5,
            "width": 4, "visible": bool(rows["name"].is_unique)}


def _behind(made: Drawing, rows: pd.DataFrame, words: Sequence[str]) -> None:
    """Write behind each row what its dot says, or how many dots there are."""
    counts = rows["name"].value_counts()
    said = {
        name: word if counts[name] == 1 else f"{counts[name]} 个"
        for name, word in zip(rows["name"], words, strict=True)
    }
    write(made, ({
        "x": 1, "xref": "paper", "xanchor": "left", "xshift": 5, "y": name, "showarrow": False, "text": word,
        "font": {"size": 11, "color": INK},
    } for name, word in said.items()))


VERDICTS = {"better": "上升", "worse": "下降", "unclear": "差别不明显", "listed": "仅列示"}


def changes(rows: pd.DataFrame, title: str) -> Drawing:
    """Return the change from one batch to the next per subject, in the order given, with its interval.

    `rows`: name, change, change_low, change_high (differences of shares), verdict; filled where the interval leaves
    out 0. Subjects of one name share a row.
    """
    shown = rows.to_dict("records")
    made = figure(27 * rows["name"].nunique() + 76, title, {"r": 128, "t": 40, "b": 30})
    made.add_shape(type="line", x0=0, x1=0, y0=0, y1=1, yref="paper", line={"color": GREY, "width": 1})
    change, low, high = (rows[key] * 100 for key in ("change", "change_low", "change_high"))
    made.add_scatter(
        x=change, y=rows["name"], mode="markers", customdata=[[r["subject"]] for r in shown],
        marker={"size": 10, "line": {"width": 2, "color": ACCENT},
                "color": [PAPER if r["verdict"] == "unclear" else ACCENT for r in shown]},
        error_x=_interval(rows, high - change, change - low),
        hovertext=[
            f"{r['name']}<br>比上一批次 {points(r['change'])}<br>抽样波动范围 "
            f"{points(r['change_low'])}—{points(r['change_high'])} 个百分点"
            for r in shown
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    _behind(made, rows, [f"{points(r['change'])} {VERDICTS[r['verdict']]}" for r in shown])
    made.update_xaxes(tickformat="d", nticks=6, tickangle=0)
    made.update_yaxes(autorange="reversed", type="category")
    made.make_room()
    return made


def points(change: float) -> str:
    """Return a difference of rates in percentage points; one too small to be seen has no sign.

    >>> points(0.0213), points(-0.1), points(-0.0004)
    ('+2.1', '-10.0', '0.0')
    """
    seen = round(change * 100, 1)
    return f"{seen:+.1f}" if seen else "0.0"


def _hover(row: dict[str, float]) -> str:
    return (
        f"{row['name']}<br>满意和基本满意率 {percent(row['rate_broad'])}"
        f"<br>抽样波动范围 {percent(row['low'])}—{percent(row['high'])}"
        f"<br>满意率 {percent(row['rate_strict'])} · 有效 {int(row['valid'])} 份"
    )
