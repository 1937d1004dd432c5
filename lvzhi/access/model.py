"""What accounts, sessions and limits are; values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from lvzhi.viewer import Role, Viewer

ROLES: Mapping[Role, str] = MappingProxyType({
    "unit": "填报单位", "group": "督办组", "leader": "局领导", "office": "局履职办", "admin": "系统管理员",
})
OF_ONE: tuple[Role, ...] = ("unit", "group", "leader")  # roles that stand for one unit, group or leader


class AccountRefused(Exception):
    """The act on an account cannot be carried out; the text says why and what to do instead."""


@dataclass(frozen=True)
class Limits:
    """How long things last, and how often a wrong password may be tried."""

    tries: int = 5  # wrong passwords in a row, then the account waits
    locked_for: timedelta = timedelta(minutes=15)
    free_tries: int = 6  # wrong passwords of one address within the window before its answers slow down
    longest_delay: timedelta = timedelta(seconds=6)
    window: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=12)
    first_password: timedelta = timedelta(days=60)  # handed out on paper before the work begins
    reset_code: timedelta = timedelta(hours=24)  # told by phone

    def first_until(self, at: datetime) -> date:
        """Return the last day on which passwords handed out on paper at an instant hold."""
        return (at + self.first_password).date()


@dataclass(frozen=True)
class By:
    """Who acts, from which address (None: at the machine itself), when.

    `viewer`: with whose rights; None has those of the machine's owner.
    """

    actor: str
    address: str | None
    at: datetime
    viewer: Viewer | None = None


def whence(by: By | None) -> dict[str, str | None]:
    """Return what an entry of the journal keeps of a login it comes from; of none nothing."""
    return {} if by is None else {"login": by.actor, "from": by.address}


@dataclass(frozen=True)
class Account:
    """One account, without its secret. `filer`: as in `Viewer`; `holder`: the person who uses it now."""

    no: int
    login: str
    role: Role
    filer: str | None
    holder: str | None
    disabled: bool
    must_change: bool
    created: datetime
    last_login: datetime | None = None

    @property
    def viewer(self) -> Viewer:
        """Whose eyes this account has."""
        return Viewer(self.role, self.filer)


@dataclass(frozen=True)
class Session:
    """A login that holds: of which account, since when, from where. `key` names it, and is no secret."""

    key: str
    account: Account
    created: datetime
    seen: datetime
    address: str | None
    agent: str | None

    @property
    def viewer(self) -> Viewer:
        """Whose eyes look."""
        return self.account.viewer


def instant(seconds: float, like: datetime) -> datetime:
    """Return an instant kept in seconds since 1970 in the time zone of another."""
    return datetime.fromtimestamp(seconds, like.tzinfo)
