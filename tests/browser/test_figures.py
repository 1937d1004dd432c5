"""The figures at the head of a page: a number is never cut off, also not on a phone and of a province."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.server import served
from tests.browser.visitor import PHONE, visiting

pytestmark = pytest.mark.browser
_PAGE = """
import streamlit as st
from lvzhi.web import figures
from lvzhi.web.figures import Figure
from lvzhi.web.style import STYLE

st.html(f"<style>{STYLE}</style>")
st.title("数")
figures.show([Figure("已答", value) for value in %r])
"""
_SHOWN = """() => [...document.querySelectorAll('[data-testid=stMetricValue]')].map(value => {
  const said = value.querySelector('[data-testid=stMarkdownContainer]');
  return [said.scrollWidth <= said.clientWidth, parseFloat(getComputedStyle(value).fontSize)];
})"""


@pytest.mark.parametrize(("values", "least"), [
    (("22700/40800", "9700/24100", "96.6%"), 20), (("127400/129600", "1274000/1296000", "0 项"), 14),
])
def test_on_a_phone_no_headline_is_cut_off(
    browser: Browser, tmp_path: Path, values: tuple[str, ...], least: float
) -> None:
    script = tmp_path / "page.py"
    script.write_text(_PAGE % (values,), encoding="utf-8")
    with served(tmp_path / "data", script=str(script), health="/_stcore/health") as address, \
            visiting(browser, address, PHONE) as visitor:
        visitor.page.goto(address)
        visitor.page.get_by_test_id("stMetricValue").nth(len(values) - 1).wait_for()
        visitor.settle()
        shown = visitor.page.evaluate(_SHOWN)
    assert [whole for whole, _ in shown] == [True] * len(values)
    assert all(size >= least for _, size in shown)
