-- 工作总结
-- 定义: 初稿、定稿按各自的期限看:按时 on_time、迟报 late、未报 missing、待报 pending。方案没有写期限的不算迟报。按第一次接收的时间判断(后来退回的也算收到过),截止当日24时前为按时。
-- 分子/分母: final_rate = finals / expected(定稿已报的单位数 / 应报单位数)。
-- 依据: 方案四(五)
-- 名称 expected: 应报单位
-- 名称 drafts: 初稿已报
-- 名称 drafts_late: 初稿迟报
-- 名称 drafts_missing: 初稿未报
-- 名称 finals: 定稿已报
-- 名称 finals_late: 定稿迟报
-- 名称 finals_missing: 定稿未报
-- 名称 final_rate: 定稿已报率
-- 名称 draft_due: 初稿期限
-- 名称 final_due: 定稿期限
-- 名称 draft_at: 初稿收到
-- 名称 draft_state: 初稿情况
-- 名称 final_at: 定稿收到
-- 名称 final_state: 定稿情况
-- 单元格 drafts: version
-- 单元格 drafts_late: version
-- 单元格 draft_at: version
-- 单元格 draft_state: version
-- 单元格 finals: version
-- 单元格 finals_late: version
-- 单元格 final_at: version
-- 单元格 final_state: version
-- 单元格 expected: version
-- 明细 rows: unit

-- One row per unit that owes a summary and version of it, with the first one received.
-- name: summary_now
with owing as (
  select distinct o.filer as unit
  from obligation as o
  join plan_now as p using (version)
  where o.form = 'summaries' and o.duty = 'due'
),
due as (
  from (values ('初稿', $draft_due::date), ('定稿', $final_due::date)) as d(version, due)
),
received as (
  select
    r.filer as unit,
    r.version,
    min(r.received_at) as received_at,
    arg_min(r.entry, (r.received_at, r.entry)) as entry,
    arg_min(r.sheet_row, (r.received_at, r.entry)) as sheet_row
  from summaries_versions($as_of) as r
  group by all
),
came as (
  -- A book returned later came when it came.
  select r.filer as unit, r.version, min(f.received_at) as received_at
  from rows_summaries as r
  join filing as f using (entry)
  where f.status = 'accepted' and f.received_at <= $as_of
  group by all
)
select
  o.unit, d.version, d.due, r.received_at, r.entry, r.sheet_row,
  summary_state(c.received_at, d.due, $as_of) as state
from owing as o
cross join due as d
left join received as r on r.unit = o.unit and r.version = d.version
left join came as c on c.unit = o.unit and c.version = d.version;

-- One row per unit that owes a summary.
-- name: rows
select
  s.unit,
  any_value(s.received_at) filter (where s.version = '初稿') as draft_at,
  any_value(s.state) filter (where s.version = '初稿') as draft_state,
  any_value(s.received_at) filter (where s.version = '定稿') as final_at,
  any_value(s.state) filter (where s.version = '定稿') as final_state
from summary_now as s
join filer_now as f on f.code = s.unit
where s.unit in (select unnest($units))
group by s.unit, f.ord
order by f.ord;

-- name: totals
select
  count(distinct unit) as expected,
  $draft_due::date as draft_due,
  count(received_at) filter (where version = '初稿') as drafts,
  count(*) filter (where version = '初稿' and state = 'late') as drafts_late,
  count(*) filter (where version = '初稿' and state = 'missing') as drafts_missing,
  $final_due::date as final_due,
  count(received_at) filter (where version = '定稿') as finals,
  count(*) filter (where version = '定稿' and state = 'late') as finals_late,
  count(*) filter (where version = '定稿' and state = 'missing') as finals_missing,
  count(received_at) filter (where version = '定稿') / nullif(count(distinct unit), 0) as final_rate
from summary_now
where unit in (select unnest($units));

-- One row per unit: the words of its final summary, else of its draft.
-- name: texts
select s.filer as unit, s.version, s.practice, s.results, s.shortcomings, s.next_steps
from summaries_at($as_of) as s
join filer_now as f on f.code = s.filer
where s.filer in (select unnest($units))
qualify row_number() over (partition by s.filer order by s.version = '定稿' desc) = 1
order by f.ord;

-- name: cells
select
  unit, version, 'summaries' as form, entry, sheet_row, version as planned,
  {
    'expected': true,
    'draft_due': version = '初稿',
    'draft_at': version = '初稿',
    'draft_state': version = '初稿',
    'drafts': version = '初稿' and received_at is not null,
    'drafts_late': version = '初稿' and state = 'late',
    'drafts_missing': version = '初稿' and state = 'missing',
    'final_due': version = '定稿',
    'final_at': version = '定稿',
    'final_state': version = '定稿',
    'finals': version = '定稿' and received_at is not null,
    'finals_late': version = '定稿' and state = 'late',
    'finals_missing': version = '定稿' and state = 'missing'
  } as counts
from summary_now
where unit in (select unnest($units));
