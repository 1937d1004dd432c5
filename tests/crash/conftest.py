"""One campaign for all blows of a worker, copied for each; processes to strike at, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.ground import Ground, laid
from tests.crash.striking import Victims


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return laid(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def ground(untouched: Ground, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return untouched.copy(tmp_path_factory.mktemp("ground"))


@pytest.fixture(scope="session")
def victims() -> Iterator[Victims]:
    with Victims() as victims:
        yield victims
