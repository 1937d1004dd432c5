"""role × file that leaves, over the wire: pressed for on the page of a real server, fetched with its cookie and others'."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lvzhi.permits import PERMITS
from lvzhi.viewer import Viewer
from tests.matrix.cells import DONE, REFUSED, Cell
from tests.matrix.world import OTHER, UNIT, WHO
from tests.talking import Shown, Talk, ask, talking

EXPORTS = {p.name: p.label for p in PERMITS.values() if p.name.startswith("export.")}
_FILING = {"unit", "group", "office"}
_EVERYBODY = {"unit", "group", "leader", "office", "admin"}
_PAPERS = {"unit", "group", "leader", "office"}
# Written out here, apart from the declaration.
THEIRS: Mapping[str, set[str]] = {
    **dict.fromkeys(("export.book", "export.calendar", "export.original", "export.corrected", "export.marked", "export.handover"), _FILING),
    "export.offline": {"leader", "office"}, "export.marked_bundle": {"office"}, "export.consolidated": {"office"},
    "export.consolidated_parts": {"office"}, "export.upward": {"office"}, "export.archive": {"office"}, "export.package": {"office"},
    "export.plan": {"office"}, "export.next_plan": {"office"}, "export.slips": {"admin"}, "export.log": {"office", "admin"},
    "export.rows": _EVERYBODY, "export.rows_csv": _EVERYBODY,
    "export.paper": _PAPERS, "export.evidence": _PAPERS, "export.paper_working": _PAPERS,
    "export.paper_pdf": _PAPERS, "export.paper_picture": _PAPERS,
}
Reach = Callable[[Talk, str], Shown]


def _page(url: str) -> Reach:
    return lambda talk, who: talk.read(url)


def _rows(talk: Talk, who: str) -> Shown:
    return talk.read("unit" if who == "unit" else "satisfaction")


def _one_page(talk: Talk, who: str) -> Shown:
    page = talk.look("papers")
    chosen = next((i for i in page.inputs if i.endswith("papers.paper")), None)
    return talk.look("papers", values={chosen: "单位履职尽责情况表"}) if chosen else page


def _unit(talk: Talk, who: str) -> Shown:
    return talk.read("unit", {} if who == "unit" else {"unit": UNIT})


def _slips(talk: Talk, who: str) -> Shown:
    page = talk.look("accounts")
    button = next((b for b in page.buttons if b.endswith("accounts.bulk.make")), None)
    return talk.look("accounts", press=button) if button else page


def _bundle(talk: Talk, who: str) -> Shown:
    page = talk.look("load")
    if not page.uploads:
        return page
    kept = talk.put("load", next(iter(page.uploads)), "散页.xlsx", b"no workbook")
    button = next(b for b in kept.buttons if b.endswith("load.confirm"))
    return talk.look("load", press=button)


# Where each file is pressed for, and how its button's key ends. A file without a line here makes the test red.
REACH: Mapping[str, tuple[Reach, tuple[str, ...]]] = {
    "export.book": (_page("filing"), ("filing.book",)),
    "export.calendar": (_page("filing"), ("filing.calendar",)),
    "export.original": (_page("filing"), (".file",)),
    "export.evidence": (_unit, (".take",)),
    "export.corrected": (_page("filing"), (".corrected",)),
    "export.marked": (_page("filing"), (".marked",)),
    "export.marked_bundle": (_bundle, ("load.marked",)),
    "export.rows": (_rows, ("阶段任务.export", "formal.export")),
    "export.rows_csv": (_rows, ("阶段任务.csv", "formal.csv")),
    "export.consolidated": (_page("consolidated"), ("consolidated.download",)),
    "export.consolidated_parts": (_page("consolidated"), ("consolidated.parts",)),
    "export.upward": (_page("consolidated"), ("upward.download",)),
    "export.package": (_page("consolidated"), ("package.download",)),
    "export.archive": (_page("consolidated"), ("archive.download",)),
    "export.plan": (_page("plan"), ("plan.download",)),
    "export.next_plan": (_page("plan"), ("plan.next",)),
    "export.offline": (_page("consolidated"), ("offline.download",)),
    "export.paper": (_page("papers"), ("papers.docx",)),
    "export.paper_pdf": (_page("papers"), ("papers.pdf",)),
    "export.paper_picture": (_one_page, ("papers.picture",)),
    "export.paper_working": (_page("papers"), ("papers.working",)),
    "export.handover": (_page("handover"), ("handover.sheet",)),
    "export.slips": (_slips, ("accounts.slips",)),
    "export.log": (_page("audit"), ("audit.export",)),
}


EVERYBODY: Mapping[str, Viewer | None] = {**WHO, "other": Viewer("unit", OTHER)}


@dataclass
class Wire:
    """A server, the cookies of everybody, and what became of the address of each file that came."""

    address: str
    token: Callable[[Viewer | None], str | None]
    addresses: dict[str, list[Cell]] = field(default_factory=dict)
    takers: dict[str, str] = field(default_factory=dict)


def cells(wire: Wire, names: Sequence[str] = tuple(EXPORTS), viewers: Sequence[str] = tuple(WHO)) -> Iterator[Cell]:
    """Press for files as everybody; what comes must open as what it says it is."""
    for who in viewers:
        own = wire.token(WHO[who])
        with talking(wire.address, own) as talk:
            for name in names:
                yield Cell(name, who, who in THEIRS[name], _pressed(wire, talk, own, name, who))


def _pressed(wire: Wire, talk: Talk, own: str | None, name: str, who: str) -> str:
    reach, keys = REACH[name]
    page = reach(talk, who)
    number = next((n for held, n in page.files.items() if held.endswith(keys)), None)
    if number is None:
        told = any(t.startswith(("这一页由", "请先登录")) for t in page.texts)
        return REFUSED if told or page.buttons else f"{page.texts[-3:]}"
    path = talk.take(number)
    status, data = ask(wire.address, path, own) if path else (0, b"")
    if status != 200 or not data.lower().startswith((b"pk", b"\xef\xbb\xbf", b"<!doctype html", b"begin:vcalendar", b"\x89png", b"%pdf-")):
        return f"{status} {data[:40]!r}"
    if name not in wire.addresses:
        wire.addresses[name], wire.takers[name] = list(_asked_for(wire, name, who, path)), who
    return DONE


def _asked_for(wire: Wire, name: str, taker: str, path: str) -> Iterator[Cell]:
    """Ask for a file with everybody's cookie: it comes to the account it was made for, and to no other."""
    for who, viewer in EVERYBODY.items():
        status, _ = ask(wire.address, path, wire.token(viewer))
        yield Cell(name, who, who == taker, {200: DONE, 404: REFUSED}.get(status, str(status)))


def reached(wire: Wire) -> list[Cell]:
    """What became of the addresses of the files that have come so far."""
    return [cell for found in wire.addresses.values() for cell in found]


# What lies in the data directory, and addresses somebody might guess for it.
GUESSED = ("journal.db", "access.db", "campaign.toml", "vault/{sha256}", "backups/{backup}", "../data/access.db",
           "%2e%2e/data/access.db", "media/{sha256}.xlsx", "media/{sha256}", "app/static/access.db",
           "static/../../data/access.db", "static/%2e%2e/%2e%2e/access.db")


def guessed(wire: Wire, secrets: Mapping[str, bytes], **names: str) -> Iterator[Cell]:
    """Ask for files of the data directory by guessed addresses: nobody gets a byte of them."""
    for pattern in GUESSED:
        for who, viewer in WHO.items():
            status, data = ask(wire.address, "/" + pattern.format(**names), wire.token(viewer))
            leaked = [name for name, part in secrets.items() if part in data]
            yield Cell(pattern, who, False, f"{status} {leaked}" if leaked else REFUSED)
