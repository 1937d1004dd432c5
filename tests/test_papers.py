"""Papers that leave: each figure in the Word file and its 数据底稿 against the measure asked anew, the page by the file."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from lvzhi import measures
from lvzhi.__main__ import main
from lvzhi.datadir import opened
from lvzhi.decisions import decide
from lvzhi.papers import looks, phrases
from lvzhi.papers.blocks import Para, Piece, Source
from lvzhi.papers.catalogue import PAPERS, paper
from lvzhi.papers.issuing import Issue, issue, written_as_of
from lvzhi.papers.packing import NotATemplate, printable
from lvzhi.papers.paper import Paper, own
from lvzhi.papers.typeset import WIDE, machine_fonts
from lvzhi.papers.word import blank_template
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month
from tests.measures.world import World, plan_of

AS_OF = dt.datetime.combine(dt.date(2015, 10, 20), dt.time.max)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with campaign(tmp_path_factory.mktemp("empty") / "data") as workspace:
        yield workspace


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One filing."""
    with campaign(tmp_path_factory.mktemp("one") / "data") as workspace:
        sheets = nothing_this_month(workspace, "园林", "2015-07") | {"rectification": [PROBLEM]}
        assert file(workspace, book(workspace, "园林", "2015-07", **sheets), "2015-08-04T10:00").status == "accepted"
        yield workspace


@pytest.fixture(scope="module")
def full(example: Path) -> Iterator[Workspace]:
    with Workspace(opened(example), FORMS) as workspace:
        yield workspace


_WRITTEN: dict[tuple[Any, ...], Issue] = {}


def once(workspace: Workspace, wanted: Paper, whose: str | None = None, as_of: dt.datetime = AS_OF) -> Issue:
    """A paper about a campaign that no test changes, written once for all of them."""
    key = (id(workspace), wanted.id, whose, as_of)
    if key not in _WRITTEN:
        _WRITTEN[key] = written(workspace, wanted, whose, as_of)
    return _WRITTEN[key]


def written(workspace: Workspace, wanted: Paper, whose: str | None = None, as_of: dt.datetime = AS_OF) -> Issue:
    if whose is None and wanted.whose:
        whose = wanted.targets(workspace.plan)[0]
    with workspace.store.cursor() as cursor:
        return issue(wanted, cursor, workspace.plan, workspace.forms, as_of, whose, demo=workspace.demo)


@dataclass(frozen=True)
class Line:
    """One line of the 数据底稿, as the office reads it."""

    printed: str
    ask: int
    figure: str
    row: str
    value: Any


@dataclass(frozen=True)
class Question:
    measure: str
    statement: str
    by: tuple[str, ...]
    filters: dict[str, str]
    own: dict[str, str]
    as_of: dt.datetime


def read_working(data: bytes) -> tuple[list[Line], dict[int, Question]]:
    """Read a 数据底稿; every figure in it has a Chinese name."""
    read = openpyxl.load_workbook(io.BytesIO(data))
    names = [r[5] for r in read["逐项数据"].iter_rows(min_row=3, values_only=True)]
    names += [c.value for s in read.worksheets[2:] for c in s[2]]
    assert sorted({n for n in names if n and not re.search("[一-鿿]", n)}) == []
    lines = [
        Line(str(r[2] or ""), int(r[3]), str(r[5]).split()[-1], str(r[6]), r[7])
        for r in read["逐项数据"].iter_rows(min_row=3, values_only=True)
    ]
    asks = {
        int(r[0]): Question(r[2], r[3], tuple((r[4] or "").split(",")) if r[4] else (), _pairs(r[5]), _pairs(r[6]),
                            dt.datetime.fromisoformat(r[7]))
        for r in read["出处"].iter_rows(min_row=3, values_only=True)
    }
    return lines, asks


def _pairs(text: str | None) -> dict[str, str]:
    return dict(part.split("=", 1) for part in (text or "").split(";") if part)


_ANSWERS: dict[tuple[int, Viewer, str], list[dict[str, Any]]] = {}


def asked_anew(workspace: Workspace, viewer: Viewer, question: Question) -> list[dict[str, Any]]:
    """Put a question of the 数据底稿 to its measure again, on a cursor of its own; each question once."""
    key = (id(workspace), viewer, repr(question))
    if key not in _ANSWERS:
        _ANSWERS[key] = _asked_anew(workspace, viewer, question)
    return _ANSWERS[key]


def _asked_anew(workspace: Workspace, viewer: Viewer, question: Question) -> list[dict[str, Any]]:
    own: dict[str, Any] = {k: dt.date.fromisoformat(v) for k, v in question.own.items()}
    if question.measure == "reporting":
        own["titles"] = {f.id: f.title for f in FORMS}
    with workspace.store.cursor() as cursor:
        given = (cursor, workspace.plan, question.measure)
        if question.statement == "totals":
            found = measures.run(*given, question.as_of, question.filters, viewer, **own)
            return [dict(found.totals)]
        if question.statement == "by":
            return measures.records(measures.run(*given, question.as_of, question.filters, viewer, question.by).rows)
        return measures.records(
            measures.detail(*given, question.statement, question.as_of, question.filters, viewer, **own)
        )


def plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return value.isoformat()
    return "、".join(value) if isinstance(value, list) else value


def figures_in(document: Document) -> list[str]:
    """The words in the style of figures, in the order of the body."""
    return [
        "".join(t.text or "" for t in run.iter(qn("w:t"), qn("w:br")))
        for run in document.element.body.iter(qn("w:r"))
        if (style := run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")) is not None and style.get(qn("w:val")) == looks.FIGURE
    ]


def agrees(workspace: Workspace, wanted: Paper, whose: str | None = None, as_of: dt.datetime = AS_OF) -> Issue:
    """Check a paper whole: figures of the Word file = lines of the 数据底稿 = the measures asked anew."""
    made = once(workspace, wanted, whose, as_of)
    whose = made.content.whose
    lines, asks = read_working(made.working())
    document = docx.Document(io.BytesIO(made.docx()))
    assert figures_in(document) == [line.printed for line in lines]
    assert {q.measure for q in asks.values()} <= set(wanted.measures)
    anew = {no: asked_anew(workspace, wanted.viewer(whose), q) for no, q in asks.items()}
    for line in lines:
        keys = {} if line.row == "合计" else _pairs(line.row)
        rows = [r for r in anew[line.ask] if all(str(plain(r[k])) == v for k, v in keys.items())]
        value = plain(rows[0][line.figure])
        # A workbook keeps 16 digits of a rate.
        assert (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value) == line.value, line
        assert said(workspace, line) == line.printed, line
    return made


def said(workspace: Workspace, line: Line) -> str:
    """The value of a line as it should be printed: worked out here, apart from the papers."""
    value = line.value
    if value is None or (value == 0 and line.printed == "–"):
        return "–"  # a share of nothing
    if isinstance(value, int | float):
        return line.printed if line.printed.endswith("%") and f"{value:.1%}" == line.printed else f"{value:g}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = dt.date.fromisoformat(value)
        short = f"{day.month}月{day.day}日"
        return short if line.printed == short else f"{day.year}年{short}"
    return line.printed if names(workspace, value) == line.printed else value


def names(workspace: Workspace, value: str) -> str:
    plan = workspace.plan
    known = {f.code: f.seal_name for f in plan.filers} | {s.id: s.name for s in plan.stages} | dict(plan.unit_types)
    known |= {p.id: p.label for p in plan.periods} | {g.code: g.name for g in plan.groups}
    return "、".join(known.get(part, part) for part in value.split("、"))


def sampled(*always: str) -> list[Any]:
    """All papers; those not named only in the long run."""
    return [pytest.param(p, id=p.id, marks=() if p.id in always else pytest.mark.soak) for p in PAPERS]


# Those with something to say; of a kind of paper the first is taken otherwise.
WHOSE = {"notice": ("财务",), "closing_sheet": ("二组", dt.datetime(2015, 10, 8))}
# Two of the dearest papers are left to the long run.
CHEAP = [p.id for p in PAPERS if p.id not in ("monthly", "unit_sheet")]


@pytest.mark.parametrize("wanted", sampled(*CHEAP))
def test_every_figure_is_the_measures(wanted: Paper, full: Workspace) -> None:
    made = agrees(full, wanted, *WHOSE.get(wanted.id, ()))
    assert len(made.code) == 8
    assert any(piece.source for _, piece in made.content.pieces())


@pytest.mark.parametrize("wanted", sampled("notice"))
@pytest.mark.parametrize("state", ["empty", "one"])
def test_every_figure_is_the_measures_where_little_is(wanted: Paper, state: str, request: pytest.FixtureRequest) -> None:
    made = agrees(request.getfixturevalue(state), wanted)
    assert len(made.code) == 8


@pytest.mark.parametrize("wanted", sampled("notice", "newsletter"))
def test_the_same_day_gives_the_same_bytes_whenever_it_is_written(wanted: Paper, one: Workspace) -> None:
    first, second = written(one, wanted), written(one, wanted)
    assert (first.docx(), first.working()) == (second.docx(), second.working())


@pytest.mark.parametrize("wanted", sampled(*CHEAP))
def test_nothing_is_said_in_figures_that_no_measure_said(wanted: Paper, full: Workspace) -> None:
    """Digits outside the style of figures are days, numbers of documents and the plan's own limits."""
    made = once(full, wanted, *WHOSE.get(wanted.id, ()))
    own = "".join(p.text if p.kind == "text" else "|" for _, p in made.content.pieces())
    campaign_words = (full.plan.campaign.doc_no, full.plan.campaign.name, full.plan.campaign.title,
                      full.plan.campaign.upstream_doc)
    for word in campaign_words:
        own = own.replace(word, "")
    allowed = r"\d{4}年(度|\d+月(\d+日)?(\d+时(\d+分)?)?)|附件\d|\d+个工作日"
    assert re.findall(r"\d+", re.sub(allowed, "", own)) == []


def test_the_page_is_that_of_the_standard(full: Workspace) -> None:
    document = docx.Document(io.BytesIO(once(full, paper("bulletin")).docx()))
    section = document.sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
             section.right_margin)
    assert [round(side.mm) for side in sides if side is not None] == [210, 297, 37, 35, 28, 26]
    text_height = 297 - 37 - 35
    body = document.styles["公文正文"]
    pitch = body.paragraph_format.line_spacing.pt
    assert (pitch, int(text_height / 25.4 * 72 / pitch)) == (28.0, 22)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:linePitch")) == "560"
    assert (body.font.size.pt, body.paragraph_format.first_line_indent.pt) == (16.0, 32.0)
    assert (document.styles["公文标题"].font.size.pt, document.styles["一级标题"].font.size.pt) == (22.0, 16.0)


def test_fonts_are_the_standards_with_names_to_fall_back_on(full: Workspace) -> None:
    data = once(full, paper("bulletin")).docx()
    document = docx.Document(io.BytesIO(data))
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("公文标题", "公文正文", "一级标题", "二级标题", "页码")
    }
    said = document.styles["公文正文"].element.rPr.find(qn("w:lang"))
    assert said.get(qn("w:eastAsia")) == "zh-CN"
    assert fonts == {"公文标题": "方正小标宋简体", "公文正文": "仿宋_GB2312", "一级标题": "黑体",
                     "二级标题": "楷体_GB2312", "页码": "宋体"}
    table = zipfile.ZipFile(io.BytesIO(data)).read("word/fontTable.xml").decode()
    stand_ins = dict(re.findall(r'w:name="([^"]+)"><w:altName w:val="([^"]+)"', table))
    assert set(fonts.values()) <= stand_ins.keys()
    assert stand_ins["仿宋_GB2312"].split(",")[0] == "仿宋"
    assert "用字：方正小标宋" in words(document)


def test_page_numbers_stand_between_dashes_outside(full: Workspace) -> None:
    document = docx.Document(io.BytesIO(once(full, paper("bulletin")).docx()))
    section = document.sections[0]
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        line = footer.paragraphs[0]
        assert (line.text.replace(" ", ""), str(line.alignment).split(" ")[0]) == ("—1—", side)
        assert [i.text for i in line._p.iter(qn("w:instrText"))] == ["PAGE"]
    assert document.settings.odd_and_even_pages_header_footer


def sides(section: Any) -> list[int]:
    return [round(side.mm) for side in (section.page_width, section.page_height, section.top_margin, section.right_margin,
                                        section.bottom_margin, section.left_margin)]


@pytest.mark.parametrize("template", [None, blank_template()], ids=["built in", "of the office"])
def test_a_wide_paper_turns_the_page_and_a_sheet_keeps_to_one(template: bytes | None, full: Workspace) -> None:
    wide = docx.Document(io.BytesIO(once(full, paper("closing_sheet")).docx(template))).sections[0]
    assert sides(wide) == [297, 210, 28, 37, 26, 35]
    sheet = docx.Document(io.BytesIO(once(full, paper("leader_page")).docx(template))).sections[0]
    assert sides(sheet) == [210, 297, 25, 26, 25, 28]


def words(document: Document) -> str:
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def heads(data: bytes) -> list[str]:
    section = docx.Document(io.BytesIO(data)).sections[0]
    return [section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text]


def test_a_draft_until_signed_off_and_again_once_a_datum_changes(tmp_path: Path) -> None:
    wanted = paper("notice")
    with campaign(tmp_path / "data", today=dt.date(2015, 10, 20)) as workspace:
        draft = written(workspace, wanted)
        assert heads(draft.docx()) == [f"草稿(未签发) 校验码 {draft.code}"] * 2
        decide(workspace, [draft.act("张三")], "局履职办")
        signed = written(workspace, wanted)
        assert signed.signature is not None and signed.signature.by == "张三"
        assert heads(signed.docx()) == [f"校验码 {draft.code}"] * 2
        assert "草稿" in draft.name and "草稿" not in signed.name and "草稿" not in words(
            docx.Document(io.BytesIO(signed.docx()))
        )
        sheets = nothing_this_month(workspace, "园林", "2015-07") | {"rectification": [PROBLEM]}
        assert file(workspace, book(workspace, "园林", "2015-07", **sheets), "2015-08-04T10:00").status == "accepted"
        changed = written(workspace, wanted)
        assert (changed.signature, changed.code != draft.code) == (None, True)


def test_a_paper_of_the_running_day_reads_the_same_until_something_comes_in(tmp_path: Path) -> None:
    """Or whoever signs what was printed an hour ago would sign another text."""
    def at(workspace: Workspace, minute: str) -> str:
        then = dt.datetime.fromisoformat(f"2015-08-20T{minute}").replace(tzinfo=workspace.plan.zone)
        with workspace.store.cursor() as cursor:
            return issue(paper("bulletin"), cursor, workspace.plan, FORMS,
                         written_as_of(then, measures.settled(cursor, workspace.plan, then))).code

    with campaign(tmp_path / "data") as workspace:
        sheets = nothing_this_month(workspace, "园林", "2015-07") | {"rectification": [PROBLEM]}
        filled = book(workspace, "园林", "2015-07", **sheets)
        codes = [at(workspace, minute) for minute in ("10:05:59", "10:06:59", "14:00:00")]
        file(workspace, filled, "2015-08-20T15:00")
        later = [at(workspace, minute) for minute in ("14:30:00", "15:00:00", "18:40:00", "23:59:59.999999")]
    assert len({*codes, later[0]}) == 1
    assert later[1] == later[2] != codes[0]
    assert later[3] not in later[:3]  # of the whole day: 24时


def test_the_command_line_signs_no_minute_either(tmp_path: Path) -> None:
    with campaign(tmp_path / "data"):  # its clock is the machine's
        pass
    words = ["--data", str(tmp_path / "data"), "paper", "cases", "--out", str(tmp_path / "out"), "--sign", "何启明"]
    assert main(words) == 0
    with Workspace(opened(tmp_path / "data"), FORMS) as workspace:
        [act] = [e.body for e in workspace.journal.entries(kinds=["decision"])]
    assert dt.datetime.fromisoformat(act["as_of"]).time() == dt.time()  # nothing has come in on that day
    assert not [path for path in (tmp_path / "out").iterdir() if "草稿" in path.name]


def test_only_the_words_of_a_changed_datum_change(tmp_path: Path) -> None:
    with campaign(tmp_path / "data") as workspace:
        before = words(docx.Document(io.BytesIO(written(workspace, paper("newsletter")).docx()))).splitlines()
        sheets = nothing_this_month(workspace, "园林", "2015-07") | {"rectification": [PROBLEM]}
        assert file(workspace, book(workspace, "园林", "2015-07", **sheets), "2015-08-04T10:00").status == "accepted"
        after = words(docx.Document(io.BytesIO(written(workspace, paper("newsletter")).docx()))).splitlines()
    assert len(before) > 10
    assert any("查找问题1" in line for line in set(after) - set(before))
    assert any("阶段任务" in line for line in set(after) & set(before))


def test_the_office_may_put_its_own_template(full: Workspace) -> None:
    own = docx.Document(io.BytesIO(blank_template()))
    own.styles["公文正文"].font.name = "Arial"
    own.styles["公文正文"].paragraph_format.line_spacing = docx.shared.Pt(30)
    own.sections[0].top_margin = docx.shared.Mm(40)
    out = io.BytesIO()
    own.save(out)
    made = docx.Document(io.BytesIO(once(full, paper("newsletter")).docx(out.getvalue())))
    assert made.styles["公文正文"].paragraph_format.line_spacing.pt == 30
    assert round(made.sections[0].top_margin.mm) == 40
    assert "公文标题:" not in words(made)
    assert figures_in(made) == figures_in(docx.Document(io.BytesIO(once(full, paper("newsletter")).docx())))


def test_a_template_that_is_none_is_refused_in_a_sentence(full: Workspace) -> None:
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w") as package:
        package.writestr("word/vbaProject.bin", b"x")
    for data in (b"", b"not a zip", odd.getvalue()):
        with pytest.raises(NotATemplate, match="公文模板打不开"):
            once(full, paper("newsletter")).docx(data)


def test_the_signature_stays_with_the_text_before_it(full: Workspace) -> None:
    paragraphs = docx.Document(io.BytesIO(once(full, paper("annual")).docx())).paragraphs
    first = next(n for n, p in enumerate(paragraphs) if p.style is not None and p.style.name == "署名日期")
    assert paragraphs[first - 2].text and [p.paragraph_format.keep_with_next for p in paragraphs[first - 2:first]] == [True, True]
    assert not paragraphs[first - 3].paragraph_format.keep_with_next


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "<b>&{x}", "低保金\x0b\x00到账晚\uffff9天")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_filed_is_never_a_formula_and_never_breaks_the_file(full: Workspace, text: str) -> None:
    """No paper changes what was filed; whatever a measure says goes the same way."""
    content = once(full, paper("cases")).content
    asks = (replace(content.asks[0], rows=({"unit": text},)), *content.asks[1:])
    quoted = Para((Piece(text, "quote", Source(1, "unit", text, (("unit", text),))),))
    hostile = Issue(replace(content, asks=asks, blocks=(quoted, *content.blocks)), "0" * 8, None)
    read = openpyxl.load_workbook(io.BytesIO(hostile.working()))
    assert [c.coordinate for s in read for row in s.iter_rows() for c in row if c.data_type == "f"] == []
    seen = printable(text)
    assert read["逐项数据"].cell(3, 3).value == seen
    assert figures_in(docx.Document(io.BytesIO(hostile.docx())))[0].replace("\t", "") == seen.replace("\t", "")


def problem(no: int) -> dict[str, Any]:
    return {
        "key": f"甲-问题-{no:03d}", "problem_no": f"甲-问题-{no:03d}", "registered_on": "07-01", "source": "自查自纠",
        "area": "服务民生", "category": "立行立改", "description": "窗口排队时间长", "due": "07-16", "status": "申请销号",
        "applied_on": "07-10", "responsible_person": ["李某"], "responsible_leader": "张某", "responsible_unit": "甲",
    }


def passed(no: int) -> dict[str, Any]:
    number = f"一组-核查-{no:03d}"
    return {"key": number, "verification_no": number, "problem_no": f"甲-问题-{no:03d}", "event": "核查通过",
            "event_on": "07-12", "application_on": "07-10", "method": "现场", "verifier_1": "赵某", "verifier_2": "钱某",
            "result": "已现场看过,排队不超过十分钟"}


def test_a_closing_sheet_holds_twenty_problems_and_each_is_signed() -> None:
    world = World(plan_of("worked"))
    world.file("甲", "2015-07", "08-04", {"rectification": [problem(n) for n in range(1, 24)]})
    world.file("一组", "2015-07", "08-05", {"verification": [passed(n) for n in range(1, 23)]})
    made = issue(paper("closing_sheet"), world.connection.cursor(), world.plan, FORMS, dt.datetime(2015, 8, 31), "一组")
    document = docx.Document(io.BytesIO(made.docx()))
    assert [len(t.rows) - 1 for t in document.tables] == [20, 2]
    assert words(document).count("批准人") == 2 + 2  # the line to sign, and the rule below it
    first = [cell.text for cell in document.tables[0].rows[1].cells]
    assert first == ["甲-问题-001", "甲", "窗口排队时间长", "7月10日", "7月12日", "现场", "赵某、钱某",
                     "已现场看过,排队不超过十分钟", ""]
    section = document.sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert round(section.page_width.mm) == 297
    waiting = [line.printed for line in read_working(made.working())[0] if line.figure == "problem_no"]
    assert waiting == [f"甲-问题-{n:03d}" for n in range(1, 23)]


OWN = {"unit": Viewer("unit", "园林"), "group": Viewer("group", "三组"), "leader": Viewer("leader", "余国华"),
       "office": Viewer("office"), "admin": Viewer("admin")}


def test_everybody_finds_their_own_papers_and_nobody_elses(empty: Workspace) -> None:
    plan = empty.plan
    found = {who: {p.id: own(p, viewer, plan) for p in PAPERS if own(p, viewer, plan)} for who, viewer in OWN.items()}
    assert found["unit"] == {"unit_sheet": ("园林",), "notice": ("园林",)}
    assert found["leader"].keys() == {"monthly", "leader_page", "unit_sheet", "closing_sheet", "notice"}
    assert (found["leader"]["leader_page"], found["leader"]["closing_sheet"]) == (("余国华",), ("三组",))
    assert found["group"]["unit_sheet"] == found["leader"]["unit_sheet"] == plan.groups[2].units
    assert found["office"].keys() == {p.id for p in PAPERS} and len(found["office"]["notice"]) == len(plan.units)
    assert found["admin"] == {}


@pytest.mark.parametrize("wanted", ["leader_page", pytest.param("unit_sheet", marks=pytest.mark.soak)])
def test_a_sheet_stays_on_one_page_whoever_it_is_for(wanted: str, full: Workspace) -> None:
    sheet = paper(wanted)
    for whose in sheet.targets(full.plan):
        made = once(full, sheet, whose).pdf(machine_fonts())
        assert b"/Count 1" in made and b"/Count 2" not in made, whose


def test_a_units_sheet_has_nothing_of_another_unit(full: Workspace) -> None:
    made = once(full, paper("unit_sheet"), "园林")
    named = {p.text for _, p in made.content.pieces() if p.kind == "name"}
    assert named <= {"园林办事处民政办"}
    assert {row.get("unit", "园林") for a in made.content.asks for row in a.rows if a.filters} <= {"园林"}


def test_the_command_line_writes_signs_and_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    with campaign(data, today=dt.date(2015, 10, 20)):
        pass
    assert main(["--data", str(data), "paper"]) == 0
    listed = capsys.readouterr().out
    assert [p.id for p in PAPERS if p.title not in listed] == []
    out = tmp_path / "out"
    assert main(["--data", str(data), "paper", "督办通知单", "--for", "园林办事处", "--out", str(out)]) == 0
    name = "园林办事处民政办督办通知单-2015-10-20"
    assert sorted(p.name for p in out.iterdir()) == [f"{name}-草稿.docx", f"{name}-草稿数据底稿.xlsx"]
    assert main(["--data", str(data), "paper", "notice", "--for", "园林", "--out", str(out), "--sign", "张三"]) == 0
    assert (out / f"{name}.docx").exists() and "张三签发" in capsys.readouterr().out
    assert main(["--data", str(data), "paper", "notice", "--for", "查无", "--out", str(out)]) == 2
    assert "不写给“查无”" in capsys.readouterr().err
    leader = ["--data", str(data), "paper", "leader_page", "--for", "余国华", "--out", str(out), "--pdf", "--picture"]
    assert main(leader) == 0
    name = "余国华督办一页纸-2015-10-20-草稿"
    assert {p.suffix for p in out.iterdir() if p.name.startswith(name)} == {".docx", ".pdf", ".png", ".xlsx"}
    assert int.from_bytes((out / f"{name}.png").read_bytes()[16:20], "big") == WIDE
    assert main(["--data", str(data), "paper", "bulletin", "--out", str(out), "--picture"]) == 2
    assert "没有手机图片" in capsys.readouterr().err
    part = out / "三组.docx"
    assert main(["--data", str(data), "bulletin", "--out", str(part), "--filter", "group=三组"]) == 0
    assert "(第三工作组范围内)" in words(docx.Document(str(part))).replace("\uff08", "(").replace("\uff09", ")")


def test_headings_are_counted_beyond_ten() -> None:
    counted = [phrases.ordinal(n) for n in (1, 9, 10, 11, 19, 20, 21, 90, 99, 100, 101, 111, 120)]
    assert counted == ["一", "九", "十", "十一", "十九", "二十", "二十一", "九十", "九十九", "一百", "一百〇一", "一百一十一",
                       "一百二十"]


def test_a_notice_presses_for_nothing_that_is_no_longer_open() -> None:
    """An assignment withdrawn without an answer is not unanswered, on paper as in the measure."""
    world = World(plan_of("worked"))
    number = "一组-交办-001"
    row = {"key": number, "assignment_no": number, "assigned_on": "07-03", "unit": "甲", "source": "督办检查",
           "area": "服务民生", "matter": "窗口排队时间长", "due": "07-16"}
    world.file("一组", "2015-07", "08-04", {"assignments": [row]})

    def notice() -> str:
        made = issue(paper("notice"), world.connection.cursor(), world.plan, FORMS, dt.datetime(2015, 8, 31), "甲")
        return "".join(piece.text for _, piece in made.content.pieces())

    assert number in notice()
    world.decide("withdraw_row", "08-20", form="assignments", filer="一组", key=number, reason="登记有误")
    assert world.json("assignments", "08-31")["totals"]["unanswered"] == 0
    assert number not in notice()
