"""Each measure over many row versions, beside one scan of the columns it reads, and beside pandas for the heaviest."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import duckdb

from benchmarks import in_pandas
from benchmarks.timing import Result, Side, beside
from lvzhi import measures
from lvzhi.datadir import opened
from lvzhi.form import Form
from lvzhi.measure_files import parts_read
from lvzhi.projection import kept
from lvzhi.projection.tables import quoted, rows_table
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS

SQL = Path(measures.__file__).parent / "sql"


def measuring(data: Path, rounds: int) -> Iterator[Result]:
    """Yield one result per measure: rows and totals, the scan, and pandas where there is one."""
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        work = _works(workspace, cursor)
        for name, (ours, scan) in work.items():
            sides = [Side("ours", ours, partial(kept.forget, cursor)), Side("ours, its parts kept", ours)]
            if scan is not None:
                sides.append(Side("one scan", scan))
            yield beside(name, (*sides, *_pandas(name, workspace, cursor, ours)), rounds)


def costs(data: Path, rounds: int) -> Mapping[str, float]:
    """Seconds of the processor, of the best round: each measure, all of them, the scans of what they all read."""
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        work = _works(workspace, cursor)
        forget = partial(kept.forget, cursor)
        ours = {name: _cpu(run, rounds, forget) for name, (run, _) in work.items()}
        scans = [_cpu(scan, rounds) for _, scan in work.values() if scan is not None]
    return {"all measures": sum(ours.values()), "all their scans": sum(scans), **ours}


def _works(
    workspace: Workspace, cursor: duckdb.DuckDBPyConnection
) -> dict[str, tuple[Callable[[], measures.Result], Callable[[], None] | None]]:
    """Each measure, and the scan of the rows it reads: none where it reads books alone, as `reporting` does."""
    titles, now, office = {f.id: f.title for f in FORMS}, workspace.clock.now(), Viewer("office")

    def run(name: str) -> Callable[[], measures.Result]:
        return lambda: measures.run(cursor, workspace.plan, name, now, {}, office, (), titles=titles)

    def scan(path: Path) -> Callable[[], None] | None:
        read = _columns(path)
        return (lambda: [cursor.execute(sql).fetchall() for sql in read] and None) if read else None

    return {path.stem: (run(path.stem), scan(path)) for path in sorted((SQL / "measures").glob("*.sql"))}


def _pandas(
    name: str, workspace: Workspace, cursor: duckdb.DuckDBPyConnection, ours: Callable[[], measures.Result]
) -> Iterator[Side]:
    if name in in_pandas.MEASURES:
        as_of = measures.instant(workspace.clock.now(), workspace.plan)
        held = in_pandas.frames(cursor, as_of)
        in_pandas.agree(name, in_pandas.MEASURES[name](held, as_of), ours().totals)
        yield Side("pandas", lambda: in_pandas.MEASURES[name](held, as_of))


def _cpu(run: Callable[[], object], rounds: int, prepare: Callable[[], object] = lambda: None) -> float:
    taken = []
    for _ in range(rounds + 1):
        prepare()
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return min(taken)


def row_versions(data: Path) -> int:
    """Return how many row versions a data directory's projection holds."""
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        return sum(int((cursor.execute(f'select count(*) from "rows_{f.id}"').fetchone() or (0,))[0]) for f in FORMS)


def _read(path: Path) -> str:
    """Return the SQL of a file and of the views it names, by itself or through others."""
    texts = {view.stem: view.read_text(encoding="utf-8") for view in (SQL / "views").glob("*.sql")}
    own = path.read_text(encoding="utf-8")
    said = {own, "\n".join(sql.replace(";", "") for sql in parts_read(own).values())}
    while (more := said | {t for t in texts.values() for s in said if any(name in s for name in _made(t))}) != said:
        said = more
    return "\n".join(said)


def _made(text: str) -> list[str]:
    return re.findall(r"create or replace (?:temp )?(?:macro|view|table) (\w+)", text)


def _columns(path: Path) -> list[str]:
    """The statements that read once the rows a measure reads: of each form the columns that its SQL names."""
    whole = _read(path)
    words = set(re.findall(r"\w+", whole)) | {"entry", "ord", "filer", "period", "key"}
    forms = (f for f in FORMS if re.search(rf"\b({f.id}_at|{f.id}_versions|rows_{f.id})\b", whole))
    return [_scan(form, words) for form in forms]


def _scan(form: Form, words: set[str]) -> str:
    table = rows_table(form)
    named = ", ".join(f"sum(hash({quoted(name)}) % 2)" for name, _ in table.columns if name in words)
    return f"select {named} from {quoted(table.name)}"
