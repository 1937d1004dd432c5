"""What a measure answers is worked out once and shown to all; what a page does to its rows, no other page sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from lvzhi.web import answers
from lvzhi.web.head import Page
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month
from tests.costs import counting
from tests.test_headlines import page_of

OTHER = {**PROBLEM, "description": "窗口中午无人值守,前来办证的人要等一个多小时", "measures": "中午排班,窗口不断人"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with campaign(tmp_path_factory.mktemp("one") / "data", today=dt.date(2015, 8, 20)) as held:
        july = {**nothing_this_month(held, "园林", "2015-07"), "rectification": [PROBLEM]}
        file(held, book(held, "园林", "2015-07", **july), "2015-08-04T10:00")
        yield page_of(held)
    answers.forget()


def rows_of(page: Page) -> list[pd.DataFrame]:
    return [page.measure("rectification").rows, page.detail("rectification", "problems")]


def test_what_a_page_writes_into_its_rows_stays_its_own(page: Page) -> None:
    before = [frame.copy() for frame in rows_of(page)]
    for frame in rows_of(page):
        frame.loc[:, next(iter(frame.select_dtypes("number")))] = 99
        frame["new"] = 1
        frame.index = frame.index + 1
    for was, now in zip(before, rows_of(page), strict=True):
        pd.testing.assert_frame_equal(was, now)
        assert len(now)


def test_a_second_look_asks_nothing_and_copies_nothing_until_all_is_forgotten(page: Page) -> None:
    first = rows_of(page)
    with counting() as costs:
        second = rows_of(page)
    assert costs.statements == 0
    for one, two in zip(first, second, strict=True):
        number = next(iter(one.select_dtypes("number")))
        assert np.shares_memory(one[number].to_numpy(), two[number].to_numpy())
    answers.forget()
    with counting() as costs:
        rows_of(page)
    assert costs.statements


def test_what_is_found_in_rows_is_asked_once_until_a_row_changes(page: Page) -> None:
    workspace, asked = page.workspace, []

    def ask() -> list[str]:
        asked.append(workspace.store.changed)
        return sorted(workspace.standing().numbers("rectification"))

    assert [page.once(ask, "numbers", "园林") for _ in range(2)] == [["园林-问题-001"]] * 2 and len(asked) == 1
    assert page.once(ask, "numbers", "泰丰") and page.once(ask, "others", "园林") and len(asked) == 3
    more = {**nothing_this_month(workspace, "园林", "2015-07"), "rectification": [OTHER]}
    receipt = file(workspace, book(workspace, "园林", "2015-07", **more), "2015-08-05T10:00")
    assert receipt.status == "accepted", receipt.findings
    assert len(page_of(workspace).once(ask, "numbers", "园林")) == 2 and len(asked) == 4
