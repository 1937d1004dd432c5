"""The server's own log: what our own modules note, in a file that is changed for a new one when it is full.

Of a fault it has the sort and the place, never the text: that may quote a cell, and a log lies open to more people
than the rows do.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

NAME = "lvzhi.log"
_OURS = "lvzhi"
_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class SortAndPlace(logging.Formatter):
    """Lines in which a fault is its type and the lines of code it went through, its causes likewise."""

    def __init__(self) -> None:
        super().__init__(_LINE)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; another handler may have kept the fault's whole text in the record."""
        own = logging.makeLogRecord(record.__dict__)
        own.exc_text = None
        return super().format(own)

    def formatException(self, ei: _Raised) -> str:
        """Return types and places, the cause first."""
        return "\n".join(_told(ei[1]))


def _told(fault: BaseException | None) -> Iterator[str]:
    if fault is None:
        return
    yield from _told(fault.__cause__ or fault.__context__)
    yield f"{type(fault).__name__}\n{''.join(traceback.format_tb(fault.__traceback__))}".rstrip()


@contextmanager
def kept(folder: Path | None, megabytes: int, files: int) -> Iterator[None]:
    """Write what our modules note to the console and to a file in the folder, if one is given, while this lasts.

    A folder that cannot be written to is noted on the console: the pages matter more.
    """
    logger, unwritable = logging.getLogger(_OURS), None
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if folder is not None:
        try:
            handlers.append(_file(folder, megabytes, files))
        except OSError as fault:
            unwritable = fault
    before = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False
    for handler in handlers:
        handler.setFormatter(SortAndPlace())
        logger.addHandler(handler)
    if unwritable:
        logger.warning("no log is kept in %s", folder, exc_info=unwritable)
    try:
        yield
    finally:
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()
        logger.setLevel(before[0])
        logger.propagate = before[1]


def _file(folder: Path, megabytes: int, files: int) -> RotatingFileHandler:
    folder.mkdir(parents=True, exist_ok=True)
    return RotatingFileHandler(folder / NAME, maxBytes=megabytes * 2**20, backupCount=files, encoding="utf-8")
