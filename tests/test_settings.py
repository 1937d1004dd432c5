"""Settings: the environment before the file, a fault named with its place, all of them in the document."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields
from pathlib import Path

import pytest

from lvzhi.backups import Keep
from lvzhi.settings import FILE, NotASetting, Settings, data_path, declared, read_settings


def written(folder: Path, text: str) -> Path:
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path) == Settings()
    assert read_settings({}, tmp_path).backups_in(tmp_path) == tmp_path / "backups"
    assert read_settings({}, tmp_path).logs_in(tmp_path) == tmp_path / "logs"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, 'backup_keep_days = 7\ntls = true\nbackup_folder = "/mnt/usb"\n')
    found = read_settings({"LVZHI_BACKUP_KEEP_DAYS": "9"}, folder)
    assert (found.keep, found.tls, found.backups_in(tmp_path)) == (Keep(9, 8, 12), True, Path("/mnt/usb"))
    assert read_settings({"LVZHI_TLS": "", "LVZHI_BACKUP_FOLDER": ""}, folder) == Settings(backup_keep_days=7)


def test_the_hour_of_the_backup_is_a_time_in_toml_or_text_and_nothing_is_never(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path).backup_at == dt.time(2, 30)
    assert read_settings({}, written(tmp_path, "backup_at = 04:00:00\n")).backup_at == dt.time(4)
    assert read_settings({"LVZHI_BACKUP_AT": "03:15"}, tmp_path).backup_at == dt.time(3, 15)
    assert read_settings({"LVZHI_BACKUP_AT": ""}, tmp_path).backup_at is None


def test_what_the_document_gives_as_an_example_is_accepted(tmp_path: Path) -> None:
    said = next(line for line in Path("docs/settings.md").read_text(encoding="utf-8").splitlines() if FILE in line)
    lines = [text for text in re.findall("`([^`]+)`", said) if "=" in text]
    found = read_settings({}, written(tmp_path, "\n".join(lines)))
    assert (found.log_megabytes, found.backup_at) == (10, dt.time(3)) and len(lines) == 2


def test_a_header_is_found_however_its_name_is_written(tmp_path: Path) -> None:
    assert read_settings({"LVZHI_USER_HEADER": " X-User "}, tmp_path).user_header == "x-user"


def test_a_byte_order_mark_as_the_windows_editor_writes_it_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbfbackup_keep_days = 7\r\n")
    assert read_settings({}, tmp_path).keep.days == 7


@pytest.mark.parametrize(
    ("environment", "text", "sentence"),
    [
        ({"LVZHI_BACKUP_KEEP_DAYS": "eight"}, "", "LVZHI_BACKUP_KEEP_DAYS 写的是“eight”,应为整数。"),
        ({"LVZHI_BACKUP_KEEP_DAYS": "-1"}, "", "LVZHI_BACKUP_KEEP_DAYS 写的是“-1”,应为整数。"),
        ({"LVZHI_BACKUP_AT": "半夜"}, "", "LVZHI_BACKUP_AT 写的是“半夜”,应为时:分。"),
        ({"LVZHI_TLS": "也许"}, "", "LVZHI_TLS 写的是“也许”,应为1 或空。"),
        ({}, "backup_keep_weeks = true", "settings.toml 的 backup_keep_weeks 写的是“True”,应为整数。"),
        ({}, "tsl = true", "settings.toml 里有不认识的项“tsl”。"),
        ({}, "tls = ", "settings.toml 读不出来"),
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


def test_the_data_directory_comes_from_the_environment() -> None:
    assert data_path({}) == "data/local"
    assert data_path({"LVZHI_DATA": "/srv/lvzhi"}) == "/srv/lvzhi"
