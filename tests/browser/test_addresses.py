"""The framework's own addresses over HTTP: two units trying to reach each other's files, and what is closed."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser

from lvzhi.viewer import Viewer
from tests.browser.server import served
from tests.browser.visitor import Visitor, visiting
from tests.campaigns import campaign
from tests.signing import access_of, token_for
from tests.talking import ask

pytestmark = pytest.mark.browser
BIG = 21 * 1024 * 1024  # one MB more than the server takes


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("addresses") / "data"
    with campaign(folder):
        pass
    return folder


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with served(data) as at:
        yield at


@pytest.fixture(scope="module")
def clerk(browser: Browser, address: str) -> Iterator[Visitor]:
    """The clerk of 园林, logged in."""
    with visiting(browser, address) as visitor:
        visitor.enter("填报单位", "园林办事处")
        yield visitor


def taken(visitor: Visitor, button: str) -> str:
    """Press a button for a file and return the file's address; the file must have come."""
    with visitor.page.expect_download() as held:
        visitor.page.get_by_role("button", name=button).first.click()
    assert held.value.path().read_bytes()[:2] == b"PK"
    return urlsplit(held.value.url).path


@pytest.mark.parametrize("path", [
    "/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/x", "/component/x/index.html",
    "/_stcore/bidi-components/x", "/app/static/x", "/media/", "/media/" + "0" * 56 + ".xlsx",
    "//_stcore/metrics", "/./_stcore/metrics", "/filing/_stcore/metrics",
])
def test_addresses_that_are_nobodys_are_closed_to_everybody(data: Path, address: str, path: str) -> None:
    for token in (None, token_for(data, Viewer("admin"))):
        assert ask(address, path, token) == (404, "没有这个地址。".encode())


def test_the_way_in_stays_open(address: str) -> None:
    with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
        assert answer.read() == b"ok"
    assert ask(address, "/static/../_stcore/metrics", None)[0] >= 400


def test_a_file_comes_to_the_account_it_was_made_for_and_to_no_other(data: Path, address: str, clerk: Visitor) -> None:
    path = taken(clerk, "下载")
    assert path.startswith("/media/")
    own = token_for(data, Viewer("unit", "园林"))
    strangers = {
        "none": None, "unit": token_for(data, Viewer("unit", "泰丰")), "office": token_for(data, Viewer("office")),
        "invented": "x" * 43,
    }
    assert {name: ask(address, path, token)[0] for name, token in strangers.items()} == dict.fromkeys(strangers, 404)
    # Only the very account: the test's login of 园林 and the clerk's are one.
    assert ask(address, path, own)[0] == 200
    with access_of(data) as access:
        session = access.door.find(own, access.now())
        assert session is not None
        access.door.log_out(session, access.by("测试"))
    assert ask(address, path, own)[0] == 404


def test_nobody_puts_a_file_into_anothers_page(data: Path, address: str, clerk: Visitor) -> None:
    with clerk.page.expect_request(lambda r: "/upload_file/" in r.url and r.method == "PUT") as held:
        clerk.page.locator('input[type="file"]').first.set_input_files(
            {"name": "../../<img src=x>.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04"})
    path, headers = urlsplit(held.value.url).path, held.value.all_headers()
    held.value.response()
    clerk.settle()
    shown = clerk.page.content()
    assert "<img src=x>" not in shown
    kept = {"x_xsrftoken": headers.get("x-xsrftoken", ""), "content_type": "multipart/form-data; boundary=b"}
    xsrf = f"_streamlit_xsrf={quote(kept['x_xsrftoken'], safe='|')}"
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.xlsx"\r\n\r\nPK\r\n--b--\r\n'
    other = token_for(data, Viewer("unit", "泰丰"))
    for token in (None, other):
        assert ask(address, path, token, "PUT", body, cookie=xsrf, **kept)[0] == 404
        assert ask(address, path, token, "DELETE", None, cookie=xsrf, **kept)[0] == 404
    own = token_for(data, Viewer("unit", "园林"))
    assert ask(address, path, own, "PUT", body, cookie=xsrf, **kept)[0] == 204
    assert ask(address, path, own, "PUT", body, **kept)[0] == 403  # no XSRF cookie
    big = body.replace(b"PK", b"P" * BIG)
    assert ask(address, path, own, "PUT", big, cookie=xsrf, **kept)[0] == 413


def test_a_replayed_cookie_of_a_login_that_ended_opens_nothing(data: Path, address: str, browser: Browser) -> None:
    token = token_for(data, Viewer("unit", "泰丰"))
    with access_of(data) as access:
        session = access.door.find(token, access.now())
        assert session is not None
        access.door.log_out(session, access.by("测试"))
    status, _ = ask(address, "/unit?unit=园林".replace("园林", quote("园林")), token, accept="text/html")
    assert status == 303
