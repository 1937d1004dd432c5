"""Pictures of every page for the documents: `python -m tests.screenshots`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from lvzhi.settings import data_path
from lvzhi.web.routes import ROUTES
from tests.browser.server import ROOT, served
from tests.browser.visitor import DESKTOP, PHONE, Visitor, chromium, visiting


def main() -> None:
    """Write desktop and phone pictures of every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / data_path(os.environ), metavar="DIR")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images", metavar="DIR")
    parser.add_argument("--only", action="append", default=[], metavar="PAGE")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with served(args.data) as address, chromium() as browser:
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            with visiting(browser, address, size) as visitor:
                _tour(visitor, name, args.out, args.only)


def _tour(visitor: Visitor, name: str, out: Path, only: list[str]) -> None:
    visitor.enter("局履职办")
    for route in ROUTES:
        if not only or route.url in only:
            visitor.open_in_menu(route.title)
            _picture(visitor, out / f"{route.url}-{name}.png")


def _picture(visitor: Visitor, path: Path) -> None:
    """Take the whole page: the window grows to what the page scrolls."""
    page = visitor.page
    size = page.viewport_size or DESKTOP
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    visitor.settle()
    page.screenshot(path=str(path))
    page.set_viewport_size(dict(size))


if __name__ == "__main__":
    main()
