"""Settings: the environment before the file, a fault named with its place, all of them in the document."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from pathlib import Path

import pytest

from lvzhi.settings import FILE, NotASetting, Settings, data_path, declared, read_settings


def written(folder: Path, text: str) -> Path:
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path) == Settings()
    assert read_settings({}, tmp_path).backups_in(tmp_path) == tmp_path / "backups"
    assert read_settings({}, tmp_path).logs_in(tmp_path) == tmp_path / "logs"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, 'port = 8600\nbackup_at = "03:15"\nbackup_folder = "/mnt/usb"\n')
    found = read_settings({"LVZHI_PORT": "8700"}, folder)
    assert (found.port, found.backup_at, found.backups_in(tmp_path)) == (8700, dt.time(3, 15), Path("/mnt/usb"))
    assert read_settings({"LVZHI_BACKUP_AT": ""}, folder).backup_at is None
    assert read_settings({}, written(tmp_path, "backup_at = 04:00:00\n")).backup_at == dt.time(4)


def test_a_byte_order_mark_as_the_windows_editor_writes_it_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbfport = 8600\r\n")
    assert read_settings({}, tmp_path).port == 8600


@pytest.mark.parametrize(
    ("environment", "text", "sentence"),
    [
        ({"LVZHI_PORT": "eight"}, "", "LVZHI_PORT 写的是“eight”,应为整数。"),
        ({"LVZHI_PORT": "-1"}, "", "LVZHI_PORT 写的是“-1”,应为整数。"),
        ({"LVZHI_BACKUP_AT": "半夜"}, "", "LVZHI_BACKUP_AT 写的是“半夜”,应为时:分。"),
        ({"LVZHI_PUBLIC_URL": "lvzhi.example.gov.cn"}, "", "LVZHI_PUBLIC_URL 写的是“lvzhi.example.gov.cn”,应为网址。"),
        ({}, "log_files = true", "settings.toml 的 log_files 写的是“True”,应为整数。"),
        ({}, "prot = 1", "settings.toml 里有不认识的项“prot”。"),
        ({}, "port = ", "settings.toml 读不出来"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_place(
    tmp_path: Path, environment: dict[str, str], text: str, sentence: str
) -> None:
    with pytest.raises(NotASetting, match=sentence):
        read_settings(environment, written(tmp_path, text))


def test_every_setting_is_listed_with_what_it_means() -> None:
    assert [d.name for d in declared()] == ["", *(f.name for f in fields(Settings))]
    assert [d.variable for d in declared() if not d.about.endswith("。") or not d.looks] == []


def test_the_public_name_is_the_one_pages_open_under() -> None:
    assert Settings().hosts == ()
    assert Settings(public_url="https://lvzhi.example.gov.cn:8443").hosts == ("lvzhi.example.gov.cn", "localhost", "127.0.0.1")


def test_the_data_directory_comes_from_the_environment() -> None:
    assert data_path({}) == "data/local"
    assert data_path({"LVZHI_DATA": "/srv/lvzhi"}) == "/srv/lvzhi"
