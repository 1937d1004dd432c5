"""All pages a viewer has, listened to one after the other, as the plain value that the file holds."""

from __future__ import annotations

import json
import logging
import runpy
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pandas as pd
from plotly.io import to_json

from lvzhi import measures
from lvzhi.access.model import ROLES
from lvzhi.charts.drawing import Drawing
from lvzhi.headings import defined
from lvzhi.viewer import scope
from lvzhi.web import dialogs, listening, rows
from lvzhi.web.chart import harmless
from lvzhi.web.head import ROOT, Page
from lvzhi.web.listening import Block, Chart, Defined, Figures, Listener, Rows, Said
from lvzhi.web.offline.tables import Tables
from lvzhi.web.routes import Route, menu
from lvzhi.web.source import Of

_SECTIONS = ("情况", "专项")
_OF_ONE = "unit"  # the page about one unit says nothing without one
_SILENT = ("streamlit.runtime.scriptrunner_utils.script_run_context", "streamlit.runtime.state.session_state_proxy")


def collected(page: Page) -> dict[str, Any]:
    """Return pages, tables, sources and places of the file; every number comes from the pages."""
    tables = Tables({f.id: f for f in page.workspace.forms})
    seen = scope(page.viewer, page.plan)
    return {
        "title": f"{page.plan.campaign.title}离线会议版",
        "about": [*rows.about_lines(page), f"{ROLES[page.viewer.role]}{page.viewer.filer or ''}所见"],
        "part": len(seen) < len(page.plan.filers),
        "pages": [_page(route, page, tables) for route in _pages(page)],
        "tables": tables.tables, "sources": tables.sources, "places": tables.places,
    }


def _pages(page: Page) -> tuple[Route, ...]:
    one = "unit" in page.filters
    return tuple(r for r in menu(page.viewer) if r.section in _SECTIONS and (one or r.url != _OF_ONE))


def _page(route: Route, page: Page, tables: Tables) -> dict[str, Any]:
    said = listened(route, page)
    return {"url": route.url, "title": route.title, "sentence": said.sentence, "blocks": list(_blocks(said, tables))}


def listened(route: Route, base: Page) -> Listener:
    """Run a page on a thread that no browser is behind, so that nothing of it reaches a screen."""
    said: list[Listener] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with listening.listening(base) as listener:
                said.append(listener)
                runpy.run_path(str(ROOT / route.path), run_name="page")
        except Exception as fault:
            failed.append(fault)

    with _silent():
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    if failed:
        raise failed[0]
    return said[0]


@contextmanager
def _silent() -> Iterator[None]:
    """Keep the framework from saying at every call that no browser is there: none is meant to be."""
    loggers = [logging.getLogger(name) for name in _SILENT]
    before = [logger.disabled for logger in loggers]
    try:
        for logger in loggers:
            logger.disabled = True
        yield
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.disabled = was


def _blocks(said: Listener, tables: Tables) -> Iterator[dict[str, Any]]:
    told = ""
    for block in said.blocks:
        if isinstance(block, Said) and not block.title and block is not said.blocks[-1]:
            told = "\n".join(part for part in (told, block.words) if part)  # stands over the chart that follows
            continue
        made = _MADE[type(block)](block, tables)
        if told and isinstance(block, Chart):
            made["told"] = told
        elif told:
            yield {"kind": "said", "title": "", "words": told}
        told = ""
        yield made


def _figures(block: Figures, tables: Tables) -> dict[str, Any]:
    return {"kind": "figures", "figures": [_figure(f, block, tables) for f in block.figures]}


def _figure(figure: Any, block: Figures, tables: Tables) -> dict[str, Any]:
    note = "\n".join(n for n in (figure.note, figure.before and f"上期同日 {figure.before}") if n)
    lists: list[list[Any]] = []
    if counted := figure.counted:
        of = Of(counted.measure, block.parameters)
        for words, names in (("分子" if counted.whole else "明细", counted.part), ("分母", counted.whole)):
            if names:
                found = dialogs.rows_of(block.page, of, names)
                table = tables.statement(block.page, of, dialogs.listed_by(of, names))
                lists.append([words, table, [int(n) for n in found.index]])
    return {"label": figure.label, "value": figure.value, "note": note, "lists": lists}


def _chart(block: Chart, tables: Tables) -> dict[str, Any]:
    of, (measure, statement) = Of(block.listed[0], block.parameters), block.listed
    frame = block.page.detail(measure, statement, **block.parameters) if block.frame is None else block.frame
    marks = {_text(values): _matching(frame, tuple(block.by)[:len(values)], values) for values in _values(block.figure)}
    shown = json.loads(to_json(harmless(block.figure), validate=False))
    return {"kind": "chart", "title": block.title, "figure": shown,
            "table": tables.statement(block.page, of, statement), "marks": marks}


def _matching(frame: pd.DataFrame, by: tuple[str, ...], values: tuple[Any, ...]) -> list[int]:
    return [int(n) for n in dict.fromkeys(dialogs.matching(frame, by, values).index)]


def _values(figure: Drawing) -> Iterator[tuple[Any, ...]]:
    """Yield what the marks of a chart are called, each once."""
    met = set()
    for trace in figure.to_dict()["data"]:
        for values in trace.get("customdata", ()):
            one = tuple(_scalar(v) for v in values)
            if _text(one) not in met:
                met.add(_text(one))
                yield one


def _scalar(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value) if isinstance(value, pd.Timestamp) else value


def _text(values: tuple[Any, ...]) -> str:
    """As the browser writes them."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"), default=str)


def _rows(block: Rows, tables: Tables) -> dict[str, Any]:
    if block.frame.empty:
        return {"kind": "said", "title": "", "words": f"{block.title}:{block.empty}"}
    table = tables.add(block.page, block.frame, block.columns, block.labels, block.of)
    return {"kind": "rows", "title": block.title, "table": table, "open": block.opened}


def _said(block: Said, tables: Tables) -> dict[str, Any]:
    return {"kind": "said", "title": block.title, "words": block.words}


def _defined(block: Defined, tables: Tables) -> dict[str, Any]:
    lines = [line for name in block.names for line in (measures.measure(name).title, *defined(name))]
    return {"kind": "definition", "lines": lines}


_MADE: Mapping[type[Block], Callable[[Any, Tables], dict[str, Any]]] = {
    Figures: _figures, Chart: _chart, Rows: _rows, Said: _said, Defined: _defined,
}
