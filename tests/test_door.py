"""What a server does about accounts when it starts, and what its login page shows of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lvzhi.access.people import ADMIN, EXAMPLE_PASSWORD, wanted
from lvzhi.viewer import Viewer
from lvzhi.web.door import Doors
from lvzhi.web.identity import COOKIE
from lvzhi.web.settings import settings
from lvzhi.web.under_way import OF_A_NAME, OF_AN_ADDRESS, UnderWay
from tests.campaigns import campaign, plan_of
from tests.signing import PASSWORD, access_of, login_of

SMALL = Path("tests/plans/small.yaml")
OWN = "http://lvzhi.local"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A campaign no server has shown yet."""
    folder = tmp_path / "data"
    with campaign(folder, SMALL):
        pass
    monkeypatch.setenv("LVZHI_DATA", str(folder))
    yield folder
    settings.cache_clear()
    st.cache_resource.clear()


def door() -> TestClient:
    return TestClient(Starlette(routes=Doors().routes()), OWN, follow_redirects=False)


def test_a_real_campaign_prints_its_administrators_password_at_the_first_start(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = door().get("/login").text
    assert "演示账号" not in page
    found = re.search(r"登录名 (\S+),一次性密码 ([a-z2-9-]{14})\n", capsys.readouterr().out)
    assert found is not None
    answer = door().post("/login", data={"login": found[1], "password": found[2]}, headers={"origin": OWN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/password?next=%2F")
    st.cache_resource.clear()
    door().get("/login")
    assert "密码" not in capsys.readouterr().out


def test_the_example_shows_its_accounts_and_each_of_them_comes_in(data: Path) -> None:
    mark = data / "campaign.toml"
    mark.write_text(mark.read_text().replace("demo = false", "demo = true"))
    page = door().get("/login?next=/account").text
    assert EXAMPLE_PASSWORD in page
    options = re.findall(r'<option value="([^"]+)">', page)
    assert options == [w.login for w in wanted(plan_of(SMALL))] + [ADMIN]
    shortcuts = re.findall(r'name="login" value="([^"]+)">', page)
    assert len(shortcuts) == 5
    for login in {*shortcuts, options[-2]}:
        answer = door().post("/login", data={"login": login, "password": EXAMPLE_PASSWORD, "next": "/account"},
                             headers={"origin": OWN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/account"), login


def test_one_who_asks_without_end_leaves_room_for_the_building() -> None:
    under_way = UnderWay()
    with ExitStack() as stack:
        guesses = [stack.enter_context(under_way.one_more("10.0.0.1", "园林")) for _ in range(50)]
        assert guesses == [True] * OF_A_NAME + [False] * (50 - OF_A_NAME)
        assert stack.enter_context(under_way.one_more("10.0.0.1", "泰丰"))
        flood = [stack.enter_context(under_way.one_more("10.0.0.1", f"名{n}")) for n in range(OF_AN_ADDRESS)]
        assert flood.count(True) == OF_AN_ADDRESS - OF_A_NAME - 1
        assert stack.enter_context(under_way.one_more("10.0.0.2", "园林"))
    with under_way.one_more("10.0.0.1", "园林") as room:
        assert room


@pytest.mark.parametrize(("tls", "secure"), [("", False), ("1", True)])
def test_behind_tls_the_cookie_travels_by_tls_alone(
    tls: str, secure: bool, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LVZHI_TLS", tls)
    settings.cache_clear()
    unit = login_of(data, Viewer("unit", plan_of(SMALL).units[0].code))
    answer = door().post("/login", data={"login": unit, "password": PASSWORD}, headers={"origin": OWN})
    assert bool(SimpleCookie(answer.headers["set-cookie"])[COOKIE]["secure"]) is secure


def test_what_people_type_is_shown_as_text(data: Path) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = door().post("/login", data={"login": hostile, "password": "x", "next": f"/x?{hostile}"},
                         headers={"origin": OWN})
    assert answer.status_code == 401
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    with access_of(data) as access:
        assert access.accounts.find(hostile, access.now()) is None
