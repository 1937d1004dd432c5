"""Who may do what, written out and tried: role × page, each opened for real; `python -m tests.test_access_matrix`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lvzhi.access.model import ROLES
from lvzhi.viewer import Viewer
from lvzhi.web import identity
from lvzhi.web.routes import ROUTES, Route
from tests.campaigns import campaign
from tests.signing import token_for

MENU = Path(__file__).resolve().parent.parent / "lvzhi" / "web" / "menu.py"
WHO: Mapping[str, Viewer | None] = {
    "visitor": None, "unit": Viewer("unit", "园林"), "group": Viewer("group", "三组"), "leader": Viewer("leader", "刘俊"),
    "office": Viewer("office"), "admin": Viewer("admin"),
}
_FIGURES = {
    "overview", "stages", "rectification", "satisfaction", "supervision", "reporting", "unit", "commitments",
    "self_inspection", "lists", "complaints", "assignments", "inspections", "projects", "accountability", "supervisors",
    "consultations", "publicity",
}
# Written out here, apart from the pages' own declaration: what each role is to find open.
OPEN: Mapping[str, set[str]] = {
    "visitor": set(),
    "unit": {"filing", "unit", "papers", "handover", "account"},
    "group": {"filing", *_FIGURES, "papers", "handover", "account"},
    "leader": {*_FIGURES, "papers", "consolidated", "account"},
    "office": {"filing", *_FIGURES, "papers", "load", "objections", "consolidated", "accounts", "audit", "backups", "handover",
               "account"},
    # Figures of the whole bureau, rows of nobody, papers of nobody.
    "admin": {*_FIGURES, "accounts", "audit", "backups", "account"},
}
OPENED, LOGIN, REFUSED = "看", "登录", "–"


@dataclass(frozen=True)
class Cell:
    """A page as somebody found it."""

    page: Route
    who: str
    found: str


def opened(app: AppTest, page: Route) -> str:
    """Say what became of a page: shown, sent to the login, or refused with nothing of it on the screen."""
    if [e.message for e in app.exception]:
        return str(app.exception[0].message)
    shown = (*app.metric, *app.dataframe, *app.selectbox, *app.get("download_button"), *app.get("file_uploader"))
    told = [i.value for i in app.info]
    if told == ["请先登录。登录后回到这一页。"] and not (shown or app.title):
        return LOGIN
    if told and told[0].startswith("这一页由") and not shown:
        return REFUSED
    return OPENED if [t.value for t in app.title] == [page.title] else "?"


def walk(data: Path, patch: pytest.MonkeyPatch, who: str, pages: tuple[Route, ...]) -> Iterator[Cell]:
    """Open pages as somebody, by their addresses, one after the other."""
    patch.setenv("LVZHI_DATA", str(data))
    viewer = WHO[who]
    held = {identity.COOKIE: token_for(data, viewer)} if viewer else {}
    patch.setattr(identity, "cookies", lambda: held)
    app = AppTest.from_file(str(MENU), default_timeout=60).run()
    for page in pages:
        yield Cell(page, who, opened(app.switch_page(f"../../{page.path}").run(), page))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("matrix") / "data"
    with campaign(folder):
        pass
    yield folder
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("who", WHO)
def test_what_is_closed_to_a_role_is_closed(data: Path, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    closed = tuple(r for r in ROUTES if r.url not in OPEN[who])
    wanted = LOGIN if who == "visitor" else REFUSED
    assert {c.page.url: c.found for c in walk(data, monkeypatch, who, closed)} == {r.url: wanted for r in closed}


@pytest.mark.soak
@pytest.mark.parametrize("who", [w for w in WHO if OPEN[w]])
def test_what_is_open_to_a_role_is_open(data: Path, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    mine = tuple(r for r in ROUTES if r.url in OPEN[who])
    assert {c.page.url: c.found for c in walk(data, monkeypatch, who, mine)} == {r.url: OPENED for r in mine}


def test_every_page_is_declared_as_it_is_written_here() -> None:
    assert {who: {r.url for r in ROUTES if who in r.roles} for who in ROLES} == {who: OPEN[who] for who in ROLES}


def main() -> None:
    """Print the matrix as it was found."""
    names = {"visitor": "未登录", **ROLES}
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        with campaign(Path(folder) / "data"):
            pass
        found = {(c.who, c.page.url): c.found for who in WHO for c in walk(Path(folder) / "data", patch, who, ROUTES)}
        st.cache_resource.clear()
    lines = ["| 页面 | " + " | ".join(names[w] for w in WHO) + " |", "|---|" + "---|" * len(WHO)]
    lines += [f"| {r.title} | " + " | ".join(found[w, r.url] for w in WHO) + " |" for r in ROUTES]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
