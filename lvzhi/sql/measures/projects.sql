-- 项目进度
-- 定义: 每个项目、实施地点一行,最近一次报送的形象进度、完成率和资金(万元)。完成率不平均;合计资金每个项目只取一次:有“全市”的取“全市”,否则各地点相加。
-- 分子/分母: spent_rate = 支出 / 到位资金。
-- 依据: 方案三(二)2

-- One row per project and place, reported or not, in the plan's order.
-- name: rows
with plan_row as (
  select x.id, x.name as project, x.place, coalesce(f.code, x.owner) as unit
  from project as x
  join plan_at($as_of) as p using (version)
  left join filer_at($as_of) as f on x.place in (f.code, f.name)
)
select
  x.id, x.project, x.place, x.unit, r.budget, r.received, r.spent, r.works, r.progress, r.checks, r.obstacles,
  r.period as reported_in,
  r.spent / nullif(r.received, 0) as spent_rate
from plan_row as x
left join projects_at($as_of) as r on r.filer = x.unit and r.project = x.project and r.place = x.place
where list_contains($units, x.unit)
order by x.id, x.place <> '全市', x.place;

-- name: totals
with plan_row as (
  select x.id, x.name as project, x.place, coalesce(f.code, x.owner) as unit
  from project as x
  join plan_at($as_of) as p using (version)
  left join filer_at($as_of) as f on x.place in (f.code, f.name)
),
reported as (
  select x.id, x.place, r.budget, r.received, r.spent, r.works
  from plan_row as x
  left join projects_at($as_of) as r on r.filer = x.unit and r.project = x.project and r.place = x.place
  where list_contains($units, x.unit)
),
once as (
  select *
  from reported
  qualify place = '全市' or not bool_or(place = '全市') over (partition by id)
)
select
  count(distinct id) as projects,
  count(distinct id) filter (where works is not null) as reported,
  count(distinct id) filter (where works in ('竣工', '投用')) as finished,
  count(distinct id) filter (where works = '在建') as in_progress,
  count(distinct id) filter (where works in ('未启动', '前期')) as not_begun,
  sum(budget)::double as budget,
  sum(received)::double as received,
  sum(spent)::double as spent,
  sum(spent)::double / nullif(sum(received)::double, 0) as spent_rate
from once;
