"""上报包: three levels with equal sums, the same twice changes nothing, anything changed on the way is refused by name."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lvzhi import check_codes, measures
from lvzhi.__main__ import main
from lvzhi.commands.context import FINE, WRONG_USE
from lvzhi.decisions import decide
from lvzhi.measures import instant
from lvzhi.outgoing.taking import taken_from
from lvzhi.package.checking import opened
from lvzhi.package.contents import FORMAT, NotAPackage, check_code_of, packed, unpacked
from lvzhi.package.figures import COUNTS, PARTS, RATES, own_figures, pooled
from lvzhi.package.making import make
from lvzhi.package.reading import rows
from lvzhi.package.receiving import ACCEPTED, DUPLICATE, REJECTED, bodies, lower_packages, receive
from lvzhi.projection.entries import DESK_FORMS
from lvzhi.workspace import Workspace
from schemas import FORMS, rectification
from tests.campaigns import campaign
from tests.deskwork import ASSIGNED, GROUP, OFFICE, PASS, TODAY, filed
from tests.deskwork import PLAN as DESK_PLAN
from tests.levels import AS_OF, county, package_of, upper
from tests.measures.world import World

WHEN = dt.date(2031, 5, 13)
CITY = {"QJ": "潜水县局", "XT": "仙水县局"}


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return {
        "潜水县局": county("潜水县局", problems=5, closed=3, satisfied=30, visits=2, done=2),
        "仙水县局": county("仙水县局", problems=2, closed=0, satisfied=21, visits=0, done=1),
        "天水县局": county("天水县局", problems=7, closed=4, satisfied=25, visits=1, done=0),
    }


@pytest.fixture(scope="module")
def sent(worlds: dict[str, World]) -> dict[str, bytes]:
    return {name: package_of(world) for name, world in worlds.items()}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, sent: dict[str, bytes]) -> Iterator[Workspace]:
    with upper(tmp_path_factory.mktemp("levels") / "city", "江水市局", CITY) as workspace:
        for bureau in CITY.values():
            assert receive(workspace, f"{bureau}.zip", sent[bureau], "测试").status == ACCEPTED
        yield workspace


@pytest.fixture(scope="module")
def of_city(city: Workspace) -> bytes:
    """As `package` makes it, without the workbook, which takes longest and is looked at elsewhere."""
    with city.store.cursor() as cursor:
        taking = taken_from(city, cursor, city.clock.as_of(None), {})
        return make(taking, {1: city.plan}, b"", tuple(lower_packages(city, city.clock.as_of(None))))


def test_figures_are_the_measures_own_and_all_their_counts_go_upward(worlds: dict[str, World]) -> None:
    world = worlds["潜水县局"]
    found = own_figures(world.connection.cursor(), world.plan, AS_OF)
    for part in PARTS:
        name, _, kind = part.partition(".")
        totals = measures.totals(world.connection.cursor(), world.plan, name, AS_OF, {"kind": kind} if kind else {})
        assert {k: totals[k] for k in found[part]} == pytest.approx(dict(found[part])), part
        assert {k for k, v in totals.items() if isinstance(v, int)} <= set(COUNTS[name])
    assert (found["rectification"]["closed"], found["rectification"]["closure_rate"]) == (3, 0.6)
    assert (found["supervision"]["covered_on_site"], found["satisfaction.internal"]["valid"]) == (1, 42)
    assert (found["completion"]["done"], found["reporting"]["exempt"]) == (4, 1)


def test_sums_are_equal_at_all_three_levels(
    tmp_path: Path, worlds: dict[str, World], sent: dict[str, bytes], of_city: bytes
) -> None:
    counties = {n: own_figures(w.connection.cursor(), w.plan, AS_OF) for n, w in worlds.items()}
    with upper(tmp_path / "province", "清水省厅", {"JS": "江水市局", "TS": "天水县局"}) as province:
        assert [receive(province, "p.zip", data, "测试").status for data in (of_city, sent["天水县局"])] == [ACCEPTED] * 2
        stand = {b.filer.code: b for b in bodies(province, province.clock.as_of(None))}
        at_city = pooled([counties["潜水县局"], counties["仙水县局"]])
        for part in PARTS:
            assert stand["JS"].figures[part] == pytest.approx(at_city[part])
            assert stand["TS"].figures[part] == pytest.approx(counties["天水县局"][part])
            together = pooled([b.figures for b in stand.values() if b.figures])[part]
            assert together == pytest.approx(pooled(counties.values())[part])
        assert pooled(counties.values())["rectification"]["registered"] == 14
        # The city takes its counties' packages along as they came: the province holds the very bytes.
        _, members = unpacked(of_city)
        assert {n: m for n, m in members.items() if n.startswith("lower/")} == {
            "lower/QJ.zip": sent["潜水县局"], "lower/XT.zip": sent["仙水县局"]}
        found = rows(of_city, FORMS, rectification.FORM, "JS")
        assert len(found) == 7 and found["key"].is_unique
        assert found["key"].iloc[0] == found["problem_no"].iloc[0] == "JS/QJ/河道-问题-001"
        assert found["responsible_unit"].iloc[0] == found["filer"].iloc[0] == "JS/QJ/河道"


def test_the_code_read_out_over_the_telephone_names_the_package(city: Workspace, sent: dict[str, bytes]) -> None:
    with city.store.cursor() as cursor:
        known = check_codes.known(city.journal, cursor, city.plan, check_codes.read(check_code_of(sent["潜水县局"])))
    assert [k.what for k in known] == ["下级的上报包"]


def test_what_was_typed_on_the_desk_goes_along(tmp_path: Path) -> None:
    """Events of 核查销号 and problems assigned have no book; without them the level above would come to other figures."""
    acts = {"verification": (GROUP, PASS), "assign": (OFFICE, ASSIGNED)}
    assert acts.keys() == DESK_FORMS.keys()
    with campaign(tmp_path / "data", DESK_PLAN, today=TODAY) as workspace, workspace.store.cursor() as cursor:
        filed(workspace)
        decide(workspace, [{"act": act, "filer": filer, "rows": [row]} for act, (filer, row) in acts.items()], "测试")
        at = workspace.clock.as_of(None)
        made = make(taken_from(workspace, cursor, at, {}), {1: workspace.plan}, b"")
        here = own_figures(workspace.store.cursor(), workspace.plan, instant(at, workspace.plan))
    assert opened(made, FORMS).own == here
    assert here["rectification"]["registered"] == 3
    for act, form in DESK_FORMS.items():
        assert set(rows(made, FORMS, next(f for f in FORMS if f.id == form), "QJ")["filer"]) == {f"QJ/{acts[act][0]}"}


def test_the_same_package_once_more_changes_nothing(city: Workspace, sent: dict[str, bytes], worlds: dict[str, World]) -> None:
    before = city.journal.head()
    assert receive(city, "再发一次.zip", sent["潜水县局"], "测试").status == DUPLICATE
    assert city.journal.head() == before
    assert package_of(worlds["潜水县局"]) == sent["潜水县局"]  # made twice it is the same file


def test_a_later_package_takes_the_place_of_an_earlier_one_from_then_on(
    tmp_path: Path, worlds: dict[str, World], sent: dict[str, bytes]
) -> None:
    early = package_of(worlds["潜水县局"], dt.datetime(2031, 4, 10, 23, 59))
    with upper(tmp_path / "c", "江水市局", CITY) as workspace:
        for data in (sent["潜水县局"], early):
            assert receive(workspace, "a.zip", data, "测试").status == ACCEPTED
        stand = bodies(workspace, workspace.clock.as_of(None))
    assert [b.code for b in stand] == [check_code_of(sent["潜水县局"]), None]


@given(st.data())
def test_a_flipped_byte_anywhere_is_refused(sent: dict[str, bytes], data: st.DataObject) -> None:
    whole = bytearray(sent["仙水县局"])
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(NotAPackage, match=r"重新发送|不是上报包|不属于上报包|读不出来|第\d+版|对不上|的清单"):
        unpacked(bytes(whole))


def test_the_part_that_was_changed_is_named(sent: dict[str, bytes]) -> None:
    whole = sent["仙水县局"]
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        for info in archive.infolist():
            at = whole.index(info.filename.encode(), info.header_offset) + len(info.filename.encode()) + info.file_size // 2
            torn = bytearray(whole)
            torn[at] ^= 1
            with pytest.raises(NotAPackage, match=info.filename.replace(".", "\\.")):
                unpacked(bytes(torn))


def changed(data: bytes, name: str = "", member: bytes | None = None, **manifest: object) -> bytes:
    """A package made by hand: what somebody who knows the format could send."""
    said, members = unpacked(data)
    said = {k: v for k, v in said.items() if k not in ("members", "kind", "format")} | manifest
    return packed({**members, **({name: member} if member else {})}, said)


def test_rows_that_do_not_make_the_figures_are_refused_by_the_figure(sent: dict[str, bytes], worlds: dict[str, World]) -> None:
    said, _ = unpacked(sent["潜水县局"])
    figures = json.loads(json.dumps(said["figures"]))
    figures["own"]["rectification"]["closed"] = 5
    with pytest.raises(NotAPackage, match="重新计算,“rectification closed”与清单上的不一致"):
        opened(changed(sent["潜水县局"], figures=figures), FORMS)
    other = unpacked(sent["仙水县局"])[1]["tables/rows_rectification.parquet"]
    with pytest.raises(NotAPackage, match="有2行,清单上是5行"):
        opened(changed(sent["潜水县局"], "tables/rows_rectification.parquet", other), FORMS)


def test_rows_that_break_a_rule_of_this_level_are_told_and_taken(sent: dict[str, bytes]) -> None:
    told = [n for n in opened(sent["潜水县局"], FORMS).notes if n.startswith("《问题整改台账》")]
    assert [n.split(",“")[0] for n in told] == [
        "《问题整改台账》有5行按本级程序的规则须改正,下级已接收,照收。第一处:河道-问题-001"]


def test_another_programs_package_is_migrated_or_refused_by_name(worlds: dict[str, World], sent: dict[str, bytes]) -> None:
    """Last year's form had a column less, and the figures of its program may differ; next year's has one more."""
    data = sent["潜水县局"]
    said, _ = unpacked(data)
    older = tuple(
        replace(f, columns=tuple(c for c in f.columns if c.id != "goal"), prints=tuple(p for p in f.prints if p != "goal"))
        if f.id == "rectification" else f for f in FORMS
    )
    old = package_of(worlds["潜水县局"], forms=older)
    found = opened(old, FORMS)
    assert found.notes[0] == "《问题整改台账》由较早版本的程序做成,没有“整改目标”,按空着处理。"
    assert found.figures["rectification"]["closed"] == 3
    figures = json.loads(json.dumps(said["figures"]))
    figures["own"]["completion"]["late"] = figures["together"]["completion"]["late"] = 9
    *_, note = opened(changed(data, figures=figures, made_by="0" * 64), FORMS).notes
    assert note.startswith("由另一版本的程序做成,按本级的口径重新计算,“completion late”")
    with pytest.raises(NotAPackage, match="《问题整改台账》有本级的程序没有的列\\(goal\\)"):
        opened(data, older)
    later = sent["潜水县局"].replace(f'"format": {FORMAT}'.encode(), f'"format": {FORMAT + 1}'.encode())
    with pytest.raises(NotAPackage, match=r"manifest\.json|第2版,由较新版本的程序做成"):
        opened(later, FORMS)


def test_what_is_not_ours_to_take_is_refused_by_name_and_kept(city: Workspace, worlds: dict[str, World], sent: dict[str, bytes]) -> None:
    world = worlds["潜水县局"]
    tried = {
        "演示数据做成的": package_of(world, demo=True),
        "只有一部分\\(筛选:group=东片\\)": package_of(world, group="东片"),
        "方案里没有“天水县局”这个单位": sent["天水县局"],
        "不是本届的": package_of(world, dt.datetime(2031, 1, 5)),
        "不是完整的上报包|没有清单": b"PK\x03\x04 no package",
    }
    before = {b.filer.code: b.code for b in bodies(city, city.clock.as_of(None))}
    for said, data in tried.items():
        receipt = receive(city, "收到的.zip", data, "测试")
        assert receipt.status == REJECTED
        with pytest.raises(NotAPackage, match=said):
            raise NotAPackage(receipt.problem)
        assert city.vault.get(list(city.journal.entries(kinds=["package"]))[-1].body["sha256"]) == data
    assert {b.filer.code: b.code for b in bodies(city, city.clock.as_of(None))} == before


def test_a_bad_one_inside_is_named(of_city: bytes) -> None:
    inner = bytearray(unpacked(of_city)[1]["lower/QJ.zip"])
    inner[len(inner) // 2] ^= 1
    with pytest.raises(NotAPackage, match=r"下级“QJ”的包:tables/.*不一致"):
        opened(changed(of_city, "lower/QJ.zip", bytes(inner)), FORMS)


def test_nobody_is_named_who_is_not_in_a_row(sent: dict[str, bytes]) -> None:
    said, members = unpacked(sent["潜水县局"])
    filing = pq.read_table(io.BytesIO(members["tables/filing.parquet"])).to_pydict()
    assert set(filing["file_name"] + filing["filed_by"]) == {None}
    decision = pq.read_table(io.BytesIO(members["tables/decision.parquet"])).to_pydict()
    assert (set(decision["actor"]), set(decision["reason"])) == ({"-"}, {None})
    assert said["completeness"]["missing"] == len(said["completeness"]["not_received"]) > 0


def test_the_command_line_takes_one_in_and_knows_one(
    tmp_path: Path, sent: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "潜水.zip").write_bytes(sent["潜水县局"])
    with upper(tmp_path / "data", "江水市局", CITY):
        pass
    at = ["--data", str(tmp_path / "data")]
    assert main([*at, "receive", str(tmp_path / "潜水.zip")]) == FINE
    assert f"校验码 {check_code_of(sent['潜水县局'])}" in capsys.readouterr().out
    assert main([*at, "load", str(tmp_path / "潜水.zip")]) == WRONG_USE
    assert "是下级的上报包" in capsys.readouterr().err


def test_a_part_takes_none_of_the_level_below_along(city: Workspace) -> None:
    with city.store.cursor() as cursor:
        taking = taken_from(city, cursor, city.clock.as_of(None), {"unit": "QJ"})
        data = make(taking, {1: city.plan}, b"", tuple(lower_packages(city, city.clock.as_of(None))))
    said, members = unpacked(data)
    assert (said["filters"], said["lower"], "lower/QJ.zip" in members) == ({"unit": "QJ"}, [], False)


def test_any_bytes_get_a_sentence() -> None:
    rng = random.Random(3)
    for size in (0, 3, 400):
        with pytest.raises(NotAPackage, match="上报包"):
            opened(rng.randbytes(size), FORMS)


def test_rates_are_made_of_their_measures_own_parts() -> None:
    for name, rates in RATES.items():
        assert all(len(measures.measure(name).made_of[r]) == 2 for r in rates)
        assert all(p in COUNTS[name] for r in rates for p in measures.measure(name).made_of[r])
