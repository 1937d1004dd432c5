"""Make the tables, macros and views of the projection in an empty database, and fingerprint their origin."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from lvzhi.form import Form
from lvzhi.projection.macros import form_macros
from lvzhi.projection.tables import all_tables

PACKAGE = Path(__file__).resolve().parent.parent
VIEWS = PACKAGE / "sql" / "views"
_FIRST = ("filing", "plan")  # what the forms' own macros rest on
_CODE = ("form.py", "kinds.py", "values.py", "intake", "projection", "store.py")  # what rows depend on
_MACRO_MADE = re.compile(r"\bmacro\s+\"?(\w+)\"?\s*\(", re.IGNORECASE)
_MACRO_USED = re.compile(r"\b(\w+_(?:versions|at))\s*\(", re.IGNORECASE)


def create(connection: duckdb.DuckDBPyConnection, forms: Sequence[Form]) -> None:
    """Make all tables, then all macros, in a database that has none of them."""
    for statement in statements(forms):
        connection.execute(statement)


def statements(forms: Sequence[Form]) -> tuple[str, ...]:
    """Return the SQL of everything `create` makes, in order."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in sorted(VIEWS.glob("*.sql"))}
    first = [files.pop(name) for name in _FIRST]
    made = [*(table.ddl for table in all_tables(forms)), *first, *map(form_macros, forms)]
    for text in files.values():
        if not _missing(text, made):
            made.append(text)
    return tuple(made)


def _missing(view: str, before: Iterable[str]) -> set[str]:
    # DuckDB binds a macro when it is made: a view over a form that is not in use cannot be made at all.
    made = {name.lower() for text in (*before, view) for name in _MACRO_MADE.findall(text)}
    code = re.sub(r"--[^\n]*", "", view)
    return {name.lower() for name in _MACRO_USED.findall(code)} - made


def fingerprint(forms: Sequence[Form]) -> str:
    """Hash everything the stored rows and macros depend on: forms, SQL, code, the database's version."""
    declared = [repr((c.id, c.label, c.system, c.kind)) for form in forms for c in form.all_columns]
    parts = [duckdb.__version__, *statements(forms), *declared, *map(_source, _code_files())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _code_files() -> Iterable[Path]:
    for name in _CODE:
        path = PACKAGE / name
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]


def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
