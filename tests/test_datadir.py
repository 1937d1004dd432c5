"""A data directory is set up once, whole, and knows what day it is."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from children import let_go, said, started

from lvzhi.campaign import NotACampaign
from lvzhi.clock import NotAnInstant
from lvzhi.datadir import Campaign, Clock, DataDir, NotADataDir, Occupied, initialise, opened, read_campaign
from lvzhi.journal import EVERYONE, Journal
from lvzhi.vault import Vault

AT = datetime(2015, 6, 5, 9, tzinfo=UTC)
DEMO = Campaign(date(2015, 10, 20), demo=True)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def make(path: Path, plan: bytes = b"plan", campaign: Campaign = DEMO) -> DataDir:
    return initialise(path, plan, campaign, AT, "甲")


def test_what_a_new_directory_holds(tmp_path: Path) -> None:
    datadir = make(tmp_path / "数据" / "local")
    sha256 = hashlib.sha256(b"plan").hexdigest()
    assert sorted(part.name for part in datadir.path.iterdir()) == [
        "campaign.toml",
        "journal.sqlite",
        "journal.sqlite-heads",
        "vault",
    ]
    assert list(Vault(datadir.vault)) == [sha256]
    with Journal(datadir.journal) as journal:
        entries = [(e.kind, e.actor, e.at, e.body, e.concerning) for e in journal.entries()]
    assert entries == [("plan", "甲", AT.isoformat(), {"version": 1, "sha256": sha256}, EVERYONE)]
    assert opened(datadir.path).campaign() == DEMO


def test_where_things_lie() -> None:
    datadir = DataDir(Path("d"))
    assert (datadir.journal, datadir.vault, datadir.projection) == (
        Path("d/journal.sqlite"),
        Path("d/vault"),
        Path("d/projection.duckdb"),
    )


def test_the_same_again_only_opens(tmp_path: Path) -> None:
    make(tmp_path / "d")
    make(tmp_path / "d")
    with Journal(tmp_path / "d" / "journal.sqlite") as journal:
        assert journal.last_no() == 1


@pytest.mark.parametrize(("plan", "campaign"), [(b"other", DEMO), (b"plan", Campaign())])
def test_another_campaign_is_not_put_over_it(tmp_path: Path, plan: bytes, campaign: Campaign) -> None:
    make(tmp_path / "d")
    with pytest.raises(Occupied, match="已是另一届工作的数据目录"):
        make(tmp_path / "d", plan, campaign)
    assert opened(tmp_path / "d").campaign() == DEMO


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "报表.xlsx").write_bytes(b"mine")
    with pytest.raises(Occupied, match=r"里已有别的内容\(报表.xlsx\)。请换一个空文件夹。"):
        make(tmp_path)
    assert [part.name for part in tmp_path.iterdir()] == ["报表.xlsx"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "d").write_bytes(b"mine")
    with pytest.raises(Occupied, match="是一个文件"):
        make(tmp_path / "d")


def test_a_folder_kept_by_version_control_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / ".gitkeep").touch()
    assert make(tmp_path).campaign() == DEMO


def test_an_interrupted_set_up_is_finished(tmp_path: Path) -> None:
    datadir = make(tmp_path / "d")
    datadir.campaign_file.unlink()
    with pytest.raises(NotADataDir, match="还不是数据目录"):
        opened(datadir.path)
    assert make(tmp_path / "d").campaign() == DEMO
    with Journal(datadir.journal) as journal:
        assert journal.last_no() == 1


def test_a_directory_in_use_that_lost_its_mark_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    datadir = make(tmp_path / "d")
    with Journal(datadir.journal) as journal:
        journal.append("filing", "甲", {}, AT.isoformat())
    datadir.campaign_file.unlink()
    with pytest.raises(Occupied, match=r"却没有 campaign.toml。请从备份恢复。"):
        make(tmp_path / "d")
    assert not datadir.exists()


def test_a_directory_that_lost_its_journal_is_told(tmp_path: Path) -> None:
    datadir = make(tmp_path / "d")
    datadir.journal.unlink()
    with pytest.raises(NotADataDir, match=r"里不见了 journal.sqlite。请从备份恢复。"):
        opened(datadir.path)
    with pytest.raises(NotADataDir):
        make(tmp_path / "d")


def test_a_folder_of_books_to_load_is_no_data_directory(tmp_path: Path) -> None:
    (tmp_path / "campaign.toml").write_text(DEMO.text())
    (tmp_path / "2015-07-04").mkdir()
    for attempt in (lambda: opened(tmp_path), lambda: make(tmp_path)):
        with pytest.raises(NotADataDir, match="还不是数据目录"):
            attempt()


def test_four_processes_setting_up_the_same(tmp_path: Path) -> None:
    four = [started("set_up", tmp_path / "d", "plan") for _ in range(4)]
    let_go(*four)
    assert said(*four) == [["d"]] * 4
    with Journal(tmp_path / "d" / "journal.sqlite") as journal:
        assert (journal.last_no(), journal.verify()) == (1, [])


def test_two_processes_setting_up_different_plans(tmp_path: Path) -> None:
    pair = [started("set_up", tmp_path / "d", plan) for plan in ("one", "two")]
    let_go(*pair)
    answers = said(*pair)
    assert sorted(answers) == [["d"], ["occupied"]]
    winner = (b"one", b"two")[answers.index(["d"])]
    assert list(Vault(tmp_path / "d" / "vault")) == [hashlib.sha256(winner).hexdigest()]


@pytest.mark.parametrize(
    ("text", "campaign"),
    [
        ("today = 2015-10-20\ndemo = true\n", Campaign(date(2015, 10, 20), demo=True)),
        ("demo = false", Campaign(None, demo=False)),
        ("\ufefftoday = 2016-02-29", Campaign(date(2016, 2, 29), demo=False)),
        ("", Campaign(None, demo=False)),
    ],
)
def test_campaign_settings_are_read(text: str, campaign: Campaign) -> None:
    assert read_campaign(text.encode()) == campaign
    assert read_campaign(campaign.text().encode()) == campaign


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tody = 2015-10-20", "有不认识的项“tody”,只能写 today 和 demo。"),
        ('today = "2015-10-20"', "today 请写成不带引号、不带时间的日期"),
        ("today = 2015-10-20T12:00:00", "today 请写成不带引号、不带时间的日期"),
        ("today = 2015-02-30", "读不出来"),
        ("demo = 1", "demo 请写 true 或 false。"),
        ("demo", "读不出来"),
        ("\udcff", "读不出来"),
    ],
)
def test_campaign_settings_that_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotACampaign, match=sentence):
        read_campaign(text.encode(errors="surrogateescape"))


def test_a_fixed_day_is_always_noon() -> None:
    clock = Clock(date(2015, 10, 20), SHANGHAI)
    assert clock.now().isoformat() == "2015-10-20T12:00:00+08:00"
    assert clock.today() == date(2015, 10, 20)


def test_without_a_fixed_day_it_is_now_in_the_campaigns_timezone() -> None:
    before = datetime.now(UTC)
    now = Clock(None, SHANGHAI).now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2015-10-20", "2015-10-20T23:59:59.999999+08:00"),
        ("20151020", "2015-10-20T23:59:59.999999+08:00"),
        ("2015-10-20T15:30", "2015-10-20T15:30:00+08:00"),
        ("2015-10-20T15:30:00+08:00", "2015-10-20T15:30:00+08:00"),
        ("2015-10-20T15:30:00Z", "2015-10-20T23:30:00+08:00"),
        (None, "2015-11-01T23:59:59.999999+08:00"),
    ],
)
def test_as_of(text: str | None, instant: str) -> None:
    assert Clock(date(2015, 11, 1), SHANGHAI).as_of(text).isoformat() == instant


def test_as_of_now_when_no_day_is_fixed() -> None:
    before = datetime.now(UTC)
    assert before <= Clock(None, SHANGHAI).as_of() <= datetime.now(UTC)


def test_the_end_of_a_day_follows_the_timezone() -> None:
    # Summer time ended in New York on that day.
    assert Clock(None, ZoneInfo("America/New_York")).as_of("2015-11-01").isoformat() == (
        "2015-11-01T23:59:59.999999-05:00"
    )


@pytest.mark.parametrize("text", ["", "10月20日", "2015-02-30", "2015-10", "yesterday"])
def test_as_of_is_not_guessed(text: str) -> None:
    with pytest.raises(NotAnInstant, match=f"“{text}”看不出是哪一天"):
        Clock(None, SHANGHAI).as_of(text)
