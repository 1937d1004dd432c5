"""The visitor itself: what it would notice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.visitor import visiting

pytestmark = pytest.mark.browser
OWN = "http://127.0.0.1:9"
_DRAWN_LATE = """setTimeout(() => {
  document.querySelector('div').outerHTML = '<div data-testid="stPlotlyChart"><svg class="main-svg"></svg></div>';
}, 1500)"""


@pytest.mark.parametrize("asks", [
    '<img src="http://203.0.113.9/x.png">', '<script>new WebSocket("ws://203.0.113.9/")</script>',
    f'<img src="{OWN}0/x.png">', '<script>window.open("http://203.0.113.9/")</script>',
])
def test_a_page_that_asks_somebody_outside_is_noticed(browser: Browser, asks: str) -> None:
    with pytest.raises(AssertionError, match="asked somebody outside"), visiting(browser, OWN) as visitor:
        visitor.page.set_content(asks, wait_until="commit")
        visitor.page.wait_for_timeout(300)


@pytest.mark.parametrize("coming", [
    '<div data-testid="stPlotlyChart"></div>', '<div data-testid="stSkeleton"></div>', '<div id="root"></div>',
    '<div data-testid="stApp" data-test-connection-state="CONNECTING"></div>',
])
def test_a_page_is_at_rest_when_its_charts_are_drawn(browser: Browser, coming: str) -> None:
    with visiting(browser, OWN) as visitor:
        visitor.page.set_content(f"{coming}<script>{_DRAWN_LATE}</script>")
        visitor.settle()
        assert visitor.page.locator(".main-svg").count() == 1
