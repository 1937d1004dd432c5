"""Conditions a declaration can name: each holds for the rows of a frame and says itself in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class When:
    """A condition over one row; `reads` are the column ids it looks at."""

    reads: tuple[str, ...]
    holds: Callable[[pd.DataFrame], pd.Series]
    words: Callable[[Mapping[str, str]], str]

    def __and__(self, other: When) -> When:
        return _joined(self, other, "且", lambda a, b: a & b)

    def __or__(self, other: When) -> When:
        return _joined(self, other, "或", lambda a, b: a | b)


def _joined(one: When, two: When, word: str, join: Callable[[pd.Series, pd.Series], pd.Series]) -> When:
    return When(
        reads=tuple(dict.fromkeys((*one.reads, *two.reads))),
        holds=lambda frame: join(one.holds(frame), two.holds(frame)),
        words=lambda labels: f"{one.words(labels)} {word} {two.words(labels)}",
    )


def equals(column: str, *values: str) -> When:
    """状态=进行中/已完成."""
    return When(
        (column,),
        lambda frame: frame[column].isin(values),
        lambda labels: f"{labels[column]}={'/'.join(values)}",
    )


def is_not(column: str, *values: str) -> When:
    """公开情况≠点名曝光; holds for a blank cell too."""
    return When(
        (column,),
        lambda frame: ~frame[column].isin(values),
        lambda labels: f"{labels[column]}≠{'/'.join(values)}",
    )


def contains(column: str, *values: str) -> When:
    """A multiple choice holds at least one of the values."""
    return When(
        (column,),
        lambda frame: _overlaps(frame[column], values),
        lambda labels: f"{labels[column]}含{'/'.join(values)}",
    )


def lacks(column: str, *values: str) -> When:
    """A filled multiple choice holds none of the values."""
    return When(
        (column,),
        lambda frame: frame[column].notna() & ~_overlaps(frame[column], values),
        lambda labels: f"{labels[column]}不含{'/'.join(values)}",
    )


def _overlaps(series: pd.Series, values: tuple[str, ...]) -> pd.Series:
    wanted = set(values)
    return series.map(lambda held: isinstance(held, tuple) and bool(wanted.intersection(held))).astype(bool)


def filled(column: str) -> When:
    return When((column,), lambda frame: frame[column].notna(), lambda labels: f"{labels[column]}已填")


def empty(column: str) -> When:
    return When((column,), lambda frame: frame[column].isna(), lambda labels: f"{labels[column]}为空")


def at_least(column: str, number: int) -> When:
    return When(
        (column,),
        lambda frame: (frame[column] >= number).fillna(False).astype(bool),
        lambda labels: f"{labels[column]}≥{number}",
    )


def differs(one: str, two: str) -> When:
    """Two filled cells that say different things."""
    return When(
        (one, two),
        lambda frame: frame[one].notna() & frame[two].notna() & (frame[one] != frame[two]),
        lambda labels: f"{labels[one]}≠{labels[two]}",
    )


def elsewhere(words: str) -> When:
    """A condition on another sheet: said here, looked at by a cross rule of the form."""
    return When((), lambda frame: pd.Series(False, index=frame.index), lambda labels: words)
