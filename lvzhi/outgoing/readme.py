"""The README of an archive: every column in Chinese, from the forms and records that declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from lvzhi.books.sheet import DEMO
from lvzhi.docs import kind_words, markdown, marks_of
from lvzhi.form import Form
from lvzhi.kinds import day_words
from lvzhi.outgoing.records import Record
from lvzhi.outgoing.taking import Taking
from lvzhi.restricted import open_columns

# What stands beside a form's own columns.
BESIDE = {
    "filer": "填报单位代号", "filer_name": "填报单位", "period": "报告期(分区,在文件夹的名称里)", "key": "行的标识",
    "entry": "报送的日志序号,对应 records/filings 和 records/decisions",
    "sheet_row": "在原表中的行号;空的是在页面上登记的", "received_at": "收到的时间",
    "approved": "是否审定",
}
_HEAD = ("列名", "标识", "类型", "存储类型", "含义", "标记")


def text(
    taking: Taking, tables: Mapping[Form, pa.Table], records: Mapping[Record, pa.Table], plan_sha256: str
) -> str:
    """Write the README."""
    campaign = taking.plan.campaign
    parts = [
        f"# {campaign.title} 归档",
        *([DEMO] if taking.demo else []),
        "\n".join((
            f"- 单位:{campaign.bureau}",
            f"- 截至:{day_words(taking.as_of)}{taking.as_of:%H时%M分}(时间都按 {campaign.timezone})",
            f"- 筛选:{taking.filter_words}",
            f"- 方案:第{taking.plan_version}版,plan.yaml,SHA-256 {plan_sha256}",
            "- 各文件的 SHA-256 和行数:manifest.json",
        )),
        _how(),
        "## 不在归档里的",
        "标“限”的列(如联系电话、当事人)、举报件、填报人当时的原样写法不在归档里;列只在某些行限制的,那些行是空的。"
        "完整的原件和日志在备份里。附件只有仍在的行的:举报件的、“限”的格填有内容的行的、已撤下的,不在归档里。",
        "## 各表都有的列",
        markdown(("标识", "含义"), BESIDE.items()),
        *_forms(tables),
        *_records(records),
    ]
    return "\n\n".join(parts) + "\n"


def _how() -> str:
    return "\n".join((
        "## 怎样打开", "",
        "Parquet 文件,按报告期分文件夹(`forms/表的标识/period=报告期/`),各种数据程序都能读。例如:", "",
        "```", "-- DuckDB", "select * from read_parquet('forms/rectification/**/*.parquet', hive_partitioning = true);",
        "# Python", "pandas.read_parquet('forms/rectification')", "pyarrow.dataset.dataset('forms/rectification', "
        "partitioning='hive').to_table()", "```", "",
        "同一行逐期更新的表(台账)只有截至时点的最新一行,在它最后一次填报的那一期;没有行的表在第一期有一个空文件。"
        "单位列里是代号,名称见 `records/filers.parquet`。",
    ))


def _forms(tables: Mapping[Form, pa.Table]) -> Iterator[str]:
    titles = {form.id: form.title for form in tables}
    for form, table in tables.items():
        yield f"## {form.title} `forms/{form.id}`"
        yield f"{len(table)}行。行的标识:{' × '.join(form.labels[k] for k in form.key)}。"
        yield markdown(_HEAD, (
            (c.label, f"`{c.id}`", kind_words(c.kind, titles), f"`{table.schema.field(c.id).type}`", c.help or "–",
             marks_of(form, c))
            for c in open_columns(form)
        ))


def _records(records: Mapping[Record, pa.Table]) -> Iterator[str]:
    for record, table in records.items():
        yield f"## {record.title} `records/{record.name}.parquet`"
        yield f"{record.about}{len(table)}行。"
        yield markdown(("标识", "含义", "存储类型"), (
            (f"`{f.name}`", f.label, f"`{table.schema.field(f.name).type}`") for f in record.fields
        ))
