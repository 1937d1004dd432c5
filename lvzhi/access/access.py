"""The accounts and logins of one data directory, opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lvzhi.access import record
from lvzhi.access.accounts import Accounts
from lvzhi.access.database import Database
from lvzhi.access.login import Door
from lvzhi.access.model import By, Limits
from lvzhi.access.passwords import Hasher
from lvzhi.datadir import DataDir
from lvzhi.journal import Journal
from lvzhi.viewer import Viewer


@dataclass(frozen=True)
class Access:
    """`accounts` and their acts, `door` for logins; instants are real ones, whatever day the campaign fixes."""

    database: Database
    accounts: Accounts
    door: Door
    zone: ZoneInfo

    def now(self) -> datetime:
        """Return the present instant in the campaign's time zone: a login is never played back."""
        return datetime.now(self.zone)

    def by(self, actor: str, address: str | None = None, viewer: Viewer | None = None) -> By:
        """Say who acts now, from where, with whose rights: the machine's own unless it is a login."""
        return By(actor, address, self.now(), viewer)

    def note_taken(self, file: str, data: bytes, by: By) -> None:
        """Note in the journal that somebody took a file away."""
        self.accounts.journal.append_many([record.taken(file, data, by)])

    def close(self) -> None:
        """Close the file of accounts."""
        self.database.close()


def open_access(
    datadir: DataDir, journal: Journal, zone: ZoneInfo, hasher: Hasher | None = None, limits: Limits | None = None
) -> Access:
    """Open the accounts of a data directory, whose file is made when there is none."""
    database = Database(datadir.access)
    accounts = Accounts(database, journal, hasher or Hasher(), limits or Limits())
    return Access(database, accounts, Door(accounts), zone)
