"""Part of a whole, one bar per row: the whole in grey, the part over it, n/N behind."""

from __future__ import annotations

import pandas as pd

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.look import ACCENT, GREY, PALE, figure, number, percent, rows_downwards, write

_BAR, _SPACE = 24, 56


def shares(rows: pd.DataFrame, part: str, whole: str, words: tuple[str, str], title: str = "") -> Drawing:
    """Return one bar per row from the top in the order given; a bar's `customdata` is [key].

    `rows`: key, name and the two figures; `words` are what the part and the whole are called.
    """
    shown = rows.to_dict("records")
    hover = [
        f"{r['name']}<br>{words[1]} {number(r[whole])}<br>{words[0]} {number(r[part])}"
        f"({percent(_rate(r[part], r[whole]))})" for r in shown
    ]
    made = figure(_BAR * len(shown) + _SPACE, title, {"r": 78, "t": 40 if title else 8, "b": 8}, barmode="overlay")
    for values, colour, width in ((rows[whole], PALE, 0.8), (rows[part], ACCENT, 0.44)):
        made.add_bar(
            orientation="h", x=values, y=rows["name"], width=width, marker={"color": colour},
            customdata=[[r["key"]] for r in shown], hovertext=hover, hovertemplate="%{hovertext}<extra></extra>",
            selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
        )
    write(made, ({
        "x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "y": row["name"], "showarrow": False,
        "text": f"{number(row[part])}/{number(row[whole])}", "font": {"size": 11, "color": GREY},
    } for row in shown))
    rows_downwards(made, float(rows[whole].max()) if len(rows) else 1.0)
    return made


def _rate(part: float, whole: float) -> float | None:
    return part / whole if whole else None
