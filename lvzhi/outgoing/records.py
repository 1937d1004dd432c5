"""What is taken out beside the forms' rows: filers, books received, what was asked, what was decided, the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from lvzhi.audit import SORTS, line
from lvzhi.journal import Journal
from lvzhi.outgoing.taking import EVER, Taking, openly
from lvzhi.projection.entries import local


@dataclass(frozen=True)
class Field:
    """A column of a record: what it is called, what it says, where it comes from."""

    name: str
    label: str
    sql: str


@dataclass(frozen=True)
class Record:
    """A table of records by folder and title; `origin` is the rest of its statement behind the select list."""

    name: str
    title: str
    about: str
    fields: tuple[Field, ...]
    origin: str = ""


FILER = (Field("filer", "填报单位代号", "t.filer"), Field("filer_name", "填报单位", "n.name"))
NAMED = f"left join {EVER} as n on n.code = t.filer"

FILERS = Record(
    "filers", "填报单位", "填报单位,按方案的顺序;合并、拆分、撤销前的单位也在内。",
    (
        Field("filer", "填报单位代号", "t.code"), Field("filer_name", "填报单位", "t.name"),
        Field("kind", "种类:unit 单位,bureau 局机关,group 督办组,office 局履职办", "t.kind"),
        Field("type", "单位类型", "t.type"), Field("trait", "单位特点", "t.trait"),
        Field("group", "所在督办组代号", "t.group_code"), Field("ord", "方案中的顺序", "t.ord"),
        Field("ended", "截至时点是否已不在方案中", "t.code not in (select code from filer_at($as_of))"),
    ),
    f"from {EVER} as t where t.code in (select unnest($filers)) order by ended, t.ord",
)
FILINGS = Record(
    "filings", "报送", "截至时点收到的每一份报送簿,接收的和退回修改的都在内。",
    (
        Field("entry", "日志序号", "t.entry"), Field("receipt", "回执号", "t.receipt"), *FILER,
        Field("book", "报送簿:unit 单位,group 督办组,office 局履职办", "t.book"),
        Field("period", "报告期", "t.period"),
        Field("status", "处理:accepted 已接收,rejected 系统退回", "t.status"),
        Field("standing", "截至时点是否有效(没有审核退回)", "e.entry is not null"),
        Field("approved", "截至时点是否审定", "coalesce(e.approved, false)"),
        Field("received_at", "收到的时间", "t.received_at"), Field("recorded_at", "登记的时间", "t.recorded_at"),
        Field("filed_by", "报送的账号", "t.filed_by"), Field("on_behalf", "是否代报", "t.on_behalf"),
        Field("plan_version", "核对时的方案版本", "t.plan_version"), Field("errors", "须改正(处)", "t.errors"),
        Field("queries", "需说明(处)", "t.queries"), Field("notes", "提示(处)", "t.notes"),
        Field("file_name", "文件名", "t.file_name"), Field("sha256", "文件的 SHA-256", "t.sha256"),
    ),
    f"from filing as t left join filing_at($as_of) as e using (entry) {NAMED} "
    "where t.received_at <= $as_of and t.filer in (select unnest($filers)) order by t.entry",
)


def findings(taking: Taking) -> Record:
    """Return the record of what was found in the books received and of the reasons given."""
    return Record(
        "findings", "核对结果", "每一份报送簿里查出的须改正、需说明和提示,及填报单位的说明。",
        (
            Field("entry", "报送的日志序号", "t.entry"), Field("ord", "在该份中的顺序", "x.ord"), *FILER,
            Field("period", "报告期", "t.period"), Field("form", "表的标识", "x.form"),
            Field("sheet", "表", "x.sheet"),
            Field("cell", "单元格", "x.cell"), Field("column", "列名", "x.column_label"),
            Field("key", "行的编号", "x.key"),
            Field("severity", "处理:error 须改正,query 需说明,note 提示", "x.severity"),
            Field("code", "代码", "x.code"), Field("message", "提示内容", "x.message"),
            Field("reason", "说明", "x.reason"),
        ),
        f"from filing as t join finding as x using (entry) {NAMED} where t.received_at <= $as_of "
        f"and t.filer in (select unnest($filers)) and {openly(taking.forms, 'x')} order by t.entry, x.ord",
    )


def decisions(taking: Taking) -> Record:
    """Return the record of acts of the office, a group or a leader; events of 核查销号 are rows of that form too."""
    return Record(
        "decisions", "审核和核查", "局履职办、督办组、局领导办理的事项;核查销号的各次事项另见核查销号表。",
        (
            Field("entry", "日志序号", "t.entry"), Field("at", "办理的时间", 't."at"'),
            Field("act", "事项的标识", "t.act"), Field("actor", "办理人", "t.actor"), *FILER,
            Field("filing", "所涉报送的日志序号", "t.filing"), Field("form", "表的标识", "t.form"),
            Field("period", "报告期", "t.period"), Field("key", "行的编号", "t.key"),
            Field("until", "延长到", "try_cast(left(t.body ->> 'until', 10) as date)"),
            Field("reason", "原因", "t.reason"),
        ),
        f"from decision as t {NAMED} where t.\"at\" <= $as_of "
        "and (t.filer is null or t.filer in (select unnest($filers))) "
        f"and {openly(taking.forms, 't')} order by t.entry",
    )


JOURNAL = Record(
    "journal", "日志", "逐条登记的目录;每条有前一条的校验值,可与备份中的日志逐条核对。办理的内容在上面各表,不在这里。",
    (
        Field("no", "序号", ""), Field("at", "登记的时间", ""), Field("kind", "类别的标识", ""),
        Field("sort", "类别", ""), Field("act", "事项", ""), Field("actor", "办理人", ""),
        Field("filer", "涉及的填报单位代号", ""), Field("sha256", "所涉文件的 SHA-256", ""),
        Field("prev", "前一条的校验值", ""), Field("hash", "本条的校验值", ""),
    ),
)


def taken(taking: Taking, record: Record) -> pa.Table:
    """Return a record's rows."""
    names = ", ".join(f'{f.sql} as "{f.name}"' for f in record.fields)
    return taking.ask(f"select {names} {record.origin}")


def journal(taking: Taking, kept: Journal) -> pa.Table:
    """Return the journal as a list of what was recorded by then, with its hash; whole, or of these filers."""
    rows = []
    for entry in kept.entries():
        at = local(entry.at, taking.plan.zone)
        filer = entry.concerning or entry.body.get("filer")
        if at <= taking.as_of and (not taking.filters or filer in taking.filers):
            rows.append((entry.no, at, entry.kind, SORTS.get(entry.kind, "其他"), line(entry, taking.plan).act,
                         entry.actor, filer, entry.body.get("sha256"), entry.prev, entry.hash))
    types = [pa.int64(), pa.timestamp("us"), *[pa.string()] * 8]
    columns: Sequence[Sequence[object]] = list(zip(*rows, strict=True)) or [()] * len(types)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, types, strict=True)]
    return pa.Table.from_arrays(arrays, names=[f.name for f in JOURNAL.fields])


def all_records(taking: Taking, kept: Journal, *more: Record) -> Mapping[Record, pa.Table]:
    """Return every record with its rows; `more`: records made elsewhere."""
    asked = (FILERS, FILINGS, findings(taking), decisions(taking), *more)
    return {record: taken(taking, record) for record in asked} | {JOURNAL: journal(taking, kept)}
