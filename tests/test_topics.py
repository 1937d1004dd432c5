"""The pages for the rest of the plan: their figures against pandas over the accepted rows, their marks, their rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lvzhi.datadir import opened
from lvzhi.web.routes import ROUTES
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.by_hand import TOPICS as BY_HAND
from tests.by_hand.filed import Filed
from tests.test_pages import OFFICE, UNIT, figures, fresh_server, said, visit  # noqa: F401

TOPICS = [r.url for r in ROUTES if r.section == "专项"]


@pytest.fixture(scope="module")
def full(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("topics") / "data"
    shutil.copytree(example, copy)
    return copy


@pytest.fixture(scope="module")
def by_hand(full: Path) -> dict[str, dict[str, str]]:
    """All worked out before the first page is opened: a campaign that is open already has to be read anew."""
    with Workspace(opened(full), FORMS) as workspace:
        filed = Filed(workspace)
        return {url: work_out(filed) for url, work_out in BY_HAND.items()}


def test_every_topic_is_worked_out_by_hand() -> None:
    assert sorted(BY_HAND) == sorted(TOPICS)


@pytest.mark.parametrize("url", TOPICS)
def test_figures_are_those_of_the_accepted_rows_and_all_of_it_is_said_in_chinese(
    url: str, full: Path, by_hand: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(full, url, OFFICE, monkeypatch)
    shown, expected = figures(app), by_hand[url]
    assert {label: shown[label] for label in expected} == expected
    tables = [d.value for d in app.dataframe]
    assert tables and all(len(t) for t in tables)
    assert [c for t in tables for c in t.columns if c.isascii()] == []
    fractions = [line for line in said(app).splitlines() if line.startswith("- 分子")]
    assert fractions
    assert [line for line in fractions if any("a" <= c <= "z" for c in line)] == []


def test_a_filter_narrows_figures_and_rows_alike(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = visit(full, "consultations", OFFICE, monkeypatch)
    part = visit(full, "consultations", OFFICE, monkeypatch, group="三组")
    count = int(figures(part)["采纳"].split("/")[1])
    assert 0 < count < int(figures(whole)["采纳"].split("/")[1])
    assert len(part.dataframe[0].value) == count
