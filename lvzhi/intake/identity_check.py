"""Is this the book it should be: whose, of which campaign and month; what is said when it is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lvzhi.findings import Finding, Severity, Wording
from lvzhi.form import Form
from lvzhi.intake.identifying import Identity
from lvzhi.plan import Filer, Plan

WORDINGS = (
    Wording("BOOK-UNKNOWN", Severity.ERROR, "这不是本系统的报送簿。请下载本单位报送簿填写后再传。"),
    Wording("BOOK-OTHER-CAMPAIGN", Severity.ERROR, "这是另一届工作的报送簿,没有接收。请重新下载本单位报送簿填写。"),
    Wording("BOOK-DEMO", Severity.ERROR, "这是演示用的报送簿,正式工作不接收。请重新下载本单位报送簿填写。"),
    Wording("BOOK-NOT-DEMO", Severity.ERROR, "这是正式报送簿,演示系统不接收。请在正式系统中报送。"),
    Wording("BOOK-NO-FILER", Severity.ERROR, "报送簿上没有填报单位,请说明替哪个单位报送,或重新下载本单位报送簿填写。"),
    Wording(
        "BOOK-OTHER-FILER", Severity.ERROR,
        "这是{theirs}的报送簿,现在报送的是{ours},没有接收。请换用本单位的报送簿。",
    ),
    Wording("BOOK-NO-PERIOD", Severity.ERROR, "报送簿上看不出是哪一期。请重新下载本期报送簿,把内容按“值”粘贴过去。"),
    Wording("BOOK-PERIOD-AHEAD", Severity.ERROR, "这是{period}的报送簿,现在还没有到{period}。请换用本期的报送簿。"),
    Wording("BOOK-NOT-OWED", Severity.ERROR, "按方案,{filer}{period}没有要报的报送簿。请核对报告期。"),
    Wording(
        "BOOK-LOCKED", Severity.ERROR,
        "{filer}{period}的报送簿已经审定,不再改动。要更正的,请在下期报送簿中更正;确需重报的,请联系局履职办解锁。",
    ),
    Wording(
        "BOOK-SHEET-MISSING", Severity.ERROR,
        "没有找到“{sheet}”这张表。请恢复这张表;或重新下载本单位报送簿,把内容按“值”粘贴过去。",
    ),
    Wording(
        "BOOK-SHEET-LEFT-OUT", Severity.ERROR,
        "没有找到“{sheet}”这张表,上期已列的{keys}还在其中。请恢复这张表;或重新下载本单位报送簿,把内容按“值”粘贴过去。",
    ),
    Wording(
        "BOOK-SHEET-LEFT-OUT", Severity.NOTE,
        "“{sheet}”这张表不在报送簿里了。本期没有要填的,不需处理;有要填的,请恢复这张表后再传。",
    ),
    Wording(
        "BOOK-SHEET-RENAMED", Severity.NOTE,
        "这张表原名“{title}”,现名“{sheet}”,已按表头的标题认出并读入,不需改动。",
    ),
    Wording("BOOK-SHEET-MOVED", Severity.NOTE, "各表的先后次序有变动,已按表名读入,不需改动。"),
    Wording(
        "BOOK-SHEET-EXTRA", Severity.NOTE,
        "“{sheet}”不是报送簿里的表,没有读入。其中要报的内容,请填到报送簿相应的表中。",
    ),
    Wording("BOOK-OLD-VERSION", Severity.NOTE, "方案已有新版,这本报送簿按旧版印制。内容已按新版核对,下期请重新下载。"),
    Wording("BOOK-LOST-META", Severity.NOTE, "报送簿里的识别信息不在了,已按表头认定为{filer}{period}报送簿,请核对。"),
)
_SAYS = {(w.code, w.severity): w for w in WORDINGS}
_NAMED = 5  # numbers named in one sentence


@dataclass(frozen=True)
class Expected:
    """What is asked of a file: who it is filed for (None: whoever the book names), when, and in which campaign.

    `period`: the month whoever files says it is for, where the book does not.
    """

    plan: Plan
    plan_version: int
    filer: str | None
    received_on: dt.date
    demo: bool | None
    period: str | None = None


@dataclass(frozen=True)
class Verdict:
    """Whose book of which month it is to be read as; None where it cannot be read as any.

    `left_out`: sheets the book was printed with, or may hold, that are gone without being due.
    """

    filer: str | None
    period: str | None
    findings: tuple[Finding, ...]
    left_out: tuple[Form, ...] = ()

    @property
    def readable(self) -> bool:
        return not any(f.severity is Severity.ERROR for f in self.findings)


def judge(identity: Identity, expected: Expected, forms: Sequence[Form]) -> Verdict:
    """Say everything that keeps the file from being read as a book of the campaign, or is worth knowing."""
    plan = expected.plan
    stranger = _stranger(identity, expected)
    if stranger:
        return Verdict(expected.filer, None, (stranger,))
    named = identity.filer
    if named and expected.filer and named != expected.filer:
        theirs, ours = _seal(plan, named), _seal(plan, expected.filer)
        return Verdict(expected.filer, None, (_say("BOOK-OTHER-FILER", theirs=theirs, ours=ours),))
    filer = named or expected.filer
    if filer is None:
        return Verdict(None, None, (_say("BOOK-NO-FILER"),))
    period = identity.period or expected.period
    if period is None:
        return Verdict(filer, None, (_say("BOOK-NO-PERIOD"),))
    wrong = _period_fault(plan, filer, period, expected)
    if wrong:
        return Verdict(filer, None, (wrong,))
    wanted, left_out = _lost(identity, plan, forms, filer, period)
    found = [_say("BOOK-SHEET-MISSING", sheet=form.title) for form in wanted]
    found += _about_sheets(identity, expected, filer, period)
    return Verdict(filer, period, tuple(found), left_out)


def _say(code: str, severity: Severity | None = None, **values: object) -> Finding:
    """A finding on the file; on one of its sheets where that is there."""
    wording = next(w for (c, s), w in _SAYS.items() if c == code and severity in (None, s))
    at = str(values["sheet"]) if code in ("BOOK-SHEET-EXTRA", "BOOK-SHEET-RENAMED") else None
    return Finding(code, wording.severity, wording.say(values), sheet=at)


def without_sheet(form: Form, keys: Sequence[str], printed: bool) -> Finding | None:
    """What is said of a sheet that is not due and not there: rows listed again are lost with it."""
    if keys:
        return _say("BOOK-SHEET-LEFT-OUT", Severity.ERROR, sheet=form.title, keys="、".join(keys[:_NAMED]))
    return _say("BOOK-SHEET-LEFT-OUT", Severity.NOTE, sheet=form.title) if printed else None


def locked_book(plan: Plan, filer: Filer, period: str) -> Finding:
    """What is said of a book that is approved and takes no further filing."""
    return _say("BOOK-LOCKED", filer=filer.seal_name, period=plan.period(period).label)


def _seal(plan: Plan, code: str) -> str:
    return plan.filer(code).seal_name


def _stranger(identity: Identity, expected: Expected) -> Finding | None:
    """A workbook that is none of this campaign's books."""
    plan = expected.plan
    if not identity.sheets or (identity.filer and not plan.knows(identity.filer)):
        known = identity.from_meta and identity.campaign != plan.campaign.id
        return _say("BOOK-OTHER-CAMPAIGN" if known else "BOOK-UNKNOWN")
    if identity.from_meta and identity.campaign != plan.campaign.id:
        return _say("BOOK-OTHER-CAMPAIGN")
    if expected.demo is not None and identity.from_meta and identity.demo != expected.demo:
        return _say("BOOK-DEMO" if identity.demo else "BOOK-NOT-DEMO")
    return None


def _period_fault(plan: Plan, filer: str, period: str, expected: Expected) -> Finding | None:
    known = {p.id: p for p in plan.periods}
    if period not in known:
        return _say("BOOK-NO-PERIOD")
    if known[period].first_day > expected.received_on:
        return _say("BOOK-PERIOD-AHEAD", period=known[period].label)
    if not plan.owed(filer, period):
        return _say("BOOK-NOT-OWED", filer=plan.filer(filer).name, period=known[period].label)
    return None


def _lost(
    identity: Identity, plan: Plan, forms: Sequence[Form], filer: str, period: str
) -> tuple[list[Form], tuple[Form, ...]]:
    """The sheets that are not there: those that must be, and those that may stay away."""
    owed = plan.owed(filer, period)
    asked = {*identity.missing, *owed, "cover"} - set(identity.sheets)
    gone = [f for f in forms if f.id in asked]
    must = [f for f in gone if owed.get(f.id) in ("due", "confirm") or f.id == "cover"]
    return must, tuple(f for f in gone if f not in must)


def _about_sheets(identity: Identity, expected: Expected, filer: str, period: str) -> list[Finding]:
    plan = expected.plan
    now = {form: sheet.name for form, sheet in identity.sheets.items()}
    found = [_say("BOOK-SHEET-RENAMED", sheet=now[form], title=title) for form, title in identity.renamed.items()]
    if identity.reordered:
        found.append(_say("BOOK-SHEET-MOVED"))
    found += [_say("BOOK-SHEET-EXTRA", sheet=name) for name in identity.surplus]
    if not identity.from_meta:
        found.append(_say("BOOK-LOST-META", filer=_seal(plan, filer), period=plan.period(period).label))
    elif (identity.plan_version or 0) < expected.plan_version:
        found.append(_say("BOOK-OLD-VERSION"))
    return found
