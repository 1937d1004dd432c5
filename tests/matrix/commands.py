"""command × the machine's owner: every command and every action of one, run for real; which look with whose eyes.

The command line asks for no login: whoever may read the data directory is the machine's owner. No page and no address
leads to it.
"""

from __future__ import annotations

import argparse
import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lvzhi.__main__ import main, parser
from tests.campaigns import book, nil_everywhere
from tests.evidence import jpg
from tests.levels import AS_OF, last_year, package_of
from tests.matrix.cells import DONE, REFUSED, Cell
from tests.matrix.world import PERIOD, PLAN, UNIT, World

COLUMNS = {"owner": "机器的所有者", "eyes": "可以换别人的眼睛看(--as 等)"}
_EYES = ("--as", "--viewer", "--role", "--login")


def names(of: argparse.ArgumentParser, before: str = "") -> Iterator[str]:
    """Every command, and every action where a command has several."""
    below = [a for a in of._actions if isinstance(a, argparse._SubParsersAction)]
    chosen = [a for a in of._actions if a.choices and not a.option_strings and not isinstance(a, argparse._SubParsersAction)]
    if below:
        for name, one in below[0].choices.items():
            yield from names(one, f"{before} {name}".strip())
    elif chosen:
        yield from (f"{before} {choice}" for choice in chosen[0].choices or ())
    else:
        yield before


COMMANDS = tuple(names(parser()))


def trials(world: World, folder: Path) -> Mapping[str, Sequence[object]]:
    """The arguments each command is tried with. A command without a line here makes the test red."""
    sheets = nil_everywhere(world.plan, UNIT, PERIOD)
    mine = folder / "报送簿.xlsx"
    mine.write_bytes(book(world.workspace, UNIT, PERIOD, **sheets))
    acts = folder / "acts.yaml"
    acts.write_text(f"{{act: nil_return, filer: {UNIT}, period: 2031-04}}", encoding="utf-8")
    backup = folder / "a.zip"
    earlier = folder / "earlier.zip"
    earlier.write_bytes(package_of(last_year(), AS_OF.replace(year=2030)))
    picture = folder / f"{UNIT}-问题-001_照片.jpg"
    picture.write_bytes(jpg())
    return {
        "templates": ("--out", folder / "books", "--filer", UNIT), "check": (mine, "--filer", UNIT),
        "annotate": (mine, "--out", folder / "b.xlsx", "--filer", UNIT), "load": (mine, "--filer", UNIT),
        "attach": (picture, "--filer", UNIT), "decide": (acts,),
        "recheck seal": ("--from", "2031-03-03", "--to", "2031-05-04", "--take", "1"), "recheck list": (),
        "recheck publish": (99999,), "recheck verify": (99999,), "measure": ("reporting", "--json"), "trace": ("reporting", "--figure", "missing"),
        "export": ("--out", folder / "c.xlsx"), "archive": ("--out", folder / "archive"),
        "package": ("--out", folder / "p.zip"), "receive": (folder / "p.zip",), "plan check": (PLAN,), "plan export": (folder / "p.xlsx",),
        "plan carry-over": ("--year", "2032", "--out", folder / "next.yaml"), "plan compare": (PLAN,), "plan years": (earlier,),
        "plan import": (PLAN,), "demo": ("--out", folder / "demo"), "init": ("--data", folder / "new", "--plan", PLAN),
        "rebuild": (), "backup": ("--out", backup), "restore": (backup, "--data", folder / "restored"),
        "paper": ("bulletin", "--out", folder / "papers"), "bulletin": ("--out", folder / "d.docx"),
        "code": (world.workspace.journal.head()[1][-8:],), "health": (), "verify": (), "docs": ("--check",),
        "accounts list": (), "accounts create": ("手建", "--role", "office"),
        "accounts bulk": ("--out", folder / "s.xlsx"), "accounts reset": ("手建",), "accounts unlock": ("手建",),
        "accounts role": ("手建", "--role", "unit", "--for", UNIT), "accounts handover": ("手建", "--holder", "接手人"),
        "accounts enable": ("手建",), "accounts disable": ("手建",),
    }


def cells(data: Path, folder: Path, given: Mapping[str, Sequence[object]],
          wanted: Sequence[str] = COMMANDS) -> Iterator[Cell]:
    """Run commands one after the other; what is refused or wrongly called is no success."""
    folder.mkdir(exist_ok=True)
    for name in wanted:
        words = [*name.split(), *map(str, given[name])]
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(words if "--data" in words else ["--data", str(data), *words])
        # health says what is amiss, a check what is to be mended: both have done what was asked. Nothing is closed here
        # that could be drawn.
        told = name in ("health", "check", "load", "receive") or name.startswith("recheck ")
        fine = code == 0 or (code == 1 and told)
        yield Cell(name, "owner", True, DONE if fine else f"{code} {said.getvalue()[-200:]}")
        options = {o for one in _of(name) for a in one._actions for o in a.option_strings}
        yield Cell(name, "eyes", bool(options & set(_EYES)), DONE if options & set(_EYES) else REFUSED)


def _of(name: str) -> Iterator[argparse.ArgumentParser]:
    """The parsers a command's words go through."""
    one = parser()
    for word in name.split():
        below = [a for a in one._actions if isinstance(a, argparse._SubParsersAction)]
        if below and word in below[0].choices:
            one = below[0].choices[word]
            yield one
