"""Pages in Chromium: from asking for one until it stands, beside a page of one figure and one table of constants."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.timing import Result
from lvzhi.viewer import Viewer
from lvzhi.web.identity import COOKIE
from lvzhi.web.routes import ROUTES, Route
from tests.browser.server import served
from tests.browser.visitor import COMING, DESKTOP, chromium
from tests.signing import token_for

REFERENCE = "one figure, one table of constants"
_FIRST = dt.date(2015, 9, 1)  # the days looked at, one after the other, so that no answer is one kept from before
_QUIET = 400  # milliseconds without a change after which a page stands; they are not counted
_COMING = f"{COMING}, [data-testid=stSpinner], [data-testid=stAppSkeleton], [data-stale=true]"
_WATCH = """
window.__changed = 0;
new MutationObserver(() => { window.__changed = performance.now(); })
  .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
document.addEventListener('click', () => { window.__clicked = performance.now(); }, {capture: true});
"""
# The script has run, nothing is pale, turning or a skeleton, every chart is drawn, and nothing has changed since.
_STANDS = """([began, quiet, coming]) => {
  const app = document.querySelector('[data-testid=stApp]');
  if (!app || app.dataset.testScriptState !== 'notRunning') return null;
  if (!document.querySelector('[data-testid=stMain] h1')) return null;
  if (document.querySelector(coming)) return null;
  const since = began === 'click' ? window.__clicked : 0;
  if (window.__changed <= since || performance.now() - window.__changed < quiet) return null;
  return window.__changed - since;
}"""


@dataclass
class Side:
    """One server looked at in a browser of its own, logged in where it asks for that."""

    name: str
    page: Page
    address: str
    taken: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def turn(self, url: str, query: str, group: int, counts: bool) -> None:
        """Open a page, open it again, choose another group; note how long each took."""
        path = f"{self.address}/{url}{query}"
        seconds = {"open": self._opened(path), "again": self._opened(path)}
        if (filtered := self._chosen(group)) is not None:
            seconds["filter"] = filtered
        for what, took in seconds.items():
            if counts:
                self.taken[url, what].append(took)

    def median(self, url: str, what: str) -> float | None:
        """Return the median of what was noted of a page; None where it has no filter to change."""
        held = self.taken.get((url, what))
        return statistics.median(held) if held else None

    def _opened(self, path: str) -> float:
        self.page.goto(path, wait_until="commit")
        return self._stands("load")

    def _chosen(self, group: int) -> float | None:
        """Choose one of the groups, or another entry of the first filter of a page that has none of them."""
        filters = self.page.locator(".st-key-filters [data-testid=stSelectbox] input")
        if not filters.count():
            return None
        named = self.page.locator(".st-key-filters").get_by_label("工作组")
        (named if named.count() else filters).first.click()
        self.page.wait_for_timeout(300)
        options = self.page.get_by_role("option")
        options.nth(group % options.count()).click()
        return self._stands("click")

    def _stands(self, began: str) -> float:
        found = self.page.wait_for_function(_STANDS, arg=[began, _QUIET, _COMING], polling=50, timeout=120_000)
        return float(found.json_value()) / 1000


def paging(data: Path, larger: Mapping[str, Path], rounds: int, only: Sequence[str] = ()) -> Iterator[Result]:
    """Yield, for each page of the office, its first opening, its opening again, and a filter changed.

    Beside them the reference, and the same pages over the `larger` campaigns, named. The sides take turns.
    """
    pages = [r for r in ROUTES if "office" in r.roles and (not only or r.url in only)]
    with ExitStack() as held:
        browser = held.enter_context(chromium())
        ours = _ours("ours", data, browser, held)
        more = [_ours(name, many, browser, held) for name, many in larger.items()]
        plain = held.enter_context(served(data, script="benchmarks/reference.py", health="/_stcore/health"))
        reference = Side(REFERENCE, _tab(browser), plain)
        for route in pages:
            for turn in range(rounds + 1):
                for side in (ours, *more):
                    side.turn(route.url, _day(route, turn, pages), turn, counts=turn > 0)
                reference.turn("", "", turn, counts=turn > 0)
            yield from _results(route, [ours, reference, *more])


def _ours(name: str, data: Path, browser: Browser, held: ExitStack) -> Side:
    address = held.enter_context(served(data))
    return Side(name, _tab(browser, address, token_for(data, Viewer("office"))), address)


def _tab(browser: Browser, address: str = "", token: str = "") -> Page:
    context = browser.new_context(viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]}, locale="zh-CN")
    context.add_init_script(_WATCH)
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context.new_page()


def _day(route: Route, turn: int, pages: Sequence[Route]) -> str:
    """Another day for every opening: the measures' answers of one page are not those kept from another."""
    day = _FIRST + dt.timedelta(days=(turn * len(pages) + pages.index(route)) % 45)
    return f"?as_of={day.isoformat()}"


def _results(route: Route, sides: Sequence[Side]) -> Iterator[Result]:
    for what, words in (("open", "first open"), ("again", "opened again"), ("filter", "filter changed")):
        medians = [(s.name, s.median("" if s.name == REFERENCE else route.url, what)) for s in sides]
        if all(seconds is not None for _, seconds in medians):
            yield Result(f"{route.title}, {words}", tuple((n, s) for n, s in medians if s is not None))
