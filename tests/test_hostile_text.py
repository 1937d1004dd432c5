"""What people typed stays text in every file that leaves: no formula, no link, no markup; and on every page sent.

Formulas and markup stand in every free text of every row of the example, as a filed book could have brought them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from icalendar import Calendar

from lvzhi import audit, measures, planbook
from lvzhi.access.accounts import Handed
from lvzhi.access.model import Account
from lvzhi.books import consolidated, template, upward
from lvzhi.books.annotate.adopting import adopt
from lvzhi.books.annotate.marking import About, annotate
from lvzhi.books.consolidated.parts import zipped as zipped_parts
from lvzhi.books.rows import rows_book, rows_csv
from lvzhi.books.slips import slips
from lvzhi.chain import Entry
from lvzhi.datadir import opened
from lvzhi.deadlines import calendar
from lvzhi.findings import Finding, Severity
from lvzhi.handover import unfinished
from lvzhi.headings import in_words
from lvzhi.intake.fixes import Fix
from lvzhi.kinds import Code, LongText, Person, Text
from lvzhi.outgoing.archive import zipped
from lvzhi.outgoing.taking import taken_from
from lvzhi.package.sending import package
from lvzhi.papers.catalogue import PAPERS
from lvzhi.papers.issuing import Issue, issue
from lvzhi.papers.paper import Paper
from lvzhi.papers.typeset import machine_fonts
from lvzhi.permits import PERMITS
from lvzhi.plan import Plan
from lvzhi.plan_carry import carry_over
from lvzhi.replies import bundle
from lvzhi.viewer import Viewer
from lvzhi.web.listed import listed
from lvzhi.web.offline import from_machine
from lvzhi.workspace import Workspace
from schemas import FORMS

MARK = "暗号"
BEGINS = ("=", "+", "-", "@", "\t=", "\r=")
HOSTILE = (
    *(f'{sign}HYPERLINK("http://203.0.113.9/{MARK}")' for sign in BEGINS),
    f'<img src=x onerror="window.__xss=1">{MARK}]]><script>window.__xss=2</script>&amp;"\'',
    f"![图](http://203.0.113.9/x.png)[{MARK}](javascript:window.__xss=3)$x^2$:red[红]",
)
LINK = "http://203.0.113.9/" + MARK


def plant(workspace: Workspace) -> int:
    """Write the hostile texts into every free text of every row, one after the other; return how many columns."""
    columns = [
        (form.id, column.id) for form in FORMS for column in form.all_columns
        if isinstance(column.kind, Text | LongText | Person | Code) and column.id not in form.key
        and column.kind.sql == "VARCHAR" and not column.system
    ]
    with workspace.store.cursor() as cursor:
        for n, (form, column) in enumerate(columns):
            cursor.execute(
                f'update "rows_{form}" set "{column}" = list_extract($texts, 1 + (ord + $n) % len($texts)::int)'
                f' where "{column}" is not null',
                {"texts": list(HOSTILE), "n": n},
            )
    return len(columns)


@pytest.fixture(scope="module", params=["small", pytest.param("example", marks=pytest.mark.soak)])
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    base = request.getfixturevalue({"small": "matrix_campaign", "example": "example"}[request.param])
    data = Path(shutil.copytree(base, tmp_path_factory.mktemp("planted") / "data"))
    with Workspace(opened(data), FORMS) as workspace:
        assert plant(workspace) > 80
        yield workspace


# --- every file that leaves --------------------------------------------------------------------------


def _now(w: Workspace) -> dt.datetime:
    return w.clock.as_of(None)


def _detail(w: Workspace, measure: str, statement: str) -> pd.DataFrame:
    with w.store.cursor() as cursor:
        return measures.detail(cursor, w.plan, measure, statement, _now(w), {}, Viewer("office"))


def _rows(w: Workspace) -> pd.DataFrame:
    found = _detail(w, "rectification", "problems")
    return in_words(found.head(60), listed("rectification", "problems").columns, w.plan)


def _book(w: Workspace, **answers: object) -> bytes:
    unit = w.plan.filer(_detail(w, "rectification", "problems")["unit"].iloc[0])
    return template.build(w.forms, w.plan, unit, w.plan.period_at(w.clock.today()).id, w.standing(),
                          plan_version=w.plan_version, answers=answers or None)  # type: ignore[arg-type]


def _consolidated(w: Workspace) -> bytes:
    out = io.BytesIO()
    with w.store.cursor() as cursor:
        consolidated.write(out, cursor, FORMS, w.plan, _now(w), {}, Viewer("office"))
    return out.getvalue()


def _parts(w: Workspace) -> bytes:
    return zipped_parts([("01.xlsx", lambda: _consolidated(w))])


def _calendar(w: Workspace) -> bytes:
    unit = w.plan.units[0]
    problem = {"unit": unit.code, "is_open": True, "deadline": dt.date(2015, 8, 1), "problem_no": "园林-问题-001"}
    problems = [{**problem, "description": text} for text in HOSTILE]
    return calendar(w.plan, unit, [], problems, w.clock.now())


def _upward(w: Workspace) -> bytes:
    out = io.BytesIO()
    with w.store.cursor() as cursor:
        upward.write(out, cursor, FORMS, w.plan, _now(w))
    return out.getvalue()


def _archive(w: Workspace) -> bytes:
    with w.store.cursor() as cursor:
        return zipped(taken_from(w, cursor, _now(w), {}), w.journal, w.vault)


def _findings() -> list[Finding]:
    return [
        Finding("GEN-CHOICE", Severity.ERROR, f"“{text}”不在可选内容之内。", sheet="封面", cell=f"C{n}", row=n, value=text,
                suggestion=text, column=text, form="cover", reason=text)
        for n, text in enumerate(HOSTILE, 4)
    ]


def _marked(w: Workspace) -> bytes:
    return annotate(_book(w), _findings(), about=About(HOSTILE[0]))


def _corrected(w: Workspace) -> bytes:
    fixes = [Fix("封面", f"C{n}", "填报人", "", text, ((f"C{n}", text),)) for n, text in enumerate(HOSTILE, 4)]
    return adopt(_book(w), fixes)


def _handover(w: Workspace) -> bytes:
    problems, promises = _detail(w, "rectification", "problems"), _detail(w, "commitments", "promises")
    with w.store.cursor() as cursor:
        books = measures.run(cursor, w.plan, "reporting", _now(w)).rows
    found = unfinished(books.head(3), problems, promises, w.plan, w.clock.today())
    return rows_book(found, HOSTILE[0], HOSTILE)


def _slips(w: Workspace) -> bytes:
    accounts = [Account(n, t, "unit", t, t, False, True, _now(w)) for n, t in enumerate(HOSTILE)]
    return slips(w.plan, [Handed(a, a.login) for a in accounts], w.clock.today(), HOSTILE[0])


def _paper(w: Workspace, paper: Paper) -> Issue:
    whose = next(iter(paper.targets(w.plan)), None)
    with w.store.cursor() as cursor:
        return issue(paper, cursor, w.plan, FORMS, _now(w), whose)


def _log(w: Workspace) -> bytes:
    at = _now(w).isoformat()
    entries = [Entry(n, at, "audit", t, {"act": "download", "file": t, "from": t, "login": t}, "0", "0", t)
               for n, t in enumerate(HOSTILE)]
    return rows_book(audit.table([audit.line(e, w.plan) for e in entries]), "操作日志", HOSTILE)


def _named(w: Workspace) -> Plan:
    """The plan with such names for its campaign and its first units."""
    named = tuple(replace(u, name=text, full_name=text) for u, text in zip(w.plan.units, HOSTILE, strict=False))
    return replace(w.plan, campaign=replace(w.plan.campaign, title=HOSTILE[0]), units=(*named, *w.plan.units[len(named):]))


def _plan(w: Workspace) -> bytes:
    return planbook.to_workbook(_named(w), {f.id: f.title for f in FORMS})


def _next_plan(w: Workspace) -> bytes:
    return planbook.to_workbook(carry_over(_named(w), w.plan.campaign.start.year + 1).plan)


# How each file that leaves is made, by the functions its page calls. One without a line here makes the test red.
MAKERS: Mapping[str, Callable[[Workspace], bytes]] = {
    "export.book": _book, "export.corrected": _corrected, "export.marked": _marked,
    "export.marked_bundle": lambda w: bundle([(f"{HOSTILE[0][:9]}.xlsx", _marked(w))], HOSTILE),
    "export.rows": lambda w: rows_book(_rows(w), HOSTILE[0], HOSTILE),
    "export.rows_csv": lambda w: rows_csv(_rows(w)),
    "export.offline": lambda w: from_machine(w, _now(w), {}), "export.consolidated": _consolidated,
    "export.consolidated_parts": _parts,
    "export.upward": _upward, "export.archive": _archive, "export.plan": _plan, "export.next_plan": _next_plan,
    "export.package": lambda w: package(w, _now(w), {}), "export.calendar": _calendar,
    "export.handover": _handover, "export.slips": _slips, "export.log": _log,
}
DEAR = {"export.offline"}  # a sample of it is in browser/test_offline.py
PAPER_FILES: Mapping[str, Callable[[Issue], bytes]] = {
    "export.paper": lambda made: made.docx(), "export.paper_working": lambda made: made.working(),
    "export.paper_pdf": lambda made: made.pdf(machine_fonts()), "export.paper_picture": lambda made: made.picture(machine_fonts()),
}
AS_SENT = {"export.original", "export.evidence"}  # byte for byte what its filer sent, to its filer and the office


def test_every_file_that_leaves_is_looked_at() -> None:
    assert {*MAKERS, *PAPER_FILES, *AS_SENT} == {name for name in PERMITS if name.startswith("export.")}


@pytest.mark.parametrize("paper", [
    p if p.id == "newsletter" else pytest.param(p, marks=pytest.mark.soak) for p in PAPERS], ids=lambda p: p.id)
def test_a_paper_and_its_working_sheet_hold_text_alone(planted: Workspace, paper: Paper) -> None:
    """What a paper quotes of the filings stands in it as it was typed; every word of it in test_papers."""
    made = _paper(planted, paper)
    printed, working, pdf, picture = (write(made) for write in PAPER_FILES.values())
    assert pdf.startswith(b"%PDF-") and picture.startswith(b"\x89PNG")
    assert [word for word in (b"/URI", b"/JavaScript", b"/Launch", b"/OpenAction") if word in pdf] == []
    assert list(alive(printed)) == list(alive(working)) == []
    assert (MARK in text_of(printed)) is any(MARK in piece.text for _, piece in made.content.pieces())
    assert (MARK in text_of(working)) is any(MARK in str(row) for ask in made.content.asks for row in ask.rows)
    if paper.id in ("cases", "newsletter") and planted.demo:
        assert MARK in text_of(printed), "the texts did not come as far as the paper"


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.soak) if n in DEAR else n for n in MAKERS])
def test_no_text_becomes_a_formula_a_link_or_markup(planted: Workspace, name: str) -> None:
    data = MAKERS[name](planted)
    looked = alive if data.startswith(b"PK") else ics_alive if name.endswith("calendar") else csv_alive if name.endswith("csv") else html_alive
    found = list(looked(data))
    assert found == []
    assert MARK in text_of(data), "the texts did not come as far as the file"


def ics_alive(data: bytes) -> Iterator[str]:
    """Lines that a text has become by a line end of its own, and links among those that are none."""
    known = {"UID", "DTSTART", "DTEND", "DTSTAMP", "SUMMARY", "DESCRIPTION", "TRANSP"}
    for event in Calendar.from_ical(data).walk("VEVENT"):
        yield from set(event) - known
        yield from (n for n in ("UID", "SUMMARY") if HOSTILE[0] in str(event[n]))


def text_of(data: bytes) -> str:
    if data.startswith(b"BEGIN:VCALENDAR"):
        return "".join(str(event["DESCRIPTION"]) for event in Calendar.from_ical(data).walk("VEVENT"))
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "".join(text_of(packed.read(n)) if n.endswith(".xlsx") else packed.read(n).decode("utf-8", "replace")
                       for n in packed.namelist())


def alive(data: bytes) -> Iterator[str]:
    """What of a package is more than text: a formula, a list's formula, a name or a link that holds the mark."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            if name.endswith((".xlsx", ".docx")):
                yield from alive(part)
            elif name.endswith((".xml", ".rels", ".vml")):
                root = ElementTree.fromstring(part)  # what is not well-formed raises
                for node in root.iter():
                    tag = node.tag.rpartition("}")[2]
                    formula = tag in ("f", "formula", "formula1", "formula2", "definedName", "instrText", "fldSimple")
                    if formula and MARK in (node.text or ""):
                        yield f"{name} <{tag}> {node.text}"
                    if tag in ("hyperlink", "Relationship", "script", "img") and any(
                            MARK in v or "203.0.113.9" in v or "javascript:" in v for v in node.attrib.values()):
                        yield f"{name} <{tag}> {node.attrib}"


def html_alive(data: bytes) -> Iterator[str]:
    """Markup of a text in a page that is a file: what stands in its script has its angle brackets escaped."""
    text = data.decode("utf-8")
    yield from (sign for sign in ("<img src=x", "<script>window.__xss", "]]><") if sign in text)


def csv_alive(data: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        yield from (cell for cell in row if re.match(r"[\s]*[=+\-@\t\r]", cell) and MARK in cell)


def test_what_looks_for_it_would_find_it() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("a.xml", f"<s><f>1+{MARK}</f><hyperlink location='{MARK}'/></s>")
    assert len(list(alive(made.getvalue()))) == 2
    assert list(csv_alive(f"=1{MARK},'=1{MARK}".encode())) == [f"=1{MARK}"]
