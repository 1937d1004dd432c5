"""Unified login from end to end: a browser, the server, an identity provider of our own on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import oidc_provider_mock
import pytest
from playwright.sync_api import expect

from lvzhi.access.accounts import Wanted
from lvzhi.datadir import DataDir
from lvzhi.journal import Journal
from lvzhi.web.identity import COOKIE
from tests.browser.server import free_port, served
from tests.browser.visitor import chromium, visiting
from tests.campaigns import campaign
from tests.signing import access_of

pytestmark = [pytest.mark.browser, pytest.mark.soak]  # tests/test_unified.py has the parts
SECRETS = """
[auth]
redirect_uri = "{own}/oauth2callback"
cookie_secret = "a-secret-for-the-tests-alone"
client_id = "lvzhi"
client_secret = "lvzhi"
server_metadata_url = "http://127.0.0.1:{provider}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign whose 园林 has an account with a one-time password nobody has used."""
    folder = tmp_path_factory.mktemp("unified") / "data"
    with campaign(folder):
        pass
    with access_of(folder) as access:
        access.accounts.create([Wanted("园林", "unit", "园林")], access.by("管理员"))
    return folder


@pytest.fixture(scope="module")
def provider() -> Iterator[int]:
    """The port of an identity provider."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield server.server_port


@pytest.fixture(scope="module")
def address(data: Path, provider: int) -> Iterator[str]:
    """A server that knows the provider."""
    port, secrets = free_port(), data.parent / "secrets.toml"
    secrets.write_text(SECRETS.format(own=f"http://127.0.0.1:{port}", provider=provider))
    with served(data, port, STREAMLIT_SECRETS_FILES=str(secrets), LVZHI_OIDC_CLAIM="sub") as at:
        yield at


def test_somebody_the_provider_knows_comes_in_and_goes_out_by_our_own_rules(data: Path, address: str, provider: int) -> None:
    its_own = (f"http://localhost:{provider}/", f"http://127.0.0.1:{provider}/")
    with chromium() as browser, visiting(browser, address, elsewhere=its_own) as visitor:
        page = visitor.page

        def identify(name: str) -> None:
            page.get_by_role("link", name="用统一身份登录").click()
            page.locator("input[name=sub]").fill(name, timeout=30_000)
            page.locator("button, input[type=submit]").first.click()

        visitor.open("account?from=a-link")
        identify("nobody-here")
        expect(page.get_by_role("alert")).to_contain_text("没有可用的账号", timeout=30_000)
        visitor.open("account?from=a-link")
        identify("园林办事处")
        expect(page.get_by_role("heading", level=1)).to_have_text("我的账号", timeout=30_000)
        assert page.url == f"{address}/account?from=a-link"
        named = {c.get("name"): c for c in page.context.cookies()}
        assert (named[COOKIE].get("httpOnly"), named[COOKIE].get("sameSite")) == (True, "Strict")
        assert not [name for name in named if name and name.startswith("_streamlit_user")]
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_role("heading", level=2)).to_have_text("登录", timeout=30_000)
        visitor.open("account")
        expect(page.get_by_role("heading", level=2)).to_have_text("登录")
    with Journal(DataDir(data).journal) as journal:
        said = [(e.body["act"], e.body["login"], e.body.get("how")) for e in journal.entries(kinds=["audit"])]
    assert said == [("login_refused", None, "oidc"), ("login", "园林", "oidc"), ("logout", "园林", None)]
