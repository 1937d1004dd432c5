"""While a server opens its campaign, browsers are told so and get the page by themselves."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lvzhi.web import opening
from lvzhi.web.ready import Opening, Ready
from tests.campaigns import campaign

DOCUMENT = {"accept": "text/html"}


def asked(campaign: Opening, patience: float) -> TestClient:
    async def there(request: object) -> PlainTextResponse:
        return PlainTextResponse("there")

    routes = [Route(path, there, methods=["GET", "POST"]) for path in ("/overview", "/login", "/health", "/static/a.js")]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Ready, campaign=campaign, patience=patience)]))


def test_until_the_campaign_is_open_a_page_says_so_and_asks_again() -> None:
    go_on = threading.Event()
    client = asked(Opening(go_on.wait), 0.01)
    page = client.get("/overview", headers=DOCUMENT)
    assert page.status_code == 503 and "正在整理已收到的报送簿" in page.text
    assert '<meta http-equiv="refresh" content="3">' in page.text and page.headers["cache-control"] == "no-store"
    assert client.post("/login").status_code == 503
    health = client.get("/health")
    assert (health.status_code, health.json()) == (503, {"ok": False})
    assert client.get("/static/a.js").text == "there"  # nothing of the campaign's
    go_on.set()
    for path in ("/overview", "/login", "/health"):
        patient = asked(Opening(go_on.wait), 5)
        assert patient.get(path, headers=DOCUMENT).text == "there"


def test_it_is_opened_once_however_many_ask_and_begun_when_the_server_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with campaign(tmp_path / "data"):
        pass
    monkeypatch.setenv("LVZHI_DATA", str(tmp_path / "data"))
    opened = []
    held = Opening(lambda: opened.append(opening.found()))
    with asked(held, 30) as client:
        held.begin().result(30)
        assert len(opened) == 1
        assert [client.get("/overview", headers=DOCUMENT).text for _ in range(3)] == ["there"] * 3
    assert [workspace.datadir.path for workspace in opened] == [tmp_path / "data"]


def test_where_there_is_no_campaign_the_page_itself_says_so_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LVZHI_DATA", str(tmp_path / "none"))
    client = asked(Opening(), 30)
    assert [client.get("/overview", headers=DOCUMENT).text for _ in range(2)] == ["there", "there"]
    assert not (tmp_path / "none").exists()
    with campaign(tmp_path / "none"):
        pass
    assert client.get("/overview", headers=DOCUMENT).text == "there"
