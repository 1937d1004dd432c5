"""宣传信息 (forms.md 6.14): what was published or reported upward."""

from __future__ import annotations

from lvzhi.conditions import equals
from lvzhi.form import Column, Form, number_column, printed
from lvzhi.kinds import Choice, Date, Text
from schemas import vocabulary as words
from schemas.cross import publicity as cross

COLUMNS = (
    number_column("item_no", "宣传编号", "宣传"),
    Column("published_on", "日期", Date("past"), required=True, help="刊播或报送的日期"),
    Column("kind", "类别", Choice(words.NEWS_KIND), required=True, help="宣传信息的类别"),
    Column("title", "标题", Text(longest=60), required=True, help="标题,60字以内"),
    Column("media", "媒体名称", Text(),
           required=equals("kind", "媒体宣传", "整改成果宣传", "行风热线上线"), help="媒体的名称"),
    Column("level", "级别", Choice(words.NEWS_LEVEL), required=True, help="媒体或采用单位的级别"),
    Column("adoption", "采用情况", Choice(words.ADOPTION), required=equals("kind", "信息报送"),
           help="信息是否采用"),
)

FORM = Form(
    id="publicity",
    title="宣传信息",
    books=("unit",),
    columns=COLUMNS,
    key=("item_no",),
    kept="cumulative",
    mark="宣传",
    relist="none",
    prints=printed(COLUMNS),
    cross_rules=cross.RULES,
    measure_unit="条",
    note="一条一行;同一稿件在几家媒体刊播的,每家一行。",
    good_rows=(
        {"published_on": "××××年6月18日", "kind": "媒体宣传", "title": "××镇民政办办公开五项便民承诺",
         "media": "市报", "level": "市级"},
        {"published_on": "××××年6月25日", "kind": "信息报送", "title": "××镇民政办召开履职尽责动员会",
         "level": "市级", "adoption": "局简报"},
    ),
    poor_row={"published_on": "6月", "kind": "宣传", "title": "宣传工作", "level": "市"},
)
