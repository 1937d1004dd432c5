"""Logins for tests: an account of somebody's, and a token of it, as a login would have given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher

from lvzhi.access.access import Access, open_access
from lvzhi.access.accounts import Wanted
from lvzhi.access.login import Caller
from lvzhi.access.model import ROLES
from lvzhi.access.passwords import Hasher
from lvzhi.access.people import EXAMPLE_PASSWORD
from lvzhi.datadir import opened
from lvzhi.journal import Journal
from lvzhi.viewer import Role, Viewer
from tests.campaigns import plan_of

PASSWORD = "ceshi2015"
QUICK = Hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))  # the same kind of hash, for less


@contextmanager
def access_of(data: Path) -> Iterator[Access]:
    """The accounts of a data directory, beside whatever else has it open."""
    datadir = opened(data)
    with Journal(datadir.journal) as journal:
        access = open_access(datadir, journal, plan_of().zone, QUICK)
        try:
            yield access
        finally:
            access.close()


def login_of(data: Path, viewer: Viewer) -> str:
    """Return the login name of an account with these eyes and PASSWORD, made when there is none."""
    with access_of(data) as access:
        by = access.by("测试")
        name = f"测试-{ROLES[viewer.role]}-{viewer.filer or ''}"
        if access.accounts.find(name, by.at) is None:
            access.accounts.create([Wanted(name, viewer.role, viewer.filer)], by, PASSWORD)
    return name


def credentials(data: Path, role: Role, whose: str | None) -> tuple[str, str]:
    """Return login name and password of somebody; `whose`: a unit's or group's name or a leader's."""
    named = plan_of().find_filer(whose) if whose else None
    viewer = Viewer(role, named.code if named else whose)
    if not opened(data).campaign().demo:
        return login_of(data, viewer), PASSWORD
    with access_of(data) as access:
        held = access.accounts.all(access.now())
        return next(a.login for a in held if (a.role, a.filer) == (viewer.role, viewer.filer)), EXAMPLE_PASSWORD


def token_for(data: Path, viewer: Viewer) -> str:
    """Return the token of a fresh login with these eyes."""
    name = login_of(data, viewer)
    with access_of(data) as access:
        account = access.accounts.named(name, access.now())
        return access.door.admit(account, Caller("127.0.0.1", "test", access.now()), "test")
