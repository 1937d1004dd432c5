"""Coming in and going out: a name and a password become a token, or one answer that tells nothing more."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from lvzhi.access import record, tokens, tries
from lvzhi.access.accounts import Accounts, tidied
from lvzhi.access.model import Account, By, Session
from lvzhi.access.permitted import require
from lvzhi.chain import Draft

STRANGER = "未登录的访客"  # the actor of an entry about somebody who is nobody yet
Verdict = Literal["fine", "wrong", "waiting"]


@dataclass(frozen=True)
class Caller:
    """Who stands at the door: address, browser, instant."""

    address: str | None
    agent: str | None
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What a login came to. `token` is there when it is fine; `wrong` covers unknown, wrong and disabled alike."""

    verdict: Verdict
    token: str | None = None
    account: Account | None = None


class Door:
    """Logins of one campaign."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._database, self._limits = accounts.database, accounts.limits

    def delay(self, caller: Caller) -> timedelta:
        """Say how long a caller's address waits before its login is answered."""
        return tries.delay(self._database, caller.address or "", self._limits, caller.at)

    def log_in(self, login: str, password: str, caller: Caller) -> Answer:
        """Judge a name and a password; every outcome is in the journal."""
        name = tidied(login)
        with self._database.writing() as connection:
            waits = not tries.begin(connection, name, self._limits, caller.at)
            row = connection.execute("select * from account where login = ?", (name,)).fetchone()
        account = None if row is None else tokens.account_of(row, caller.at)
        if waits:
            self._refused(account, "waiting", caller)
            return Answer("waiting")
        fits = self._accounts.hasher.fits(row["secret"] if row else None, password)
        if account is None or not fits or account.disabled or _expired(row["secret_until"], caller.at):
            self._refused(account, _reason(account, fits), caller)
            return Answer("wrong")
        return self._came_in(account, row["secret"], caller)

    def log_in_vouched(self, login: str, how: str, caller: Caller) -> Answer:
        """Let in the account of a name that `how` vouches for; a one-time password given out for it is void then."""
        with self._database.writing() as connection:
            row = connection.execute("select * from account where login = ?", (tidied(login),)).fetchone()
            account = None if row is None else tokens.account_of(row, caller.at)
            if account is not None and not account.disabled:
                connection.execute(
                    "update account set secret = null, secret_until = null, must_change = 0"
                    " where no = ? and must_change", (account.no,),
                )
                return Answer("fine", self._token(connection, account, caller, how), account)
            reason, by = "disabled" if account else "unknown", By(STRANGER, caller.address, caller.at)
            self._note(record.came("login_refused", account.login if account else None, by, reason=reason, how=how))
        return Answer("wrong")

    def find(self, token: str | None, at: datetime) -> Session | None:
        """Return the login of a token that holds; None for none and for any other."""
        return tokens.find(self._database, token, self._limits, at) if token else None

    def holds(self, session: Session, at: datetime) -> bool:
        """Say whether a login found before still holds; looking does not keep it alive."""
        return tokens.holds(self._database, session.key, self._limits, at)

    def sessions(self, account: Account, at: datetime) -> list[Session]:
        """Return the logins of an account that hold."""
        return tokens.of(self._database, account.no, self._limits, at)

    def log_out(self, session: Session, by: By) -> None:
        """End a login by its owner's wish."""
        self._ended("logout", session, by)

    def end(self, session: Session, by: By) -> None:
        """End another login of one's own."""
        self._ended("end_session", session, by)

    def admit(self, account: Account, caller: Caller, how: str) -> str:
        """Give a token to somebody known already: single sign-on, or a password just changed."""
        with self._database.writing() as connection:
            return self._token(connection, account, caller, how)

    def _came_in(self, account: Account, secret: str, caller: Caller) -> Answer:
        with self._database.writing() as connection:
            # Changed or closed while the password was being judged: it counts no more.
            standing = connection.execute(
                "select 1 from account where no = ? and secret = ? and not disabled", (account.no, secret)
            ).fetchone()
            if standing is None:
                return Answer("wrong")
            tries.forget(connection, account.login)
            return Answer("fine", self._token(connection, account, caller, "password"), account)

    def _token(self, connection: sqlite3.Connection, account: Account, caller: Caller, how: str) -> str:
        at = caller.at
        tokens.tidy(connection, self._limits, at)
        text = tokens.issue(connection, account.no, at, caller.address, caller.agent)
        connection.execute("update account set last_login = ? where no = ?", (at.timestamp(), account.no))
        self._note(record.came("login", account.login, By(account.login, caller.address, at), how=how))
        return text

    def _refused(self, account: Account | None, reason: str, caller: Caller) -> None:
        with self._database.writing() as connection:
            tries.failed_from(connection, caller.address or "", self._limits, caller.at)
            login = account.login if account else None
            self._note(record.came("login_refused", login, By(STRANGER, caller.address, caller.at), reason=reason))

    def _ended(self, act: str, session: Session, by: By) -> None:
        require(self._accounts.journal, f"audit.{act}", by, account=session.account)
        with self._database.writing() as connection:
            tokens.end(connection, session.key)
            self._note(record.came(act, session.account.login, by))

    def _note(self, draft: Draft) -> None:
        self._accounts.journal.append_many([draft])


def _expired(until: float | None, at: datetime) -> bool:
    return until is not None and at.timestamp() > until


def _reason(account: Account | None, fits: bool) -> str:
    if account is None:
        return "unknown"
    if not fits:
        return "password"
    return "disabled" if account.disabled else "expired"
