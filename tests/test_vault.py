"""The vault keeps received files verbatim, by hash, or not at all."""

import hashlib
from pathlib import Path

import pytest
from children import let_go, said, started

from lvzhi.vault import Damaged, Missing, NotAHash, Vault

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def files(vault: Vault) -> list[str]:
    return sorted(str(path.relative_to(vault.folder)) for path in vault.folder.rglob("*") if path.is_file())


def spoil(vault: Vault, sha256: str, data: bytes) -> None:
    vault.path(sha256).chmod(0o644)
    vault.path(sha256).write_bytes(data)


def test_a_file_is_kept_by_its_hash_read_only(vault: Vault) -> None:
    assert vault.put(b"abc") == ABC
    assert vault.get(ABC) == b"abc"
    assert files(vault) == [f"ba/{ABC}"]
    assert oct(vault.path(ABC).stat().st_mode & 0o777) == "0o444"


def test_putting_again_changes_nothing(vault: Vault) -> None:
    first = vault.path(vault.put(b"abc")).stat()
    second = vault.path(vault.put(b"abc")).stat()
    assert (second.st_ino, second.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)


def test_putting_again_mends_a_damaged_copy(vault: Vault) -> None:
    vault.put(b"abc")
    spoil(vault, ABC, b"abd")
    vault.put(b"abc")
    assert vault.get(ABC) == b"abc"


@pytest.mark.parametrize("data", [b"", b"\0" * 100_000, "周矶".encode("gb18030")])
def test_any_bytes_come_back(vault: Vault, data: bytes) -> None:
    assert vault.get(vault.put(data)) == data


def test_what_was_altered_is_not_handed_out(vault: Vault) -> None:
    vault.put(b"abc")
    spoil(vault, ABC, b"abd")
    with pytest.raises(Damaged, match=f"原件 {ABC} 与收到时不一致"):
        vault.get(ABC)


def test_what_is_not_there_is_missing(vault: Vault) -> None:
    with pytest.raises(Missing, match=f"原件 {ABC} 不在文件库里"):
        vault.get(ABC)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", ABC.upper(), ABC + "0", ABC + "\n"])
def test_only_a_hash_names_a_file(vault: Vault, name: str) -> None:
    with pytest.raises(NotAHash):
        vault.path(name)


def test_iteration_and_membership(vault: Vault) -> None:
    put = sorted(vault.put(data) for data in (b"1", b"2", b"3"))
    assert list(vault) == put
    assert [sha256 in vault for sha256 in (*put, ABC)] == [True, True, True, False]


def test_verify_names_what_is_damaged_and_what_is_foreign(vault: Vault) -> None:
    sha256s = [vault.put(data) for data in (b"1", b"2")]
    assert vault.verify() == []
    spoil(vault, sha256s[1], b"")
    (vault.folder / "最终版2.xlsx").write_bytes(b"")
    (vault.folder / "ab" / "cd").mkdir(parents=True)
    assert vault.verify() == [
        f"原件 {sha256s[1]} 与收到时不一致,已有损坏或改动。请从备份中找回。",
        "文件库里有一个不属于这里的文件:最终版2.xlsx。请移走。",
    ]


def test_an_interrupted_write_is_no_file(vault: Vault) -> None:
    vault.put(b"abc")
    (vault.folder / "ba" / ".incoming-k3b2").write_bytes(b"ab")
    assert (list(vault), vault.verify()) == ([ABC], [])


def test_a_name_that_cannot_be_taken_leaves_no_half_file(vault: Vault) -> None:
    vault.path(ABC).mkdir(parents=True)
    with pytest.raises(OSError):
        vault.put(b"abc")
    assert files(vault) == []


def test_two_processes_putting_the_same_files(vault: Vault) -> None:
    pair = [started("put", vault.folder, 25) for _ in range(2)]
    let_go(*pair)
    expected = [hashlib.sha256(b"%d" % number * 20_000).hexdigest() for number in range(25)]
    assert said(*pair) == [expected, expected]
    assert files(vault) == sorted(f"{sha256[:2]}/{sha256}" for sha256 in expected)
    assert vault.verify() == []
