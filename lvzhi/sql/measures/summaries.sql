-- 工作总结
-- 定义: 初稿、定稿按各自的期限看:按时 on_time、迟报 late、未报 missing、待报 pending。按第一次接收的时间判断,截止当日24时前为按时。
-- 分子/分母: final_rate = 定稿已报的单位数 / 应报单位数。
-- 依据: 方案四(五)

-- One row per unit that owes a summary.
-- name: rows
with owing as (
  select distinct o.filer as unit
  from obligation as o
  join plan_at($as_of) as p using (version)
  where o.form = 'summaries' and o.duty = 'due'
),
received as (
  select
    r.filer as unit,
    min(r.received_at) filter (where r.version = '初稿') as draft_at,
    min(r.received_at) filter (where r.version = '定稿') as final_at
  from summaries_versions($as_of) as r
  group by all
)
select
  o.unit,
  r.draft_at,
  summary_state(r.draft_at, $draft_due::date, $as_of) as draft_state,
  r.final_at,
  summary_state(r.final_at, $final_due::date, $as_of) as final_state
from owing as o
join filer_at($as_of) as f on f.code = o.unit
left join received as r on r.unit = o.unit
where list_contains($units, o.unit)
order by f.ord;

-- name: totals
with owing as (
  select distinct o.filer as unit
  from obligation as o
  join plan_at($as_of) as p using (version)
  where o.form = 'summaries' and o.duty = 'due' and list_contains($units, o.filer)
),
received as (
  select
    r.filer as unit,
    min(r.received_at) filter (where r.version = '初稿') as draft_at,
    min(r.received_at) filter (where r.version = '定稿') as final_at
  from summaries_versions($as_of) as r
  group by all
),
state as (
  select
    r.draft_at,
    r.final_at,
    summary_state(r.draft_at, $draft_due::date, $as_of) as draft_state,
    summary_state(r.final_at, $final_due::date, $as_of) as final_state
  from owing as o
  left join received as r on r.unit = o.unit
)
select
  count(*) as expected,
  $draft_due::date as draft_due,
  count(draft_at) as drafts,
  count(*) filter (where draft_state = 'late') as drafts_late,
  count(*) filter (where draft_state = 'missing') as drafts_missing,
  $final_due::date as final_due,
  count(final_at) as finals,
  count(*) filter (where final_state = 'late') as finals_late,
  count(*) filter (where final_state = 'missing') as finals_missing,
  count(final_at) / nullif(count(*), 0) as final_rate
from state;
