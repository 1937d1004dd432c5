"""Charts: what each mark shows, from small frames; order, colours, words, n/N."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from math import ceil
from pathlib import Path

import pandas as pd
import pytest

from lvzhi import planfile
from lvzhi.charts import completion, look, rectification, reporting, satisfaction, supervision
from lvzhi.charts.drawing import Drawing
from lvzhi.charts.fold import Fold, fold, groups
from lvzhi.charts.matrix import GAP, TILE, Block, Column, Tile, matrix
from lvzhi.plan import Plan
from lvzhi.web.chart import harmless
from schemas import FORMS
from tests.tiles import said, seen_in, under, written

PLAN = Path(__file__).parent.parent / "data" / "plans" / "qianjiang-2015.yaml"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planfile.read(PLAN.read_bytes(), [f.id for f in FORMS])


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"2015-{text}")


def unfolded(plan: Plan, filers: Iterable[str]) -> Fold:
    """Filers of the plan, each in a row of its own."""
    return fold(groups(set(filers), plan, plan.bureau.name))


def notes(made: Drawing) -> list[str]:
    return [a.text for a in made.layout.annotations]


def signs(made: Drawing) -> dict[tuple[str, str], str]:
    """What stands in each tile: (row, column) -> sign."""
    return {tile: piece.sign for tile, (piece,) in seen_in(made).items()}


def test_a_matrix_keeps_the_order_given_and_puts_a_heading_before_each_block():
    made = matrix(
        [Block("甲组", [("b", "乙"), ("a", "甲")], "1/2", {"b": "1/1", "a": "0/1"}), Block("丙组", [("c", "丙")])],
        [Column("x", "甲列"), Column("y", "乙列")],
        {("a", "x"): Tile("overdue", "甲"), ("b", "x"): Tile("done", "乙"), ("c", "y"): Tile("not_due", "丙")},
    )
    assert list(made.layout.yaxis.ticktext) == ["乙", "甲", "丙"]
    assert list(made.layout.yaxis.tickvals) == [1, 2, 4]
    assert signs(made) == {("b", "x"): "✓", ("a", "x"): "逾", ("c", "y"): "·"}
    assert written(made) == ["<b>甲组</b>  1/2", "1/1", "0/1", "<b>丙组</b>"]


@pytest.mark.parametrize("columns", [8, 9])
def test_beside_a_tile_nothing_is_opened(columns: int):
    made = matrix([Block("甲组", [("a", "甲"), ("b", "乙")]), Block("乙组", [("c", "丙"), ("d", "丁")], notes={"c": "1/1"})],
                  [Column(f"{n}", "列", "甲" if n < 4 else "乙") for n in range(columns)],
                  {place: Tile("done", "甲") for place in (("a", "2"), ("b", "4"), ("c", f"{columns - 1}"))})
    last = columns - 1 + GAP  # where the last column begins, one gap behind the others
    for row, column, left, line in (("a", "2", 2, 1), ("b", "4", 4 + GAP, 2), ("c", f"{columns - 1}", last, 4)):
        inside = {under(made, left + x, line + y) for x in (0.01, TILE / 2, TILE - 0.01) for y in (-0.4, 0, 0.4)}
        beside = {under(made, left + x, line) for x in (-0.2, TILE + 0.05)}
        over = {under(made, left + TILE / 2, line + y) for y in (-0.55, 0.55)}
        assert (inside, beside, over) == ({(row, column)}, {None}, {None})


def test_headings_over_narrow_columns_do_not_touch():
    stages = ["动员部署"] * 4 + ["查找问题"] * 3 + ["集中整改"] * 3 + ["集中测评", "总结"]
    made = matrix([Block("甲组", [("a", "甲")])], [Column(f"{n}", "列", over) for n, over in enumerate(stages)], {})
    spans = []
    for heading in made.layout.annotations:
        wide = heading.font.size * max(len(line) for line in heading.text.split("<br>"))
        start = heading.x * 15 - (wide / 2 if heading.xanchor == "center" else 0)  # pixels, of columns as on a phone
        spans.append((start, start + wide))
    assert len(spans) == 5
    assert all(end + 1 < start for (_, end), (start, _) in pairwise(spans))


def test_long_column_names_are_written_downwards():
    made = matrix([Block("甲组", [("a", "甲")])], [Column("x", "广泛宣传"), Column("y", "10月")], {})
    assert list(made.layout.xaxis.ticktext) == ["广<br>泛<br>宣<br>传", "10月"]


def test_every_status_has_a_word_and_a_colour_of_its_own_meaning():
    assert {key: look.STATUSES[key].fill for key in ("done", "overdue", "late", "missing")} == {
        "done": look.GREEN, "overdue": look.RED, "late": look.YELLOW, "missing": look.RED,
    }
    assert [key for key, s in look.STATUSES.items() if not s.word] == []


def luminance(colour: str) -> float:
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("key", look.STATUSES)
def test_a_status_is_read_on_its_colour_on_a_light_page_and_on_a_dark_one(key: str, dark: bool):
    ink, fill = look.STATUSES[key].ink, look.STATUSES[key].fill
    low, high = sorted(luminance(c) for c in (look.in_dark([ink, fill]) if dark else [ink, fill]))
    assert (high + 0.05) / (low + 0.05) >= 3


def test_on_a_dark_page_a_figure_is_dark_and_done_is_as_green_as_before(plan: Plan):
    figure = look.figure(100)
    figure.add_bar(marker={"color": [look.GREEN, look.INK]})
    made = look.in_dark(figure.to_dict())
    assert made["layout"]["paper_bgcolor"] == look.DARK[look.PAPER]
    assert made["data"][0]["marker"]["color"] == [look.GREEN, look.DARK[look.INK]]


def test_on_a_dark_page_the_picture_of_the_tiles_is_dark_and_holds_no_markup_for_plotly():
    made = matrix([Block("甲", [("a", "甲")])], [Column("x", "列")], {("a", "x"): Tile("problem_found", "甲", "<1>")})
    dark = Drawing()
    dark._traces, dark._layout = (look.in_dark(part) for part in harmless(made).values())
    (light,), (seen,) = seen_in(made)["a", "x"], seen_in(dark)["a", "x"]
    assert (light.fill, light.ink, light.sign) == (look.LIGHT_BLUE, look.INK, "<1>")
    assert (seen.fill, seen.ink, seen.sign) == (look.DARK[look.LIGHT_BLUE], look.DARK[look.INK], "<1>")


def test_what_is_written_in_the_picture_is_text_whatever_it_is():
    made = matrix([Block("<b>甲\x0c&'\"", [("a", "甲")], "#1f2933 %41", {"a": "</svg>"})], [Column("x", "列")], {})
    assert written(made) == ["<b><b>甲&'\"</b>  #1f2933 %41", "</svg>"]
    assert "<" not in made.layout.images[0].source


def test_a_key_shows_each_sign_in_the_colours_of_its_mark():
    done, late = look.seen(("done", "done_late"), dark=False)
    assert (done.word, done.sign, done.fill, late.fill) == ("按时完成", "✓", look.GREEN, look.LIGHT_GREEN)
    assert [s.fill for s in look.seen(("done", "not_due"), dark=True)] == [look.GREEN, look.DARK[look.PALE]]


@pytest.mark.parametrize(("part", "whole", "said"), [(2, 3, "2/3"), (0, 4, "0/4"), (0, 0, "–"), (None, 3, "–")])
def test_share_is_n_of_n_and_nothing_counted_is_a_dash(part: int | None, whole: int, said: str):
    assert look.share(part, whole) == said


@pytest.mark.parametrize(("rate", "said"), [(2 / 3, "66.7%"), (1.0, "100.0%"), (None, "–"), (float("nan"), "–")])
def test_percent_has_one_decimal_and_none_is_a_dash(rate: float | None, said: str):
    assert look.percent(rate) == said


def test_task_matrix_shows_own_tasks_by_standing_and_others_as_not_own(plan: Plan):
    tasks = pd.DataFrame([
        {"unit": "办公室", "clause": "四(一)1", "name": "层层发动", "standing": "done", "due": day("06-30"),
         "shown_due": day("07-06"), "done_on": day("06-20")},
        {"unit": "办公室", "clause": "四(二)2", "name": "认真自查自纠", "standing": "overdue", "due": day("08-31"),
         "shown_due": day("09-06"), "done_on": pd.NaT},
    ])
    made = completion.task_matrix(tasks, pd.DataFrame([{"unit": "办公室", "done": 1, "applicable": 2}]), plan,
                                  unfolded(plan, ["办公室"]))
    shown = signs(made)
    assert shown["办公室", "四(一)1"] == "✓"
    assert shown["办公室", "四(二)2"] == "逾"
    assert shown["办公室", "四(二)3"] == "–"
    assert len(shown) == len(plan.tasks)
    assert written(made)[:2] == ["<b>第一工作组(刘俊)</b>", "1/2"]
    hover = said(made)
    assert hover["办公室", "四(一)1"] == "办公室 · 层层发动<br>按时完成<br>完成日期 6月20日,期限 6月30日"
    assert hover["办公室", "四(二)3"] == "办公室 · 开展明察暗访<br>局履职办的任务"


def test_task_matrix_lists_units_in_the_plans_order(plan: Plan):
    by_unit = pd.DataFrame([{"unit": u.code, "done": 0, "applicable": 1} for u in reversed(plan.units)])
    tasks = pd.DataFrame(columns=["unit", "clause", "name", "standing", "due", "shown_due", "done_on"])
    made = completion.task_matrix(tasks, by_unit, plan, unfolded(plan, by_unit["unit"]))
    assert list(made.layout.yaxis.ticktext) == [u.name for u in plan.units]


def test_bars_by_task_start_at_zero_and_carry_n_of_n():
    counts = pd.DataFrame([{"clause": "三(一)1", "name": "甲", "done": 2, "late": 1, "overdue": 0, "applicable": 3},
                           {"clause": "三(一)2", "name": "乙", "done": 0, "late": 0, "overdue": 4, "applicable": 4}])
    made = completion.by_task(counts, "各项任务")
    assert [list(b.x) for b in made.data] == [[3, 4], [2, 0]]
    assert notes(made) == ["2/3", "0/4,逾期 4"]
    assert made.layout.xaxis.range[0] == 0
    assert made.layout.yaxis.autorange == "reversed"


def test_calendar_has_the_stages_in_order_today_and_no_count_for_a_stage_without_unit_tasks(plan: Plan):
    counts = pd.DataFrame([{"stage": "mobilise", "done": 3, "applicable": 4, "overdue": 1}])
    made = completion.calendar(counts, dt.date(2015, 10, 20), plan)
    assert [bar.y[0] for bar in made.data] == [s.name for s in plan.stages]
    assert notes(made) == ["3/4 逾1", "无单位任务", "无单位任务", "无单位任务", "无单位任务", "今天 10月20日"]
    assert [bar.marker.color for bar in made.data][:3] == [look.GREY, look.GREY, look.ACCENT]


def test_the_stages_fill_up_by_day_of_completion_and_are_dotted_where_nothing_is_filed_yet(plan: Plan):
    days = pd.DataFrame([("mobilise", day("06-20"), 1), ("mobilise", day("07-03"), 3), ("rectify", day("09-10"), 1)],
                        columns=["stage", "day", "done"])
    stages = pd.DataFrame([{"stage": "mobilise", "done": 3, "applicable": 4}, {"stage": "find", "done": 0, "applicable": 0},
                           {"stage": "rectify", "done": 1, "applicable": 2}])
    made = completion.progress(days, stages, dt.date(2015, 8, 31), dt.date(2015, 10, 20), plan)
    drawn = [(line.name, line.line.dash, [f"{pd.Timestamp(x):%m-%d}" for x in line.x], list(line.y))
             for line in made.data if line.line.dash]
    first, last = plan.stages[0], plan.stages[2]
    assert drawn == [
        (first.name, "solid", ["06-05", "06-20", "06-30", "07-03", "08-31"], [0, 0.25, 0.25, 0.75, 0.75]),
        (first.name, "dot", ["08-31", "10-20"], [0.75, 0.75]),
        (last.name, "dot", ["09-01", "09-10", "10-20"], [0, 0.5, 0.5]),
    ]
    assert [(mark.x, mark.y) for mark in made.data if not mark.line.dash] == [((first.end,), (0.25,))]
    assert notes(made) == ["动员部署 3/4", "集中整改 1/2"]


def test_filing_matrix_shows_late_but_received_in_time_as_corrected(plan: Plan):
    rows = pd.DataFrame([
        {"filer": "园林", "period": "2015-06", "state": "on_time", "received_on_time": True, "attempts": 2,
         "accepted_at": day("07-04"), "due": day("07-06")},
        {"filer": "办公室", "period": "2015-06", "state": "late", "received_on_time": True, "attempts": 2,
         "accepted_at": day("07-07"), "due": day("07-06")},
        {"filer": "救助局", "period": "2015-06", "state": "missing", "received_on_time": False, "attempts": 1,
         "accepted_at": pd.NaT, "due": day("07-06")},
    ])
    made = reporting.filing_matrix(rows, plan, unfolded(plan, rows["filer"]))
    assert signs(made) == {("园林", "2015-06"): "✓", ("办公室", "2015-06"): "补", ("救助局", "2015-06"): "未"}
    assert written(made) == ["<b>第一工作组(刘俊)</b>", "1/1", "1/1", "0/1"]
    assert list(said(made).values()) == [
        "园林办事处 · 2015年6月<br>按时<br>截止 7月6日<br>接收 7月4日,第 2 次通过",
        "办公室 · 2015年6月<br>按时(补正通过)<br>截止 7月6日<br>接收 7月7日,第 2 次通过",
        "社会救助局 · 2015年6月<br>未报<br>截止 7月6日<br>已传 1 次,尚未通过",
    ]


def test_visit_matrix_counts_own_visits_by_month_and_tells_calls_from_visits(plan: Plan):
    visits = pd.DataFrame([
        {"unit": "园林", "own": True, "on_site": True, "method": "现场", "visited_on": day("09-03")},
        {"unit": "园林", "own": True, "on_site": False, "method": "电话", "visited_on": day("09-16")},
        {"unit": "办公室", "own": True, "on_site": False, "method": "电话", "visited_on": day("10-02")},
        {"unit": "救助局", "own": False, "on_site": True, "method": "现场", "visited_on": day("09-09")},
    ])
    units = pd.DataFrame([{"unit": u, "group": "一组", "last_visit": d, "last_method": how} for u, d, how in
                          [("园林", day("09-16"), "电话"), ("办公室", day("10-02"), "书面"), ("救助局", pd.NaT, None)]])
    coverage = pd.DataFrame([{"leader": "刘俊", "group": "一组", "covered_on_site": 1, "assigned": 3}])
    made = supervision.visit_matrix(visits, units, coverage, plan, dt.date(2015, 9, 1), dt.date(2015, 10, 20),
                                    unfolded(plan, units["unit"]))
    assert signs(made) == {
        ("园林", "2015-09"): "2", ("办公室", "2015-09"): "·", ("救助局", "2015-09"): "·",
        ("园林", "2015-10"): "·", ("办公室", "2015-10"): "1", ("救助局", "2015-10"): "·",
    }
    colours = {tile: piece.fill for tile, (piece,) in seen_in(made).items()}
    assert colours["园林", "2015-09"] == look.GREEN
    assert colours["办公室", "2015-10"] == look.YELLOW
    assert written(made) == ["<b>第一工作组(刘俊)</b>  现场 1/3", "9/16 电话", "10/2 书面", "–"]


DAYS = pd.DataFrame({
    "day": pd.to_datetime(["2015-09-29", "2015-09-30", "2015-10-01", "2015-10-02"]),
    "open": [3, 1, 2, 3], "overdue": [0, 1, 1, 1], "overdue_waiting": [0, 0, 1, 0],
})
STANDING = pd.DataFrame({
    "day": DAYS["day"], "registered": [3, 3, 4, 4], "base": [3, 2, 3, 3], "applied": [0, 1, 2, 0], "closed": [0, 1, 1, 0],
})


def test_burn_down_is_solid_up_to_the_last_filed_day_and_dotted_after():
    made = rectification.burn_down(DAYS, STANDING, dt.date(2015, 9, 30), dt.date(2015, 11, 30))
    lines = {t.name: t for t in made.data}
    assert list(lines["未销号"].y) == [3, 1]
    assert list(lines["未销号(尚未到报送时间)"].y) == [1, 2, 3]
    assert lines["未销号(尚未到报送时间)"].line.dash == "dot"
    assert {t.line.shape for t in made.data if t.name.startswith("未销号")} == {"hv"}


def test_a_few_problems_are_counted_one_by_one():
    many = STANDING.assign(registered=[30, 30, 40, 40])
    deadlines = dt.date(2015, 9, 30), dt.date(2015, 11, 30)
    assert rectification.burn_down(DAYS, STANDING, *deadlines).layout.yaxis.dtick == 1
    assert rectification.burn_down(DAYS, many, *deadlines).layout.yaxis.dtick is None


def test_burn_down_shows_scope_and_closed_so_that_new_finds_are_not_standstill():
    made = rectification.burn_down(DAYS, STANDING, dt.date(2015, 9, 30), dt.date(2015, 11, 30))
    lines = {t.name: list(t.y) for t in made.data}
    assert lines["登记"] == [3, 3, 4, 4]
    assert lines["应销号"] == [3, 2, 3, 3]
    assert lines["已销号或已申请"] == [0, 1, 2, 0]
    assert lines["已销号"] == [0, 1, 1, 0]
    assert lines["逾期"] == [0, 1, 1, 1]
    assert lines["其中已按时申请、等核查"] == [0, 0, 1, 0]
    assert lines["到期清零"] == [1, 0]
    assert notes(made) == [
        "9月30日以后尚未到报送时间", "登记 4", "未销号 3", "应销号 3", "逾期 1", "已销号或已申请 0", "已销号 0",
    ]


def test_registered_is_not_drawn_twice_where_nothing_left_the_base():
    standing = STANDING.assign(registered=STANDING["base"])
    made = rectification.burn_down(DAYS, standing, dt.date(2015, 9, 30), dt.date(2015, 11, 30))
    assert "登记" not in {t.name for t in made.data}


def test_a_forecast_is_a_band_to_the_axis_end_with_its_range_in_words():
    days = pd.date_range("2015-09-30", "2016-01-31", unit="s")
    ahead = pd.DataFrame({"day": days, "low": 0, "middle": 1, "high": 2})
    made = rectification.burn_down(DAYS, STANDING, dt.date(2015, 9, 30), dt.date(2015, 11, 30), ahead)
    band = next(t for t in made.data if t.name == "按目前进度推算")
    assert (band.fill, pd.Timestamp(band.x[-1]), list(band.y[:2])) == ("tonexty", day("11-30"), [0, 0])
    assert "推算 0—2" in notes(made)


def test_holders_bars_add_up_to_open_with_the_groups_part_apart():
    counts = pd.DataFrame([{"name": "甲", "open": 9, "near": 2, "overdue": 4, "overdue_waiting": 1}])
    made = rectification.holders(counts, "未销号")
    assert {t.name: list(t.x) for t in made.data} == {"未到期": [3], "临期": [2], "逾期": [3], "逾期,等核查": [1]}
    assert notes(made) == ["9"]


def test_ageing_parts_what_waits_for_the_group():
    made = rectification.ageing(pd.DataFrame([{"name": "1—7 天", "overdue": 3, "waiting": 1}]))
    assert [(t.name, list(t.x)) for t in made.data] == [("逾期", [2]), ("逾期,等核查", [1])]


def test_closed_of_base():
    made = rectification.closed_of(pd.DataFrame([{"name": "服务民生", "closed": 2, "base": 5}]), "各方面")
    assert [list(t.x) for t in made.data] == [[5], [2]]
    assert notes(made) == ["2/5"]


def test_dots_carry_their_interval_and_only_the_first_band_is_filled():
    rows = pd.DataFrame([
        {"subject": "甲", "name": "甲", "rate_broad": 0.95, "rate_strict": 0.7, "low": 0.9, "high": 0.98, "valid": 50, "band": 1},
        {"subject": "乙", "name": "乙", "rate_broad": 0.8, "rate_strict": 0.6, "low": 0.7, "high": 0.87, "valid": 50, "band": 2},
    ])
    made = satisfaction.dots(rows, "镇、办事处民政办")
    [trace] = made.data
    assert list(trace.y) == ["甲", "乙"]
    assert [round(v, 4) for v in trace.error_x.array] == [0.03, 0.07]
    assert [round(v, 4) for v in trace.error_x.arrayminus] == [0.05, 0.1]
    assert list(trace.marker.color) == [look.ACCENT, "#ffffff"]
    assert notes(made) == ["95.0%", "80.0%"]
    assert trace.hovertext[1] == (
        "乙<br>满意和基本满意率 80.0%<br>抽样波动范围 70.0%—87.0%<br>满意率 60.0% · 有效 50 份"
    )


def test_every_figure_is_fixed_and_white_without_a_legend_of_its_own():
    made = look.figure(100, "标题")
    assert (made.layout.dragmode, made.layout.showlegend, made.layout.xaxis.fixedrange) == (False, False, True)


def test_month_ticks_cover_the_span():
    assert look.month_ticks(dt.date(2015, 6, 5), dt.date(2015, 8, 2)) == (
        [dt.date(2015, 7, 1), dt.date(2015, 8, 1)], ["7月", "8月"],
    )


def test_a_change_between_batches_is_filled_where_its_interval_leaves_out_nought():
    rows = pd.DataFrame([
        {"subject": "甲", "name": "甲", "change": 0.2, "change_low": 0.05, "change_high": 0.33, "verdict": "better"},
        {"subject": "乙", "name": "乙", "change": -0.01, "change_low": -0.1, "change_high": 0.08, "verdict": "unclear"},
    ])
    made = satisfaction.changes(rows, "增减")
    assert list(made.data[0].marker.color) == [look.ACCENT, "#ffffff"]
    assert notes(made) == ["+20.0 上升", "-1.0 差别不明显"]
    assert made.data[0].hovertext[0].endswith("抽样波动范围 +5.0—+33.0 个百分点")


def test_numbers_of_many_units_have_room_behind_their_bars() -> None:
    def margin(base: int) -> int:
        counts = pd.DataFrame([{"name": "自查自纠", "closed": base // 2, "base": base}])
        return rectification.closed_of(counts, "各来源").layout.margin.r

    assert margin(46) == margin(460) == 56  # of a county all stand alike
    assert margin(11_300) >= len("5650/11300") * 6


@pytest.mark.parametrize(("name", "full_width"), [("自查自纠", 4), ("自查<br>自纠整改", 4), ("“十二五”1年", 6.6)])
def test_names_have_room_before_their_bars(name: str, full_width: float) -> None:
    """Twelve pixels for each full character of the longest line, and what plotly keeps beside a name and its tick."""
    counts = pd.DataFrame([{"name": name, "closed": 1, "base": 2}])
    assert rectification.closed_of(counts, "各来源").layout.margin.l == ceil(12 * full_width) + 5 + 13


def test_a_very_long_name_leaves_a_phone_room_for_its_bar() -> None:
    counts = pd.DataFrame([{"name": "名" * 40, "closed": 1, "base": 2}])
    margin = rectification.closed_of(counts, "各来源").layout.margin
    assert 358 - margin.l - margin.r >= 64  # pixels: what a phone has for a chart, and what plotly keeps for marks


def test_notes_behind_narrow_tiles_have_the_room_they_need() -> None:
    def end(note: str) -> float:
        columns = [Column(str(n), "任务") for n in range(12)]
        return matrix([Block("各工作组", [("一", "第一组")], notes={"一": note})], columns, {}).layout.xaxis.range[1]

    assert end("46/52") == end("7/9") < end("366/663") < end("4100/7260")
