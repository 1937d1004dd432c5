"""A backup is the whole data directory or is refused, and a restored one says what the first said."""

import hashlib
import json
import random
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from children import let_go, said, started

from lvzhi.access.access import Access
from lvzhi.access.accounts import Wanted
from lvzhi.access.login import Caller
from lvzhi.access.model import By
from lvzhi.access.people import never_used
from lvzhi.backup import Holds, Manifest, NotABackup, backup, read_manifest, restore
from lvzhi.datadir import Campaign, DataDir, NotADataDir, Occupied, initialise, opened
from lvzhi.journal import Broken, Journal
from lvzhi.projection.slots import free_slots
from lvzhi.vault import Damaged, Vault
from tests.signing import PASSWORD, access_of

AT = datetime(2015, 10, 20, 4, tzinfo=UTC)
DEMO = Campaign(date(2015, 10, 20), demo=True)


@pytest.fixture
def datadir(tmp_path: Path) -> DataDir:
    datadir = initialise(tmp_path / "first", b"plan", DEMO, AT, "甲")
    with Journal(datadir.journal) as journal:
        for number in range(5):
            sha256 = Vault(datadir.vault).put(b"book %d" % number)
            journal.append("filing", "甲", {"sha256": sha256}, AT.isoformat())
    datadir.projection.write_bytes(b"rebuilt anyway")
    return datadir


@pytest.fixture
def packed(datadir: DataDir, tmp_path: Path) -> Path:
    backup(datadir, tmp_path / "b.zip", AT)
    return tmp_path / "b.zip"


def contents(datadir: DataDir) -> tuple[Campaign, list[object], dict[str, bytes]]:
    vault = Vault(datadir.vault)
    with Journal(datadir.journal) as journal:
        return datadir.campaign(), list(journal.entries()), {name: vault.get(name) for name in vault}


def rewritten(packed: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Make another zip of the parts of a backup after `change`."""
    with zipfile.ZipFile(packed) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    other = packed.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return other


def test_what_is_restored_is_what_was_backed_up(datadir: DataDir, packed: Path, tmp_path: Path) -> None:
    restored = restore(packed, tmp_path / "second")
    assert contents(restored) == contents(datadir)
    assert len(contents(restored)[2]) == 6
    assert sorted(part.name for part in restored.path.iterdir()) == [
        "campaign.toml",
        "journal.sqlite",
        "journal.sqlite-heads",
        "vault",
    ]


def test_the_manifest_lists_every_file(datadir: DataDir, packed: Path) -> None:
    manifest = read_manifest(packed)
    with Journal(datadir.journal) as journal:
        assert (manifest.at, manifest.last_no, manifest.head) == (AT.isoformat(), *journal.head())
    assert manifest.holds == Holds(entries=6, filings=5, decisions=0, accounts=0)
    with zipfile.ZipFile(packed) as archive:
        assert [part.name for part in manifest.parts] + ["manifest.json"] == archive.namelist()
        assert [part.size for part in manifest.parts] == [i.file_size for i in archive.infolist()[:-1]]
    assert oct(packed.stat().st_mode & 0o777) == "0o600"


def test_a_restored_directory_goes_on(packed: Path, tmp_path: Path) -> None:
    restored = restore(packed, tmp_path / "second")
    with Journal(restored.journal) as journal:
        assert journal.append("audit", "甲", {}, AT.isoformat()).no == 7
        assert journal.verify() == []
    with closing(sqlite3.connect(restored.journal)) as connection:
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_tail_cut_off_after_the_restore_is_noticed(packed: Path, tmp_path: Path) -> None:
    restored = restore(packed, tmp_path / "second")
    with closing(sqlite3.connect(restored.journal, isolation_level=None)) as connection:
        connection.execute("drop trigger entry_remains")
        connection.execute("delete from entry where no = 6")
    with pytest.raises(Broken, match="日志第6条不见了"):
        Journal(restored.journal)


def test_a_backup_while_another_process_writes(datadir: DataDir, tmp_path: Path) -> None:
    child = started("append", datadir.journal, "乙", 400)
    putter = started("put", datadir.vault, 60)
    let_go(child, putter)
    lasts = [backup(datadir, tmp_path / f"{number}.zip", AT).last_no for number in range(3)]
    assert [len(lines) for lines in said(child, putter)] == [400, 60]
    assert lasts == sorted(lasts)
    everything = contents(datadir)
    for number, last in enumerate(lasts):
        _, entries, files = contents(restore(tmp_path / f"{number}.zip", tmp_path / f"r{number}"))
        assert entries == everything[1][:last]
        assert files.items() <= everything[2].items()


def test_a_backup_overwrites_nothing(datadir: DataDir, packed: Path) -> None:
    before = packed.read_bytes()
    with pytest.raises(Occupied, match="备份不覆盖原有文件"):
        backup(datadir, packed, AT)
    assert packed.read_bytes() == before


def test_what_is_damaged_is_not_backed_up_as_if_it_were_sound(datadir: DataDir, tmp_path: Path) -> None:
    bad = next(iter(Vault(datadir.vault)))
    Vault(datadir.vault).path(bad).chmod(0o644)
    Vault(datadir.vault).path(bad).write_bytes(b"")
    with pytest.raises(Damaged, match=bad):
        backup(datadir, tmp_path / "b.zip", AT)
    assert [part.name for part in tmp_path.iterdir()] == ["first"]


def test_a_broken_journal_is_not_backed_up(datadir: DataDir, tmp_path: Path) -> None:
    with closing(sqlite3.connect(datadir.journal, isolation_level=None)) as connection:
        fence = connection.execute("select sql from sqlite_master where name = 'entry_stays'").fetchone()[0]
        connection.execute("drop trigger entry_stays")
        connection.execute("update entry set actor = '乙' where no = 2")
        connection.execute(fence)
    with pytest.raises(Broken, match="日志第2条与登记时不一致"):
        backup(datadir, tmp_path / "b.zip", AT)
    assert [part.name for part in tmp_path.iterdir()] == ["first"]


def test_only_a_data_directory_is_backed_up(tmp_path: Path) -> None:
    with pytest.raises(NotADataDir):
        backup(DataDir(tmp_path), tmp_path / "b.zip", AT)


def test_restoring_overwrites_nothing(datadir: DataDir, packed: Path, tmp_path: Path) -> None:
    before = contents(datadir)
    with pytest.raises(Occupied, match="恢复不覆盖原有内容"):
        restore(packed, datadir.path)
    assert contents(datadir) == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("mine")
    with pytest.raises(Occupied):
        restore(packed, tmp_path / "other")
    assert [part.name for part in (tmp_path / "other").iterdir()] == ["mine.txt"]


def manifest_says(key: str, value: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), key: value}).encode()

    return change


def book(parts: dict[str, bytes]) -> str:
    return next(name for name in parts if name.startswith("vault/"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda parts: parts.pop("manifest.json"), "备份文件里没有清单"),
        (lambda parts: parts.pop(book(parts)), "备份文件的内容与清单对不上"),
        (lambda parts: parts.update({"vault/../../evil": b""}), "备份文件的内容与清单对不上"),
        (lambda parts: parts.update({book(parts): b"book"}), "与做备份时不一致,已有损坏"),
        (lambda parts: parts.update({"campaign.toml": b"demo = true "}), "campaign.toml 与做备份时不一致"),
        (manifest_says("format", 1), "这份备份由别的版本做成"),
        (manifest_says("parts", []), "备份文件的内容与清单对不上"),
        (manifest_says("parts", 5), "不是完整的备份文件"),
        (manifest_says("signed", "no"), "不是完整的备份文件"),
        (manifest_says("holds", {"entries": 6, "filings": 4, "decisions": 0, "accounts": 0}), "恢复出的内容与备份清单不一致"),
        (manifest_says("last_no", 5), "恢复出的日志与备份清单不一致|日志第"),
        (manifest_says("last_no", 7), "日志第7条不见了"),
        (manifest_says("first", "0" * 64), "恢复出的日志与备份清单不一致"),
        (manifest_says("head", "0" * 64), "日志第6条与当时留下的校验码不一致"),
    ],
)
def test_a_backup_that_was_changed_is_refused_and_leaves_nothing(
    packed: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], sentence: str
) -> None:
    with pytest.raises(NotABackup, match=sentence):
        restore(rewritten(packed, change), tmp_path / "second")
    assert not list((tmp_path / "second").glob("*"))
    assert contents(restore(packed, tmp_path / "second"))[0] == DEMO


def test_a_name_that_leads_outside_is_refused_even_when_listed(packed: Path, tmp_path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        listed = json.loads(parts["manifest.json"])["parts"]
        parts["../evil"] = b""
        listed.append({"name": "../evil", "size": 0, "sha256": "0" * 64})
        manifest_says("parts", listed)(parts)

    with pytest.raises(NotABackup, match=r"备份文件里有不属于这里的内容\(../evil\)"):
        restore(rewritten(packed, change), tmp_path / "second")


def test_a_file_under_the_name_of_another_is_refused(packed: Path, tmp_path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        listed = json.loads(parts["manifest.json"])["parts"]
        listed[-1].update(size=4, sha256=hashlib.sha256(b"book").hexdigest())
        parts[listed[-1]["name"]] = b"book"
        manifest_says("parts", listed)(parts)

    with pytest.raises(NotABackup, match="与做备份时不一致"):
        restore(rewritten(packed, change), tmp_path / "second")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["manifest.json", "campaign.toml"])
def test_a_name_that_stands_twice_is_refused(packed: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(name, archive.read(name))
    with pytest.raises(NotABackup, match=rf"内容与清单对不上\({name}\)"):
        restore(packed, tmp_path / "second")


def test_any_spoilt_byte_is_refused_or_without_meaning(packed: Path, tmp_path: Path) -> None:
    whole, sound = packed.read_bytes(), read_manifest(packed)
    rng = random.Random(5)
    outcomes: list[Manifest | None] = []
    for _ in range(150):
        at = rng.randrange(len(whole))
        packed.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << rng.randrange(8))]) + whole[at + 1 :])
        try:
            outcomes.append(read_manifest(packed))
        except NotABackup:
            outcomes.append(None)
    # What is left is in the zip's own dates and attributes.
    assert [found for found in outcomes if found not in (None, sound)] == []
    assert outcomes.count(None) > 100


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_a_backup_cut_short_is_refused(packed: Path, tmp_path: Path, share: float) -> None:
    whole = packed.read_bytes()
    packed.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(NotABackup, match=r"“b.zip”不是完整的备份文件"):
        restore(packed, tmp_path / "second")
    assert not (tmp_path / "second").exists()


def test_the_restored_directory_can_be_moved(packed: Path, tmp_path: Path) -> None:
    restored = restore(packed, tmp_path / "second")
    shutil.move(restored.path, tmp_path / "third")
    assert len(contents(opened(tmp_path / "third"))[1]) == 6


@pytest.fixture
def peopled(tmp_path: Path) -> Iterator[Access]:
    """A real campaign's accounts: one logged in, one whose name was guessed at, one never used, one closed."""
    datadir = initialise(tmp_path / "real", b"plan", Campaign(), AT, "甲")
    with access_of(datadir.path) as access:
        by = By("管理员", None, AT)
        access.accounts.create([Wanted("管理员", "admin"), Wanted("园林", "unit", "园林")], by, PASSWORD)
        access.accounts.create([Wanted("水务", "unit", "水务"), Wanted("王某", "office", holder="王某")], by)
        access.accounts.disable("王某", by)
        access.door.log_in("园林", PASSWORD, Caller("10.0.0.7", "某浏览器", AT))
        access.door.log_in("guessed-name", PASSWORD, Caller("10.0.0.8", "某浏览器", AT))
        yield access


def kept_of(path: Path, column: str) -> list[bytes]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(f"select {column} from {'token' if column == 'hash' else 'account'}")
        return [v if isinstance(v, bytes) else v.encode() for (v,) in found if v is not None]


def test_accounts_go_along_and_nothing_to_log_in_with(peopled: Access, tmp_path: Path) -> None:
    datadir = DataDir(tmp_path / "real")
    secret = [*kept_of(datadir.access, "secret"), *kept_of(datadir.access, "hash"), b"argon2", b"10.0.0.7", b"guessed"]
    assert len(secret) == 4 + 1 + 3
    assert backup(datadir, tmp_path / "b.zip", AT).holds.accounts == 4
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        packed_bytes = archive.read("access.db")
    assert [s for s in secret if s in packed_bytes] == []
    restored = restore(tmp_path / "b.zip", tmp_path / "second")
    assert oct(restored.access.stat().st_mode & 0o777) == "0o600"
    before = peopled.accounts.all(AT)
    with access_of(restored.path) as access:
        assert access.accounts.all(AT) == [replace(a, must_change=True, last_login=None) for a in before]
        assert access.door.log_in("园林", PASSWORD, Caller(None, None, AT)).verdict == "wrong"


def test_after_a_restore_everybody_is_handed_a_new_password(peopled: Access, tmp_path: Path) -> None:
    backup(DataDir(tmp_path / "real"), tmp_path / "b.zip", AT)
    restored = restore(tmp_path / "b.zip", tmp_path / "second")
    by = By("服务器", None, AT)
    with access_of(restored.path) as access:
        assert [a.login for a in never_used(access.accounts, by)] == ["管理员", "园林", "水务"]
        handed = access.accounts.reset("管理员", by)
        assert access.door.log_in("管理员", handed.password, Caller(None, None, AT)).verdict == "fine"


def test_an_example_has_its_accounts_anew(datadir: DataDir, tmp_path: Path) -> None:
    with access_of(datadir.path) as access:
        access.accounts.create([Wanted("园林", "unit", "园林")], By("服务器", None, AT), PASSWORD)
    assert backup(datadir, tmp_path / "b.zip", AT).holds.accounts == 0
    assert not restore(tmp_path / "b.zip", tmp_path / "second").access.exists()


def test_what_was_there_is_set_aside_whole(datadir: DataDir, packed: Path, tmp_path: Path) -> None:
    before = contents(datadir)
    restored = restore(packed, datadir.path, aside=tmp_path / "before")
    assert contents(restored) == before == contents(opened(tmp_path / "before"))


def test_a_backup_in_the_folder_that_is_set_aside_is_found_there(datadir: DataDir, tmp_path: Path) -> None:
    (datadir.path / "backups").mkdir()
    backup(datadir, datadir.path / "backups" / "b.zip", AT)
    before = contents(datadir)
    restored = restore(datadir.path / "backups" / "b.zip", datadir.path, aside=tmp_path / "before")
    assert contents(restored) == before
    assert (tmp_path / "before" / "backups" / "b.zip").exists()


def test_nothing_is_set_aside_for_a_file_that_is_no_backup(datadir: DataDir, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"PK")
    with pytest.raises(NotABackup, match=r"“b\.zip”"):
        restore(tmp_path / "b.zip", datadir.path, aside=tmp_path / "before")
    assert not (tmp_path / "before").exists()


def test_nothing_is_set_aside_while_somebody_works_in_it(datadir: DataDir, packed: Path, tmp_path: Path) -> None:
    slot = next(free_slots(datadir.projection))
    with pytest.raises(Occupied, match="请先停止服务"):
        restore(packed, datadir.path, aside=tmp_path / "before")
    slot.release()
    (tmp_path / "before").mkdir()
    with pytest.raises(Occupied, match="原有内容没有移动"):
        restore(packed, datadir.path, aside=tmp_path / "before")
    assert len(contents(datadir)[1]) == 6
