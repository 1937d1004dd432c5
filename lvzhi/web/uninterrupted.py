"""An act of many steps, carried out to its end though somebody clicks meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from streamlit.runtime.scriptrunner_utils.exceptions import ScriptControlException

Step = Callable[[], object]


@contextmanager
def uninterrupted() -> Iterator[Callable[[Step], None]]:
    """Give out what draws and keeps things in between; what would have ended the run there is raised when all is done.

    Another click, a second one of the same button or a closed window ends a run where it next draws something or writes
    to the session: an act would be done in part, and what was done of it forgotten.
    """
    ended: list[ScriptControlException] = []

    def through(step: Step) -> None:
        while True:
            try:
                step()
            except ScriptControlException as ends:
                ended.append(ends)
            else:
                return

    yield through
    if ended:
        raise ended[-1]
