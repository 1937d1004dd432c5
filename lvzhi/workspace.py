"""A data directory at work: the truth opened for writing, its projection for reading, the forms, the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import Any

from lvzhi.access.access import Access, open_access
from lvzhi.datadir import Clock, DataDir
from lvzhi.form import Form
from lvzhi.intake.filing import SheetRows
from lvzhi.intake.identifying import identify
from lvzhi.intake.judging import Ground
from lvzhi.intake.normalising import read_sheets
from lvzhi.intake.reading import read_book
from lvzhi.intake.worker import Pool
from lvzhi.journal import Journal
from lvzhi.measures import instant
from lvzhi.plan import Filer, Plan
from lvzhi.standing import StoreStanding
from lvzhi.store import Limits, Store
from lvzhi.vault import Vault

BATCH = 128  # files whose values are judged together: what bounds the memory of a bulk load


class Workspace:
    """Everything an act on a campaign needs; one per process, safe between threads."""

    batch = BATCH

    def __init__(
        self, datadir: DataDir, forms: Sequence[Form], readers: int = 1, limits: Limits | None = None
    ) -> None:
        self.datadir = datadir
        self.forms = tuple(forms)
        self.vault = Vault(datadir.vault)
        self.journal = Journal(datadir.journal)
        self.store = Store.open(datadir, self.forms, self.derive, limits or Limits())
        self.demo = datadir.campaign().demo
        self.clock = Clock(datadir.campaign().today, self.plan.zone)
        self._readers = readers
        self._locked_then: tuple[int, frozenset[tuple[str, str]]] | None = None

    @cached_property
    def pool(self) -> Pool:
        """The reading processes, started when a file first comes in."""
        return Pool(self._readers)

    @cached_property
    def access(self) -> Access:
        """The accounts and logins of this directory, opened when first asked for."""
        return open_access(self.datadir, self.journal, self.plan.zone)

    @property
    def plan(self) -> Plan:
        """The newest plan version."""
        return self.store.newest_plan[1]

    def plan_at(self, as_of: dt.datetime) -> Plan:
        """The plan version in force at an instant."""
        return self.store.plan_at(instant(as_of, self.plan))

    @property
    def plan_version(self) -> int:
        return self.store.newest_plan[0]

    def derive(
        self, data: bytes, file_name: str, plan: Plan, filer: Filer, period: str, received_on: dt.date
    ) -> Mapping[str, SheetRows]:
        """Read an accepted file again into its sheets; it is not judged again."""
        return read_sheets(identify(read_book(data), plan, self.forms), plan, self.forms, filer.code, period)

    def keep(self, data: bytes) -> str:
        return self.vault.put(data)

    def refresh(self) -> int:
        """Let the projection catch up; return the number of the last entry it shows."""
        return self.store.catch_up()

    def standing(self) -> StoreStanding:
        """What is accepted so far, whenever it was received."""
        return StoreStanding(self.store.cursor(), dt.datetime.max, self.forms, self.plan)

    def ground(self) -> Ground:
        return Ground(self.plan, self.plan_version, self.forms, self.demo, self.standing(), self._locked())

    def _locked(self) -> frozenset[tuple[str, str]]:
        """The books that take no further filing, asked for again when a row has changed."""
        changed = self.store.changed
        if self._locked_then is None or self._locked_then[0] != changed:
            with self.store.cursor() as cursor:
                found = cursor.execute("select filer, period from locked_at($now)", {"now": dt.datetime.max}).fetchall()
            self._locked_then = (changed, frozenset((filer, period) for filer, period in found))
        return self._locked_then[1]

    def accepted_as(self, hashes: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return the filings that files of these hashes are, or became by adopting corrections, if accepted now."""
        with self.store.cursor() as cursor:
            rows = cursor.execute(
                "select sha256, original, receipt, filer, book, period, received_at from filing_at($now) "
                "where sha256 in (select unnest($hashes)) or original in (select unnest($hashes)) order by entry",
                {"now": dt.datetime.max, "hashes": sorted(hashes)},
            ).fetchall()
        names = ("receipt", "filer", "book", "period", "received_at")
        return {
            one: dict(zip(names, filing, strict=True))
            for sha256, original, *filing in rows for one in (original, sha256) if one in hashes
        }

    def receipt_number(self, filer: str | None, period: str | None, at: dt.datetime, sha256: str) -> str:
        """回执号: 园林-201506-02 for the second file of a book, else the day and the file's 校验码."""
        if filer is None or period is None:
            return f"{filer or '收件'}-{at:%Y%m%d}-{sha256[-8:]}"
        with self.store.cursor() as cursor:
            (before,) = cursor.execute(
                "select count(*) from filing where filer = $filer and period = $period",
                {"filer": filer, "period": period},
            ).fetchone() or (0,)
        return f"{filer}-{period.replace('-', '')}-{before + 1:02d}"

    def close(self) -> None:
        """End the reading processes and close the files."""
        if "pool" in self.__dict__:
            self.pool.close()
        if "access" in self.__dict__:
            self.access.close()
        self.store.close()
        self.journal.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
