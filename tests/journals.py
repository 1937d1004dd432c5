"""Entries and hashes for the tests of the journal."""

import hashlib
import json
from typing import Any

from lvzhi.journal import Draft, Entry, Journal

AT = "2015-07-04T15:20:00+08:00"


def fill(journal: Journal, count: int) -> list[Entry]:
    return journal.append_many(Draft("audit", "甲", {"turn": turn}, AT) for turn in range(1, count + 1))


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sha256_of(value: Any) -> str:
    return hashlib.sha256(compact(value).encode()).hexdigest()
