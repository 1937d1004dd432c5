"""Of many cases a sample for the normal run, the others for the long one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

T = TypeVar("T")


def some(cases: Iterable[T], first: int) -> list[T | ParameterSet]:
    """The first of them in the normal run, the others in the long ones; a case is one value."""
    return [c if n < first else pytest.param(c, marks=pytest.mark.soak) for n, c in enumerate(cases)]
