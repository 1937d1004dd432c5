-- 交办事项
-- 定义: 各组和局履职办交办的问题,未答复的在前。answered 是承办单位已在整改台账中填报的;overdue 是未销号而现行时限已过的。
-- 分子/分母: answered_rate = answered / assigned;closure_rate = closed / assigned。
-- 依据: 方案四(三)2
-- 名称 assigned: 交办
-- 名称 answered: 已答复
-- 名称 unanswered: 未答复
-- 名称 open: 未销号
-- 名称 closed: 已销号
-- 名称 overdue: 逾期
-- 名称 answered_rate: 答复率
-- 名称 closure_rate: 销号率
-- 名称 assigned_on: 交办日期
-- 名称 matter: 交办事项
-- 名称 original_due: 原定时限
-- 名称 assignment_no: 交办编号
-- 单元格 answered: status
-- 单元格 overdue: assigned_on/due
-- 取值 source: 征求意见/群众投诉举报/明察暗访/点题监督/第三方监督/督办检查/行风热线/上级交办/测评反馈/其他
-- 明细 rows: assignment_no

-- One row per assignment: unanswered first, then by deadline.
-- name: rows
select
  p.problem_no as assignment_no, p.unit, p.registered_on as assigned_on, p.source, p.area, p.description as matter,
  p.original_due, p.deadline, p.answered, p.state, p.closed_on,
  not p.answered and p.is_open as unanswered,
  p.is_open and p.deadline < $day::date as overdue
from assigned_problem_now as p
where p.unit in (select unnest($units))
  and ($area is null or list_contains($area, p.area))
  and ($source is null or list_contains($source, p.source))
order by p.answered, not p.is_open, p.deadline, p.problem_no;

-- name: totals
select
  count(*) as assigned,
  count(*) filter (where answered) as answered,
  count(*) filter (where not answered and is_open) as unanswered,
  count(*) filter (where is_open) as open,
  count(*) filter (where state = '已销号') as closed,
  count(*) filter (where is_open and deadline < $day::date) as overdue,
  count(*) filter (where answered) / nullif(count(*), 0) as answered_rate,
  count(*) filter (where state = '已销号') / nullif(count(*), 0) as closure_rate
from assigned_problem_now
where unit in (select unnest($units))
  and ($area is null or list_contains($area, area))
  and ($source is null or list_contains($source, source));

-- One row per unit that has been assigned something.
-- name: units
select
  p.unit,
  count(*) as assigned,
  count(*) filter (where p.answered) as answered,
  count(*) filter (where not p.answered and p.is_open) as unanswered,
  count(*) filter (where p.is_open and p.deadline < $day::date) as overdue
from assigned_problem_now as p
join filer_now as f on f.code = p.unit
where p.unit in (select unnest($units))
  and ($area is null or list_contains($area, p.area))
  and ($source is null or list_contains($source, p.source))
group by p.unit, f.ord
order by f.ord;

-- What is open, overdue or closed rests on the events that brought it there; an answer on the unit's own row.
-- name: cells
with problem as (
  from assigned_problem_now
  where unit in (select unnest($units))
    and ($area is null or list_contains($area, area))
    and ($source is null or list_contains($source, source))
)
select
  e.problem_no as assignment_no, e.unit, p.source, p.area, e.form, e.entry, e.sheet_row, e.day_column as "column",
  {
    'assigned': e.event = 'registered',
    'unanswered': e.event = 'registered' and not p.answered and p.is_open,
    'open': p.is_open,
    'closed': p.state = '已销号',
    'overdue': false,
    'answered': false
  } as counts
from problem as p
join event_now as e on e.problem_no = p.problem_no and e.unit = p.unit
union all by name
select
  e.problem_no as assignment_no, e.unit, p.source, p.area, e.form, e.entry, e.sheet_row,
  case when e.event <> 'registered' then e.day_column end as "column", 'overdue' as figure
from problem as p
join event_now as e on e.problem_no = p.problem_no and e.unit = p.unit
where p.is_open and p.deadline < $day::date and e.event in ('registered', 'extended', 'reopened', 'ended_ongoing')
union all by name
select
  p.problem_no as assignment_no, p.unit, p.source, p.area, 'rectification' as form, r.entry, r.sheet_row,
  'answered' as figure
from problem as p
join rectification_at($as_of) as r on r.key = p.problem_no and r.filer = p.unit;
