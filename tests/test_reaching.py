"""Two units trying to reach each other, over the wire: addresses, caches, cookies, open tabs; and what a fault tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from lvzhi.access.access import Access
from lvzhi.access.accounts import Wanted
from lvzhi.access.login import Caller
from lvzhi.access.model import Session
from lvzhi.viewer import Viewer
from lvzhi.web.door import Doors
from lvzhi.web.serving import Health
from tests.matrix import leaving
from tests.matrix.cells import wrong
from tests.matrix.setting import Wired, copied, wired
from tests.matrix.world import GROUP, OTHER, OTHER_GROUP, SAYS, UNIT
from tests.samples import some
from tests.signing import PASSWORD, access_of
from tests.talking import Shown, ask, put, talking

pytestmark = pytest.mark.browser
A, B = Viewer("unit", UNIT), Viewer("unit", OTHER)
PAGES = ("unit", "filing", "handover")


@pytest.fixture(scope="module")
def wire(matrix_campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wired]:
    with wired(copied(matrix_campaign, tmp_path_factory.mktemp("reaching"))) as held:
        yield held


def seen(wire: Wired, viewer: Viewer, page: str, **query: str) -> Shown:
    with talking(wire.wire.address, wire.wire.token(viewer)) as talk:
        return talk.read(page, query)


def own_words(shown: Shown) -> set[str]:
    """Whose rows are in what was sent."""
    return {code for code, words in SAYS.items() if words in shown.said}


@pytest.mark.parametrize("query", some((
    {"unit": OTHER}, {"unit": "节水办"}, {"filer": OTHER}, {"group": OTHER_GROUP}, {"leader": "苏岚"}, {"type": "station"},
    {"unit": f"{UNIT},{OTHER}"}, {"unit": "*"}, {"as_of": "2031-04-30", "unit": OTHER},
), 1), ids=str)
def test_no_address_and_no_query_shows_a_unit_anothers_rows(wire: Wired, query: dict[str, str]) -> None:
    for page in ("unit", "handover"):
        assert own_words(seen(wire, A, page, **query)) == {UNIT}, page
    shown = seen(wire, A, "rectification", **query)
    assert (own_words(shown), len(shown.frames)) == (set(), 0)


@pytest.mark.parametrize("page", some(PAGES, 1))
def test_what_one_unit_looked_at_is_not_shown_to_the_next(wire: Wired, page: str) -> None:
    """The same page in one server, one after the other: nothing kept for the one comes to the other."""
    first, second, again = seen(wire, A, page), seen(wire, B, page), seen(wire, A, page)
    assert OTHER not in own_words(first) | own_words(again)
    assert UNIT not in own_words(second)
    assert [f.to_csv() for f in first.frames] == [f.to_csv() for f in again.frames]
    same = [a.to_csv() for a, b in zip(first.frames, second.frames, strict=False) if a.equals(b) and len(a) > 1]
    assert same == []
    if page == "unit":
        assert (own_words(again), own_words(second)) == ({UNIT}, {OTHER})


@pytest.mark.soak
def test_what_the_office_looked_at_is_not_shown_to_a_group(wire: Wired) -> None:
    pages = ("rectification", "handover", "overview")
    assert {code for p in pages for code in own_words(seen(wire, Viewer("office"), p))} == {UNIT, OTHER}
    for group, unit in ((GROUP, UNIT), (OTHER_GROUP, OTHER)):
        found = {code for p in pages for code in own_words(seen(wire, Viewer("group", group), p))}
        assert found == {unit}


def _role(access: Access, session: Session) -> None:
    access.accounts.change_role(session.account.login, "unit", OTHER, access.by("测试"))


ENDS: dict[str, Callable[[Access, Session], object]] = {
    "logout": lambda a, s: a.door.log_out(s, a.by("测试")),
    "role": _role,
    "disabled": lambda a, s: a.accounts.disable(s.account.login, a.by("测试")),
    "reset": lambda a, s: a.accounts.reset(s.account.login, a.by("测试")),
}


@pytest.mark.parametrize("end", some(ENDS, 1))
def test_an_open_tab_shows_and_gives_nothing_more_once_its_login_has_ended(wire: Wired, end: str) -> None:
    data = wire.data
    with access_of(data) as access:
        [made] = access.accounts.create([Wanted(f"河道-{end}", "unit", UNIT)], access.by("测试"), PASSWORD)
        answer = access.door.log_in(made.account.login, PASSWORD, caller(access))
        assert answer.token
        with talking(wire.wire.address, answer.token) as talk:
            page = talk.look("filing")
            path = talk.take(page.file("filing.book"))
            assert ask(wire.wire.address, path, answer.token)[0] == 200
            session = access.door.find(answer.token, access.now())
            assert session is not None
            ENDS[end](access, session)
            assert talk.take(page.file("filing.book")) == ""
            assert ask(wire.wire.address, path, answer.token)[0] == 404
            assert put(wire.wire.address, f"/_stcore/upload_file/{talk.session}/x", answer.token, b"x")[0] == 404
            after = [talk.look("filing"), talk.read("unit"), talk.look("filing", press=next(iter(page.buttons)))]
    for shown in after:
        assert (own_words(shown), shown.frames, dict(shown.files), dict(shown.uploads)) == (set(), (), {}, {})
        assert "请先登录。登录后回到这一页。" in shown.texts
    # The cookie replayed in a new tab, and by a plain request.
    with talking(wire.wire.address, answer.token) as again:
        assert own_words(again.read("unit")) == set()
    assert ask(wire.wire.address, "/unit", answer.token, accept="text/html")[0] == 303


def caller(access: Access) -> Caller:
    return Caller("127.0.0.1", "test", access.now())


def test_the_cookie_of_one_with_the_session_of_another(wire: Wired) -> None:
    """B leaves a file on the desk and goes; A comes back in B's place, as a browser that lost its connection does."""
    address = wire.wire.address
    with talking(address, wire.wire.token(B)) as talk:
        page = talk.look("filing")
        held = talk.put("filing", next(iter(page.uploads)), "节水办的机密.xlsx", b"no workbook at all")
        assert "节水办的机密" in held.said.replace("\\", "")
        session = talk.session
    with talking(address, wire.wire.token(A), resume=session) as talk:
        shown = talk.look("filing")
        assert "节水办的机密" not in shown.said.replace("\\", "")
        assert own_words(talk.read("unit")) == {UNIT}
        for path in (f"/_stcore/upload_file/{session}/1", f"/_stcore/upload_file/{talk.session}/1"):
            assert put(address, path, wire.wire.token(Viewer("group", GROUP)), b"x")[0] == 404
    with talking(address, None, resume=session) as talk:
        assert own_words(talk.read("unit")) == set()


# --- what no page of ours sends ---------------------------------------------------------------------


def test_what_another_site_has_a_browser_send_is_refused(wire: Wired) -> None:
    """With the cookie of a login, which a browser would keep back: no form, no tab."""
    address, token = wire.wire.address, wire.wire.token(A)
    posts = {r.path for r in [*Doors().routes(), *Health().routes()] if "POST" in (r.methods or ())}
    assert posts == {"/login", "/password", "/logout"}
    for origin in ("http://elsewhere.example", address.replace("127.0.0.1", "127.0.0.1.elsewhere.example"), "null"):
        assert {ask(address, path, token, "POST", b"", origin=origin)[0] for path in posts} == {403}
        with pytest.raises(InvalidStatus, match="403"), talking(address, token, Origin=origin):
            pass
    with talking(address, token, Origin=address) as talk:
        assert own_words(talk.read("unit")) == {UNIT}


@pytest.mark.parametrize("wanted", some((OTHER, "节约用水办公室", "节水办", OTHER_GROUP), 1))
def test_a_choice_that_was_not_offered_is_no_choice(wire: Wired, wanted: str) -> None:
    """A group asks for the sheet of a unit that is not its own, by code, by the name on its seal."""
    with talking(wire.wire.address, wire.wire.token(Viewer("group", GROUP))) as talk:
        page = talk.look("papers")
        choice = next(name for name in page.inputs if name.endswith("papers.unit_sheet.whose"))
        shown = talk.look("papers", values={choice: wanted})
        assert headings(shown) == ["**供水服务所履职尽责情况表**"]  # the first that is offered
        assert "节约用水" not in shown.said


def headings(shown: Shown) -> list[str]:
    return [text for text in shown.texts if text.endswith("履职尽责情况表**")]


# --- what a fault tells ----------------------------------------------------------------------------


TELLS = re.compile(rf"Traceback|File \"|\.py\b|{re.escape(str(Path.cwd()))}|/home|\bselect\b.*\bfrom\b|duckdb|Error\b|Exception", re.IGNORECASE)


def test_a_page_that_breaks_says_so_in_a_sentence_with_a_number_that_is_in_the_log(wire: Wired) -> None:
    """A widget is sent what no browser sends: the page breaks in the middle."""
    with talking(wire.wire.address, wire.wire.token(Viewer("office"))) as talk:
        page = talk.look("audit")
        broken = talk.look("audit", values={next(w for w in page.inputs if w.endswith("audit.first")): "kein Tag"})
    told = [t for t in broken.texts if t.startswith("这一页没有打开")]
    assert len(told) == 1, broken.texts[-5:]
    number = re.search(r"编号 ([0-9A-F]{6}) ", told[0])
    assert number is not None
    log = "".join(p.read_text(errors="replace") for p in wire.logs())
    assert f"page fault {number[1]}" in log
    assert [t for t in broken.texts if TELLS.search(t) and not t.endswith("menu.py")] == []


@pytest.mark.soak
def test_a_file_that_cannot_be_made_tells_nothing_of_the_server(wire: Wired) -> None:
    with talking(wire.wire.address, wire.wire.token(A)) as talk:
        page = talk.look("filing")
        for kept in [p for p in wire.data.joinpath("vault").rglob("*") if p.is_file()]:
            kept.rename(kept.with_name(f"{kept.name}.away"))
        try:
            path = talk.take(page.file(".file"))
        finally:
            for away in wire.data.joinpath("vault").rglob("*.away"):
                away.rename(away.with_name(away.name.removesuffix(".away")))
        assert path == ""
        assert not TELLS.search(talk.refused), talk.refused
        assert own_words(talk.read("unit")) == {UNIT}


def test_an_address_that_breaks_says_nothing_of_the_server(wire: Wired) -> None:
    for path in ("/login?next=%ff", "/login?next=" + "x" * 9000, "/health?x=%00", "/unit?unit=%ff%fe", "/%00"):
        status, data = ask(wire.wire.address, path, None, accept="text/html")
        assert status < 500 and not TELLS.search(data.decode(errors="replace").partition("<body")[2]), path



# --- files ------------------------------------------------------------------------------------------


def test_a_file_comes_by_the_button_to_its_own_and_by_its_address_to_nobody_else(wire: Wired) -> None:
    """A sample: the log, which three may not have; every address guessed."""
    assert wrong(leaving.cells(wire.wire, ("export.log",), ("unit", "admin"))) == []
    assert set(wire.wire.addresses) == {"export.log"}
    assert wrong(leaving.reached(wire.wire)) == []
    assert wrong(leaving.guessed(wire.wire, wire.secrets, **wire.names)) == []


@pytest.mark.soak
def test_every_file_comes_to_those_whose_it_is(wire: Wired) -> None:
    assert wrong(leaving.cells(wire.wire)) == []
    assert set(wire.wire.addresses) == set(leaving.EXPORTS)
    assert wrong(leaving.reached(wire.wire)) == []
