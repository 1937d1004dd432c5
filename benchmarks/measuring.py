"""Each measure over many row versions, beside one scan of the columns of the tables that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.timing import Result, Side, beside
from lvzhi import measures
from lvzhi.datadir import opened
from lvzhi.form import Form
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS

SQL = Path(measures.__file__).parent / "sql"


def measuring(data: Path, rounds: int) -> Iterator[Result]:
    """Yield one result per measure: all its statements but the cells, and the scan."""
    titles = {f.id: f.title for f in FORMS}
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        now, office = workspace.clock.now(), Viewer("office")
        for path in sorted((SQL / "measures").glob("*.sql")):
            tables = _tables(path, FORMS)

            def ours(name: str = path.stem) -> object:
                return measures.run(cursor, workspace.plan, name, now, {}, office, (), titles=titles)

            def scan(tables: tuple[Form, ...] = tables) -> None:
                for form in tables:
                    _scan(cursor, form)

            yield beside(path.stem, (Side("ours", ours), Side("one scan", scan)), rounds)


def row_versions(data: Path) -> int:
    """Return how many row versions a data directory's projection holds."""
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        return sum(int((cursor.execute(f'select count(*) from "rows_{f.id}"').fetchone() or (0,))[0]) for f in FORMS)


def _tables(path: Path, forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Return the forms whose rows a file of SQL reads, by itself or through the views it names."""
    texts = {view.stem: view.read_text(encoding="utf-8") for view in (SQL / "views").glob("*.sql")}
    text = path.read_text(encoding="utf-8")
    said = {text} | {t for t in texts.values() if any(name in text for name in _made(t))}
    while (more := said | {t for t in texts.values() for s in said if any(name in s for name in _made(t))}) != said:
        said = more
    whole = "\n".join(said)
    return tuple(f for f in forms if re.search(rf"\b({f.id}_at|{f.id}_versions|rows_{f.id})\b", whole))


def _made(text: str) -> list[str]:
    return re.findall(r"create or replace (?:temp )?(?:macro|view|table) (\w+)", text)


def _scan(cursor: duckdb.DuckDBPyConnection, form: Form) -> None:
    cursor.execute(f'select sum(hash(columns(*)) % 2) from "rows_{form.id}"').fetchall()
