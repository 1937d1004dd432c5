# ruff: noqa: E402
"""What several test files share: the whole example campaign."""

from __future__ import annotations

import atexit
import functools
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

gc.disable()  # until all is imported: what the collector walks through meanwhile is there to stay

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner

from lvzhi.datadir import opened
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests import making
from tests.campaigns import campaign
from tests.deskwork import PLAN, TODAY, filed

# AppTest reads the metadata of every installed package at each run of a page; what is installed stays as it is.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
# No page ends with a walk through all that is in memory, here nor in a server that a test starts.
config.set_option("runner.postScriptGC", False)
os.environ["STREAMLIT_RUNNER_POST_SCRIPT_GC"] = "false"

FIRST = ("master", "gw0")
# The longest of the files that need the example: begun last, one would keep a worker busy with nothing left for the others.
LONGEST = {f"test_{name}.py" for name in ("papers", "restricted", "scope", "sources", "unit_page")}


def pytest_configure(config: pytest.Config) -> None:
    """The process that only hands out the tests collects none: it goes on as any other."""
    if config.getoption("numprocesses", None):
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's files first, they are the longest; last those that need the example, which is made meanwhile."""
    late = {item.path for item in items if "example" in getattr(item, "fixturenames", ())}

    def turn(item: pytest.Item) -> tuple[int, bool]:
        when = -1 if item.get_closest_marker("browser") else int(item.path in late)
        return when, item.path.name not in LONGEST

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "example"


@pytest.fixture(scope="session", autouse=True)
def _example_begun(request: pytest.FixtureRequest, example_folder: Path, worker_id: str) -> Iterator[None]:
    """Begin on the example at once if any test will ask for it, so that none waits the minutes it takes."""
    wanted = any("example" in item.fixturenames for item in request.session.items if isinstance(item, pytest.Function))
    if worker_id not in FIRST or not wanted:
        yield
        return
    maker = making.begin(example_folder)
    yield
    making.end(maker)


@pytest.fixture(scope="session")
def example(example_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the example campaign loaded; read it, do not write into it (copy it to do so).

    The books lie beside it in `books`. Each worker has its own: a second process that opens one rebuilds it.
    """
    data = making.made(example_folder)
    own = tmp_path_factory.mktemp("example")
    (own / "books").symlink_to(data.parent / "books")
    return Path(shutil.copytree(data, own / "data"))


@pytest.fixture(scope="session")
def applied_for(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small campaign of `tests.deskwork`: a unit has applied for a closing. Copy it to write into it."""
    data = tmp_path_factory.mktemp("applied") / "data"
    with campaign(data, PLAN, today=TODAY) as workspace:
        filed(workspace)
    return data


@pytest.fixture(scope="module")
def example_workspace(example: Path) -> Iterator[Workspace]:
    """The example campaign at work; read it, do not write into it."""
    with Workspace(opened(example), FORMS) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def matrix_campaign(example_folder: Path) -> Path:
    """A data directory with something of everybody's, of the invented bureau (tests/matrix/world.py); copy it."""
    from tests.matrix.world import built  # its imports are slow, and few files need them

    return built(example_folder.with_name("matrix"))
