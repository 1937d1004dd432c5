"""Pictures of the pages, in the manners they are looked at in: `python -m tests.screenshots`."""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lvzhi.access.model import ROLES
from lvzhi.settings import data_path
from lvzhi.web.routes import ROUTES
from tests.browser.server import ROOT, served
from tests.browser.visitor import DESKTOP, PHONE, Visitor, chromium, visiting


@dataclass(frozen=True)
class Manner:
    """How a page is looked at; `printed`: as the pages of its PDF."""

    size: Mapping[str, int] = field(default_factory=lambda: DESKTOP)
    zoom: float = 1
    dark: bool = False
    printed: bool = False


MANNERS: Mapping[str, Manner] = {
    "desktop": Manner(), "phone": Manner(PHONE), "dark": Manner(dark=True), "zoomed": Manner(zoom=1.25),
    "print": Manner(printed=True), "dark-print": Manner(dark=True, printed=True),
}
# What docs/images holds: these pages, each in these manners.
OF_THE_DOCUMENTS = ("desktop", "phone")
PICTURED = ("account", "accounts", "audit", "consolidated", "filing", "handover", "load", "overview", "plan",
            "rectification", "reporting", "satisfaction", "stages", "supervision")


def main() -> None:
    """Write pictures of the pages of the documents, of some or of every one that somebody has.

    Somebody is a role, or one of a role as 填报单位:园林办事处民政办.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / data_path(os.environ), metavar="DIR")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images", metavar="DIR")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--only", action="append", default=[], metavar="PAGE")
    which.add_argument("--every", action="store_true", help="every page, not those of the documents alone")
    parser.add_argument("--manner", action="append", choices=MANNERS, default=[])
    parser.add_argument("--as", dest="who", default=ROLES["office"], metavar="ROLE[:WHOSE]")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    role, _, whose = args.who.partition(":")
    has = next(name for name, words in ROLES.items() if words == role)
    pages = [r for r in ROUTES if has in r.roles and (args.every or r.url in (args.only or PICTURED))]
    with served(args.data) as address, chromium() as browser:
        for name in args.manner or OF_THE_DOCUMENTS:
            manner = MANNERS[name]
            with visiting(browser, address, manner.size, zoom=manner.zoom, dark=manner.dark) as visitor:
                visitor.enter(role, whose or None)
                for route in pages:
                    visitor.open_in_menu(route.title)
                    _picture(visitor, manner, args.out / f"{route.url}-{name}.png")


def _picture(visitor: Visitor, manner: Manner, path: Path) -> None:
    if manner.printed:
        _print(visitor, path)
    else:
        _whole(visitor, path)


def _print(visitor: Visitor, path: Path) -> None:
    """Print the page and take the sheets."""
    paper = path.with_suffix(".pdf")
    visitor.page.pdf(path=str(paper), prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-r", "60", "-png", str(paper), str(path.with_suffix(""))], check=True)
    paper.unlink()


def _whole(visitor: Visitor, path: Path) -> None:
    """Take the whole page: the window grows to what the page scrolls."""
    page = visitor.page
    size = page.viewport_size or DESKTOP
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    visitor.settle()
    page.screenshot(path=str(path))
    page.set_viewport_size({"width": size["width"], "height": size["height"]})


if __name__ == "__main__":
    main()
