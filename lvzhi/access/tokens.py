"""Tokens of logins: 32 random bytes in the browser, their SHA-256 here, ended by time or by an act."""

from __future__ import annotations

import hashlib
import logging
import secrets
import sqlite3
from datetime import datetime

from lvzhi.access.database import Database
from lvzhi.access.model import Account, Limits, Session, instant

_BYTES = 32
_NOTED_EVERY = 60  # seconds: looking at a page must not write each time


def issue(
    connection: sqlite3.Connection, account: int, at: datetime, address: str | None, agent: str | None
) -> str:
    """Make a token for an account, inside the caller's transaction; the text is kept nowhere."""
    text = secrets.token_urlsafe(_BYTES)
    now = at.timestamp()
    connection.execute(
        "insert into token values (?, ?, ?, ?, ?, ?)",
        (_hash(text), account, now, now, address, agent and agent[:200]),
    )
    return text


def find(database: Database, text: str, limits: Limits, at: datetime) -> Session | None:
    """Return the login of a token that holds at an instant, and note that it was seen; None for any other."""
    hash_, now = _hash(text), at.timestamp()
    with database.reading() as connection:
        rows = _that_hold(connection, "t.hash", hash_, limits, now)
        if rows and now - rows[0]["seen"] > _NOTED_EVERY:
            _note(connection, hash_, now)
    return _session(rows[0], at) if rows else None


def _note(connection: sqlite3.Connection, hash_: bytes, now: float) -> None:
    try:
        connection.execute("update token set seen = ? where hash = ? and seen < ?", (now, hash_, now))
    except sqlite3.OperationalError:
        # A full disk must not end a login that holds: whoever only looks goes on looking.
        logging.getLogger(__name__).warning("a login seen could not be noted", exc_info=True)


def holds(database: Database, key: str, limits: Limits, at: datetime) -> bool:
    """Say whether a login found before still holds."""
    with database.reading() as connection:
        return bool(_that_hold(connection, "t.hash", bytes.fromhex(key), limits, at.timestamp()))


def of(database: Database, account: int, limits: Limits, at: datetime) -> list[Session]:
    """Return the logins of an account that hold, the latest first."""
    with database.reading() as connection:
        rows = _that_hold(connection, "a.no", account, limits, at.timestamp())
    return [_session(row, at) for row in rows]


def _that_hold(
    connection: sqlite3.Connection, column: str, value: bytes | int, limits: Limits, now: float
) -> list[sqlite3.Row]:
    return connection.execute(
        f"""
        select t.hash, t.created as since, t.seen, t.address, t.agent, a.* from token as t
        join account as a on a.no = t.account
        where {column} = ? and not a.disabled and t.seen > ? and t.created > ?
        order by t.created desc
        """,
        (value, now - limits.idle.total_seconds(), now - limits.absolute.total_seconds()),
    ).fetchall()


def end(connection: sqlite3.Connection, key: str) -> None:
    """End one login by its key."""
    connection.execute("delete from token where hash = ?", (bytes.fromhex(key),))


def end_all(connection: sqlite3.Connection, account: int) -> None:
    """End every login of an account."""
    connection.execute("delete from token where account = ?", (account,))


def tidy(connection: sqlite3.Connection, limits: Limits, at: datetime) -> None:
    """Forget tokens that hold no more."""
    connection.execute("delete from token where created < ?", (at.timestamp() - limits.absolute.total_seconds(),))


def account_of(row: sqlite3.Row, like: datetime) -> Account:
    """Make an account of a row of its table; instants in the zone of `like`."""
    last = row["last_login"]
    return Account(
        row["no"], row["login"], row["role"], row["filer"], row["holder"], bool(row["disabled"]),
        bool(row["must_change"]), instant(row["created"], like), None if last is None else instant(last, like),
    )


def _session(row: sqlite3.Row, at: datetime) -> Session:
    account = account_of(row, at)
    key = bytes(row["hash"]).hex()
    return Session(key, account, instant(row["since"], at), instant(row["seen"], at), row["address"], row["agent"])


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()
