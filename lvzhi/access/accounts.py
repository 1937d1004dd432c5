"""Accounts and what is done to them; every act is in the journal before it counts."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lvzhi.access import record, tokens, tries
from lvzhi.access.database import Database
from lvzhi.access.model import OF_ONE, Account, AccountRefused, By, Limits
from lvzhi.access.passwords import Hasher, one_time, unfit
from lvzhi.access.permitted import require
from lvzhi.journal import Journal
from lvzhi.viewer import Role

_LONGEST_NAME = 40


@dataclass(frozen=True)
class Wanted:
    """An account to be made."""

    login: str
    role: Role
    filer: str | None = None
    holder: str | None = None


@dataclass(frozen=True)
class Handed:
    """An account and its one-time password: shown or printed once, kept nowhere."""

    account: Account
    password: str


class Accounts:
    """The accounts of one campaign."""

    def __init__(self, database: Database, journal: Journal, hasher: Hasher, limits: Limits) -> None:
        self.database, self.journal, self.hasher, self.limits = database, journal, hasher, limits

    # --- looking -------------------------------------------------------------------------------

    def all(self, like: datetime) -> list[Account]:
        """Return every account in the order made; instants in the zone of `like`."""
        with self.database.reading() as connection:
            rows = connection.execute("select * from account order by no").fetchall()
        return [tokens.account_of(row, like) for row in rows]

    def find(self, login: str, like: datetime) -> Account | None:
        """Return the account of a login name."""
        with self.database.reading() as connection:
            row = connection.execute("select * from account where login = ?", (tidied(login),)).fetchone()
        return None if row is None else tokens.account_of(row, like)

    def named(self, login: str, like: datetime) -> Account:
        """Return the account of a login name; AccountRefused when there is none."""
        found = self.find(login, like)
        if found is None:
            raise AccountRefused(f"没有登录名为“{login}”的账号。")
        return found

    def empty(self) -> bool:
        """Say whether there is no account at all."""
        with self.database.reading() as connection:
            return connection.execute("select 1 from account limit 1").fetchone() is None

    # --- acts ----------------------------------------------------------------------------------

    def create(self, wanted: Iterable[Wanted], by: By, password: str | None = None) -> list[Handed]:
        """Make accounts, all or none, each with a one-time password; with `password` all have that for good."""
        require(self.journal, "account.create", by)
        made = [replace(w, login=tidied(w.login)) for w in wanted]
        for w in made:
            _check(w)
        given = [password or one_time() for _ in made]
        # One public password, one hash: the example's accounts keep no secret from each other.
        common = self.hasher.hash(password) if password else None
        secrets = [common or self.hasher.hash(p) for p in given]
        until = None if password else by.at + self.limits.first_password
        with self.database.writing() as connection:
            accounts = [
                _insert(connection, w, secret, until, by.at) for w, secret in zip(made, secrets, strict=True)
            ]
            self.journal.append_many(record.changed("create", a, by, holder=a.holder) for a in accounts)
        return [Handed(a, p) for a, p in zip(accounts, given, strict=True)]

    def reset(self, login: str, by: By) -> Handed:
        """Give an account a one-time password to be told by phone; see `renew`."""
        return self.renew([login], by, self.limits.reset_code)[0]

    def renew(self, logins: Sequence[str], by: By, lasting: timedelta) -> list[Handed]:
        """Give accounts one-time passwords, all or none, and end their logins; they also wait no longer."""
        given = [one_time() for _ in logins]
        secrets = [self.hasher.hash(p) for p in given]
        with self.database.writing() as connection:
            accounts = [self._held(connection, "reset", login, by) for login in logins]
            for account, secret in zip(accounts, secrets, strict=True):
                self._set_secret(connection, account, secret, by.at + lasting)
            self.journal.append_many(record.changed("reset", a, by) for a in accounts)
        return [Handed(replace(a, must_change=True), p) for a, p in zip(accounts, given, strict=True)]

    def unlock(self, login: str, by: By) -> Account:
        """Let an account that waits after wrong passwords try again, with its password as it is."""
        with self.database.writing() as connection:
            account = self._held(connection, "unlock", login, by)
            tries.forget(connection, account.login)
            self.journal.append_many([record.changed("unlock", account, by)])
        return account

    def waits_until(self, account: Account, at: datetime) -> datetime | None:
        """Say until when an account waits after wrong passwords; None when it does not."""
        return self.waiting([account], at).get(account.login)

    def waiting(self, accounts: Iterable[Account], at: datetime) -> Mapping[str, datetime]:
        """Return the login names of those accounts that wait, each with until when."""
        return tries.locked(self.database, [a.login for a in accounts], at)

    def disable(self, login: str, by: By) -> Account:
        """Close an account and end its logins; its history stays."""
        with self.database.writing() as connection:
            account = self._held(connection, "disable", login, by)
            self._keep_an_administrator(connection, account)
            connection.execute("update account set disabled = 1 where no = ?", (account.no,))
            tokens.end_all(connection, account.no)
            self.journal.append_many([record.changed("disable", account, by)])
        return replace(account, disabled=True)

    def enable(self, login: str, by: By) -> Account:
        """Open a closed account again, with its password as it was; it stops waiting after wrong passwords."""
        with self.database.writing() as connection:
            account = self._held(connection, "enable", login, by)
            connection.execute("update account set disabled = 0 where no = ?", (account.no,))
            tries.forget(connection, account.login)
            self.journal.append_many([record.changed("enable", account, by)])
        return replace(account, disabled=False)

    def change_role(self, login: str, role: Role, filer: str | None, by: By) -> Account:
        """Let an account stand for somebody else and end its logins."""
        with self.database.writing() as connection:
            account = self._held(connection, "change_role", login, by)
            if role != "admin":
                self._keep_an_administrator(connection, account)
            _check(Wanted(account.login, role, filer))
            connection.execute("update account set role = ?, filer = ? where no = ?", (role, filer, account.no))
            tokens.end_all(connection, account.no)
            changed = replace(account, role=role, filer=filer)
            before = {"role": account.role, "filer": account.filer}
            self.journal.append_many([record.changed("change_role", changed, by, before=before)])
        return changed

    def hand_over(self, login: str, holder: str, by: By) -> Handed:
        """Note the person who uses an account from now on; the one before can come in no more."""
        name = holder.strip()
        if not name or len(name) > _LONGEST_NAME:
            raise AccountRefused("请写明接手人的姓名。")
        password = one_time()
        secret = self.hasher.hash(password)
        with self.database.writing() as connection:
            account = self._held(connection, "hand_over", login, by)
            connection.execute("update account set holder = ? where no = ?", (name, account.no))
            self._set_secret(connection, account, secret, by.at + self.limits.reset_code)
            draft = record.changed("hand_over", account, by, before=account.holder, holder=name)
            self.journal.append_many([draft])
        return Handed(replace(account, holder=name, must_change=True), password)

    def change_password(
        self, account: Account, old: str | None, new: str, by: By
    ) -> None:
        """Set the password its owner chose and end all logins of the account; AccountRefused says what to mend.

        `old` may be left out while the password is a one-time one, with which its owner has just come in.
        """
        require(self.journal, "account.change_password", by, account=account)
        if reason := unfit(new, account.login):
            raise AccountRefused(reason)
        secret = self._proved(account, old, by)
        if self.hasher.fits(secret, new):
            raise AccountRefused("新密码和原来的一样,请换一个。")
        fresh = self.hasher.hash(new)
        with self.database.writing() as connection:
            # Reset in the meantime: the old password counts no more.
            done = connection.execute(
                "update account set secret = ?, secret_until = null, must_change = 0 where no = ? and secret = ?",
                (fresh, account.no, secret),
            )
            if done.rowcount != 1:
                raise AccountRefused("密码刚刚被重置过。请用新的一次性密码登录。")
            tokens.end_all(connection, account.no)
            tries.forget(connection, account.login)
            self.journal.append_many([record.changed("change_password", account, by)])

    # --- parts ---------------------------------------------------------------------------------

    def _held(self, connection: sqlite3.Connection, act: str, login: str, by: By) -> Account:
        """Return the account an act is about, once it is clear that whoever acts may do it to this one."""
        account = _held(connection, login, by.at)
        require(self.journal, f"account.{act}", by, account=account)
        return account

    def _proved(self, account: Account, old: str | None, by: By) -> str:
        """Return the kept secret, once its owner has shown to know it; guessing is counted as at the door."""
        with self.database.writing() as connection:
            row = connection.execute("select secret, must_change from account where no = ?", (account.no,)).fetchone()
            if row["must_change"] and old is None:
                return str(row["secret"])
            waits = not tries.begin(connection, account.login, self.limits, by.at)
        if waits:
            raise AccountRefused("试的次数较多,请过一刻钟再试。")
        if old is None or not self.hasher.fits(row["secret"], old):
            raise AccountRefused("现在的密码不对,请再核对一次。")
        return str(row["secret"])

    def _set_secret(
        self, connection: sqlite3.Connection, account: Account, secret: str, until: datetime
    ) -> None:
        connection.execute(
            "update account set secret = ?, secret_until = ?, must_change = 1 where no = ?",
            (secret, until.timestamp(), account.no),
        )
        tokens.end_all(connection, account.no)
        tries.forget(connection, account.login)

    @staticmethod
    def _keep_an_administrator(connection: sqlite3.Connection, account: Account) -> None:
        if account.role != "admin" or account.disabled:
            return
        others = "select 1 from account where role = 'admin' and not disabled and no <> ?"
        if connection.execute(others, (account.no,)).fetchone() is None:
            raise AccountRefused("这是唯一的系统管理员账号。请先另建一个,再停用或变更这一个。")


def tidied(login: str) -> str:
    """Return a login name as it is kept: full-width letters made plain, outer blanks removed.

    >>> tidied(" Admin ")
    'Admin'
    """
    return unicodedata.normalize("NFKC", login).strip()


def _check(wanted: Wanted) -> None:
    name = wanted.login
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise AccountRefused(f"登录名请写1至{_LONGEST_NAME}个字。")
    if (wanted.role in OF_ONE) != (wanted.filer is not None):
        raise AccountRefused("填报单位、督办组和局领导的账号须写明是哪一个,其余的不写。")


def _held(connection: sqlite3.Connection, login: str, like: datetime) -> Account:
    row = connection.execute("select * from account where login = ?", (tidied(login),)).fetchone()
    if row is None:
        raise AccountRefused(f"没有登录名为“{login}”的账号。")
    return tokens.account_of(row, like)


def _insert(
    connection: sqlite3.Connection, wanted: Wanted, secret: str, until: datetime | None, at: datetime
) -> Account:
    try:
        done = connection.execute(
            "insert into account (login, role, filer, holder, secret, secret_until, must_change, created)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            (wanted.login, wanted.role, wanted.filer, wanted.holder, secret, until and until.timestamp(),
             until is not None, at.timestamp()),
        )
    except sqlite3.IntegrityError as fault:
        raise AccountRefused(f"登录名“{wanted.login}”已经有了,请换一个。") from fault
    number = done.lastrowid
    assert number is not None
    return Account(number, wanted.login, wanted.role, wanted.filer, wanted.holder, False, until is not None, at)
