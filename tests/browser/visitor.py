"""A visitor in Chromium: logs in, goes to pages, waits until they are drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    ViewportSize,
    WebSocket,
    expect,
    sync_playwright,
)

from lvzhi.access.model import ROLES
from tests.browser.server import CHROMIUM, QUIET, data_at
from tests.signing import credentials

PATIENCE = 60
LOOK, QUIET_LOOKS = 60, 6  # milliseconds between two looks at a page, and how many must find it at rest
# What a page that is still coming holds: a script that runs, no server yet, a part or a chart that is being drawn.
COMING = ", ".join((
    '[data-testid="stApp"][data-test-script-state="running"]', '[data-testid="stStatusWidget"]', "#root:empty",
    '[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])', '[data-testid="stSkeleton"]',
    '[data-testid="stPlotlyChart"]:not(:has(.main-svg))',
))
_PROFILES: dict[Browser, dict[tuple[object, ...], BrowserContext]] = {}
_REMEMBERED = "cookies,local_storage,indexeddb,service_workers,cache_storage,file_systems,websql"
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, as Chinese browsers are set."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield browser
        finally:
            _PROFILES.pop(browser, None)
            browser.close()


@dataclass
class Talk:
    """What went over the pages' websockets: how many frames, and whether the last asked and has no answer yet."""

    said: int = 0
    waiting: bool = False

    def hear(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda _: self._note(waiting=True))
        socket.on("framereceived", lambda _: self._note(waiting=False))
        socket.on("close", lambda _: self._note(waiting=False))

    def _note(self, *, waiting: bool) -> None:
        self.said, self.waiting = self.said + 1, waiting


@dataclass
class Visitor:
    """`requests` are all addresses the browser asked for, in whichever tab; websockets are among them."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    talk: Talk = field(default_factory=Talk)

    def enter(self, role: str, whose: str | None = None) -> None:
        """Come in by the login page."""
        self.page.goto(self.address)
        self.log_in(role, whose)

    def log_in(self, role: str, whose: str | None = None) -> None:
        """Type name and password into the login page that is open."""
        roles = {words: name for name, words in ROLES.items()}
        login, password = credentials(data_at(self.address), roles[role], whose)
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.get_by_role("button", name="退出登录").wait_for(state="attached", timeout=60_000)
        self.page.get_by_role("heading", level=1).first.wait_for()
        self.settle()

    def go(self, title: str) -> None:
        """Follow a link of the menu."""
        menu = self.page.get_by_test_id("stSidebarNav")
        self._unfold(menu)
        menu.get_by_role("link", name=title, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title, timeout=30_000)
        self.settle()

    def _unfold(self, menu: Locator) -> None:
        """Unfold the menu where it is folded; a window made wide a moment ago may be about to do so itself."""
        end = time.monotonic() + PATIENCE
        while not menu.is_visible():
            assert time.monotonic() < end, "the menu did not unfold"
            self.page.get_by_test_id("stExpandSidebarButton").evaluate_all("found => found.forEach(b => b.click())")
            self.page.wait_for_timeout(LOOK * QUIET_LOOKS)

    def open_in_menu(self, title: str) -> None:
        """Follow a link of the menu and fold the menu where it lies over the page."""
        self.go(title)
        size = self.page.viewport_size
        fold = self.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
        if size and size["width"] == PHONE["width"] and fold.is_visible():
            fold.click()
            self.settle()

    def resize(self, size: Mapping[str, int]) -> None:
        """Give the window another size and let the page lay itself out."""
        if self.page.viewport_size != size:
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            self.page.wait_for_timeout(500)

    def settle(self) -> None:
        """Wait until what was asked is answered, the script has run and the charts are drawn."""
        end = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < QUIET_LOOKS:
            assert time.monotonic() < end, "the page did not come to rest"
            said = self.talk.said
            self.page.wait_for_timeout(LOOK)
            at_rest = said == self.talk.said and not self.talk.waiting and not self.page.locator(COMING).count()
            quiet = quiet + 1 if at_rest else 0

    def figures(self) -> Mapping[str, str]:
        """Return the figures at the head of the page: label -> value."""
        held = self.page.get_by_test_id("stMetric")
        return {
            m.get_by_test_id("stMetricLabel").inner_text(): m.get_by_test_id("stMetricValue").inner_text()
            for m in held.all()
        }

    def click_row(self, within: Locator, row: int) -> None:
        """Click the first cell of a row of the first table within; its cells are drawn, not elements."""
        self.settle()
        table = within.get_by_test_id("stDataFrame").first
        table.click(position={"x": 40, "y": 35 * (row + 1) + 17})
        self.settle()

    def open(self, path: str, **query: str) -> None:
        """Open an address directly."""
        self.page.goto(f"{self.address}/{path}" + (f"?{urlencode(query)}" if query else ""))
        self.settle()


@contextmanager
def visiting(
    browser: Browser, address: str, size: Mapping[str, int] = DESKTOP, elsewhere: tuple[str, ...] = (),
    ignore_https_errors: bool = False, zoom: float = 1, dark: bool = False,
) -> Iterator[Visitor]:
    """Open a browser profile of a size, as good as new; whatever is done in it, nothing is asked of anybody but the server.

    `size` is that of the screen; at a zoom of 1.25 the page has four fifths of it for its layout.
    `elsewhere`: beginnings of further addresses that a test goes to on purpose; what their pages ask for is their own.
    """
    context = _profile(browser, (size["width"], size["height"]), zoom, dark, ignore_https_errors)
    asked: list[str] = []
    talk = Talk()

    def heard(socket: WebSocket) -> None:
        asked.append(socket.url)
        talk.hear(socket)

    def noted(request: Request) -> None:
        if not elsewhere or not request.headers.get("referer", "").startswith(elsewhere):
            asked.append(request.url)

    def opened(page: Page) -> None:
        page.on("websocket", heard)

    context.on("request", noted)
    context.on("page", opened)
    try:
        yield Visitor(_emptied(context, address), address, asked, talk)
        own = (f"{address}/", f"{address.replace('http', 'ws', 1)}/", "data:", "blob:", *elsewhere)
        outside = [url for url in asked if not url.startswith(own)]
        assert outside == [], f"the pages asked somebody outside: {outside}"
    finally:
        context.remove_listener("request", noted)
        context.remove_listener("page", opened)
        for page in context.pages:
            page.close()


def _profile(
    browser: Browser, size: tuple[int, int], zoom: float, dark: bool, ignore_https_errors: bool
) -> BrowserContext:
    """The profile of such visits, the same one each time: to read and compile the framework's scripts anew is most
    of what a visit costs, and they stay in its cache."""
    kept = _PROFILES.setdefault(browser, {})
    made_for = (size, zoom, dark, ignore_https_errors)
    if made_for not in kept:
        kept[made_for] = browser.new_context(
            viewport=ViewportSize(width=round(size[0] / zoom), height=round(size[1] / zoom)),
            device_scale_factor=zoom, color_scheme="dark" if dark else "light", locale="zh-CN",
            timezone_id="Asia/Shanghai", ignore_https_errors=ignore_https_errors,
        )
    return kept[made_for]


def _emptied(context: BrowserContext, address: str) -> Page:
    """A page of a profile that remembers nothing of who was here before."""
    page = context.new_page()
    context.clear_cookies()
    context.clear_permissions()
    session = context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": _REMEMBERED})
    session.detach()
    return page
