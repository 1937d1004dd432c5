"""What people typed is text on every page: markup in every text column of the example, in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lvzhi.datadir import opened
from lvzhi.kinds import LongText, Person, Text
from lvzhi.web.routes import ROUTES
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.browser.server import served
from tests.browser.visitor import chromium, visiting

pytestmark = [pytest.mark.browser, pytest.mark.soak]
# HTML, a link and a picture in Markdown, a formula and a colour of Streamlit's, a link of Plotly's.
HOSTILE = (
    "<img src=x onerror=\"window.harm=1\"><script>window.harm=2</script><a href=\"javascript:window.harm=3\">点</a>"
    "![图](http://203.0.113.9/x.png)[链](http://203.0.113.9/)$x^2$:red[红]"
)
HARM = """() => [
  window.harm ?? null, document.querySelectorAll('img[src="x"]').length,
  document.querySelectorAll('a[href^="javascript:"], a[*|href^="javascript:"]').length,
  document.querySelectorAll('[src*="203.0.113.9"], a[href*="203.0.113.9"]').length,
  document.querySelectorAll('.katex').length,
]"""


def plant(data: Path) -> int:
    """Write the hostile text into every free text of every row; return how many columns there are."""
    columns = [
        (form.id, column.id) for form in FORMS for column in form.all_columns
        if isinstance(column.kind, Text | LongText | Person) and column.id not in form.key
    ]
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        for form, column in columns:
            cursor.execute(f'update "rows_{form}" set "{column}" = $text where "{column}" is not null', {"text": HOSTILE})
    return len(columns)


def test_markup_that_people_typed_is_shown_as_it_stands(example: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(example, data)
    assert plant(data) > 80
    with served(data) as address, chromium() as browser, visiting(browser, address) as visitor:
        dialogs: list[str] = []
        visitor.page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
        visitor.enter("局履职办")
        harmed: dict[str, list[object]] = {}
        seen = ""
        for page in [r for r in ROUTES if "office" in r.roles]:
            visitor.open(page.url)
            for fold in visitor.page.get_by_test_id("stExpander").locator("summary").all():
                fold.click()
            visitor.settle()
            seen += visitor.page.locator("body").inner_text()
            found = visitor.page.evaluate(HARM)
            if found != [None, 0, 0, 0, 0]:
                harmed[page.url] = found
        assert (harmed, dialogs) == ({}, [])
        # The text did come to the screen, or nothing is shown by this.
        assert "<img src=x" in seen
