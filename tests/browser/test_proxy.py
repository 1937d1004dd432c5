"""Behind nginx as it is handed out: TLS, websocket, uploads, the cookie, whose address is believed, what is told."""

from __future__ import annotations

import datetime as dt
import http.client
import re
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from lvzhi.datadir import DataDir
from lvzhi.journal import Journal
from lvzhi.viewer import Viewer
from lvzhi.web.identity import COOKIE
from tests.browser.english import english
from tests.browser.proxy import NGINX, Front, in_front_of
from tests.browser.server import free_port, served, serves
from tests.browser.visitor import visiting
from tests.campaigns import book, campaign, nothing_this_month
from tests.signing import PASSWORD, access_of, login_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed: run tests/install_debian.sh as root, or apt-get install nginx"),
]
MB = 1024 * 1024
PROOF = "a-secret-of-proxy-and-server"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proxied") / "data"
    with campaign(folder, today=dt.date(2015, 7, 3)) as workspace:
        nothing = nothing_this_month(workspace, "园林", "2015-06")
        (folder.parent / "book.xlsx").write_bytes(book(workspace, "园林", "2015-06", **nothing))
    return folder


@pytest.fixture(scope="module")
def behind(data: Path) -> Iterator[str]:
    """The address of the server itself; a login by headers is switched on, so that it can be seen to be no use."""
    with served(data, LVZHI_TLS="1", LVZHI_FREE_MEGABYTES="0", LVZHI_USER_HEADER="X-User", LVZHI_PROXY_SECRET=PROOF) as at:
        yield at


@pytest.fixture(scope="module")
def front(data: Path, behind: str) -> Iterator[Front]:
    with in_front_of(urlsplit(behind).port or 0, data.parent / "nginx") as it:
        serves(it.address, data)
        yield it


def ask(front: Front, method: str, path: str, body: bytes | None = None, plain: bool = False, source: str = "127.0.0.1",
        **headers: str) -> Answer:
    """Ask nginx; its certificate must be the one its authority signed."""
    trusted = ssl.create_default_context(cafile=str(front.ca))
    connection = (
        http.client.HTTPConnection("localhost", front.plain, 20, (source, 0)) if plain
        else http.client.HTTPSConnection("localhost", front.port, timeout=20, source_address=(source, 0), context=trusted)
    )
    return answered(connection, method, path, body, headers)


def answered(connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None,
             headers: dict[str, str]) -> Answer:
    with closing(connection):
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        got = connection.getresponse()
        return Answer(got.status, got.headers, got.read().decode())


def log_in(data: Path) -> bytes:
    return urlencode({"login": login_of(data, Viewer("unit", "园林")), "password": PASSWORD}).encode()


def came_from(data: Path) -> str:
    """The address of the latest login."""
    with Journal(DataDir(data).journal) as journal:
        return [str(e.body["from"]) for e in journal.entries(kinds=["audit"]) if e.body["act"] == "login"][-1]


def test_a_visit_through_nginx_from_the_login_to_a_checked_book(browser: Browser, data: Path, front: Front) -> None:
    with visiting(browser, front.address, ignore_https_errors=True) as visitor:
        visitor.enter("填报单位", "园林办事处")
        page = visitor.page
        expect(page.get_by_role("heading", level=1)).to_have_text("报送")
        assert {urlsplit(r).scheme for r in visitor.requests if "_stcore/stream" in r} == {"wss"}
        cookie = next(c for c in page.context.cookies() if c.get("name") == COOKIE)
        assert (cookie.get("secure"), cookie.get("httpOnly"), cookie.get("sameSite")) == (True, True, "Strict")
        dropzone = page.get_by_test_id("stFileUploaderDropzoneInput").first
        large = data.parent / "大.xlsx"  # by its name: bytes go through the browser's driver as text, in ten seconds
        large.write_bytes(b"P" * (21 * MB))
        dropzone.set_input_files(str(large))
        expect(page.get_by_text("文件大于 20 MB,请减小后再传。")).to_be_visible()
        assert english(visitor) == []
        dropzone.set_input_files(str(data.parent / "book.xlsx"))
        expect(page.get_by_text("请先处理:需说明 5 处")).to_be_visible(timeout=30_000)
        with page.expect_download() as held:
            page.get_by_role("button", name="下载标注版").click()
        assert held.value.path().read_bytes()[:2] == b"PK"
        with access_of(data) as access:
            session = access.door.find(cookie.get("value", ""), access.now())
            assert session is not None
            access.door.log_out(session, access.by("测试"))
        page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(str(data.parent / "book.xlsx"))
        expect(page.get_by_text("文件没有传上来。请刷新页面,登录后再放一次。")).to_be_visible(timeout=30_000)


def test_what_is_asked_for_without_tls_is_sent_to_tls(front: Front) -> None:
    answer = ask(front, "GET", "/reporting?unit=x", plain=True)
    assert (answer.status, answer.headers["location"]) == (301, "https://localhost/reporting?unit=x")


def test_a_body_larger_than_any_book_is_answered_in_words(front: Front) -> None:
    answer = ask(front, "PUT", "/_stcore/upload_file/x/y", b"P" * (22 * MB))
    assert (answer.status, answer.headers["content-type"]) == (413, "text/plain; charset=utf-8")
    assert answer.text == "上传的文件大于 20 MB。请删去图片等多余内容,减小后再传。\n"


def test_a_body_that_fits_is_answered_by_the_server_itself_however_early_it_knows(front: Front) -> None:
    """An answer before the end of the body breaks the connection, and the proxy says the service is away."""
    fits = b"P" * (20 * MB)
    for _ in range(3):
        assert ask(front, "PUT", "/_stcore/upload_file/x/y", fits).status == 404
        assert ask(front, "POST", "/login", fits, origin=front.address).status == 401
        assert ask(front, "POST", "/login", fits, origin="https://elsewhere.example").status == 403


def test_the_visitors_address_is_what_the_proxy_saw_not_what_he_says(data: Path, front: Front, behind: str) -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    claims = {"x_forwarded_for": "10.1.2.3", "x_real_ip": "10.1.2.3", "forwarded": "for=10.1.2.3"}
    answer = ask(front, "POST", "/login", log_in(data), source="127.0.0.7", origin=front.address, **form, **claims)
    assert (answer.status, came_from(data)) == (303, "127.0.0.7")
    cookie = answer.headers["set-cookie"]
    assert "; Secure" in cookie and "; HttpOnly" in cookie
    # Past the proxy nobody is believed but what comes from the machine's own address.
    host = urlsplit(behind)
    beside = http.client.HTTPConnection(str(host.hostname), host.port, 20, ("127.0.0.8", 0))
    assert answered(beside, "POST", "/login", log_in(data), {"origin": behind, **form, **claims}).status == 303
    assert came_from(data) == "127.0.0.8"


def test_a_form_from_elsewhere_is_refused_behind_the_proxy_too(data: Path, front: Front) -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    for origin in ("https://elsewhere.example", front.address.replace("https", "http") + "1", "null"):
        answer = ask(front, "POST", "/login", log_in(data), origin=origin, x_forwarded_host="elsewhere.example", **form)
        assert (answer.status, answer.headers["set-cookie"]) == (403, None), origin


def test_nobody_outside_can_speak_as_the_proxy(data: Path, front: Front, behind: str) -> None:
    named = login_of(data, Viewer("unit", "园林")).encode().decode("latin-1")
    claim = {"x_user": named, "x_lvzhi_proxy": PROOF}
    assert ask(front, "GET", "/login", **claim).status == 200
    # The server itself would have believed it, or nothing is shown by this.
    host = urlsplit(behind)
    assert answered(http.client.HTTPConnection(str(host.hostname), host.port), "GET", "/login", None, claim).status == 303


@pytest.mark.parametrize(("path", "status"), [
    ("/health", 200), ("/_stcore/metrics", 404), ("/login", 200), ("/", 303),
    ("/media/" + "0" * 56 + ".xlsx", 404), ("/" + "x" * 9000, 414), ("/%", 400),
])
def test_no_answer_tells_a_version(front: Front, path: str, status: int) -> None:
    answer = ask(front, "GET", path, accept="text/html")
    assert (answer.status, answer.headers.get_all("server")) == (status, ["nginx"])
    assert "x-powered-by" not in answer.headers
    assert not re.search(r"nginx/|uvicorn|python", answer.text, re.IGNORECASE)


def test_the_front_end_is_packed_and_nothing_else(front: Front) -> None:
    document = ask(front, "GET", "/login", accept="text/html", accept_encoding="gzip")
    assert document.headers["content-encoding"] is None
    index = ask(front, "GET", "/static/index.html")
    script = re.findall(r"(static/js/index[^\"']+\.js)", index.text)[0]
    trusted = ssl.create_default_context(cafile=str(front.ca))
    with closing(http.client.HTTPSConnection("localhost", front.port, timeout=20, context=trusted)) as connection:
        sizes = {}
        for encoding in ("identity", "gzip"):
            connection.request("GET", f"/{script}", headers={"accept-encoding": encoding})
            got = connection.getresponse()
            sizes[got.headers["content-encoding"]] = len(got.read())
    assert sizes["gzip"] * 2 < sizes[None]


def test_while_the_service_is_away_a_page_says_so_and_comes_again_by_itself(tmp_path: Path) -> None:
    with in_front_of(free_port(), tmp_path / "nginx") as front:
        answer = ask(front, "GET", "/overview")
    assert (answer.status, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "系统正在启动,稍候会自动打开。" in answer.text
    assert 'http-equiv="refresh"' in answer.text
