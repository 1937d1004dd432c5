"""role × page: each opened by its address, through the menu script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lvzhi.viewer import Viewer
from lvzhi.web import identity
from lvzhi.web.routes import ROUTES, Route
from tests.matrix.cells import DONE, REFUSED, Cell
from tests.signing import token_for

MENU = Path(__file__).resolve().parents[2] / "lvzhi" / "web" / "menu.py"
_FIGURES = {
    "overview", "stages", "rectification", "satisfaction", "supervision", "reporting", "unit", "commitments",
    "self_inspection", "lists", "complaints", "assignments", "inspections", "projects", "accountability", "supervisors",
    "consultations", "publicity",
}
# Written out here, apart from the pages' own declaration: what each role is to find open.
OPEN: Mapping[str, set[str]] = {
    "visitor": set(),
    "unit": {"filing", "unit", "papers", "handover", "account"},
    "group": {"filing", *_FIGURES, "closing", "assigning", "recheck", "papers", "handover", "account"},
    "leader": {*_FIGURES, "recheck", "papers", "consolidated", "account"},
    "office": {"filing", *_FIGURES, "closing", "assigning", "recheck", "papers", "load", "objections", "consolidated", "below", "plan", "accounts", "audit", "backups", "handover",
               "account"},
    # Figures of the whole bureau, rows of nobody, papers of nobody.
    "admin": {*_FIGURES, "accounts", "audit", "backups", "account"},
}
TITLES = {r.url: r.title for r in ROUTES}


def cells(data: Path, patch: pytest.MonkeyPatch, viewers: Mapping[str, Viewer | None],
          pages: Sequence[Route] = ROUTES) -> Iterator[Cell]:
    """Open pages as everybody, by their addresses, one after the other."""
    patch.setenv("LVZHI_DATA", str(data))
    for who, viewer in viewers.items():
        held = {identity.COOKIE: token_for(data, viewer)} if viewer else {}
        patch.setattr(identity, "cookies", lambda held=held: held)
        app = AppTest.from_file(str(MENU), default_timeout=60).run()
        for page in pages:
            found = opened(app.switch_page(f"../../{page.path}").run(), page, viewer is None)
            yield Cell(page.url, who, page.url in OPEN[who], found)


def opened(app: AppTest, page: Route, visitor: bool) -> str:
    """Say what became of a page: shown, sent to the login, or refused with nothing of it on the screen."""
    if [e.message for e in app.exception]:
        return str(app.exception[0].message)
    told = [i.value for i in app.info]
    nothing = not (*app.metric, *app.dataframe, *app.selectbox, *app.get("download_button"), *app.get("file_uploader"))
    if told == ["请先登录。登录后回到这一页。"] and nothing and not app.title and visitor:
        return REFUSED
    if told and told[0].startswith("这一页由") and nothing and not visitor:
        return REFUSED
    return DONE if [t.value for t in app.title] == [page.title] else "?"
