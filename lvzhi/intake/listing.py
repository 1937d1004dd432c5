"""How much is listed of what is wrong with one file: all of it, unless there is more than anybody could mend.

Every finding is shown, marked and kept; a file with tens of thousands of them is no book that somebody filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lvzhi.findings import Finding, Severity, Wording

_TEXT = "本表同样的地方还有{count}处,没有逐一列出。请先按已列出的改好再报,余下的会接着列出。"
WORDINGS = tuple(Wording("GEN-MORE", severity, _TEXT) for severity in (Severity.ERROR, Severity.NOTE))
_SAYS = {w.severity: w for w in WORDINGS}

_Kind = tuple[str | None, str | None, str, str | None, Severity]


def bounded(findings: Sequence[Finding], most: int) -> list[Finding]:
    """Keep `most` findings, the first of every kind, and say per sheet how many more there are.

    Kinds are cut to one common length, so that a few of one kind are never lost among many of another. A query that
    has its reason is always kept: the reason is on record with it. What is left out still blocks as it would have.
    """
    if len(findings) <= most:
        return list(findings)
    share = _share(Counter(_kind(f) for f in findings), most)
    seen: Counter[_Kind] = Counter()
    kept: list[Finding] = []
    left: dict[tuple[str | None, str | None], list[Finding]] = {}
    for finding in findings:
        kind = _kind(finding)
        seen[kind] += 1
        if seen[kind] <= share or finding.reason:
            kept.append(finding)
        else:
            left.setdefault(kind[:2], []).append(finding)
    return [*kept, *_more(left)]


def _kind(finding: Finding) -> _Kind:
    return finding.form, finding.sheet, finding.code, finding.column, finding.severity


def _share(counts: Counter[_Kind], most: int) -> int:
    """The greatest length to which all kinds may be cut and still have room together; at least one.

    >>> _share(Counter(a=1, b=9, c=20), 12)
    5
    """
    for shorter, count in enumerate(ordered := sorted(counts.values())):
        if count * (len(ordered) - shorter) > most:
            return max(1, most // (len(ordered) - shorter))
        most -= count
    return ordered[-1]


def _more(left: dict[tuple[str | None, str | None], list[Finding]]) -> Iterator[Finding]:
    for (form, sheet), findings in left.items():
        wording = _SAYS[Severity.ERROR if any(f.open for f in findings) else Severity.NOTE]
        yield Finding(wording.code, wording.severity, wording.say({"count": len(findings)}), form, sheet)
