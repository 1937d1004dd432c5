-- 报送情况
-- 定义: 每个填报单位每期的报送簿一行。按第一次接收的时间判断:截止当日24时前为 on_time,之后为 late;没有接收的,截止日过后为 missing,之前为 pending;局履职办免报的为 exempt。接收以后再报的更正不改变状态和次数。
-- 定义: attempts 是到第一次接收为止的报送次数(含系统退回的)。received_on_time 是按时接收的,加上截止前已送达、因内容系统退回、在方案规定的工作日内改好接收的(按时·补正通过)。
-- 定义: missing_sheets 是本期应报而有效报送中没有的表;approval 为 accepted(待审核)、returned(审核退回)、approved(已审定)。
-- 分子/分母: expected = on_time + late + missing + pending + exempt。
-- 依据: 方案所列报送义务和截止日期
-- 名称 late: 迟报
-- 取值 state: pending/on_time/late/missing/exempt
-- 出自 missing_sheets: state
-- 明细 rows: filer/period

-- One row per filer and period in which it owes a book.
-- name: rows
with lacking as (
  select
    s.filer, s.period,
    list(coalesce(map_extract_value($titles::map(varchar, varchar), s.form), s.form) order by s.form) as forms
  from due_sheet_at($as_of) as s
  where not s.held
  group by s.filer, s.period
)
select
  r.filer,
  r.book,
  r.period,
  r.state,
  r.received_on_time,
  r.attempts,
  r.accepted_at,
  r.due,
  r.approval,
  r.paper_received,
  case when r.state = 'exempt' then [] else coalesce(l.forms, []) end as missing_sheets
from report_now as r
left join lacking as l on l.filer = r.filer and l.period = r.period
join filer_now as f on f.code = r.filer
where r.filer in (select unnest($filers))
  and ($book is null or list_contains($book, r.book))
  and ($period is null or list_contains($period, r.period))
  and ($state is null or list_contains($state, r.state))
order by f.ord, r.period;

-- name: totals
select
  count(*) as expected,
  count(*) filter (where state = 'on_time') as on_time,
  count(*) filter (where state = 'late') as late,
  count(*) filter (where state = 'missing') as missing,
  count(*) filter (where state = 'pending') as pending,
  count(*) filter (where state = 'exempt') as exempt,
  count(*) filter (where received_on_time) as received_on_time
from report_now
where filer in (select unnest($filers))
  and ($book is null or list_contains($book, book))
  and ($period is null or list_contains($period, period))
  and ($state is null or list_contains($state, state));

-- Filers whose last books that have fallen due are missing, as many of them running as $running says.
-- name: not_filing
with due as (
  select filer, state, row_number() over (partition by filer order by period desc) as back
  from report_now
  where state in ('on_time', 'late', 'missing')
    and filer in (select unnest($filers))
    and ($book is null or list_contains($book, book))
    and ($period is null or list_contains($period, period))
)
select d.filer
from due as d
join filer_now as f on f.code = d.filer
where d.back <= $running
group by d.filer, f.ord
having count(*) = $running and bool_and(d.state = 'missing')
order by f.ord;

-- What was asked about effective filings, and the sentence that answered it.
-- name: answers
select f.filer, f.period, f.received_at, f.receipt, x.sheet, x.cell, x.key, x.message as asked, x.reason as answer
from filing_at($as_of) as f
join finding as x on x.entry = f.entry and x.severity = 'query' and x.reason is not null
where f.filer in (select unnest($filers))
  and ($book is null or list_contains($book, f.book))
  and ($period is null or list_contains($period, f.period))
order by f.received_at desc, f.entry desc, x.ord;

-- One row per filing that stands, the newest of each book, and whether its paper copy has come: `code` is the last 8
-- of the file's 校验码, printed with its receipt; `entry` its number in the journal.
-- name: copies
with newest as (
  select f.filer, f.book, f.period, f.received_at, f.receipt, f.entry, right(f.sha256, 8) as code
  from filing_at($as_of) as f
  where f.filer in (select unnest($filers))
    and ($book is null or list_contains($book, f.book))
    and ($period is null or list_contains($period, f.period))
  qualify row_number() over (partition by f.filer, f.period order by f.received_at desc, f.entry desc) = 1
),
paper as (
  select d.filing, min(d."at") as paper_on
  from decision as d
  where d.act = 'paper_received' and d."at" <= $as_of
  group by all
)
select
  n.filer, n.book, n.period, n.received_at, n.receipt, n.code,
  case when p.filing is null then 'electronic_only' else 'with_paper' end as state,
  p.paper_on, n.entry
from newest as n
join filer_now as f on f.code = n.filer
left join paper as p on p.filing = n.entry
order by f.ord, n.period;

-- A filing as a whole stands behind each figure: its file, no single cell; where there is none, the decision that
-- asks for none or the plan that asks for one.
-- name: cells
with report as (
  from report_now
  where filer in (select unnest($filers))
    and ($book is null or list_contains($book, book))
    and ($period is null or list_contains($period, period))
    and ($state is null or list_contains($state, state))
)
select
  r.filer, r.book, r.period, coalesce(r.entry, d.entry) as entry, r.period as planned,
  {
    'expected': true,
    'on_time': r.state = 'on_time',
    'late': r.state = 'late',
    'missing': r.state = 'missing',
    'pending': r.state = 'pending',
    'exempt': r.state = 'exempt',
    'state': true,
    'due': true,
    'accepted_at': r.entry is not null,
    'received_on_time': r.received_on_time,
    'attempts': false,
    'approval': false,
    'paper_received': false
  } as counts
from report as r
left join decision as d
  on d.act = 'exempt' and d.filer = r.filer and d.period = r.period and d.form is null and d."at" <= $as_of
union all by name
select r.filer, r.book, r.period, f.entry, 'attempts' as figure
from report as r
join filing as f on f.filer = r.filer and f.period = r.period and f.received_at <= $as_of
where r.entry is null or (f.received_at, f.entry) <= (r.accepted_at, r.entry)
union all by name
select r.filer, r.book, r.period, d.entry, case d.act when 'paper_received' then d.act else 'approval' end as figure
from report as r
join filing as f on f.filer = r.filer and f.period = r.period
join decision as d on d.filing = f.entry and d.act in ('approve', 'return', 'paper_received') and d."at" <= $as_of;
