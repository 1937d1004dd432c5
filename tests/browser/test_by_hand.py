"""What stands on every page in a real browser, against pandas over the rows of the example campaign."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lvzhi.datadir import opened
from lvzhi.web.routes import route
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.browser.server import served
from tests.browser.visitor import visiting
from tests.by_hand import LEADERSHIP, TOPICS
from tests.by_hand.filed import Filed

pytestmark = [pytest.mark.browser, pytest.mark.soak]


def test_the_figures_of_every_page_are_those_of_the_rows_filed(browser: Browser, example: Path, tmp_path: Path) -> None:
    pages = {**LEADERSHIP, **TOPICS}
    shutil.copytree(example, tmp_path / "data")
    with Workspace(opened(tmp_path / "data"), FORMS) as workspace:
        filed = Filed(workspace)
        expected = {url: work_out(filed) for url, work_out in pages.items()}
    shown = {}
    with served(tmp_path / "data") as address, visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        for url in pages:
            visitor.open_in_menu(route(url).title)
            shown[url] = visitor.figures()
    assert {url: {label: shown[url][label] for label in said} for url, said in expected.items()} == expected
    print(f"{len(pages)} pages, {sum(map(len, expected.values()))} figures read in the browser and worked out again")
