"""What the plan asks of every unit, as cells of a grid: check items, lists, summaries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from lvzhi.charts.grid import Cells
from lvzhi.charts.look import short_day
from lvzhi.charts.matrix import Column
from lvzhi.web.head import Page

_CONCLUSIONS: Mapping[str | None, str] = {
    "未发现问题": "nothing_found", "发现问题": "problem_found", "不适用": "not_applicable",
    "线索已按规定移交": "handed_over", None: "unanswered",
}
_LISTS: Mapping[str | None, str] = {"已报": "reported", "未报": "missing"}
_VERSIONS: Mapping[str, str] = {"draft": "初稿", "final": "定稿"}
_LINE, _LINES = re.compile(r".{1,16}[，。、；：）”]?"), 3  # no line begins with what ends a phrase
_NUMBER = re.compile(r"\d+$")


def item_columns(_: pd.DataFrame, page: Page) -> Sequence[Column]:
    """Return the plan's check items under their areas, by the number they have in the notice."""
    short = {a.id: a.short for a in page.plan.areas}
    return [
        Column(i.clause, number[0] if (number := _NUMBER.search(i.clause)) else i.clause, short.get(i.area, i.area))
        for i in page.plan.check_items
    ]


def item_cells(answers: pd.DataFrame, page: Page) -> Cells:
    """Return one cell per unit and item that applies to it; `answers` is self_inspection's statement."""
    text = {i.clause: f"{i.clause}<br>{_in_lines(i.text)}" for i in page.plan.check_items}
    lines = answers.assign(column=answers["clause"], status=_in_words(answers["conclusion"], _CONCLUSIONS))
    return Cells(lines, lambda line: (text[line["clause"]], _answered(line["answered_parts"], line["parts"])))


def _in_lines(text: str) -> str:
    """Return how a text begins, in lines that a phone has room for.

    >>> _in_lines("是否认真执行民政法律、法规，严格依法行政")
    '是否认真执行民政法律、法规，严格<br>依法行政'
    """
    lines = _LINE.findall(text)
    return "<br>".join(lines[:_LINES]) + ("……" if len(lines) > _LINES else "")


def _answered(done: int, parts: int) -> str:
    return f"已答 {done}/{parts} 分项" if parts > 1 else ""


def _in_words(values: pd.Series, words: Mapping[str | None, str]) -> pd.Series:
    """Return the status of each value; where there is none, that of None."""
    met = {value: words[value] for value in values.dropna().unique()}
    found = values.astype("object").map(met).astype("object")
    return found.fillna(words[None]) if values.isna().any() else found


def list_columns(lists: pd.DataFrame, page: Page) -> Sequence[Column]:
    """Return the lists asked for, in the order of their sheets."""
    wanted = set(lists["form"])
    return [Column(form, title) for form, title in page.titles.items() if form in wanted]


def list_cells(lists: pd.DataFrame, page: Page) -> Cells:
    """Return one cell per unit and list asked of it; `lists` is the statement of this name.

    A list is late only once a book that should hold it is.
    """
    lines = lists.assign(column=lists["form"], status=_in_words(lists["present"], _LISTS))
    missing = lines["status"] == "missing"
    if missing.any():
        lines.loc[missing, "status"] = _late(lines[missing], page)
    return Cells(lines, lambda line: (page.titles[line["form"]], f"{int(line['entries'])} 项"))


def _late(lines: pd.DataFrame, page: Page) -> list[str]:
    """Return 待报 or 未报 of what is not there: as the books are that should hold it."""
    books = page.measure("reporting").rows
    states = dict(zip(books[["filer", "period"]].itertuples(index=False, name=None), books["state"], strict=True))
    asked = {form: [p.id for p in page.plan.periods if any(
        o.form == form and o.duty(p.id) == "due" for o in page.plan.obligations
    )] for form in lines["form"].unique()}
    return ["pending" if all(states.get((unit, p), "pending") == "pending" for p in asked[form]) else "missing"
            for unit, form in lines[["unit", "form"]].itertuples(index=False, name=None)]


def summary_columns(_: pd.DataFrame, page: Page) -> Sequence[Column]:
    """Return the two versions of a summary."""
    return [Column(version, word) for version, word in _VERSIONS.items()]


def summary_cells(summaries: pd.DataFrame, page: Page) -> Cells:
    """Return draft and final version per unit; `summaries` are the measure's rows."""
    lines = pd.concat([
        summaries[["unit"]].assign(column=version, status=summaries[f"{version}_state"], at=summaries[f"{version}_at"])
        for version in _VERSIONS
    ], ignore_index=True)
    return Cells(lines, lambda line: (_VERSIONS[line["column"]], _received(line["at"])))


def _received(at: pd.Timestamp | None) -> str:
    return "" if at is None or pd.isna(at) else f"收到 {short_day(at)}"
