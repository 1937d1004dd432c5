"""The import law and the shape of the code (docs/architecture.md), kept by looking at the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [p for top in ("lvzhi", "schemas", "pages") for p in sorted((ROOT / top).rglob("*.py"))] + [ROOT / "app.py"]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
MAY_KNOW_FORMS = ("lvzhi/web/", "lvzhi/__main__.py", "schemas/")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def top(module: str) -> str:
    return module.partition(".")[0]


def test_only_web_and_the_command_line_know_the_forms() -> None:
    found = [
        named(p) for p in SOURCES
        if "schemas" in {top(m) for m in imports(p)} and not named(p).startswith(MAY_KNOW_FORMS)
    ]
    assert found == []


def test_streamlit_only_where_the_screen_is() -> None:
    found = [
        named(p) for p in SOURCES
        if "streamlit" in {top(m) for m in imports(p)} and not named(p).startswith(("lvzhi/web/", "pages/", "app.py"))
    ]
    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_only_asks_charts_and_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    used = {top(m) for m in imports(page)}
    assert used & {"duckdb", "pandera", "openpyxl", "xlsxwriter", "pages"} == set()
    assert [word for word in ("groupby", "unsafe_allow_html", "select ", ".sum(") if word in text] == []
    assert text.count("\n") <= 250


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_first_call_of_a_page_is_the_guard(page: Path) -> None:
    body = ast.parse(page.read_text(encoding="utf-8")).body
    does = [n for n in body if not isinstance(n, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))]
    does = [n for n in does if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
    first = next(c for n in does for c in ast.walk(n) if isinstance(c, ast.Call))
    assert ast.unparse(first.func).split(".")[-1] == "guard"


def test_nothing_of_the_seed_is_in_the_code() -> None:
    words = ("潜江", "园林", "刘俊", "鄂办文", "qianjiang")
    found = [(named(p), w) for p in SOURCES for text in said(p) for w in words if w in text]
    assert found == []


def said(path: Path) -> Iterator[str]:
    """Strings the code works with; docstrings may give examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(n.body[0].value) for n in ast.walk(tree)
        if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef)) and n.body and isinstance(n.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_files_can_be_held_in_the_head() -> None:
    long = {named(p): n for p in SOURCES if (n := p.read_text(encoding="utf-8").count("\n")) > 400}
    assert long == {}
