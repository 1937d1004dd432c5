"""One visual language: the colours, the signs of a status, and what every figure has in common."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lvzhi.charts.drawing import Drawing

FONT = '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif'
ACCENT, INK, GREY, PALE, LINE, PAPER = "#1f4e8c", "#1f2933", "#6b7683", "#e9ecf0", "#d5dae1", "#ffffff"
GREEN, YELLOW, RED, CLOSED, ONGOING = "#2e7d4f", "#f2c037", "#b3261e", "#4a525c", "#66788f"
LIGHT_GREEN, LIGHT_RED, LIGHT_BLUE = "#b9dcc6", "#e3a49f", "#dfe7f2"
BAND = "rgba(31, 78, 140, 0.16)"  # the accent, seen through
ON_DARK, ON_LIGHT = "#fefefe", "#1f2932"  # what is written on a colour, which stays as it is when the page turns dark

# On a dark page the statuses keep their colours; paper, ink and what is drawn in greys and the accent turn round.
DARK: Mapping[str, str] = {
    PAPER: "#14181d", INK: "#e4e8ec", GREY: "#9aa5b1", PALE: "#2b323b", LINE: "#3a424c", ACCENT: "#6ea3e8",
    RED: "#cf4038", CLOSED: "#a3adb8", ONGOING: "#7f92ab", LIGHT_BLUE: "#2f4766", BAND: "rgba(110, 163, 232, 0.24)",
}


PICTURE = "data:image/svg+xml;charset=utf-8,"  # what the address of a picture of our own begins with
_QUOTED_COLOUR = re.compile("%23([0-9a-f]{6})")

# A name stands a little apart from its bar: the tick between the two is there and not seen.
APART: Mapping[str, Any] = {"ticks": "outside", "ticklen": 5, "tickcolor": "rgba(0, 0, 0, 0)"}
# A mark that was clicked opens its rows; the others stay as they are.
KEEP: Mapping[str, Any] = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
# Only points of a line can be clicked, so they are there and not seen.
UNSEEN: Mapping[str, Any] = {
    "mode": "lines+markers", "marker": {"size": 9, "opacity": 0}, "selected": {"marker": {"opacity": 0}},
    "unselected": {"marker": {"opacity": 0}},
}


@dataclass(frozen=True)
class Status:
    """A status as it is seen: word, sign, fill and the ink of the sign."""

    word: str
    sign: str
    fill: str
    ink: str = ON_DARK

    @property
    def blank(self) -> bool:
        """Say whether it is drawn as an empty cell: nothing is asked there."""
        return self.fill == PAPER


STATUSES: Mapping[str, Status] = {
    "done": Status("按时完成", "✓", GREEN),
    "done_late": Status("完成,晚于期限", "迟", LIGHT_GREEN, ON_LIGHT),
    "in_progress": Status("进行中", "进", LIGHT_BLUE, INK),
    "overdue": Status("逾期", "逾", RED),
    "not_due": Status("未到期", "·", PALE, GREY),
    "not_applicable": Status("不适用", "–", PAPER, GREY),
    "not_own": Status("不是本单位的任务", "–", PAPER, "#7b8590"),
    "on_time": Status("按时", "✓", GREEN),
    "corrected": Status("按时(补正通过)", "补", LIGHT_GREEN, ON_LIGHT),
    "late": Status("迟报", "迟", YELLOW, ON_LIGHT),
    "missing": Status("未报", "未", RED),
    "pending": Status("待报", "·", PALE, GREY),
    "exempt": Status("本期不要求", "–", PAPER, GREY),
    "none": Status("没有这期报送簿", "", PAPER, GREY),
    "on_site": Status("现场督办", "✓", GREEN),
    "off_site": Status("只有电话或书面", "电", YELLOW, ON_LIGHT),
    "not_visited": Status("没有督办", "·", PALE, GREY),
    "normal": Status("正常", "✓", GREEN),
    "near": Status("临期", "!", YELLOW, ON_LIGHT),
    "waiting": Status("逾期,等核查", "核", LIGHT_RED, ON_LIGHT),
    "reported": Status("已报", "✓", GREEN),
    "not_asked": Status("方案不要求", "–", PAPER, GREY),
    "nothing_found": Status("未发现问题", "✓", LIGHT_GREEN, ON_LIGHT),
    "problem_found": Status("发现问题", "问", LIGHT_BLUE, INK),
    "handed_over": Status("线索已按规定移交", "移", ONGOING),
    "unanswered": Status("还没有答", "·", PALE, GREY),
}


def signs(keys: Iterable[str]) -> str:
    """Return the statuses of a chart as one line of running text with their signs.

    >>> signs(["done", "overdue"])
    '✓ 按时完成　逾 逾期'
    """
    return "　".join(f"{s.sign} {s.word}".strip() for s in (STATUSES[k] for k in keys))


def figure(height: int, title: str = "", margin: Mapping[str, int] | None = None, **layout: Any) -> Drawing:
    """Return an empty figure in the common look; `title` names what is counted."""
    space = {"l": 8, "r": 8, "t": 44 if title else 12, "b": 28, **(margin or {})}
    made = Drawing(
        height=height, margin=space, font={"family": FONT, "size": 12, "color": INK}, paper_bgcolor=PAPER,
        plot_bgcolor=PAPER, showlegend=False, dragmode=False, bargap=0.25,
        hoverlabel={"bgcolor": PAPER, "bordercolor": LINE, "font": {"family": FONT, "size": 12, "color": INK},
                    "align": "left"},
        title={"text": title, "font": {"size": 14, "color": INK}, "x": 0, "xanchor": "left", "xref": "container",
               "y": 1, "yanchor": "top", "yref": "container", "pad": {"t": 8, "l": 2}},
        **layout,
    )
    made.update_xaxes(fixedrange=True, zeroline=False, showline=False, gridcolor=PALE, automargin=True)
    # To find names that stick out, so as to hide them, plotly has the browser lay the page out anew for each.
    made.update_yaxes(fixedrange=True, zeroline=False, showline=False, gridcolor=PALE, automargin=True,
                      ticklabeloverflow="allow")
    return made


def in_dark(value: Any) -> Any:
    """Return what a figure is made of in the colours of a dark page.

    >>> in_dark({"color": [INK, GREEN]})
    {'color': ['#e4e8ec', '#2e7d4f']}
    """
    if isinstance(value, dict):
        return {k: in_dark(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [in_dark(v) for v in value]
    if isinstance(value, str) and value.startswith(PICTURE):
        return _QUOTED_COLOUR.sub(lambda colour: "%23" + in_dark(f"#{colour[1]}").removeprefix("#"), value)
    return DARK.get(value, value) if isinstance(value, str) else value


def seen(keys: Iterable[str], *, dark: bool) -> tuple[Status, ...]:
    """Return statuses in the colours their marks have, on a dark page those of one.

    >>> [s.fill for dark in (False, True) for s in seen(["overdue"], dark=dark)] == [RED, DARK[RED]]
    True
    """
    found = (STATUSES[key] for key in keys)
    return tuple(replace(s, fill=in_dark(s.fill), ink=in_dark(s.ink)) if dark else s for s in found)


def write(made: Drawing, words: Iterable[Mapping[str, Any]]) -> None:
    """Write words into a figure."""
    for annotation in words:
        made.add_annotation(**annotation)


def write_ends(made: Drawing, ends: Iterable[tuple[float, str, str]], top: float) -> None:
    """Write at its end what each line is, instead of a legend: value, words, colour; moved apart where they meet."""
    ordered, step, above = sorted(ends, reverse=True), top * 0.075, float("inf")
    words = []
    for n, (value, text, colour) in enumerate(ordered, 1):
        above = min(max(value, step * (len(ordered) - n) + step / 2), above - step)
        words.append({
            'x': 1, 'xref': "paper", 'xanchor': "left", 'xshift': 4, 'y': above, 'text': text, 'showarrow': False,
            'font': {"size": 12, "color": colour},
        })
    write(made, words)


def rows_downwards(made: Drawing, longest: float) -> None:
    """Let bars read from the top in the order given, from zero; n/N stands in the right margin behind the bars."""
    made.update_xaxes(showgrid=False, showticklabels=False, range=[0, longest or 1])
    made.update_yaxes(autorange="reversed", type="category", showgrid=False, **APART)
    made.make_room()


def short_day(day: dt.date) -> str:
    """6月5日"""
    return f"{day.month}月{day.day}日"


def share(part: float | None, whole: float | None) -> str:
    """Return n/N as text; nothing counted is –."""
    return "–" if not whole or part is None else f"{int(part)}/{int(whole)}"


def number(value: float | None) -> str:
    """Return a count as it is, money with one decimal; none is –."""
    if value is None or value != value:
        return "–"
    return f"{value:.1f}" if value % 1 else f"{int(value)}"


def percent(rate: float | None) -> str:
    """Return a rate with one decimal; none is –."""
    return "–" if rate is None or rate != rate else f"{rate * 100:.1f}%"


def month_ticks(first: dt.date, last: dt.date) -> tuple[list[dt.date], list[str]]:
    """Return the first days of the months from `first` to `last`, and their names."""
    count = (last.year - first.year) * 12 + last.month - first.month
    months = [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(count + 1)]
    days = [dt.date(year, month, 1) for year, month in months]
    held = [d for d in days if first <= d <= last]
    return held, [f"{d.month}月" for d in held]
