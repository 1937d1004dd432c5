"""Every page over the whole example campaign: it opens, and its figures are the measures'."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lvzhi import measures
from lvzhi.datadir import opened
from lvzhi.web import answers, dialogs, opening, source
from lvzhi.web import figures as heads
from lvzhi.web.figures import Figure
from lvzhi.web.head import Page
from lvzhi.web.source import Of
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.by_hand import LEADERSHIP
from tests.by_hand.filed import Filed
from tests.costs import LIMITS, counting
from tests.test_pages import (  # noqa: F401
    OFFICE,
    UNIT,
    URLS,
    assert_a_figure_opens_its_rows,
    figures,
    fresh_server,
    said,
    visit,
)

Totals = dict[str, Any]


@pytest.fixture(scope="module")
def full(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("full") / "data"
    shutil.copytree(example, copy)
    return copy


@pytest.fixture(scope="module")
def same(example: Path) -> Iterator[Workspace]:
    """The same campaign, apart from the server that shows it: a second one over its files would rebuild them."""
    with Workspace(opened(example), FORMS) as workspace:
        yield workspace


def totals(same: Workspace, name: str, day: str | None = None) -> Totals:
    with same.store.cursor() as cursor:
        return dict(measures.run(cursor, same.plan, name, same.clock.as_of(day)).totals)


@pytest.fixture(scope="module")
def by_hand(same: Workspace) -> dict[str, dict[str, str]]:
    filed = Filed(same)
    return {url: work_out(filed) for url, work_out in LEADERSHIP.items()}


@pytest.mark.parametrize("url", URLS)
def test_every_page_opens_with_a_full_campaign_and_each_figure_has_its_rows_and_cells(
    url: str, full: Path, by_hand: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the leaders' pages each says what pandas makes of the rows as they were filed; none costs more than it may."""
    heard: dict[str, tuple[Figure, Page]] = {}
    show = heads.show

    def hear(shown: Sequence[Figure], page: Page, **parameters: Any) -> None:
        heard.update({figure.label: (figure, page) for figure in shown})
        show(shown, page, **parameters)

    monkeypatch.setattr(heads, "show", hear)
    monkeypatch.setenv("LVZHI_DATA", str(full))
    opening.found()  # what opening it costs is no page's
    answers.forget()
    with counting() as costs:
        app = visit(full, url, UNIT if url == "filing" else OFFICE, monkeypatch)
    statements, rows = LIMITS[url]
    assert costs.statements <= statements and costs.rows <= rows, costs
    assert len(app.title) == 1
    assert app.warning[0].value.startswith("**演示数据**")
    assert by_hand.get(url, figures(app)) == figures(app)
    for label in figures(app):
        assert_rows_and_cells(*heard[label])
    assert_a_figure_opens_its_rows(app)


def assert_rows_and_cells(figure: Figure, page: Page) -> None:
    """A headline says as many rows as it lists, or what they add up to; and a row its cells."""
    assert figure.counted, figure.label
    of, said_so = Of(figure.counted.measure), figure.value.split(" ")[0]
    listed = [(names, dialogs.rows_of(page, of, names)) for names in (figure.counted.part, figure.counted.whole) if names]
    if said_so.endswith("%") or figure.label == "满意度得分":  # worked out of its cells in test_headlines
        assert len(listed[0][1])
    elif said_so != "–":
        for n, (names, rows) in zip(map(float, said_so.split("/")), listed, strict=True):
            added = float(rows[names[0]].sum()) if names[0] in rows.select_dtypes("number") else None
            assert n in (len(rows), added), (figure.label, names, len(rows), added)
    rows = listed[0][1]
    for record in rows.iloc[sorted({0, len(rows) // 2, len(rows) - 1} & set(range(len(rows))))].to_dict("records"):
        found = source.found(page, of, record, listed[0][0][0])
        assert found, (figure.label, record)
        filed = [s for s in found if s.file and s.row]
        assert any(s.cell and s.value is not None for s in filed) or not filed, (figure.label, found)


@pytest.mark.parametrize(
    ("url", "label", "measure", "over", "under"),
    [
        ("overview", "阶段任务完成", "completion", "done", "applicable"),
        ("overview", "未销号问题", "rectification", "open", "base"),
        ("overview", "现场督办覆盖", "supervision", "covered_on_site", "assigned"),
        ("stages", "其中已审定", "completion", "verified", "applicable"),
        ("rectification", "已销号", "rectification", "closed", "base"),
        ("rectification", "已销号或已申请", "rectification", "applied", "base"),
        ("rectification", "按期销号", "rectification", "closed_on_time", "due"),
        ("rectification", "逾期", "rectification", "overdue", "open"),
    ],
)
def test_a_figure_on_a_page_is_the_measures(
    url: str, label: str, measure: str, over: str, under: str, full: Path, same: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = figures(visit(full, url, OFFICE, monkeypatch))[label]
    counted = totals(same, measure)
    assert shown == f"{counted[over]}/{counted[under]}"


def test_as_of_in_the_link_shows_that_day(full: Path, same: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(full, "rectification", OFFICE, monkeypatch, as_of="2015-08-31")
    then = totals(same, "rectification", "2015-08-31")
    assert figures(app)["已销号"] == f"{then['closed']}/{then['base']}"
    assert "截至2015年8月31日" in said(app)


def test_the_lines_of_the_burn_down_end_at_what_pandas_counts(
    full: Path, same: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(full, "rectification", OFFICE, monkeypatch)
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)
    lines = {line["name"]: line["y"] for line in chart["data"] if "name" in line}
    problems = current(same, "problem_at")
    left = problems["state"].isin(["长期坚持", "阶段性完成", "已归并", "已撤销", "已移交"])
    closed = problems["state"] == "已销号"
    waiting = ~left & ~closed & problems["pending_on"].notna()
    ends = {name: lines[name][-1] for name in ("登记", "应销号", "已销号或已申请", "已销号")}
    assert ends == {
        "登记": len(problems), "应销号": int((~left).sum()), "已销号或已申请": int((closed | waiting).sum()),
        "已销号": int(closed.sum()),
    }
    assert lines["未销号(尚未到报送时间)"][-1] == ends["应销号"] - ends["已销号"]


def signed(change: float) -> str:
    words = f"{change * 100:+.1f}"
    return "0.0" if words[1:] == "0.0" else words


def test_the_changes_between_batches_are_what_pandas_makes_of_the_rows(
    full: Path, same: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(full, "satisfaction", OFFICE, monkeypatch)
    shown = next(d.value for d in app.dataframe if "增减(百分点)" in d.value)
    rows = current(same, "satisfaction_at").assign(own=lambda f: f["organiser"] == "本单位")
    rows["n"] = rows["satisfied"] + rows["basically"] + rows["dissatisfied"]
    rows["p"] = (rows["satisfied"] + rows["basically"]) / rows["n"]
    stem = rows["batch"].str.extract(r"(\d+)年(\d+)月第(\d+)次").astype(int)
    rows = rows.assign(when=stem[0] * 10_000 + stem[1] * 100 + stem[2]).sort_values("when")
    asked = ["scoring", "own", "subject", "respondents", "dimension"]
    was = rows.groupby(asked)[["batch", "n", "p"]].shift(1).add_suffix("_was")
    pairs = rows.join(was).dropna(subset="batch_was")
    low, high = wilson(pairs["p"], pairs["n"])
    low_was, high_was = wilson(pairs["p_was"], pairs["n_was"])
    change = pairs["p"] - pairs["p_was"]
    wanted = pd.DataFrame({
        "batch": pairs["batch"], "before": pairs["batch_was"], "dimension": pairs["dimension"], "n": pairs["n"],
        "change": change, "low": change - np.hypot(pairs["p"] - low, high_was - pairs["p_was"]),
        "high": change + np.hypot(high - pairs["p"], pairs["p_was"] - low_was),
    })
    keys = ["测评批次", "上一批次", "维度", "有效", "增减(百分点)", "增减下限", "增减上限"]
    one = shown[shown["维度"] != "各维度平均"][keys].astype({"有效": int})
    said = [(b, w, d, int(n), *map(signed, rest)) for b, w, d, n, *rest in wanted.itertuples(index=False)]
    assert len(one) > 20
    assert sorted(one.itertuples(index=False, name=None)) == sorted(said)


def wilson(p: pd.Series[float], n: pd.Series[float]) -> tuple[pd.Series[float], pd.Series[float]]:
    z, centre = 1.959964, 1 + 1.959964**2 / n
    middle, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (middle - half) / centre, np.minimum((middle + half) / centre, 1.0)


def current(workspace: Workspace, view: str) -> pd.DataFrame:
    """The rows that stand now, as they were filed."""
    with workspace.store.cursor() as cursor:
        return cursor.execute(f"from {view}($1)", [workspace.clock.as_of(None)]).df()


def test_every_late_filer_can_be_reminded_from_the_page(
    full: Path, same: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(full, "reporting", OFFICE, monkeypatch)
    with same.store.cursor() as cursor:
        rows = measures.run(cursor, same.plan, "reporting", same.clock.as_of(None)).rows
    late = {same.plan.filer(f).name for f in rows.loc[rows["state"] == "missing", "filer"]}
    lines = [c.value for c in app.code if c.value.startswith("【履职办】")]
    assert {line.removeprefix("【履职办】").partition(":")[0] for line in lines} == late
    assert len(lines) == len(late) > 0
