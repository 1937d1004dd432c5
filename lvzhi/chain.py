"""Entries of the journal and the hash that ties each to the one before; pure, no file is touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

ROOT = "0" * 64  # what the first entry has in place of the hash of the one before
EVERYONE = "*"  # an entry that concerns every filer at once: a new version of the plan


class UnknownKind(ValueError):
    """The kind of entry is not one the journal knows."""


class NotRecordable(ValueError):
    """The draft holds something that could not be read back as it was written."""


@dataclass(frozen=True)
class Kind:
    """A kind of entry and what it records."""

    name: str
    records: str


KINDS = (
    Kind("plan", "A version of the plan was put in force; its file is in the vault."),
    Kind("arrival", "A file arrived: its bytes are kept and its hour is fixed. No attempt, and nothing judged."),
    Kind("filing", "A file was received: the receipt, accepted or refused, with its findings."),
    Kind("attachment", "A file was tied to a row as evidence, in place of an earlier one or not, or taken off it."),
    Kind("decision", "The office, a group or a leader decided something about what was filed."),
    Kind("package", "A package of the level below was received: its receipt, its figures, accepted or refused."),
    Kind("account", "An account was created, changed, reset or disabled; never its secrets."),
    Kind("audit", "Something was read or taken away that is worth knowing afterwards."),
)
_NAMES = frozenset(kind.name for kind in KINDS)


@dataclass(frozen=True)
class Draft:
    """An entry before it has a number.

    `at` is an ISO instant with offset. `concerning` is the code of the filer it is about, EVERYONE, or None.
    `seen` is the number of the last entry its author had read: when a later one concerns the same filer or
    everyone, the draft is refused with `Moved`.
    """

    kind: str
    actor: str
    body: dict[str, Any]
    at: str
    concerning: str | None = None
    seen: int | None = None


@dataclass(frozen=True)
class Entry:
    """An entry as it stands in the journal."""

    no: int
    at: str
    kind: str
    actor: str
    body: dict[str, Any]
    prev: str
    hash: str
    concerning: str | None = None


def canonical(value: Any) -> str:
    """Write a JSON value in its one canonical form.

    >>> canonical({"单位": "园林", "no": [1, 2.5, None]})
    '{"no":[1,2.5,null],"单位":"园林"}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def fingerprint(no: int, at: str, kind: str, actor: str, concerning: str | None, body: str, prev: str) -> str:
    """Compute the hash of an entry; `body` is its canonical text, so that a changed blank shows as well."""
    return hashlib.sha256(canonical([no, at, kind, actor, concerning, body, prev]).encode()).hexdigest()


def check(draft: Draft) -> None:
    """Refuse a draft that the journal could not keep faithfully."""
    known_kind(draft.kind)
    if not draft.actor.strip():
        raise NotRecordable("登记须写明由谁办理。")
    if draft.seen is not None and draft.concerning is None:
        raise NotRecordable("写明了所依据的序号,还须写明涉及哪个填报单位。")
    _check_instant(draft.at)
    _check_body(draft)


def known_kind(name: str) -> str:
    """Return the name of a kind when it is known."""
    if name not in _NAMES:
        raise UnknownKind(f"日志没有“{name}”这一类登记。")
    return name


def linked(drafts: Iterable[Draft], last: int, head: str) -> Iterator[Entry]:
    """Number the drafts after entry `last`, whose hash is `head`, and chain them."""
    for no, draft in enumerate(drafts, last + 1):
        body = canonical(draft.body)
        hash_ = fingerprint(no, draft.at, draft.kind, draft.actor, draft.concerning, body, head)
        # The body handed back is the one a reader will get: tuples have become lists.
        parsed = json.loads(body)
        yield Entry(no, draft.at, draft.kind, draft.actor, parsed, head, hash_, draft.concerning)
        head = hash_


def _check_instant(at: str) -> None:
    try:
        aware = datetime.fromisoformat(at).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise NotRecordable(f"登记时刻“{at}”须写明日期、时间和时区。")


def _check_body(draft: Draft) -> None:
    if not isinstance(draft.body, dict) or not _keys_are_text(draft.body):
        raise NotRecordable("登记内容的各项名称须是文字。")
    try:
        canonical([draft.body, draft.actor, draft.concerning]).encode()
    except (TypeError, ValueError) as fault:
        raise NotRecordable(f"登记内容里有不能原样保存的值({fault})。") from fault


def _keys_are_text(value: Any) -> bool:
    # json.dumps turns 1 into "1" without a word, and {1: …, "1": …} would lose one of the two.
    if isinstance(value, dict):
        return all(isinstance(key, str) and _keys_are_text(item) for key, item in value.items())
    return not isinstance(value, list | tuple) or all(_keys_are_text(item) for item in value)
