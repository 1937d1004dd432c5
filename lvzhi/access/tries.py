"""Wrong passwords: an account waits after a few in a row, an address is only answered more slowly.

Kept by the name as typed, whether an account has it or not: an answer tells nobody which names exist.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from lvzhi.access.database import Database
from lvzhi.access.model import Limits

_FIRST_DELAY = 0.5  # seconds, doubled with each further wrong password
_KEPT = 24 * 3600  # seconds a try is remembered
_MOST = 20_000  # names remembered at once: guessing names must not fill the disk


def begin(connection: sqlite3.Connection, login: str, limits: Limits, at: datetime) -> bool:
    """Count a try before it is judged, so that many at once are no more than so many; False while it waits."""
    name, now = _name(login), at.timestamp()
    row = connection.execute("select * from try where login = ?", (name,)).fetchone()
    if row and row["locked_until"] is not None and now < row["locked_until"]:
        return False
    fresh = row is None or row["locked_until"] is not None or now - row["last"] > _KEPT
    failed = 1 if fresh else row["failed"] + 1
    until = now + limits.locked_for.total_seconds() if failed >= limits.tries else None
    connection.execute("insert or replace into try values (?, ?, ?, ?)", (name, failed, now, until))
    _tidy(connection, now)
    return True


def forget(connection: sqlite3.Connection, login: str) -> None:
    """Forget the wrong passwords of a name: the right one was given, or the office helped."""
    connection.execute("delete from try where login = ?", (_name(login),))


def locked(database: Database, logins: Iterable[str], at: datetime) -> Mapping[str, datetime]:
    """Return those of some names that wait, each with until when; asked once for all of them."""
    with database.reading() as connection:
        rows = connection.execute("select login, locked_until from try where locked_until > ?", (at.timestamp(),))
        until = {name: datetime.fromtimestamp(seconds, at.tzinfo) for name, seconds in rows}
    return {login: until[name] for login in logins if (name := _name(login)) in until} if until else {}


def failed_from(connection: sqlite3.Connection, address: str, limits: Limits, at: datetime) -> None:
    """Count a wrong password of an address; a quiet window and it is forgotten."""
    now = at.timestamp()
    connection.execute(
        """
        insert into address values ($address, 1, $now)
        on conflict do update set failed = iif($now - last > $window, 1, failed + 1), last = $now
        """,
        {"address": address, "now": now, "window": limits.window.total_seconds()},
    )


def delay(database: Database, address: str, limits: Limits, at: datetime) -> timedelta:
    """Say how long an address waits for its answer, right or wrong; never longer than the longest delay."""
    with database.reading() as connection:
        row = connection.execute("select failed, last from address where address = ?", (address,)).fetchone()
    if row is None or at.timestamp() - row["last"] > limits.window.total_seconds():
        return timedelta()
    beyond = row["failed"] - limits.free_tries
    if beyond <= 0:
        return timedelta()
    return min(timedelta(seconds=_FIRST_DELAY * 2 ** min(beyond - 1, 20)), limits.longest_delay)


def _tidy(connection: sqlite3.Connection, now: float) -> None:
    connection.execute("delete from try where last < ?", (now - _KEPT,))
    connection.execute("delete from address where last < ?", (now - _KEPT,))
    (count,) = connection.execute("select count(*) from try").fetchone()
    if count > _MOST:
        connection.execute(
            "delete from try where locked_until is null and login in (select login from try order by last limit ?)",
            (count - _MOST,),
        )


def _name(login: str) -> str:
    # A password typed where the name belongs must not lie here to be read.
    return hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()
