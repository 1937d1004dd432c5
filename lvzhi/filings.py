"""A filer's own files: what it has sent, what came back and why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pandas as pd

from lvzhi.plan import Plan
from lvzhi.viewer import Viewer, papers

_HISTORY = (Path(__file__).parent / "sql" / "history.sql").read_text(encoding="utf-8")


def history(
    cursor: duckdb.DuckDBPyConnection, plan: Plan, filer: str, as_of: dt.datetime, viewer: Viewer | None
) -> pd.DataFrame:
    """Return one row per file received of a filer, newest first; `as_of` naive, of the campaign's time zone.

    To a viewer who may not hold the filer's papers there are none.
    """
    whose = filer if filer in papers(viewer, plan) else None
    return cursor.execute(_HISTORY, {"filer": whose, "as_of": as_of}).df()
