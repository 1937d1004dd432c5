"""A published 回头看 worked out again: does the 校验码 hold, does the list follow, is the range what stood then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from lvzhi.journal import Journal
from lvzhi.recheck.drawing import Rule, commitment, draw, rule_of
from lvzhi.recheck.sealing import population, sealed


@dataclass(frozen=True)
class Verdict:
    """What holds of a published list, each said in a line; `fine` when nothing speaks against it."""

    fine: bool
    lines: tuple[str, ...]


def published(journal: Journal, seal: int) -> Mapping[str, Any] | None:
    """Return what was published of a sealing, or None."""
    later = (e.body for e in journal.entries(kinds=["decision"], after=max(seal, 0)))
    return next((b for b in later if b["act"] == "publish_recheck" and str(b["seal"]) == str(seal)), None)


def verify(cursor: duckdb.DuckDBPyConnection, journal: Journal, seal: int) -> Verdict:
    """Recompute a published 回头看 from what was published, and hold it against the sealing and the data."""
    told, before = published(journal, seal), sealed(journal, seal)
    if told is None or before is None:
        return Verdict(False, (f"第{seal}号回头看还没有公布,不能核对。",))
    rule = rule_of(told["rule"])
    assert isinstance(rule, Rule)
    from_which = [(n, s) for n, s in told["population"]]
    bound = commitment(told["rule"], told["seed"], told["as_of"]) == before.code == told["code"]
    follows = list(draw(rule, told["seed"], from_which)) == list(told["numbers"])
    then = dict(population(cursor, rule, dt.datetime.fromisoformat(told["as_of"])))
    since = sorted(set(then) ^ {n for n, _ in from_which})
    code = "一致" if bound else "不一致"
    drawn = "按规则和种子重新抽取,结果相同" if follows else "按规则和种子重新抽取,结果不同"
    known = f"封存后补登的事项使范围有出入({'、'.join(since)})" if since else "与现在按同一时点查得的相同"
    return Verdict(bound and follows, (
        f"校验码 {before.code}:与公布的规则、种子、时点{code}。",
        f"名单 {len(told['numbers'])} 件:{drawn}。",
        f"应抽范围 {len(from_which)} 件:{known}。",
    ))
