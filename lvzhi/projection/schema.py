"""Make the tables, macros and views of the projection in an empty database, and fingerprint their origin."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from lvzhi.form import Form
from lvzhi.projection.macros import form_macros
from lvzhi.projection.tables import all_tables

PACKAGE = Path(__file__).resolve().parent.parent
VIEWS = PACKAGE / "sql" / "views"
_FIRST = ("filing", "plan")  # what the forms' own macros rest on
_CODE = ("form.py", "kinds", "values.py", "intake", "projection", "store.py")  # what rows depend on
_MADE = re.compile(r"\b(?:macro|create table)\s+\"?(\w+)\"?\s*\(", re.IGNORECASE)
_CALL = re.compile(r"\b(\w+)\"?\s*\(")
_ROWS = re.compile(r"\brows_\w+")
_COMMENT = re.compile(r"--[^\n]*")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # of a function a kind holds: another one in every process
_OF_FORMS = ("_versions", "_at")  # how the forms' own macros are named


def create(connection: duckdb.DuckDBPyConnection, forms: Sequence[Form]) -> None:
    """Make all tables, then all macros, in a database that has none of them."""
    for statement in statements(forms):
        connection.execute(statement)


def statements(forms: Sequence[Form]) -> tuple[str, ...]:
    """Return the SQL of everything `create` makes, in order."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in sorted(VIEWS.glob("*.sql"))}
    first = [files.pop(name) for name in _FIRST]
    made = [*(table.ddl for table in all_tables(forms)), *first, *map(form_macros, forms)]
    return (*made, *_in_order(list(files.values()), _made(made)))


def _in_order(views: Sequence[str], made: frozenset[str]) -> Iterator[str]:
    """Yield views after those they use; one that uses a form not in use is left out.

    DuckDB binds a macro when it is made, so neither can wait.
    """
    pending, promised = list(views), _made(views)
    while ready := [view for view in pending if _used(view, promised) - _made([view]) <= made]:
        yield from ready
        made |= _made(ready)
        pending = [view for view in pending if view not in ready]


def _made(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for text in texts for name in _MADE.findall(text))


def _used(view: str, promised: frozenset[str]) -> frozenset[str]:
    code = _COMMENT.sub("", view).lower()
    called = frozenset(_CALL.findall(code))
    macros = frozenset(name for name in called if name in promised or name.endswith(_OF_FORMS))
    return macros | frozenset(_ROWS.findall(code))


def fingerprint(forms: Sequence[Form]) -> str:
    """Hash everything the stored rows and macros depend on: forms, SQL, code, the database's version."""
    declared = [_ADDRESS.sub("", repr((c.id, c.kind))) for form in forms for c in form.all_columns]
    parts = [duckdb.__version__, *statements(forms), *declared, *map(_source, _code_files())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _code_files() -> Iterable[Path]:
    for name in _CODE:
        path = PACKAGE / name
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]


def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
