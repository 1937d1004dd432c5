"""Whose are the framework's files and sessions: what the gatekeeper asks. Knows the framework's insides."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from threading import Lock

from streamlit import runtime
from streamlit.runtime.memory_media_file_storage import _calculate_file_id

Whose = Callable[[Mapping[str, str]], int | None]  # cookies -> the account whose login holds


class Taken:
    """Which accounts had which files made, for as many files as are remembered; a file is fetched at once."""

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._accounts: OrderedDict[str, frozenset[int]] = OrderedDict()
        self._lock = Lock()

    def keep(self, file_id: str, account: int) -> None:
        """Note that an account had a file made.

        >>> taken = Taken(most=2)
        >>> for file in "abc": taken.keep(file, 7)
        >>> taken.of("a"), taken.of("c")
        (frozenset(), frozenset({7}))
        """
        with self._lock:
            self._accounts[file_id] = self._accounts.pop(file_id, frozenset()) | {account}
            while len(self._accounts) > self._most:
                self._accounts.popitem(last=False)

    def of(self, file_id: str) -> frozenset[int]:
        """Return the accounts that had a file made."""
        with self._lock:
            return self._accounts.get(file_id, frozenset())


_TAKEN = Taken()


def handed(data: bytes, mime: str, name: str, account: int) -> bytes:
    """Return a file made on a press of a button: the framework maps such a file to nobody, so it is done here."""
    _TAKEN.keep(_calculate_file_id(data, mime, name), account)
    return data


def shown(data: bytes, mime: str, place: str) -> str:
    """Return the address of a file shown on this run's page; it is this session's alone, and goes with the page."""
    return runtime.get_instance().media_file_mgr.add(data, mime, place)


def of_file(whose: Whose) -> Callable[[str], Collection[int]]:
    """Return what tells the accounts a file was made for, by its id."""

    def owners(file_id: str) -> Collection[int]:
        return _TAKEN.of(file_id) | {a for s in _sessions_with(file_id) for a in _of_session(s, whose)}

    return owners


def of_id(whose: Whose) -> Callable[[str], Collection[int]]:
    """Return what tells the account of an open session, by its id."""
    return lambda session: _of_session(session, whose)


def _sessions_with(file_id: str) -> list[str]:
    if not runtime.exists():
        return []
    held = runtime.get_instance().media_file_mgr._files_by_session_and_coord
    return [session for session, places in list(held.items()) if file_id in list(places.values())]


def _of_session(session: str, whose: Whose) -> Collection[int]:
    """The account of a session, by the cookies it was opened with; of one that is closed none."""
    client = runtime.get_instance().get_client(session) if runtime.exists() else None
    context = getattr(client, "client_context", None)
    account = whose(context.cookies) if context is not None else None
    return () if account is None else (account,)
