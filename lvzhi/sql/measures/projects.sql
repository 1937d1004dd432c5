-- 项目进度
-- 定义: 每个项目、实施地点一行,最近一次报送的形象进度、完成率和资金(万元)。完成率不平均;合计资金每个项目只取一次:有“全市”的取“全市”,否则各地点相加。
-- 分子/分母: spent_rate = spent / received(支出 / 到位资金;几行合在一起的,只算两项都报了的行)。
-- 依据: 方案三(二)2
-- 名称 project: 项目
-- 名称 place: 实施地点
-- 名称 places: 实施地点
-- 名称 budget: 计划资金(万元)
-- 名称 received: 到位资金(万元)
-- 名称 spent: 支出(万元)
-- 名称 works: 形象进度
-- 名称 progress: 完成率
-- 名称 checks: 检查次数
-- 名称 obstacles: 困难
-- 名称 reported_in: 最近报送
-- 名称 spent_rate: 支出率
-- 名称 projects: 项目
-- 名称 reported: 已报送
-- 名称 finished: 竣工
-- 名称 in_progress: 在建
-- 名称 not_begun: 未开工
-- 单元格 projects: project
-- 单元格 reported: works
-- 单元格 finished: works
-- 单元格 in_progress: works
-- 单元格 not_begun: works
-- 明细 rows: id/place
-- 明细 projects: id 计 projects/reported/finished/in_progress/not_begun

-- One row per project and place of the plan, with what was reported of it last.
-- name: project_now
with plan_row as (
  select x.id, x.name as project, x.place, x.reporter as unit
  from project as x
  join plan_now as p using (version)
)
select
  x.id, x.project, x.place, x.unit, r.budget, r.received, r.spent, r.works, r.progress, r.checks, r.obstacles,
  r.period as reported_in,
  r.spent / nullif(r.received, 0) as spent_rate,
  r.entry, r.sheet_row
from plan_row as x
left join projects_at($as_of) as r on r.filer = x.unit and r.project = x.project and r.place = x.place;

-- One row per project and place, reported or not, in the plan's order.
-- name: rows
select * exclude (entry, sheet_row)
from project_now
where unit in (select unnest($units))
order by id, place <> '全市', place;

-- One row per project, its places together.
-- name: projects
with once as (
  select *
  from project_now
  where unit in (select unnest($units))
  qualify place = '全市' or not bool_or(place = '全市') over (partition by id)
)
select
  id, any_value(project) as project, list(place order by place) as places, list(distinct works order by works) as works,
  sum(budget)::double as budget, sum(received)::double as received, sum(spent)::double as spent,
  sum(spent) filter (where received is not null)::double
    / nullif(sum(received) filter (where spent is not null)::double, 0) as spent_rate
from once
group by id
order by id;

-- name: totals
with once as (
  select *
  from project_now
  where unit in (select unnest($units))
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
  sum(spent) filter (where received is not null)::double
    / nullif(sum(received) filter (where spent is not null)::double, 0) as spent_rate
from once;

-- name: cells
select
  id, project, place, unit, 'projects' as form, entry, sheet_row, project || ',' || place as planned,
  case when place <> '全市' and bool_or(place = '全市') over (partition by id) then 'rows' end as part,
  {
    'projects': true,
    'reported': works is not null,
    'finished': works in ('竣工', '投用'),
    'in_progress': works = '在建',
    'not_begun': works in ('未启动', '前期'),
    'budget': budget is not null,
    'received': received is not null,
    'spent': spent is not null
  } as counts
from project_now
where unit in (select unnest($units));
