"""Unified login at the door: what vouches for whom, and what is believed of nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from starlette.testclient import TestClient
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from lvzhi.access.accounts import Wanted
from lvzhi.datadir import DataDir
from lvzhi.journal import Journal
from lvzhi.web.identity import COOKIE
from lvzhi.web.settings import settings
from tests.campaigns import campaign
from tests.signing import PASSWORD, access_of
from tests.test_door import OWN, door

PROXY, KEY = "a-secret-of-proxy-and-server", "a-secret-of-the-framework"
ANSWER = "_streamlit_user"


def headers(proof: str | None) -> list[tuple[bytes, bytes]]:
    """What a proxy sends along: a name in UTF-8, as they do, and its proof."""
    named = [(b"x-user", "园林办事处".encode())]
    return named if proof is None else [*named, (b"x-lvzhi-proxy", proof.encode())]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A server with both ways switched on; 园林 has a one-time password nobody has used, 泰丰 is closed."""
    folder = tmp_path / "data"
    with campaign(folder):
        pass
    with access_of(folder) as access:
        by = access.by("管理员")
        access.accounts.create([Wanted("园林", "unit", "园林"), Wanted("泰丰", "unit", "泰丰")], by)
        access.accounts.disable("泰丰", by)
    for name, value in (("DATA", str(folder)), ("USER_HEADER", "X-User"), ("PROXY_SECRET", PROXY),
                        ("OIDC_CLAIM", "preferred_username")):
        monkeypatch.setenv(f"LVZHI_{name}", value)
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f'[auth]\nredirect_uri = "{OWN}/oauth2callback"\ncookie_secret = "{KEY}"\n')
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(secrets)])
    secrets_singleton._reset()
    settings.cache_clear()
    yield folder
    config.set_option("secrets.files", before)
    secrets_singleton._reset()
    settings.cache_clear()
    st.cache_resource.clear()


def told(name: str, key: str = KEY, origin: str = OWN, **more: object) -> TestClient:
    """A browser that comes back from the provider with its answer, as the framework keeps it."""
    said = {"preferred_username": name, "is_logged_in": True, "origin": origin, **more}
    client = door()
    client.cookies.set(ANSWER, create_signed_value(key, ANSWER, json.dumps(said)).decode(), domain="lvzhi.local")
    return client


def test_the_account_of_the_providers_name_comes_in_once(data: Path) -> None:
    client = told("园林办事处")
    answer = client.get("/login?next=/filing")
    assert (answer.status_code, answer.headers["location"]) == (303, "/filing")
    assert [name for name in client.cookies if name.startswith("_streamlit")] == []
    assert client.post("/logout", headers={"origin": OWN}).headers["location"] == "/login"
    assert client.get("/login").status_code == 200
    with access_of(data) as access:
        assert not access.accounts.named("园林", access.now()).must_change
    with Journal(DataDir(data).journal) as journal:
        said = [(e.body["act"], e.body["login"], e.body.get("how")) for e in journal.entries(kinds=["audit"])]
    assert said == [("login", "园林", "oidc"), ("logout", "园林", None)]


def test_an_answer_that_is_not_the_providers_is_nobodys(data: Path) -> None:
    for client in (told("园林", key="guessed"), told("园林", origin="http://elsewhere"),
                   told("园林", is_logged_in=False), told("")):
        answer = client.get("/login")
        assert (answer.status_code, COOKIE in client.cookies, "用统一身份登录" in answer.text) == (200, False, True)


def test_somebody_without_an_open_account_may_still_use_a_password(data: Path) -> None:
    with access_of(data) as access:
        access.accounts.create([Wanted("第二个", "office")], access.by("管理员"), PASSWORD)
    for name in ("没有", "泰丰"):
        client = told(name)
        answer = client.get("/login?next=/filing")
        assert (answer.status_code, COOKIE in client.cookies) == (403, False)
        assert f"统一身份“{name}”在这里没有可用的账号" in answer.text
        back = client.post("/login", data={"login": "第二个", "password": PASSWORD}, headers={"origin": OWN})
        assert (back.status_code, COOKIE in client.cookies) == (303, True)


def test_the_way_back_is_kept_while_the_browser_is_at_the_providers(data: Path) -> None:
    client = told("园林")
    client.cookies.delete(ANSWER)
    client.get("/login?next=/account")
    back = told("园林")
    back.cookies.update(client.cookies)
    assert back.get("/login?next=/").headers["location"] == "/account"


def test_a_name_in_a_header_counts_beside_the_proxys_secret_alone(data: Path) -> None:
    for secret in (None, "", PROXY[:-1], PROXY + "x"):
        client = door()
        assert client.get("/login", headers=headers(secret)).status_code == 200
        assert COOKIE not in client.cookies
    client = door()
    answer = client.get("/login?next=/filing", headers=headers(PROXY))
    assert (answer.status_code, answer.headers["location"], COOKIE in client.cookies) == (303, "/filing", True)


@pytest.mark.parametrize("off", ["USER_HEADER", "PROXY_SECRET"])
def test_a_header_without_both_settings_is_nothing(off: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"LVZHI_{off}", "")
    settings.cache_clear()
    client = door()
    for proof in (PROXY, ""):
        assert client.get("/login", headers=headers(proof)).status_code == 200
    assert COOKIE not in client.cookies
