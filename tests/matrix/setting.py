"""Where the wider tables are tried: a server of its own, and the example."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import making
from tests.browser.server import served
from tests.matrix.leaving import Wire
from tests.matrix.world import Tokens


@dataclass(frozen=True)
class Wired:
    """A server at work, what nobody may get of its data directory, and names with which to guess."""

    wire: Wire
    data: Path
    secrets: Mapping[str, bytes]
    names: Mapping[str, str]

    def logs(self) -> list[Path]:
        """What the server has noted: its own log, and what it said on its console."""
        return [*self.data.rglob("*.log"), *self.data.parent.glob("server-*.log")]


def copied(data: Path, folder: Path) -> Path:
    """Copy a campaign that nobody has open, to be written into."""
    return Path(shutil.copytree(data, folder / "data"))


@contextmanager
def wired(data: Path) -> Iterator[Wired]:
    """Serve a campaign of the matrix."""
    with served(data) as address:
        book = next(p for p in data.joinpath("vault").rglob("*") if p.is_file())
        kept = book.read_bytes()
        secrets = {"journal.db": b"SQLite format 3", "vault": kept[:64],
                   "campaign.toml": data.joinpath("campaign.toml").read_bytes()[:20]}
        names = {"sha256": hashlib.sha256(kept).hexdigest(), "backup": "lvzhi-20310501-020000.zip"}
        yield Wired(Wire(address, Tokens(data).of), data, secrets, names)


def example_made(folder: Path) -> Path:
    """Make the example campaign, for those who have no test session to make it."""
    return making.made(folder / "example")
