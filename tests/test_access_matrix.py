"""Who may do what, each cell tried: a sample of the matrix here, the whole of it in the long runs and by `make access`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
import streamlit as st

from lvzhi.access.model import ROLES
from lvzhi.measure_files import MEASURES
from lvzhi.web.routes import ROUTES
from tests.matrix import acts, commands, leaving, measured, pages
from tests.matrix.cells import wrong
from tests.matrix.setting import copied
from tests.matrix.world import WHO, World, world

SEED = 1
T = TypeVar("T")


def sample(of: Sequence[T], most: int, also: str = "") -> list[T]:
    """The same few each time; the long runs try them all."""
    return Random(f"{SEED} {also}").sample(list(of), min(most, len(of)))


@pytest.fixture(scope="module")
def made(matrix_campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(copied(matrix_campaign, tmp_path_factory.mktemp("acts"))) as held:
        yield held


@pytest.fixture(scope="module")
def shown(matrix_campaign: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield copied(matrix_campaign, tmp_path_factory.mktemp("pages"))
    st.cache_data.clear()
    st.cache_resource.clear()


def test_all_there_is_has_its_line_in_the_matrix() -> None:
    """A new page, act, file, measure or command without an entry is red here."""
    assert {who: {r.url for r in ROUTES if who in r.roles} for who in ROLES} == {who: pages.OPEN[who] for who in ROLES}
    assert set(acts.ACTS) == set(acts.TRIALS) == set(acts.THEIRS)
    assert set(leaving.EXPORTS) == set(leaving.REACH) == set(leaving.THEIRS)
    assert set(measured.MEASURES) == {p.stem for p in MEASURES.glob("*.sql")}


@pytest.mark.parametrize("who", [w for w in WHO if pages.OPEN[w] != {r.url for r in ROUTES}])
def test_what_is_closed_to_a_role_is_closed(shown: Path, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    closed = sample([r for r in ROUTES if r.url not in pages.OPEN[who]], 3, who)
    assert wrong(pages.cells(shown, monkeypatch, {who: WHO[who]}, closed)) == []


@pytest.mark.soak
@pytest.mark.parametrize("who", WHO)
def test_every_page_opens_for_its_roles(shown: Path, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    assert wrong(pages.cells(shown, monkeypatch, {who: WHO[who]})) == []


FEW = set(sample(tuple(acts.ACTS), 9))


@pytest.mark.parametrize("name", [n if n in FEW else pytest.param(n, marks=pytest.mark.soak) for n in acts.ACTS])
def test_an_act_is_done_by_those_whose_it_is_and_refused_to_others_with_nothing_written(made: World, name: str) -> None:
    assert wrong(acts.cells(made, (name,))) == []


def test_commands_do_for_the_machines_owner_what_they_say(matrix_campaign: Path, tmp_path: Path) -> None:
    with world(copied(matrix_campaign, tmp_path)) as own:
        given = commands.trials(own, tmp_path)
    assert set(given) == set(commands.COMMANDS)
    wanted = ("plan check", "accounts create", "accounts role", "accounts disable", "accounts list")
    assert wrong(commands.cells(own.data, tmp_path, given, wanted)) == []


@pytest.mark.soak
def test_every_command_does_for_the_machines_owner_what_it_says(matrix_campaign: Path, tmp_path: Path) -> None:
    with world(copied(matrix_campaign, tmp_path)) as own:
        given = commands.trials(own, tmp_path)
    assert wrong(commands.cells(own.data, tmp_path, given)) == []
