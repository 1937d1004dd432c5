"""回头看: sealed before, published after, drawn so that anybody can draw it again; results re-open problems."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lvzhi import check_codes
from lvzhi.__main__ import main
from lvzhi.chain import canonical
from lvzhi.datadir import opened
from lvzhi.decisions import DecisionRefused, decide
from lvzhi.measures import instant
from lvzhi.recheck import sealing, verifying
from lvzhi.recheck.drawing import Rule, commitment, draw, lot, rule_of
from lvzhi.viewer import Viewer
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.browser.server import served
from tests.campaigns import campaign
from tests.deskwork import CLOSE, GROUP, NO, OFFICE, PASS, PLAN, PROBLEM, TODAY, UNIT, filed
from tests.signing import token_for
from tests.talking import talking
from tests.test_pages import fresh_server, said, visit  # noqa: F401

RULE = {"closed_from": "2031-04-01", "closed_to": "2031-04-30", "strata": "group", "take": 2}
SEEN = "到现场看了公布栏,四月仍按五日前公布"
OTHERS = ("北堤水尺被芦苇遮住,汛前看不清读数", "采砂许可公示牌倒伏两块,过往群众看不到内容", "巡河日志缺二月后半月,没有补记说明")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four problems of one unit, closed on the same day."""
    data = tmp_path_factory.mktemp("recheck") / "data"
    with campaign(data, PLAN, today=TODAY) as workspace:
        filed(workspace, PROBLEM, *({**PROBLEM, "description": text} for text in OTHERS))
        rows = [{**row, "problem_no": f"{UNIT}-问题-{n:03d}"} for n in (1, 2, 3, 4) for row in (PASS, CLOSE)]
        decide(workspace, [{"act": "verification", "filer": GROUP, "rows": rows, "at": "2031-04-04"}], "东片组")
    return data


@pytest.fixture
def held(base: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(opened(Path(shutil.copytree(base, tmp_path / "data"))), FORMS) as workspace:
        yield workspace


def seal(workspace: Workspace, **rule: Any) -> sealing.Sealed:
    """Seal the day before today: the clock of these campaigns stands still."""
    [entry] = decide(workspace, [{"act": "seal_recheck", "rule": {**RULE, **rule}, "at": "2031-05-03T09:00"}], "局督查办")
    found = sealing.sealed(workspace.journal, entry.no)
    assert found is not None
    return found


def result(seal: int, key: str, **changed: Any) -> dict[str, Any]:
    return {"act": "recheck_result", "seal": seal, "key": key, "result": "属实", "checked_on": "2031-05-04",
            "checkers": ["方晓", "方远"], "reason": SEEN, **changed}


def lines(workspace: Workspace) -> list[dict[str, Any]]:
    with workspace.store.cursor() as cursor:
        return sealing.overview(cursor, instant(workspace.clock.now(), workspace.plan))


def test_the_code_is_told_before_rule_seed_and_list_and_holds_afterwards(held: Workspace) -> None:
    one = seal(held)
    assert (len(one.population), len(one.numbers), len(one.seed)) == (4, 2, 64)
    assert one.code == commitment({**RULE, "percent": None}, one.seed, one.as_of)
    # Nothing that is secret is in the projection, from which pages, exports and traces are made.
    told = canonical([[str(v) for v in row] for rows in held.store.dump().values() for row in rows])
    assert one.code in told and one.seed not in told
    with held.store.cursor() as cursor:
        assert not verifying.verify(cursor, held.journal, one.no).fine
    [entry] = decide(held, [{"act": "publish_recheck", "seal": one.no}], "局督查办")
    assert (entry.body["seed"], entry.body["numbers"]) == (one.seed, list(one.numbers))
    with held.store.cursor() as cursor:
        verdict = verifying.verify(cursor, held.journal, one.no)
    assert verdict.fine and all(word in "".join(verdict.lines) for word in ("一致", "结果相同", "查得的相同"))
    with pytest.raises(DecisionRefused, match="已经公布"):
        decide(held, [{"act": "publish_recheck", "seal": one.no}], "局督查办")
    held.store.rebuild()
    assert lines(held)[0]["code"] == one.code
    with held.store.cursor() as cursor:
        known = check_codes.known(held.journal, cursor, held.plan, check_codes.read(one.code[-8:]))
    assert [k.what for k in known] == ["公布的回头看", "封存的回头看"]
    # By hand, with nothing but what was published.
    by_lot = sorted((n for n, _ in entry.body["population"]), key=lambda n: lot(entry.body["seed"], n))
    assert by_lot[:2] == entry.body["numbers"]


def test_seeds_differ_each_time_and_every_sealing_is_kept(held: Workspace) -> None:
    one, two = seal(held), seal(held)
    assert one.seed != two.seed and one.code != two.code
    assert [line["entry"] for line in lines(held)] == [two.no, one.no]
    with pytest.raises(DecisionRefused, match="用不到“seed”"):
        decide(held, [{"act": "seal_recheck", "rule": RULE, "seed": "00"}], "局督查办")


def test_results_re_open_problems_and_the_rate_has_its_interval(held: Workspace) -> None:
    one = seal(held, take=4)
    again, *fine = one.numbers
    reopened = {"problem_no": again, "event": "重新挂号", "event_on": "2031-05-04", "new_due": "2031-05-30",
                "result": "四月又晚了三天,公布栏没有更新", "entered_by": "唐某"}
    with pytest.raises(DecisionRefused, match=f"{again}查实反弹,请同时登记“重新挂号”"):
        decide(held, [result(one.no, again, result="反弹", reason=reopened["result"])], "局督查办")
    decide(held, [result(one.no, again, result="反弹", reason=reopened["result"]),
                  {"act": "verification", "filer": OFFICE, "rows": [reopened]}], "局督查办")
    decide(held, [result(one.no, n) for n in fine], "局督查办")
    [line] = lines(held)
    assert (line["sampled"], line["checked"], line["relapsed"], line["rate"]) == (4, 4, 1, 0.25)
    assert (round(line["low"], 4), round(line["high"], 4)) == (0.0456, 0.6994)  # Wilson, 1 of 4
    known = held.standing().problems()
    states = dict(zip(known["problem_no"], known["state"], strict=True))
    assert states == {again: "重新挂号"} | dict.fromkeys(fine, "已销号")
    with pytest.raises(DecisionRefused, match="已经登记"):
        decide(held, [result(one.no, again)], "局督查办")
    # What has been re-opened since changes nothing of what was drawn from.
    decide(held, [{"act": "publish_recheck", "seal": one.no}], "局督查办")
    with held.store.cursor() as cursor:
        assert "查得的相同" in "".join(verifying.verify(cursor, held.journal, one.no).lines)


@pytest.mark.parametrize(("changed", "words"), [
    ({"key": f"{UNIT}-问题-077"}, "不在"), ({"result": "不错"}, "请从属实、反弹中选"), ({"checkers": ["方晓", "方 晓"]}, "两个不同"),
    ({"checkers": "方晓、方远"}, "两个不同"), ({"checked_on": "2031-05-05"}, "请核对"), ({"checked_on": "五月"}, "不是日期"),
    ({"reason": "属实"}, "不少于10字"), ({"seal": 1}, "没有第1号"),
])
def test_a_result_that_says_too_little_is_not_taken(held: Workspace, changed: dict[str, Any], words: str) -> None:
    one = seal(held, take=4)
    with pytest.raises(DecisionRefused, match=words):
        decide(held, [result(one.no, NO) | changed], "局督查办")


@pytest.mark.parametrize(("changed", "words"), [
    ({"closed_from": "2031-05-01"}, "前后颠倒"), ({"closed_to": "四月"}, "请写成"), ({"strata": "x"}, "可用的有"), ({"take": 0}, "1至"),
    ({"take": None}, "中的一个"), ({"percent": 10}, "中的一个"), ({"take": None, "percent": 101}, "1至100"), ({"take": True}, "1至"),
])
def test_a_rule_that_is_none_is_told_so(changed: dict[str, Any], words: str) -> None:
    assert words in str(rule_of({**RULE, **changed}))


def test_nothing_to_draw_from_is_said(held: Workspace) -> None:
    with pytest.raises(DecisionRefused, match="没有可抽的"):
        seal(held, closed_from="2031-03-03", closed_to="2031-03-31")


names = st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.sampled_from("甲乙丙")), unique_by=lambda p: p[0], max_size=25)


@given(names, st.integers(1, 30), st.integers(1, 100), st.randoms(use_true_random=False))
def test_a_draw_takes_from_each_stratum_as_many_as_the_rule_says_in_whatever_order_it_comes(
    people: list[tuple[str, str]], take: int, percent: int, order: Any
) -> None:
    day = dt.date(2031, 4, 1)
    for rule in (Rule(day, day, "group", take=take), Rule(day, day, "group", percent=percent)):
        drawn = draw(rule, "5eed", people)
        mixed = list(people)
        order.shuffle(mixed)
        assert set(draw(rule, "5eed", mixed)) == set(drawn)
        for stratum in "甲乙丙":
            inside = [n for n, s in people if s == stratum]
            wanted = min(take, len(inside)) if rule.take else -(-len(inside) * percent // 100)
            assert len(set(drawn) & set(inside)) == wanted
    assert draw(Rule(day, day, "group", take=3), "5eed", people) == draw(Rule(day, day, "group", take=3), "5eed", people)


def test_the_command_line_does_the_same(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = Path(shutil.copytree(base, tmp_path / "data"))

    def run(*words: str) -> tuple[int, Any]:
        code = main(["--data", str(data), "recheck", *words, "--json"])
        out = capsys.readouterr().out
        return code, json.loads(out) if out.startswith(("{", "[")) else out

    code, sealed = run("seal", "--from", "2031-04-01", "--to", "2031-04-30", "--strata", "type", "--percent", "50")
    assert (code, len(sealed["numbers"])) == (0, 2)
    number = str(sealed["number"])
    assert run("verify", number)[0] == 1
    code, told = run("publish", number)
    assert (code, told["numbers"], told["code"]) == (0, sealed["numbers"], sealed["code"])
    assert run("verify", number)[1]["fine"] is True
    assert run("publish", number)[0] == 1
    assert [o["published"] is not None for o in run("list")[1]] == [True]


def test_the_page_shows_the_code_before_and_the_list_afterwards(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Path(shutil.copytree(base, tmp_path / "data"))
    office = visit(data, "recheck", Viewer("office"), monkeypatch)
    next(b for b in office.button if b.label == "封存").click().run()
    assert "已封存" in said(office)
    [drawn] = [f for f in office.dataframe if "结果" in f.value]
    assert len(drawn.value) == 2 and set(drawn.value["结果"]) == {"未查"}
    first, _ = drawn.value["问题编号"]
    group = visit(data, "recheck", Viewer("group", GROUP), monkeypatch)
    assert "校验码" in said(group) and "规则、种子和名单公布后列在这里" in said(group)
    assert first not in said(group) and not group.dataframe and not [b for b in group.button if "公布" in b.label]
    with Workspace(opened(data), FORMS) as workspace:
        number = lines(workspace)[0]["entry"]
    office, key = visit(data, "recheck", Viewer("office"), monkeypatch), f"recheck.{number}"
    next(b for b in office.get("button_group") if b.key == f"{key}.result").set_value("反弹").run()
    office.text_input(key=f"{key}.who.1").set_value("方晓")
    office.text_input(key=f"{key}.who.2").set_value("方远")
    office.text_area(key=f"{key}.reason.{first}").set_value("四月又晚了三天,公布栏没有更新")
    next(b for b in office.button if b.label == "登记结果").click().run()
    assert "“新时限”尚未填写" in said(office).replace("\\", "")  # neither the result nor the event is recorded
    with Workspace(opened(data), FORMS) as workspace:
        assert lines(workspace)[0]["checked"] == 0
    office.date_input(key=f"{key}.due.{first}").set_value(dt.date(2031, 5, 30))
    next(b for b in office.button if b.label == "登记结果").click().run()
    assert "反弹 1/1(件数较少,仅列示)" in said(office)
    office.button(key=f"recheck.publish.{number}").click().run()
    group = visit(data, "recheck", Viewer("group", GROUP), monkeypatch)
    assert list(group.dataframe[0].value["结果"]) == ["反弹", "未查"]
    group.button(key=f"recheck.verify.{number}").click().run()
    assert "结果相同" in said(group)
    assert [e.message for e in group.exception] == []


def test_a_second_click_draws_no_second_lot(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path(shutil.copytree(base, tmp_path / "data"))
    first, late = (visit(data, "recheck", Viewer("office"), monkeypatch) for _ in range(2))
    drawn = []
    for office in (first, late, late):  # the last one on the page that shows what was sealed
        next(b for b in office.button if b.label == "封存").click().run()
        assert [e.message for e in office.exception] == []
        with Workspace(opened(data), FORMS) as workspace:
            drawn.append(len(lines(workspace)))
        assert said(office).count("校验码 ") == drawn[-1]
    assert drawn == [1, 1, 2]


@pytest.mark.browser
def test_nor_does_one_while_the_first_is_being_answered(base: Path, tmp_path: Path) -> None:
    """As the server is configured: `fastReruns` let both be answered at the same time, and each drew a lot."""
    data = Path(shutil.copytree(base, tmp_path / "data"))
    with served(data) as address, talking(address, token_for(data, Viewer("office"))) as talk:
        [button] = [key for key, label in talk.look("recheck").buttons.items() if label == "封存"]
        talk.press("recheck", button)
        time.sleep(0.05)  # the first click is being answered
        talk.look("recheck", press=button)
        assert "未公布" in talk.look("recheck").said
        with Workspace(opened(data), FORMS) as workspace:
            assert len(lines(workspace)) == 1
