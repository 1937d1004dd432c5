"""A filer's own files: what it has sent, what came back and why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pandas as pd

_HISTORY = (Path(__file__).parent / "sql" / "history.sql").read_text(encoding="utf-8")


def history(cursor: duckdb.DuckDBPyConnection, filer: str, as_of: dt.datetime) -> pd.DataFrame:
    """Return one row per file received of a filer, newest first; `as_of` naive, of the campaign's time zone."""
    return cursor.execute(_HISTORY, {"filer": filer, "as_of": as_of}).df()
