"""The visitor itself: what it would notice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.visitor import visiting

pytestmark = pytest.mark.browser
OWN = "http://127.0.0.1:9"


@pytest.mark.parametrize("asks", [
    '<img src="http://203.0.113.9/x.png">', '<script>new WebSocket("ws://203.0.113.9/")</script>',
    f'<img src="{OWN}0/x.png">', '<script>window.open("http://203.0.113.9/")</script>',
])
def test_a_page_that_asks_somebody_outside_is_noticed(browser: Browser, asks: str) -> None:
    with pytest.raises(AssertionError, match="asked somebody outside"), visiting(browser, OWN) as visitor:
        visitor.page.set_content(asks, wait_until="commit")
        visitor.page.wait_for_timeout(300)
