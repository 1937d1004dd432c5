"""The door over HTTP and in a real browser: whose forms count, what a cookie is worth and when it ends."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from lvzhi.access.accounts import Wanted
from lvzhi.viewer import Viewer
from lvzhi.web.identity import COOKIE
from tests.browser.server import served
from tests.browser.visitor import Visitor, visiting
from tests.campaigns import campaign
from tests.signing import PASSWORD, access_of, login_of

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Answer:
    """What came back, of its cookies the login's, and how many seconds it took."""

    status: int
    where: str
    cookie: str
    text: str
    seconds: float

    @property
    def token(self) -> str:
        return SimpleCookie(self.cookie)[COOKIE].value


@dataclass(frozen=True)
class Caller:
    """Asks a server without a browser, as a forger would."""

    address: str

    def ask(self, method: str, path: str, token: str | None = None, form: dict[str, str] | None = None,
            **headers: str) -> Answer:
        """Send a request; `origin`, `sec_fetch_site` and the like as keywords."""
        sent = {"Accept": "text/html", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if token:
            sent["Cookie"] = f"{COOKIE}={token}"
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.monotonic()
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, sent)
            got = connection.getresponse()
            text = got.read().decode()
        finally:
            connection.close()
        cookies = got.headers.get_all("set-cookie") or []
        return Answer(got.status, got.headers.get("location", ""), next((c for c in cookies if COOKIE in c), ""), text,
                      time.monotonic() - begun)

    def log_in(self, login: str, password: str = PASSWORD, **form: str) -> Answer:
        """Log in as our own page does."""
        return self.ask("POST", "/login", form={"login": login, "password": password, **form}, origin=self.address)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("door") / "data"
    with campaign(folder):
        return folder


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with served(data) as at:
        yield at


@pytest.fixture
def caller(address: str) -> Caller:
    return Caller(address)


def unit(data: Path, code: str) -> str:
    return login_of(data, Viewer("unit", code))


# --- over HTTP -------------------------------------------------------------------------------------


def test_only_our_own_pages_may_send_a_form(data: Path, caller: Caller) -> None:
    login = unit(data, "园林")
    form = {"login": login, "password": PASSWORD}
    own = caller.address
    foreign: list[dict[str, str]] = [
        {"origin": "http://elsewhere.example"}, {"origin": "null"}, {}, {"referer": "http://elsewhere.example/x"},
        {"origin": own, "sec_fetch_site": "cross-site"}, {"origin": own, "sec_fetch_site": "same-site"},
        {"origin": own.replace("127.0.0.1", "127.0.0.1.elsewhere.example")},
    ]
    for headers in foreign:
        answer = caller.ask("POST", "/login", form=form, **headers)
        assert (answer.status, answer.cookie) == (403, ""), headers
        assert "不是从本系统的页面发出的" in answer.text
    token = caller.log_in(login).token
    for path in ("/logout", "/password"):
        answer = caller.ask("POST", path, token, {"old": PASSWORD, "new": "x1y2z3w4", "again": "x1y2z3w4"},
                            origin="http://elsewhere.example")
        assert answer.status == 403
    assert caller.ask("GET", "/filing", token).status == 200
    assert caller.log_in(login).status == 303


def test_the_cookie_is_for_this_server_alone_and_out_of_reach_of_scripts(data: Path, caller: Caller) -> None:
    cookie = SimpleCookie(caller.log_in(unit(data, "园林")).cookie)[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "strict", "/", "")
    assert len(cookie.value) == 43


def test_a_cookie_kept_by_somebody_is_worth_nothing_after_logout(data: Path, caller: Caller) -> None:
    token = caller.log_in(unit(data, "泰丰")).token
    assert caller.ask("GET", "/filing", token).status == 200
    assert caller.ask("POST", "/logout", token, {}, origin=caller.address).where == "/login"
    answer = caller.ask("GET", "/filing?x=1", token)
    assert (answer.status, answer.where) == (303, f"/login?next={quote('/filing?x=1', safe='')}")


def test_a_login_leads_back_to_our_own_pages_only(data: Path, caller: Caller) -> None:
    login = unit(data, "园林")
    back = {where: caller.log_in(login, next=where).where for where in (
        "/stages?group=二组", "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "/logout", "x")}
    assert back.pop("/stages?group=二组") == quote("/stages?group=二组", safe="/?=")
    assert set(back.values()) == {"/"}


def test_nothing_but_a_password_lets_in_where_nothing_else_is_switched_on(data: Path, caller: Caller) -> None:
    name = unit(data, "园林").encode().decode("latin-1")
    for header in ("x_user", "remote_user", "x_forwarded_user"):
        answer = caller.ask("GET", "/login", x_lvzhi_proxy="", **{header: name})
        assert (answer.status, answer.cookie) == (200, "")
    assert caller.ask("GET", "/oidc").where == "/login?next=%2Foidc"
    assert "统一身份" not in answer.text


def test_a_link_from_another_site_comes_again_by_itself_and_then_has_its_cookie(data: Path, caller: Caller) -> None:
    answer = caller.ask("GET", "/login?next=/filing", sec_fetch_site="cross-site")
    assert 'http-equiv="refresh" content="0;url=/login?next=%2Ffiling&amp;again=1"' in answer.text


def test_a_form_of_any_size_is_answered(caller: Caller) -> None:
    assert caller.log_in("x" * 1_000_000, "wrong").status == 401


# --- in a browser ----------------------------------------------------------------------------------


def shut_out(visitor: Visitor) -> None:
    expect(visitor.page.get_by_role("heading", level=2)).to_have_text("登录", timeout=30_000)


def test_login_reload_new_tab_logout(browser: Browser, data: Path, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.open("filing?from=a-link")
        shut_out(visitor)
        visitor.log_in("填报单位", "后湖")
        assert visitor.page.url == f"{address}/filing?from=a-link"
        visitor.page.reload()
        visitor.settle()
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("报送")
        tab = Visitor(visitor.page.context.new_page(), address)
        tab.open("account")
        expect(tab.page.get_by_role("heading", level=1)).to_have_text("我的账号")
        assert COOKIE not in tab.page.evaluate("document.cookie")
        tab.page.get_by_role("button", name="退出登录").click()
        shut_out(tab)
        visitor.page.get_by_role("link", name="我的账号").click()
        shut_out(visitor)
        visitor.page.go_back()
        shut_out(visitor)


def test_an_open_page_ends_with_its_role(browser: Browser, data: Path, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("填报单位", "张金")
        with access_of(data) as access:
            access.accounts.change_role(unit(data, "张金"), "group", "一组", access.by("管理员"))
        visitor.page.get_by_role("link", name="我的账号").click()
        shut_out(visitor)


def test_what_is_unfolded_is_for_who_is_still_logged_in(browser: Browser, data: Path, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        visitor.open("reporting")
        fold = visitor.page.get_by_test_id("stExpander").filter(has_text="明细:").first.locator("summary")
        tables = visitor.page.get_by_test_id("stDataFrame")
        closed = tables.count()
        fold.click()
        visitor.settle()
        assert (closed, tables.count()) == (0, 1)
        fold.click()
        visitor.settle()
        tab = Visitor(visitor.page.context.new_page(), address)
        tab.open("account")
        tab.page.get_by_role("button", name="退出登录").click()
        shut_out(tab)
        fold.click()
        shut_out(visitor)


def test_the_first_password_is_changed_before_anything_is_seen(
    browser: Browser, data: Path, address: str, caller: Caller
) -> None:
    with access_of(data) as access:
        (handed,) = access.accounts.create([Wanted("新来的", "office")], access.by("管理员"))
    with visiting(browser, address) as visitor:
        page = visitor.page
        visitor.open("reporting")
        page.get_by_label("登录名").fill("新来的")
        page.get_by_label("密码").fill(handed.password)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("heading", level=2)).to_have_text("设定密码")
        visitor.open("reporting")
        expect(page.get_by_role("heading", level=2)).to_have_text("设定密码")
        for new, again, says in (("short1", "short1", ""), ("lvzhi2015", "lvzhi2016", "两次输入的新密码不一样"),
                                 ("lvzhi2015", "lvzhi2015", "")):
            page.get_by_label("新密码").fill(new)
            page.get_by_label("再输一次").fill(again)
            page.get_by_role("button", name="保存").click()
            if says:
                expect(page.get_by_role("alert")).to_contain_text(says)
        expect(page.get_by_role("heading", level=1)).to_have_text("报送情况", timeout=30_000)
        visitor.open("account")
        page.get_by_role("link", name="修改密码").click()
        page.get_by_label("现在的密码").fill("lvzhi2015")
        page.get_by_label("新密码").fill("lvzhi2017")
        page.get_by_label("再输一次").fill("lvzhi2017")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("我的账号", timeout=30_000)
    assert caller.log_in("新来的", "lvzhi2015").status == 401
    assert caller.log_in("新来的", "lvzhi2017").status == 303


# --- last: everybody at this address is answered slowly afterwards -------------------------------------


def test_guessing_is_slowed_and_locks_the_account_not_the_building(data: Path, caller: Caller) -> None:
    guessed, other = unit(data, "高场"), unit(data, "杨市")
    tries = [caller.log_in(guessed, "wrong") for _ in range(6)]
    assert [t.status for t in tries] == [401] * 5 + [429]
    assert "过15分钟再试" in caller.log_in(guessed).text
    unknown = caller.log_in("没有这个人", "wrong")
    assert unknown.text.replace("没有这个人", guessed) == tries[0].text
    assert unknown.seconds > 0.5
    colleague = caller.log_in(other)
    assert (colleague.status, colleague.where) == (303, "/")
    assert colleague.seconds < 10
