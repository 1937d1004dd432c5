"""Bodies of the level below × the five core measures, with the bureau's own campaign and the sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lvzhi.charts.look import percent, share
from lvzhi.kinds import day_words
from lvzhi.package.figures import Figures, pooled
from lvzhi.package.receiving import Body

OWN, SUM, NOT_YET = "本级", "合计", "未收到"
# heading -> (part of the figures, what is counted, of how many)
SHOWN: Mapping[str, tuple[str, str, str]] = {
    "任务完成/应做": ("completion", "done", "applicable"),
    "已销号/应整改": ("rectification", "closed", "base"),
    "未销号/登记": ("rectification", "open", "registered"),
    "现场督办/应督办单位": ("supervision", "covered_on_site", "assigned"),
    "到期未报/应报": ("reporting", "missing", "expected"),
}
BALLOTS: Mapping[str, str] = {
    "满意和基本满意率(市级正式)": "satisfaction.formal", "满意和基本满意率(局内)": "satisfaction.internal",
}


def table(bodies: Sequence[Body], own: Figures | None) -> list[dict[str, str]]:
    """Return one line per body in the plan's order, then the bureau's own, then the sum of those that are there."""
    lines = [_line(b.filer.name, _when(b), b.code or "", b.figures) for b in bodies]
    if own is not None:
        lines.append(_line(OWN, "", "", own))
    there = [f for f in (*(b.figures for b in bodies), own) if f is not None]
    lines.append(_line(SUM, f"{len(there)}个", "", pooled(there)))
    empty = {heading for heading in BALLOTS if all(line[heading] == "–" for line in lines)}
    return [{heading: said for heading, said in line.items() if heading not in empty} for line in lines]


def _when(body: Body) -> str:
    return day_words(body.as_of) if body.as_of else NOT_YET


def _line(name: str, when: str, code: str, figures: Figures | None) -> dict[str, str]:
    line = {"下级": name, "截至": when, "校验码": code}
    for heading, (part, counted, whole) in SHOWN.items():
        line[heading] = share(figures[part][counted], figures[part][whole]) if figures else "–"
    for heading, part in BALLOTS.items():
        line[heading] = _rate(figures[part]) if figures else "–"
    return line


def _rate(figures: Mapping[str, float | None]) -> str:
    """The rate with the ballots it rests on; a share of none is no number."""
    rate = figures["rate_broad"]
    return "–" if rate is None else f"{percent(rate)}({figures['valid']}份)"
