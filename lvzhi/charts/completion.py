"""Stages and tasks: the matrix of units × tasks, done of applicable by task, the calendar of the stages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from lvzhi.charts.drawing import Drawing
from lvzhi.charts.fold import Fold
from lvzhi.charts.look import (
    ACCENT,
    GREEN,
    GREY,
    INK,
    KEEP,
    LINE,
    PALE,
    STATUSES,
    UNSEEN,
    figure,
    month_ticks,
    rows_downwards,
    share,
    short_day,
    write_ends,
)
from lvzhi.charts.matrix import Column, Tile, matrix
from lvzhi.plan import Plan, Stage

_WHOSE = {"group": "督办组的任务", "office": "局履职办的任务"}


def task_matrix(tasks: pd.DataFrame, by_unit: pd.DataFrame, plan: Plan, fold: Fold) -> Drawing:
    """Return units × tasks; `tasks` and `by_unit` are completion's `tasks` and its figures by unit."""
    columns = [Column(t.clause, t.name, s.name.removesuffix("阶段")) for s in plan.stages for t in s.tasks]
    cells = _cells(tasks, by_unit["unit"], plan)
    met = set(cells["clause"])
    sums = fold.summed(by_unit, "unit", ["done", "applicable"]).to_dict("records")
    blocks = fold.noted({r["key"]: share(r["done"], r["applicable"]) for r in sums})
    tiles = fold.tiles(cells, "unit", "clause", lambda line: _tile(line, plan))
    return matrix(blocks, [c for c in columns if c.key in met], tiles)


def _cells(tasks: pd.DataFrame, units: pd.Series, plan: Plan) -> pd.DataFrame:
    """Return the tasks with their standing as `status`, and those of each unit that are not its own."""
    clauses, own = [t.clause for t in plan.tasks], tasks.assign(status=tasks["standing"])
    every = pd.MultiIndex.from_product([units.unique(), clauses], names=["unit", "clause"])
    others = every.difference(pd.MultiIndex.from_frame(own[["unit", "clause"]]), sort=False).to_frame(index=False)
    return pd.concat([own.astype({"status": "object"}), others.assign(status="not_own")], ignore_index=True)


def _tile(row: Mapping[str, object], plan: Plan) -> Tile:
    if row["status"] == "not_own":
        task = next(t for t in plan.tasks if t.clause == row["clause"])
        return _not_own(str(row["unit"]), task.name, _WHOSE.get(task.by), plan)
    status = STATUSES[str(row["standing"])]
    lines = [f"{plan.filer(str(row['unit'])).name} · {row['name']}", f"{status.word}"]
    if isinstance(row["done_on"], dt.date) and not pd.isna(row["done_on"]):
        lines.append(f"完成日期 {short_day(row['done_on'])},期限 {short_day(row['due'])}")  # type: ignore[arg-type]
    else:
        lines.append(f"期限 {short_day(row['due'])},应反映在 {short_day(row['shown_due'])} 到期的报送簿")  # type: ignore[arg-type]
    return Tile(str(row["standing"]), "<br>".join(lines))


def _not_own(unit: str, task: str, whose: str | None, plan: Plan) -> Tile:
    return Tile("not_own", f"{plan.filer(unit).name} · {task}<br>{whose or '方案没有要求本单位做这项任务'}")


def by_task(counts: pd.DataFrame, title: str) -> Drawing:
    """Return one bar per task: done of applicable; columns clause, name, done, late, overdue, applicable."""
    rows = counts.to_dict("records")
    names = [r["name"] for r in rows]
    made = figure(28 * len(rows) + 52, title, {"t": 40, "b": 8, "r": 88})
    clauses = [[r["clause"]] for r in rows]
    _share_bar(made, names, [r["applicable"] for r in rows], clauses, PALE, "应完成 %{x}")
    _share_bar(made, names, [r["done"] for r in rows], clauses, GREEN, "已完成 %{x}")
    made.update_layout(barmode="overlay")
    for row in rows:
        words = share(row["done"], row["applicable"]) + (f",逾期 {int(row['overdue'])}" if row["overdue"] else "")
        made.add_annotation(x=row["applicable"], y=row["name"], text=words, showarrow=False, xanchor="left", xshift=4,
                            font={"size": 11, "color": INK})
    rows_downwards(made, max([r["applicable"] for r in rows], default=1))
    return made


def _share_bar(made: Drawing, names: Sequence[str], values: Sequence[int], marks: Sequence[Sequence[str]],
               colour: str, words: str) -> None:
    made.add_bar(orientation="h", y=names, x=values, customdata=marks, marker={"color": colour}, **KEEP,
                 hovertemplate=f"%{{y}}:{words} 项<extra></extra>")


def calendar(stages: pd.DataFrame, today: dt.date, plan: Plan) -> Drawing:
    """Return the stages as one line of bars with today on it.

    `stages`: completion by stage (stage, done, applicable, overdue); a stage without a unit's own task has no count.
    """
    counts = {r["stage"]: r for r in stages.to_dict("records")}
    first, last = plan.campaign.start.replace(day=1), max(s.end for s in plan.stages)
    made = figure(34 * len(plan.stages) + 46, "", {"t": 26, "b": 24, "r": 96}, barmode="overlay")
    for stage in plan.stages:
        _stage_bar(made, stage, counts.get(stage.id), today)
    days, names = month_ticks(first, last)
    made.update_xaxes(type="date", range=[first, last + dt.timedelta(days=2)], tickvals=days, ticktext=names,
                      tickangle=0)
    made.update_yaxes(autorange="reversed", showgrid=False)
    if first <= today <= last:
        made.add_shape(type="line", x0=today, x1=today, y0=0, y1=1, yref="paper", line={"color": INK, "width": 1.5})
        made.add_annotation(x=today, y=1, yref="paper", yanchor="bottom", text=f"今天 {short_day(today)}",
                            showarrow=False, font={"size": 11, "color": INK})
    made.make_room()
    return made


def progress(days: pd.DataFrame, stages: pd.DataFrame, filed_to: dt.date, today: dt.date, plan: Plan) -> Drawing:
    """Return the share of each stage's tasks that is done as a step line by day of completion, its end day marked.

    `days`: completion's `days`; `stages`: completion by stage. After `filed_to` the lines are dotted: what was done
    since is not filed yet.
    """
    counts = {r["stage"]: r for r in stages.to_dict("records") if r["applicable"]}
    made, ends = figure(300, "各阶段任务完成的走势(已完成占应完成)", {"t": 44, "r": 150, "l": 44}), []
    for stage in plan.stages:
        if count := counts.get(stage.id):
            ended = stage.end < today
            colour = GREY if ended else ACCENT
            _stage_line(made, stage, days[days["stage"] == stage.id], count, (filed_to, today), colour)
            words = f"{stage.name.removesuffix('阶段')} {share(count['done'], count['applicable'])}"
            ends.append((count["done"] / count["applicable"], words, colour))
    write_ends(made, ends, 1)
    made.make_room()
    first = plan.campaign.start.replace(day=1)
    ticks, names = month_ticks(first, today)
    made.update_xaxes(type="date", range=[first, today], tickvals=ticks, ticktext=names, tickangle=0, showgrid=False)
    made.update_yaxes(range=[-0.03, 1.03], tickformat=".0%", nticks=6)
    return made


def _stage_line(made: Drawing, stage: Stage, days: pd.DataFrame, count: Mapping[str, int],
                until: tuple[dt.date, dt.date], colour: str) -> None:
    """Draw one stage from its start to today: solid up to the last filings, dotted after; its end as a mark."""
    filed_to, today = (pd.Timestamp(day) for day in until)
    done = days[days["day"] <= today].set_index("day")["done"]
    start = min([pd.Timestamp(stage.start), *done.index])
    if start > today:
        return
    told = {day for day in (start, filed_to, pd.Timestamp(stage.end), today, *done.index) if start <= day <= today}
    every = done.reindex(sorted(told), method="ffill").fillna(0)
    for part, dash in ((every[every.index <= filed_to], "solid"), (every[every.index >= filed_to], "dot")):
        if part.empty:
            continue
        made.add_scatter(
            x=part.index, y=part / count["applicable"], name=stage.name, customdata=[[stage.id]] * len(part),
            line={"shape": "hv", "width": 2.5, "color": colour, "dash": dash}, **UNSEEN,
            hovertext=[f"{stage.name}<br>{short_day(day)} {share(n, count['applicable'])}" for day, n in part.items()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    if stage.end <= today.date():
        made.add_scatter(x=[stage.end], y=[every[pd.Timestamp(stage.end)] / count["applicable"]], mode="markers",
                         marker={"size": 9, "symbol": "line-ns", "line": {"width": 2, "color": INK}},
                         customdata=[[stage.id]],
                         hovertemplate=f"{stage.name}止于 {short_day(stage.end)}<extra></extra>", **KEEP)


def _stage_bar(made: Drawing, stage: Stage, count: Mapping[str, int] | None, today: dt.date) -> None:
    name, start, end = stage.name, stage.start, stage.end
    ended, begun = end < today, start <= today
    colour = GREY if ended else ACCENT if begun else LINE
    days = (end - start).days + 1
    words = "无单位任务" if count is None else share(count["done"], count["applicable"])
    words += f" 逾{int(count['overdue'])}" if count and count["overdue"] else ""
    said = f"{name}<br>{short_day(start)}—{short_day(end)}<br>单位任务完成 {words}"
    made.add_bar(
        orientation="h", base=[start.isoformat()], x=[days * 86_400_000], y=[name], width=0.62,
        marker={"color": colour}, customdata=[[stage.id]], hovertemplate=f"{said}<extra></extra>", **KEEP,
    )
    made.add_annotation(
        x=1, xref="paper", xanchor="left", xshift=6, y=name, text=words, showarrow=False,
        font={"size": 12, "color": INK},
    )
