"""A page listened to instead of drawn: what it says, in order, for a file that shows the same without a server.

While somebody listens, the pieces of which every page is made (head, figures, charts, rows, definitions) tell what they
would draw and draw nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd
    
    from lvzhi.charts.drawing import Drawing
    from lvzhi.web.figures import Figure
    from lvzhi.web.head import Page
    from lvzhi.web.source import Of


class Ended(Exception):
    """A page has said all it has to say."""


@dataclass(frozen=True)
class Figures:
    """The headlines of a page, and the parameters their measure is run with."""

    figures: Sequence[Figure]
    page: Page
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Chart:
    """A chart whose marks open rows: as `dialogs.mark` is given it."""

    figure: Drawing
    title: str
    page: Page
    listed: tuple[str, str]
    by: Sequence[str]
    frame: pd.DataFrame | None
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Rows:
    """Rows under a heading: as `rows.rows` is given them; `opened` stand there unfolded."""

    page: Page
    frame: pd.DataFrame
    columns: Sequence[str]
    title: str
    empty: str
    labels: Mapping[str, str] | None
    of: Of | None
    opened: bool


@dataclass(frozen=True)
class Said:
    """A line of text; without a title it is about what follows."""

    words: str
    title: str = ""


@dataclass(frozen=True)
class Defined:
    """The measures whose definitions the page offers."""

    names: Sequence[str]


Block = Figures | Chart | Rows | Said | Defined


@dataclass
class Listener:
    """`base` is the page of whoever listens; `sentence` and `blocks` what the page said."""

    base: Page
    sentence: str = ""
    blocks: list[Block] = field(default_factory=list)


_NOW: ContextVar[Listener | None] = ContextVar("listener", default=None)


def now() -> Listener | None:
    """Return who listens to this page, if anybody."""
    return _NOW.get()


def heard(block: Block) -> bool:
    """Let a listener have a block instead of the screen; say whether there is one."""
    listener = _NOW.get()
    if listener is None:
        return False
    listener.blocks.append(block)
    return True


@contextmanager
def listening(base: Page) -> Iterator[Listener]:
    """Listen to the page that runs in this block, to its end."""
    listener = Listener(base)
    token = _NOW.set(listener)
    try:
        with suppress(Ended):  # how a page says that it has no more to say, see `end`
            yield listener
    finally:
        _NOW.reset(token)


def end() -> NoReturn:
    """End a page here: it has nothing more to say."""
    if _NOW.get() is not None:
        raise Ended
    st.stop()
