"""简报: a numbered sheet with its head in red; where the work stands, what was published, what the pilots learned."""

from __future__ import annotations

from collections.abc import Iterator

from lvzhi.kinds import day_words
from lvzhi.papers import phrases
from lvzhi.papers.blocks import Block, Masthead, Para
from lvzhi.papers.desk import Desk, as_of_words, holding
from lvzhi.papers.paper import Paper

_ITEMS = 12  # the newest of the month


def heading(desk: Desk) -> str:
    """Return its title."""
    return f"{desk.plan.campaign.title}简报"


def body(desk: Desk) -> Iterator[Block]:
    """Write it from top to bottom."""
    office = desk.plan.office
    yield Masthead("简　报", f"{desk.plan.campaign.title}　第　　期", office.full_name or office.name,
                   day_words(desk.day))
    yield Para(desk.say("工作进展(截至{when})", when=as_of_words(desk.as_of)), "heading")
    for words in (phrases.tasks(desk), phrases.problems(desk), phrases.visits(desk), phrases.survey(desk)):
        yield Para(words)
    yield from _news(desk)
    yield from _lessons(desk)
    yield Para((), "plain")
    yield Para(desk.say("报:{up}", up="、".join(desk.plan.campaign.reports_to)), "plain")
    yield Para(desk.say("送:各局领导"), "plain")
    yield Para(desk.say("发:各{all}　(印　　份)", all="、".join(desk.plan.unit_types.values())), "plain")


def _news(desk: Desk) -> Iterator[Block]:
    """Items of the month: whose, what, where."""
    yield Para(desk.say("各地各单位动态"), "heading")
    yield Para(desk.say(
        "宣传和信息累计{n.items}件,其中媒体宣传{n.media}件、整改成果宣传{n.results}件、信息报送{n.reports}件;"
        "被采用{n.adopted}件,市级以上{n.above_city}件。", n=desk.totals("publicity"),
    ))
    month = desk.day.replace(day=1)
    items = holding(desk.rows("publicity", "items"), lambda r: month <= r["published_on"] <= desk.day)
    for item in items[:_ITEMS]:
        where = "({r.media},{r.published_on:d})" if item["media"] else "({r.kind},{r.published_on:d})"
        yield Para(desk.say("{r.unit}:{r.title}" + where + "。", r=item))


def _lessons(desk: Desk) -> Iterator[Block]:
    told = holding(desk.rows("pilots"), lambda r: bool(r["lessons"]))
    if told:
        yield Para(desk.say("试点经验"), "heading")
    for pilot in told:
        yield Para(desk.say("{r.unit}:{r.lessons}", r=pilot))


PAPER = Paper(
    "newsletter", "简报", "工作进展、各单位动态、试点经验;期号和印数付印时填写。", None, ("office",),
    ("completion", "rectification", "supervision", "satisfaction", "publicity", "pilots"), heading, body,
)
