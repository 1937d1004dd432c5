-- One row per problem of the units asked for that an event of 核查销号 may still be entered of, with what the unit says of
-- it: those that wait for an answer first, the longest waiting before the others, then by the deadline in force.
select
  p.problem_no, p.unit, f.group_code as "group", p.description, p.source, p.kind, p.state, p.is_open, p.answered,
  p.registered_on, p.original_due, p.deadline, p.pending_on, p.closed_on, p.review_on, p.responsible_persons,
  p.responsible_leader, p.unit_status, p.returned_count, p.reopened_count, p.extended_count,
  r.filer, r.measures, r.progress, r.evidence, r.rules_made, r.feedback, r.goal, r.extend_to, r.extend_reason,
  case
    when p.state in ('待核查', '待批准', '已销号') then p.state
    when p.state in ('长期坚持', '阶段性完成') or p.kind = '长期坚持' then '长期坚持'
    when p.unit_status = '申请延期' and r.extend_to > p.deadline then '申请延期'
    else '未申请'
  end as queue
from problem_at($as_of) as p
join filer_at($as_of) as f on f.code = p.unit
left join rectification_at($as_of) as r on r.key = p.problem_no and r.filer = p.unit
where p.unit in (select unnest($units))
  and p.state not in ('已归并', '已撤销', '已移交')
order by p.pending_on nulls last, p.deadline, f.ord, p.problem_no;
