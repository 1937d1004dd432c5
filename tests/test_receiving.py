"""From bytes to receipt and rows: what is accepted, refused, repeated, and what stands afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast
from weakref import ref

import pytest

from lvzhi import measures
from lvzhi.books.annotate.marking import about, annotate, remove_marks
from lvzhi.books.meta import DICTIONARY, HELPING
from lvzhi.chain import Entry
from lvzhi.decisions import decide
from lvzhi.intake.cells import Sheet
from lvzhi.intake.judging import Incoming, check_files, examine, look_at, read_files, still_holds
from lvzhi.intake.reading import read, read_book
from lvzhi.intake.receiving import Receipt, receive, receive_one
from lvzhi.intake.refusals import Refusal, Unreadable
from lvzhi.intake.worker import Pool
from lvzhi.workspace import Workspace
from tests.campaigns import COVER, PROBLEM, book, campaign, file, nothing_this_month
from tests.handmade import packed
from tests.returned import parts_of


@pytest.fixture(scope="module")
def july(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One data directory for the module: each test files for a unit of its own."""
    with campaign(tmp_path_factory.mktemp("campaign") / "data") as workspace:
        yield workspace


def july_book(workspace: Workspace, filer: str, **sheets: list[dict[str, object]]) -> bytes:
    return book(workspace, filer, "2015-07", **{**nothing_this_month(workspace, filer, "2015-07"), **sheets})


def said(receipt: Receipt) -> list[tuple[str, str | None, str | None]]:
    return [(f.code, f.sheet, f.cell) for f in receipt.findings if f.open]


def rows(workspace: Workspace, form: str, filer: str) -> list[str]:
    return list(workspace.standing().current(form, filer)["key"])


def test_a_good_book_is_accepted_and_its_rows_stand(july: Workspace) -> None:
    receipt = file(july, july_book(july, "园林", rectification=[PROBLEM]), "2015-08-04T10:00")
    assert (receipt.status, receipt.receipt, said(receipt)) == ("accepted", "园林-201507-01", [])
    assert receipt.rows["rectification"] == 1
    assert receipt.change.counts() == {"added": 2, "changed": 0, "unchanged": 0, "carried_over": 0}
    assert rows(july, "rectification", "园林") == ["园林-问题-001"]


def test_the_same_bytes_again_change_nothing(july: Workspace) -> None:
    data = july_book(july, "泰丰", rectification=[PROBLEM])
    first = file(july, data, "2015-08-04T10:00")
    again = file(july, data, "2015-08-05T10:00", name="报送簿(1).xlsx")
    assert (first.status, again.status, again.receipt) == ("accepted", "duplicate", first.receipt)
    assert again.findings[0].message == "与8月4日10时0分已接收的文件完全相同,不重复登记,回执号不变。"


def test_a_refused_book_is_kept_with_its_findings_and_stores_no_row(july: Workspace) -> None:
    wrong = {**PROBLEM, "registered_on": "7月20日", "responsible_person": None}
    data = july_book(july, "高场", rectification=[wrong])
    receipt = file(july, data, "2015-08-04T10:00")
    assert receipt.status == "rejected"
    assert said(receipt) == [("GEN-DATE", "问题整改台账", "C4"), ("GEN-REQUIRED", "问题整改台账", "M4")]
    assert rows(july, "rectification", "高场") == []
    assert july.vault.get(receipt.sha256) == data
    with july.store.cursor() as cursor:
        kept = cursor.execute("select code, cell from finding join filing using (entry) where filer = '高场'").fetchall()
    assert kept == [("GEN-DATE", "C4"), ("GEN-REQUIRED", "M4")]


def test_a_corrected_book_follows_with_the_next_receipt(july: Workspace) -> None:
    bad = july_book(july, "杨市", rectification=[{**PROBLEM, "category": "马上办"}])
    good = july_book(july, "杨市", rectification=[PROBLEM])
    assert [file(july, d, f"2015-08-0{n}T09:00").receipt for n, d in ((3, bad), (4, good))] == [
        "杨市-201507-01", "杨市-201507-02",
    ]
    assert rows(july, "rectification", "杨市") == ["杨市-问题-001"]


def test_another_units_book_is_refused_by_name(july: Workspace) -> None:
    receipt = file(july, july_book(july, "周矶处"), "2015-08-04T10:00", filer="周矶区")
    assert (receipt.status, receipt.period, [f.message for f in receipt.findings]) == (
        "rejected", None,
        ["这是周矶办事处民政办的报送簿,现在报送的是周矶管理区民政办,没有接收。请换用本单位的报送簿。"],
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "FILE-EMPTY"), (b"a,b\n1,2\n", "FILE-TEXT"), (b"%PDF-1.4", "FILE-PDF"), (b"\xd0\xcf\x11\xe0" + b"0" * 600, "FILE-")],
)
def test_what_is_no_workbook_is_named_for_what_it_is(july: Workspace, data: bytes, code: str) -> None:
    receipt = file(july, data, "2015-08-04T10:00", filer="后湖")
    assert receipt.status == "unreadable"
    assert receipt.findings[0].code.startswith(code)
    assert rows(july, "rectification", "后湖") == []


def test_a_query_is_accepted_with_a_reason_and_rejected_without(july: Workspace) -> None:
    same_day = {
        **PROBLEM, "status": "申请销号", "applied_on": PROBLEM["registered_on"], "evidence": "整改前后照片",
    }
    without = file(july, july_book(july, "龙湾", rectification=[same_day]), "2015-08-04T10:00")
    assert (without.status, said(without)) == ("rejected", [("RECT-SAME-DAY", "问题整改台账", "T4")])
    reason = {
        "form": "问题整改台账", "row_ref": "龙湾-问题-001", "code": "RECT-SAME-DAY",
        "reason": "当天由王某当场补发并请两位村民签字确认",
    }
    answered = july_book(july, "龙湾", rectification=[same_day], explanations=[reason])
    receipt = file(july, answered, "2015-08-04T11:00")
    assert (receipt.status, [f.reason for f in receipt.findings if f.code == "RECT-SAME-DAY"]) == (
        "accepted", ["当天由王某当场补发并请两位村民签字确认"],
    )


def test_empty_words_are_no_reason(july: Workspace) -> None:
    same_day = {
        **PROBLEM, "status": "申请销号", "applied_on": PROBLEM["registered_on"], "evidence": "整改前后照片",
    }
    reason = {"form": "问题整改台账", "row_ref": "运粮湖-问题-001", "code": "RECT-SAME-DAY", "reason": "核实无误"}
    data = july_book(july, "运粮湖", rectification=[same_day], explanations=[reason])
    receipt = file(july, data, "2015-08-04T10:00")
    assert [f.code for f in receipt.findings if f.open] == ["RECT-SAME-DAY", "GEN-REASON-WORDS"]


def test_refiling_lists_what_changed_and_what_is_carried_over(july: Workspace) -> None:
    file(july, july_book(july, "王场", rectification=[PROBLEM, {**PROBLEM, "description": "窗口上班时间有人离岗四十分钟,没有去向牌"}]),
         "2015-08-04T10:00")
    later = [
        {"problem_no": "王场-问题-001", "progress": "8月起每季首月10日前发放,已执行一次"},
        {"problem_no": "王场-问题-002", "status": "申请销号", "applied_on": dt.date(2015, 8, 20), "evidence": "离岗登记簿"},
    ]
    sheets = nothing_this_month(july, "王场", "2015-08") | {"rectification": later}
    sheets["stage_tasks"] = []
    data = book(july, "王场", "2015-08", **{k: v for k, v in sheets.items() if k != "self_inspection"})
    incoming = Incoming("八月.xlsx", data, dt.datetime(2015, 9, 4, 10, tzinfo=july.plan.zone), "测试")
    ((_, checked),) = check_files(july.ground(), july.pool, [incoming])
    found = checked.change.forms["rectification"]
    assert (found.added, found.changed, found.unchanged) == ((), ("王场-问题-001", "王场-问题-002"), ())
    assert [(c.key, c.column, c.before, c.after) for c in found.cells if c.key.endswith("001")] == [
        ("王场-问题-001", "整改进展", "已与财政所核对到账时间", "8月起每季首月10日前发放,已执行一次"),
    ]


def test_a_correction_of_an_earlier_month_is_not_asked_for_rows_of_a_later_one(july: Workspace) -> None:
    earlier = book(july, "老新", "2015-06", **nothing_this_month(july, "老新", "2015-06"))
    file(july, july_book(july, "老新", rectification=[PROBLEM]), "2015-08-04T10:00")
    assert rows(july, "rectification", "老新") == ["老新-问题-001"]
    corrected = file(july, earlier, "2015-08-05T10:00")
    assert [s for s in said(corrected) if s[1] == "问题整改台账"] == []


def test_a_later_filing_counts_only_from_its_receipt(july: Workspace) -> None:
    file(july, july_book(july, "张金", rectification=[PROBLEM]), "2015-08-04T10:00")
    with july.store.cursor() as cursor:
        counts = [
            measures.run(cursor, july.plan, "rectification", day, {"unit": "张金"}).totals["registered"]
            for day in (dt.date(2015, 8, 3), dt.date(2015, 8, 4))
        ]
    assert counts == [0, 1]


def test_many_units_at_once_each_get_their_receipt(july: Workspace) -> None:
    units = ("优抚", "安置", "救灾", "区划")
    at = dt.datetime(2015, 8, 5, 9, tzinfo=july.plan.zone)
    files = [Incoming(f"{u}.xlsx", july_book(july, u, rectification=[PROBLEM]), at, "测试") for u in units]
    files.insert(2, Incoming("坏.xlsx", b"not a book", at, "测试"))
    # Filed again before the others: it is judged after them, by what it follows, and answered in its turn.
    again = july_book(july, "优抚", rectification=[{**PROBLEM, "progress": "已约谈责任人并公示"}])
    files.insert(1, Incoming("优抚(改).xlsx", again, at, "测试"))
    receipts = list(receive(july, files))
    assert [(r.file, r.filer, r.status) for r in receipts] == [
        ("优抚.xlsx", "优抚", "accepted"), ("优抚(改).xlsx", "优抚", "accepted"), ("安置.xlsx", "安置", "accepted"),
        ("坏.xlsx", None, "unreadable"), ("救灾.xlsx", "救灾", "accepted"), ("区划.xlsx", "区划", "accepted"),
    ]
    assert [r.receipt for r in receipts[:2]] == ["优抚-201507-01", "优抚-201507-02"]
    assert (receipts[0].change.counts()["added"], receipts[1].change.counts()["changed"]) == (2, 1)


def test_what_was_judged_holds_until_something_comes_in_that_concerns_it(july: Workspace) -> None:
    def since(*filers: str | None, kind: str = "filing") -> bool:
        entries = [Entry(n, "", kind, "测试", {}, "", "", filer) for n, filer in enumerate(filers)]
        return still_holds(july.plan, july.plan.filer("园林"), entries)

    assert since() and since("泰丰", "优抚")
    group = july.plan.groups[0].code
    assert not any((since("泰丰", "园林"), since(group), since(None), since("泰丰", kind="plan"),
                    since("泰丰", kind="decision")))
    assert not still_holds(july.plan, july.plan.filer(group), [Entry(1, "", "filing", "测试", {}, "", "", "泰丰")])
    assert still_holds(july.plan, july.plan.filer("园林"), [])


def test_of_many_files_no_more_are_held_than_are_being_read(july: Workspace) -> None:
    held: list[ref[Incoming]] = []

    def files() -> Iterator[Incoming]:
        for n in range(12):
            one = Incoming(f"{n}.xlsx", b"%d" % n, dt.datetime(2015, 8, 5, tzinfo=july.plan.zone), "测试")
            held.append(ref(one))
            yield one

    for n, (incoming, refusal) in enumerate(read_files(july.pool, files(), ahead=2)):
        assert incoming.name == f"{n}.xlsx" and isinstance(refusal, Refusal)
        assert [one() for one in held[:n]] == [None] * n and len(held) <= n + 4
    assert len(held) == 12


def test_of_a_book_all_is_read_but_what_only_helps_to_fill_it_in(july: Workspace) -> None:
    data = july_book(july, "救助站", rectification=[PROBLEM])
    whole, ours = read(data), read_book(data)
    assert [s.name for s in ours.sheets] == [s.name for s in whole.sheets] and ours.producer == whole.producer
    for all_of_it, held in zip(whole.sheets, ours.sheets, strict=True):
        assert all_of_it.cells
        assert held == (Sheet(held.name, all_of_it.state) if held.name in HELPING else all_of_it)
    assert july.pool.read(data, "救助站.xlsx") == ours


def test_a_book_whose_lists_are_broken_is_read_marked_and_mended_as_any_other(july: Workspace) -> None:
    data = july_book(july, "救助站", rectification=[{**PROBLEM, "due": None}])
    at = next(n for n, s in enumerate(read(data).sheets, 1) if s.name == DICTIONARY)
    broken = packed({**parts_of(data), f"xl/worksheets/sheet{at}.xml": b"<worksheet><sheetData><row>"})
    with pytest.raises(Unreadable):
        read(broken)
    whole, again = july.pool.read(data, "a.xlsx"), july.pool.read(broken, "a.xlsx")
    assert whole == again
    incoming = Incoming("a.xlsx", broken, dt.datetime(2015, 8, 5, tzinfo=july.plan.zone), "测试")
    [checked] = examine(july.ground(), [(incoming, again)])
    findings = [f for f in checked.findings if f.open]
    assert findings
    marked = annotate(broken, findings, about=about(checked))
    assert [s.name for s in read_book(marked).sheets] == ["待修改清单", *(s.name for s in whole.sheets)]
    assert read_book(remove_marks(marked)) == whole


def test_a_book_looked_at_is_not_read_again_and_is_judged_by_what_stands_now(july: Workspace) -> None:
    data = july_book(july, "救助站", rectification=[PROBLEM])
    at = dt.datetime(2015, 8, 5, 9, tzinfo=july.plan.zone)
    sent = Incoming("救助站.xlsx", data, at, "测试", "救助站")
    look = look_at(july.ground(), july.pool, sent, lambda _: None)
    assert look.checked.change.counts()["added"] == 2
    assert look.checked.filing is not None and cast(Any, look.checked.filing.standing)._frames == {}
    file(july, july_book(july, "救助站", rectification=[{**PROBLEM, "progress": "已约谈责任人"}]), "2015-08-05T10:00")

    no_pool = cast(Pool, None)  # whatever reads, fails
    mine = cast(Workspace, SimpleNamespace(**{name: getattr(july, name) for name in (
        "datadir", "forms", "journal", "store", "clock", "plan", "plan_version", "keep", "refresh", "ground",
        "accepted_as", "receipt_number")}, pool=no_pool))
    receipt = receive_one(mine, sent, look)
    assert (receipt.status, receipt.receipt) == ("accepted", "救助站-201507-02")
    assert receipt.change.counts() == {"added": 0, "changed": 1, "unchanged": 1, "carried_over": 0}
    assert rows(july, "rectification", "救助站") == ["救助站-问题-001"]


@pytest.mark.parametrize("other", [
    {"data": b"another"}, {"name": "b.xlsx"}, {"filer": "泰丰"}, {"period": "2015-06"},
    {"received_at": dt.datetime(2015, 8, 6, 9, tzinfo=dt.UTC)},
], ids=lambda o: next(iter(o)))
def test_a_look_serves_only_for_the_same_file_as_filed_by_the_same(july: Workspace, other: dict[str, Any]) -> None:
    data = july_book(july, "福利院", rectification=[PROBLEM])
    sent = Incoming("a.xlsx", data, dt.datetime(2015, 8, 5, 9, tzinfo=july.plan.zone), "测试", "福利院", period="2015-07")
    look = look_at(july.ground(), july.pool, sent, lambda _: None)
    assert look.serves(july.ground(), replace(sent, received_at=sent.received_at + dt.timedelta(hours=2)))
    assert not look.serves(july.ground(), replace(sent, **other))
    assert not look.serves(replace(july.ground(), plan_version=july.plan_version + 1), sent)


def test_rebuild_leaves_every_table_identical(july: Workspace) -> None:
    assert file(july, july_book(july, "军休", rectification=[PROBLEM]), "2015-08-04T10:00").status == "accepted"
    before = july.store.dump()
    july.store.rebuild()
    assert july.store.dump() == before
    assert {COVER["preparer"]} == set(july.standing().current("cover")["preparer"])


def test_cells_that_follow_from_others_are_filled_in(july: Workspace) -> None:
    complaint = {
        "received_on": dt.date(2015, 7, 3), "channel": "来电", "named": "是", "summary": "反映临时救助申请二十七天没有答复",
        "category": "投诉", "area": "收集解决", "handler": "李某", "status": "办理中",
    }
    file(july, july_book(july, "广华", rectification=[PROBLEM], complaints=[complaint]), "2015-08-04T10:00")
    standing = july.standing()
    assert list(standing.current("rectification", "广华")["area"]) == ["服务民生"]
    (due,) = standing.current("complaints", "广华")["due"]
    assert due.date() == dt.date(2015, 7, 18)


def test_an_assigned_problem_left_unanswered_is_said(july: Workspace) -> None:
    assigned = {
        "assigned_on": dt.date(2015, 7, 20), "source": "督办检查", "source_ref": "六组-督办-001", "unit": "渔洋镇",
        "check_item": "三(三)6", "matter": "抽查时窗口一人离岗四十分钟没有去向牌", "request": "当日改正,建立去向牌",
        "due": dt.date(2015, 8, 20),
    }
    visit = {
        "visited_on": dt.date(2015, 7, 18), "lead": "赵莉莉", "participants": "王君", "unit": "渔洋镇", "method": "现场",
        "matters": "查看窗口在岗情况", "found": 1, "feedback_due": dt.date(2015, 8, 1), "assignment_nos": "六组-交办-001",
    }
    cover = {k: v for k, v in COVER.items() if k not in ("head", "liaison")}
    data = book(july, "六组", "2015-07", cover=[cover], supervision=[visit], assignments=[assigned],
                verification=[{"本期无": "是"}])
    group = file(july, data, "2015-07-31T10:00")
    assert (group.status, said(group)) == ("accepted", [])
    unanswered = file(july, july_book(july, "渔洋"), "2015-08-04T10:00")
    assert "RECT-ASSIGNED-UNANSWERED" in [f.code for f in unanswered.findings if f.open]
    answer = {
        "problem_no": "六组-交办-001", "responsible_leader": "张开明", "responsible_person": "李某", "category": "立行立改",
        "measures": "设去向牌和AB岗,离岗登记,办公会点名批评", "status": "整改中", "progress": "去向牌已经挂出",
    }
    answered = file(july, july_book(july, "渔洋", rectification=[answer]), "2015-08-04T11:00")
    assert (answered.status, said(answered)) == ("accepted", [])
    assert rows(july, "rectification", "渔洋") == ["六组-交办-001"]


def test_an_approved_book_takes_no_further_filing_until_unlocked(july: Workspace) -> None:
    receipt = file(july, july_book(july, "积玉口", rectification=[PROBLEM]), "2015-08-04T10:00")
    decide(july, [{"act": "approve", "filing": receipt.receipt, "at": "2015-08-05T09:00"}], "局履职办")
    again = july_book(july, "积玉口", rectification=[{"problem_no": "积玉口-问题-001", "progress": "又去核对了一次"}])
    refused = file(july, again, "2015-08-06T10:00")
    assert (refused.status, [f.code for f in refused.findings]) == ("rejected", ["BOOK-LOCKED"])
    unlock = {"act": "unlock", "filer": "积玉口", "period": "2015-07", "reason": "单位来函更正", "at": "2015-08-06T11:00"}
    decide(july, [unlock], "局履职办")
    assert file(july, again, "2015-08-06T12:00").status == "accepted"
