"""Problems: the burn-down by day, who holds the open ones, how long they have been overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.look import (
    ACCENT,
    BAND,
    CLOSED,
    GREEN,
    GREY,
    INK,
    KEEP,
    LIGHT_RED,
    ON_DARK,
    ON_LIGHT,
    ONGOING,
    PALE,
    RED,
    UNSEEN,
    YELLOW,
    figure,
    month_ticks,
    rows_downwards,
    short_day,
    write,
    write_ends,
)


def burn_down(
    days: pd.DataFrame, standing: pd.DataFrame, filed_to: dt.date, deadline: dt.date,
    ahead: pd.DataFrame | None = None,
) -> Drawing:
    """Return open problems by day as a step line; registered, base, applied and closed as thin ones.

    `days`, `standing`: rectification's rows and `standing`. After `filed_to`, the last due period's end, the line is
    dashed: what happened since is not filed yet. The dotted line leads from there to nothing open on `deadline`.
    `ahead`: a forecast's path (day, low, middle, high), drawn as a band up to the axis' end.
    """
    frame = days[["day", "open", "overdue", "overdue_waiting"]].merge(standing, on="day")
    digits = len(str(frame["registered"].max()))
    made = figure(360, "未销号问题走势(件)", {"t": 58, "r": 104 + 7 * digits, "l": 40})
    _area(made, frame, "overdue", RED, "逾期")
    _area(made, frame, "overdue_waiting", LIGHT_RED, "其中已按时申请、等核查")
    if ahead is not None:
        ahead = ahead[ahead["day"] <= pd.Timestamp(max(frame["day"].max().date(), deadline))]
        _band(made, ahead)
    for key, word, colour, dash in _shown(frame):
        _thin(made, frame, key, colour, word, dash)
    _open(made, frame, filed_to)
    _needed(made, frame, filed_to, deadline)
    _ends(made, frame, ahead)
    first, last = frame["day"].min().date(), max(frame["day"].max().date(), deadline)
    ticks, names = month_ticks(first, last)
    made.update_xaxes(type="date", range=[first, last], tickvals=ticks, ticktext=names, showgrid=False, tickangle=0,
                      hoverformat="%Y年%-m月%-d日")
    # There is no half of a problem: few are counted one by one.
    few = frame[["registered", "open"]].max().max() < 6
    made.update_yaxes(rangemode="tozero", nticks=6, dtick=1 if few else None, tickformat=",d")
    made.update_layout(hovermode="x unified")
    return made


def _area(made: Drawing, frame: pd.DataFrame, key: str, colour: str, word: str) -> None:
    if frame[key].any():
        made.add_scatter(x=frame["day"], y=frame[key], mode="lines", line={"shape": "hv", "width": 0}, name=word,
                         fill="tozeroy", fillcolor=colour, hovertemplate=f"{word} %{{y}} 件<extra></extra>")


def _band(made: Drawing, ahead: pd.DataFrame) -> None:
    made.add_scatter(x=ahead["day"], y=ahead["high"], mode="lines", line={"width": 0}, hoverinfo="skip")
    made.add_scatter(
        x=ahead["day"], y=ahead["low"], mode="lines", line={"width": 0}, fill="tonexty", fillcolor=BAND,
        name="按目前进度推算", customdata=ahead[["high"]],
        hovertemplate="按目前进度推算 %{y}—%{customdata[0]} 件<extra></extra>",
    )


def _shown(frame: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """The thin lines: column, word, colour, dash. 登记 only where something left the base and the two differ."""
    lines = [("base", "应销号", GREY, "solid"), ("applied", "已销号或已申请", ONGOING, "solid"),
             ("closed", "已销号", CLOSED, "solid")]
    left = bool((frame["registered"] != frame["base"]).any())
    return [("registered", "登记", GREY, "dot"), *lines] if left else lines


def _thin(made: Drawing, frame: pd.DataFrame, key: str, colour: str, word: str, dash: str) -> None:
    made.add_scatter(x=frame["day"], y=frame[key], mode="lines", name=word,
                     line={"shape": "hv", "width": 1.2, "color": colour, "dash": dash},
                     hovertemplate=f"{word} %{{y}} 件<extra></extra>")


def _open(made: Drawing, frame: pd.DataFrame, filed_to: dt.date) -> None:
    cut = pd.Timestamp(filed_to)
    before, after = frame[frame["day"] <= cut], frame[frame["day"] >= cut]
    made.add_scatter(
        x=before["day"], y=before["open"], name="未销号", line={"shape": "hv", "width": 3, "color": ACCENT},
        hovertemplate="未销号 %{y} 件<extra></extra>", **_days(before),
    )
    if len(after) > 1:
        made.add_scatter(
            x=after["day"], y=after["open"], name="未销号(尚未到报送时间)", **_days(after),
            line={"shape": "hv", "width": 2.5, "color": ACCENT, "dash": "dot"},
            hovertemplate="未销号 %{y} 件(尚未到报送时间)<extra></extra>",
        )
        made.add_shape(type="line", x0=cut, x1=cut, y0=0, y1=1, yref="paper",
                       line={"color": GREY, "width": 1, "dash": "dot"})
        made.add_annotation(x=cut, y=1, yref="paper", yanchor="bottom", xanchor="right", showarrow=False,
                            text=f"{short_day(filed_to)}以后尚未到报送时间", font={"size": 11, "color": GREY})


def _days(frame: pd.DataFrame) -> dict[str, Any]:
    """Let each day of a line be clicked."""
    return {**UNSEEN, "customdata": [[day.date().isoformat()] for day in frame["day"]]}


def _needed(made: Drawing, frame: pd.DataFrame, filed_to: dt.date, deadline: dt.date) -> None:
    held = frame[frame["day"] <= pd.Timestamp(filed_to)]
    if held.empty or filed_to >= deadline or not held["open"].iloc[-1]:
        return
    made.add_scatter(
        x=[held["day"].iloc[-1], pd.Timestamp(deadline)], y=[held["open"].iloc[-1], 0], mode="lines",
        name="到期清零", line={"width": 1, "color": GREY, "dash": "dash"}, hoverinfo="skip",
    )


def _ends(made: Drawing, frame: pd.DataFrame, ahead: pd.DataFrame | None) -> None:
    """What each line is and where it stands, and the band at its end."""
    last = frame.iloc[-1]
    held = [(word, key, colour) for key, word, colour, _ in _shown(frame)]
    held += [("未销号", "open", ACCENT), ("逾期", "overdue", RED)]
    ends = [(float(last[key]), f"{word} {int(last[key])}", colour) for word, key, colour in held]
    if ahead is not None:
        low, high = ahead.iloc[-1][["low", "high"]]
        ends.append(((low + high) / 2, f"推算 {low}—{high}", ACCENT))
    write_ends(made, ends, max(int(last["registered"]), 1))


def holders(counts: pd.DataFrame, title: str) -> Drawing:
    """Return open problems by holder, in the order given.

    `counts`: name, open, near, overdue, overdue_waiting; the bars add up to `open`.
    """
    rows = counts.to_dict("records")
    names = [r["name"] for r in rows]
    made = figure(27 * len(rows) + 50, title, {"t": 40, "b": 8, "r": 34}, barmode="stack")
    parts = (
        ("未到期", [r["open"] - r["near"] - r["overdue"] for r in rows], PALE, INK),
        ("临期", [r["near"] for r in rows], YELLOW, ON_LIGHT),
        ("逾期", [r["overdue"] - r["overdue_waiting"] for r in rows], RED, ON_DARK),
        ("逾期,等核查", [r["overdue_waiting"] for r in rows], LIGHT_RED, ON_LIGHT),
    )
    for word, values, colour, ink in parts:
        _part(made, names, values, word, colour, ink)
    write(made, ({
        "x": row["open"], "y": row["name"], "text": str(int(row["open"])), "showarrow": False, "xanchor": "left",
        "xshift": 4, "font": {"size": 12},
    } for row in rows))
    rows_downwards(made, max([r["open"] for r in rows], default=1))
    return made


def _part(made: Drawing, names: Sequence[str], values: Sequence[int], word: str, colour: str, ink: str) -> None:
    made.add_bar(
        orientation="h", y=names, x=values, name=word, marker={"color": colour}, customdata=[[n, word] for n in names],
        text=[str(int(v)) if v else "" for v in values], textposition="inside", insidetextanchor="middle", textangle=0,
        textfont={"color": ink, "size": 11}, hovertemplate=f"%{{y}}:{word} %{{x}} 件<extra></extra>", **KEEP,
    )


def closed_of(counts: pd.DataFrame, title: str) -> Drawing:
    """Return closed of base, one bar per row in the order given: name, closed, base."""
    rows = counts.to_dict("records")
    names = [r["name"] for r in rows]
    made = figure(27 * len(rows) + 50, title, {"t": 40, "b": 8, "r": 56}, barmode="overlay")
    for key, word, colour in (("base", "应销号", PALE), ("closed", "已销号", GREEN)):
        made.add_bar(orientation="h", y=names, x=[r[key] for r in rows], customdata=[[n] for n in names],
                     marker={"color": colour}, hovertemplate=f"%{{y}}:{word} %{{x}} 件<extra></extra>", **KEEP)
    write(made, ({
        "x": row["base"], "y": row["name"], "text": f"{int(row['closed'])}/{int(row['base'])}",
        "showarrow": False, "xanchor": "left", "xshift": 4, "font": {"size": 11},
    } for row in rows))
    rows_downwards(made, max([r["base"] for r in rows], default=1))
    return made


def ageing(counts: pd.DataFrame) -> Drawing:
    """Return overdue problems by how long they have been so: name, overdue, and `waiting` of them for the group."""
    rows = counts.to_dict("records")
    names = [r["name"] for r in rows]
    made = figure(27 * len(rows) + 50, "逾期问题按逾期天数(件)", {"t": 40, "b": 8, "r": 34}, barmode="stack")
    _part(made, names, [r["overdue"] - r["waiting"] for r in rows], "逾期", RED, ON_DARK)
    _part(made, names, [r["waiting"] for r in rows], "逾期,等核查", LIGHT_RED, ON_LIGHT)
    rows_downwards(made, max([r["overdue"] for r in rows], default=1))
    return made
