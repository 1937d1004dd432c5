"""What is listed of a file with more wrong in it than anybody could mend."""

from __future__ import annotations

from collections import Counter

from lvzhi.findings import Finding, Severity
from lvzhi.intake.gate import STANDARD
from lvzhi.intake.judging import examine
from lvzhi.intake.listing import bounded
from lvzhi.intake.reading import read
from tests.hostile.books import filled
from tests.hostile.measuring import ground, incoming

ROWS = 800


def many(code: str, count: int, sheet: str = "公开承诺", severity: Severity = Severity.ERROR, **more: str) -> list[Finding]:
    return [Finding(code, severity, f"{code}{n}。", sheet, sheet, row=n, **more) for n in range(count)]


def test_nothing_is_left_out_of_what_can_be_listed() -> None:
    findings = many("A", 30) + many("B", 20)
    assert bounded(findings, 50) == findings


def test_the_first_of_every_kind_are_kept_and_the_rest_counted_by_sheet() -> None:
    few, lots, others = many("A", 2), many("B", 40), many("C", 30, "问题整改台账")
    found = bounded([*few, *lots, *others], 22)
    assert found[:-2] == [*few, *lots[:10], *others[:10]]
    assert [(f.sheet, f.code, f.open) for f in found[-2:]] == [
        ("公开承诺", "GEN-MORE", True), ("问题整改台账", "GEN-MORE", True)
    ]
    assert found[-2].message == "本表同样的地方还有30处,没有逐一列出。请先按已列出的改好再报,余下的会接着列出。"
    assert "还有20处" in found[-1].message


def test_what_is_left_out_blocks_as_it_would_have() -> None:
    notes, queries = many("N", 9, severity=Severity.NOTE), many("Q", 9, severity=Severity.QUERY)
    (more,) = (f for f in bounded(notes, 4) if f.code == "GEN-MORE")
    assert not more.open
    (more,) = (f for f in bounded(queries, 4) if f.code == "GEN-MORE")
    assert more.open


def test_a_reason_given_is_never_left_out() -> None:
    answered = many("Q", 9, severity=Severity.QUERY, reason="统计口径调整")
    assert bounded(answered, 4) == answered


def test_a_book_of_nonsense_is_answered_with_so_much_and_the_number_of_the_rest() -> None:
    data = filled(ROWS)
    [checked] = examine(ground(), [(incoming("园林.xlsx", data), read(data))])
    [more] = [f for f in checked.findings if f.code == "GEN-MORE"]
    codes = Counter(f.code for f in checked.findings)
    assert len(checked.findings) <= STANDARD.findings + 1
    assert f"还有{ROWS * 13 - len(checked.findings) + 1}处" in more.message
    assert {"GEN-REQUIRED", "GEN-NO-MISSING", "GEN-CHOICE", "GEN-REF", "GEN-MORE"} <= codes.keys()
    assert not checked.ok
