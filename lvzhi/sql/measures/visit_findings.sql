-- 督办发现
-- 定义: 时段内到各单位督办(本组的和跨片的)时发现的问题,交办了没有、销号了没有,每个督办组一行。found 是督办记录中的发现问题数;handed_over 是已交办的问题:督办记录列出了交办编号,或交办事项的来源编号是这次督办;closed 是已交办的问题中已销号的,open 是未销号的,overdue 是未销号而现行时限已过的。
-- 定义: 时段取指定的起止日;不指定的,取方案中包含截至日的督办时段,没有的取最近开始的一个。
-- 分子/分母: closure_rate = closed / handed_over。
-- 依据: 方案四(三)2
-- 名称 visits: 发现问题的督办
-- 名称 found: 发现问题
-- 名称 handed_over: 已交办
-- 名称 open: 未销号
-- 名称 closed: 已销号
-- 名称 overdue: 逾期
-- 名称 closure_rate: 销号率
-- 名称 assignment_no: 交办编号
-- 名称 matter: 交办事项
-- 名称 matters: 督办事项
-- 名称 answered: 已答复
-- 单元格 visits: found
-- 单元格 overdue: assigned_on/due
-- 明细 problems: assignment_no
-- 明细 visits: visit_no 计 visits/found

-- One row per visit of the window and problem handed over, under the first visit that names it; a visit that found
-- something and handed nothing over has one row too. `once`: in one row of each visit, to count visits by.
-- name: visit_finding_now
with visit as (
  from visit_now
  where visited_on between $first_day::date and least($last_day::date, $day::date)
),
named as (
  select v.visited_on, v.visit_no, unnest(v.assignment_nos) as problem_no
  from visit as v
  union all
  select v.visited_on, v.visit_no, a.key as problem_no
  from visit as v
  join assignments_at($as_of) as a on a.source_ref = v.visit_no
),
handed as (
  select n.problem_no, arg_min(n.visit_no, (n.visited_on, n.visit_no)) as visit_no
  from named as n
  group by all
),
problem as (
  select
    h.visit_no, p.problem_no, p.unit as answering, p.area, p.description, p.deadline, p.answered, p.state, p.closed_on,
    p.is_open, p.is_open and p.deadline < $day::date as overdue
  from handed as h
  join assigned_problem_now as p on p.problem_no = h.problem_no
)
select
  v.visited_on, v."group", v.unit, v.method, v.matters, v.found, v.entry, v.sheet_row,
  row_number() over (partition by v.visit_no order by p.problem_no) = 1 as once,
  visit_no, p.* exclude (visit_no)
from visit as v
left join problem as p using (visit_no)
where v.found > 0 or p.problem_no is not null;

-- One row per group whose visits found something.
-- name: rows
with finding as (
  select *, answering in (select unnest($units)) as seen
  from visit_finding_now
  where unit in (select unnest($units))
)
select
  v."group",
  count(*) filter (where v.once and v.found > 0) as visits,
  coalesce(sum(v.found) filter (where v.once), 0)::bigint as found,
  count(*) filter (where v.seen) as handed_over,
  count(*) filter (where v.seen and v.state = '已销号') as closed,
  count(*) filter (where v.seen and v.is_open) as open,
  count(*) filter (where v.seen and v.overdue) as overdue,
  closed / nullif(handed_over, 0) as closure_rate
from finding as v
join filer_now as g on g.code = v."group"
group by v."group", g.ord
order by g.ord;

-- name: totals
with finding as (
  select *, answering in (select unnest($units)) as seen
  from visit_finding_now
  where unit in (select unnest($units))
)
select
  count(*) filter (where once and found > 0) as visits,
  coalesce(sum(found) filter (where once), 0)::bigint as found,
  count(*) filter (where seen) as handed_over,
  count(*) filter (where seen and state = '已销号') as closed,
  count(*) filter (where seen and is_open) as open,
  count(*) filter (where seen and overdue) as overdue,
  count(*) filter (where seen and state = '已销号')
    / nullif(count(*) filter (where seen), 0) as closure_rate
from finding;

-- One row per problem handed over: open ones first, by deadline.
-- name: problems
select
  problem_no as assignment_no, visit_no, visited_on, "group", answering as unit, area, description as matter, deadline,
  answered, state, closed_on, overdue
from visit_finding_now
where unit in (select unnest($units)) and answering in (select unnest($units))
order by not is_open, deadline, problem_no;

-- One row per visit that found something.
-- name: visits
with finding as (
  select *, answering in (select unnest($units)) as seen
  from visit_finding_now
  where found > 0 and unit in (select unnest($units))
)
select
  v.visit_no, v.visited_on, v."group", v.unit, v.method, v.matters, v.found,
  count(*) filter (where v.seen) as handed_over
from finding as v
group by all
order by v.visited_on, v.visit_no;

-- What is open or closed rests on the events that brought it there, overdue on the day it was due.
-- name: cells
with event as (
  select
    p.visit_no, p."group", p.state as now, p.is_open, p.overdue as late,
    e.problem_no, e.unit, e.event, e.form, e.entry, e.sheet_row, e.day_column
  from visit_finding_now as p
  join event_now as e on e.problem_no = p.problem_no and e.unit = p.answering
  where p.unit in (select unnest($units)) and p.answering in (select unnest($units))
)
select
  problem_no as assignment_no, visit_no, "group", unit, form, entry, sheet_row, day_column as "column",
  {
    'handed_over': event = 'registered',
    'open': is_open,
    'closed': now = '已销号',
    'overdue': false,
    'visits': false,
    'found': false
  } as counts
from event
union all by name
select
  problem_no as assignment_no, visit_no, "group", unit, form, entry, sheet_row,
  case when event <> 'registered' then day_column end as "column", 'overdue' as figure
from event
where late and event in ('registered', 'extended', 'reopened', 'ended_ongoing')
union all by name
select
  visit_no, "group", unit, 'supervision' as form, entry, sheet_row, unnest(['visits', 'found']) as figure
from visit_finding_now
where once and found > 0 and unit in (select unnest($units));
