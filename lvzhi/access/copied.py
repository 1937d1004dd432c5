"""The accounts' file as a backup has it: who has an account, and nothing by which anybody could come in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_GOES_ALONG = "account"
_WITHOUT_LOGINS = "update account set secret = null, secret_until = null, must_change = 1, last_login = null"


def copy_accounts(source: Path, copy: Path) -> int:
    """Copy the accounts into a new file and return how many there are; passwords, tokens and tries stay behind.

    A backup lies on other disks and in other hands: a token in it would let its finder in, and what is kept of a
    password could be guessed at in peace. After a restore every account waits for a one-time password.
    """
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(copy, isolation_level=None)) as copied,
    ):
        original.backup(copied)
        tables = [name for (name,) in copied.execute("select name from sqlite_master where type = 'table'")]
        for name in tables:
            if name != _GOES_ALONG and not name.startswith("sqlite_"):
                copied.execute(f'delete from "{name}"')
        copied.execute(_WITHOUT_LOGINS)
        copied.execute("vacuum")  # what was deleted is gone from the file's bytes as well
        (count,) = copied.execute(f"select count(*) from {_GOES_ALONG}").fetchone()
    return int(count)
