"""Every page over the whole example campaign: it opens, and its figures are the measures'."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lvzhi import measures
from lvzhi.datadir import opened
from lvzhi.workspace import Workspace
from schemas import FORMS
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
def totals(full: Path) -> Callable[[str], Totals]:
    found: dict[str, Totals] = {}
    with Workspace(opened(full), FORMS) as workspace, workspace.store.cursor() as cursor:
        for name in ("completion", "rectification", "satisfaction", "supervision", "reporting"):
            found[name] = dict(measures.run(cursor, workspace.plan, name, workspace.clock.as_of(None)).totals)
    return found.__getitem__


@pytest.mark.parametrize("url", URLS)
def test_every_page_opens_with_a_full_campaign(url: str, full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(full, url, UNIT if url == "filing" else OFFICE, monkeypatch)
    assert len(app.title) == 1
    assert app.warning[0].value.startswith("**演示数据**")
    assert_a_figure_opens_its_rows(app)


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
    url: str, label: str, measure: str, over: str, under: str, full: Path, totals: Callable[[str], Totals],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = figures(visit(full, url, OFFICE, monkeypatch))[label]
    assert shown == f"{totals(measure)[over]}/{totals(measure)[under]}"


def test_as_of_in_the_link_shows_that_day(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(full, "rectification", OFFICE, monkeypatch, as_of="2015-08-31")
    with Workspace(opened(full), FORMS) as workspace, workspace.store.cursor() as cursor:
        then = measures.run(cursor, workspace.plan, "rectification", workspace.clock.as_of("2015-08-31")).totals
    assert figures(app)["已销号"] == f"{then['closed']}/{then['base']}"
    assert "截至2015年8月31日" in said(app)
