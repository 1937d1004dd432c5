-- 交办事项
-- 定义: 各组和局履职办交办的问题,未答复的在前。answered 是承办单位已在整改台账中填报的;overdue 是未销号而现行时限已过的。
-- 分子/分母: answered_rate = answered / assigned;closure_rate = closed / assigned。
-- 依据: 方案四(三)2
-- 取值 source: 征求意见/群众投诉举报/明察暗访/点题监督/第三方监督/督办检查/行风热线/上级交办/测评反馈/其他

-- One row per assignment: unanswered first, then by deadline.
-- name: rows
select
  p.problem_no as assignment_no, p.unit, p.registered_on as assigned_on, p.source, p.area, p.description as matter,
  p.original_due, p.deadline, p.answered, p.state, p.closed_on,
  p.is_open and p.deadline < $day::date as overdue
from problem_at($as_of) as p
where p.origin = 'assignment'
  and list_contains($units, p.unit)
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
from problem_at($as_of)
where origin = 'assignment'
  and list_contains($units, unit)
  and ($area is null or list_contains($area, area))
  and ($source is null or list_contains($source, source));
