-- One row per event of a registered problem, in the order in which they take effect: registration first, then by
-- day, applications before what answers them, receipt, number. `effective` and `why` (why it has no effect, in
-- Chinese), `entry`, `form`, `sheet_row` and `day_column` (its cell), the state after it and what the problem is.
--
-- Step n of every problem is taken at once. Of the columns carried along, `newest` is the latest application seen
-- and `answered` the latest one spent: returned, or older than a re-opening. `pending_on` waits for an answer.
create or replace macro problem_event(as_of) as table
with recursive
registered as materialized (from problem_registered_at(as_of)),
application as materialized (from problem_application_at(as_of)),
act as materialized (
  select
    v.problem_no,
    case v.event
      when '核查通过' then 'passed'
      when '核查退回' then 'returned'
      when '批准销号' then 'closed'
      when '重新挂号' then 'reopened'
      when '延期' then 'extended'
      when '长期认定' then 'recognised'
      when '取消长期' then 'ended_ongoing'
      when '归并' then 'merged'
      when '撤销' then 'withdrawn'
      when '移交' then 'transferred'
    end as event,
    v.event_on, v.application_on, v.result, v.new_due, v.merged_into, v.approver, v.key, v.filer, v.entry, v.sheet_row,
    list_distinct(list_filter([v.verifier_1, v.verifier_2], lambda x: x is not null)) as verifiers
  from verification_at(as_of) as v
),
receipt as (
  -- A row filed again keeps its place among the others of its day.
  select v.filer, v.key, min(v.received_at) as received_at
  from verification_versions(as_of) as v
  group by all
),
pass as (
  select problem_no, application_on, arg_min(verifiers, (event_on, key)) as verifiers, min(event_on) as event_on
  from act
  where event = 'passed' and len(verifiers) = 2
  group by all
),
checked as (
  select
    a.*, g.id, r.received_at, g.unit, g.registered_on, l.for_closing, l.interim, l.owners, l.leader,
    f.kind as entered_in,
    case
      when len(a.verifiers) = 2 then a.verifiers
      when p.event_on <= a.event_on then p.verifiers
      else a.verifiers
    end as checkers
  from act as a
  join registered as g on g.problem_no = a.problem_no
  join receipt as r on r.filer = a.filer and r.key = a.key
  left join pass as p on p.problem_no = a.problem_no and p.application_on = a.application_on
  left join application as l on l.problem_no = a.problem_no and l.unit = g.unit and l.applied_on = a.application_on
  left join filer_at(as_of) as f on f.code = a.filer
),
judged as materialized (
  -- Why an event has no effect whatever state the problem is in.
  select
    *,
    case
      when event_on < registered_on then '事项日期早于登记日期'
      when event in ('passed', 'returned', 'closed') and application_on is null then '没有写明所依申请日期'
      when event in ('passed', 'returned', 'closed') and application_on > event_on then '事项日期早于所依申请日期'
      when event in ('passed', 'closed') and for_closing is null then '台账中还没有这次申请'
      when event = 'closed' and not for_closing then '台账中还没有这次销号申请'
      when event in ('passed', 'closed') and len(checkers) < 2 then '核查人不足两人'
      when event = 'closed' and (coalesce(len(owners), 0) = 0 or leader is null) then '责任人或责任领导尚不清楚'
      when event = 'closed' and list_has_any(checkers, owners) then '核查人是本问题的责任人'
      when event in ('closed', 'extended', 'recognised', 'ended_ongoing') and approver is null then '没有批准人'
      when event = 'closed' and approver = leader then '批准人是本问题的责任领导'
      when event not in ('passed', 'closed') and result is null then '没有写明理由'
      when event in ('reopened', 'extended', 'recognised', 'ended_ongoing') and new_due is null then '没有写明新时限'
      when event in ('merged', 'withdrawn', 'transferred') and entered_in is distinct from 'office'
        then '归并、撤销、移交由局履职办登记'
      when event = 'merged' and merged_into is null then '没有写明归并到哪一条'
    end as fault
  from checked
),
event as materialized (
  select
    *,
    row_number() over (partition by id order by class > 0, day, class, received_at, number) as n
  from (
    select
      id, 0 as class, 'registered' as event, registered_on as day, received_at, problem_no as number,
      original_due as new_due, null::date as application_on, true as for_closing, false as interim,
      null::varchar as fault, entry, form, sheet_row, day_column
    from registered
    union all by name
    select
      g.id, 1 as class, 'applied' as event, a.applied_on as day, a.received_at, '' as number,
      a.applied_on as application_on, a.for_closing, a.interim,
      case when a.applied_on < g.registered_on then '申请日期早于登记日期' end as fault,
      a.entry, 'rectification' as form, a.sheet_row, 'applied_on' as day_column
    from application as a
    join registered as g on g.problem_no = a.problem_no and g.unit = a.unit
    union all by name
    -- An application the ledger no longer shows, known from the row that returned it.
    select
      id, 1 as class, 'applied' as event, application_on as day, min(received_at) as received_at,
      '' as number, application_on, true as for_closing, false as interim,
      case when application_on < any_value(registered_on) then '申请日期早于登记日期' end as fault,
      arg_min(entry, (received_at, key)) as entry, 'verification' as form,
      arg_min(sheet_row, (received_at, key)) as sheet_row, 'application_on' as day_column
    from judged
    where event = 'returned' and for_closing is null and application_on <= event_on
    group by id, application_on
    union all by name
    select
      id, 2 as class, event, event_on as day, received_at, key as number, new_due, application_on,
      for_closing, interim,
      case
        when fault is null and row_number() over (
          partition by id, event, event_on, fault is null
          order by received_at, key
        ) > 1 then '同一事项已经登记'
        else fault
      end as fault,
      entry, 'verification' as form, sheet_row, 'event_on' as day_column
    from judged
    union all by name
    -- A row of the ledger or the assignments that the office withdrew by a decision.
    select
      g.id, 2 as class, 'withdrawn' as event, d."at"::date as day, d."at" as received_at,
      d.key as number, true as for_closing, false as interim, null::varchar as fault, d.entry
    from decision as d
    join registered as g on g.problem_no = d.key and g.form = d.form
    where d.act = 'withdraw_row' and d."at" <= as_of
  )
),
life as (
  select
    id, n, null::varchar as why, '未销号' as state, new_due as deadline,
    null::date as pending_on, null::date as newest, null::date as answered, null::date as closed_on,
    null::date as application_closed, null::date as review_on,
    0 as returned_count, 0 as reopened_count, 0 as extended_count
  from event
  where n = 1
  union all
  select
    id,
    n,
    why,
    case
      when why is not null then state
      when event = 'applied' and interim and not for_closing then state
      when event = 'applied' and state in ('未销号', '退回', '重新挂号') then '待核查'
      when event = 'passed' and state = '长期坚持' then '阶段性完成'
      when event = 'passed' then '待批准'
      when event = 'returned' and newest > application_on then '待核查'
      when event = 'returned' then '退回'
      when event = 'closed' then '已销号'
      when event = 'reopened' and newest = day then '待核查'
      when event = 'reopened' then '重新挂号'
      when event = 'recognised' then '长期坚持'
      when event = 'ended_ongoing' and newest = day then '待核查'
      when event = 'ended_ongoing' then '未销号'
      when event = 'merged' then '已归并'
      when event = 'withdrawn' then '已撤销'
      when event = 'transferred' then '已移交'
      else state
    end as state,
    case
      when why is null and event in ('extended', 'reopened', 'ended_ongoing') then new_due
      else deadline
    end as deadline,
    case
      when why is not null then pending_on
      when event = 'applied' and state in ('未销号', '退回', '重新挂号', '待核查') then day
      when event = 'applied' and interim and state = '长期坚持' then day
      when event = 'passed' and state = '长期坚持' then null
      when event = 'passed' then application_on
      when event = 'returned' and newest > application_on then newest
      when event in ('reopened', 'ended_ongoing') and newest = day then day
      when event in ('applied', 'extended') then pending_on
    end as pending_on,
    case when why is null and event = 'applied' then day else newest end as newest,
    case
      when why is not null then answered
      when event = 'returned' then greatest(answered, application_on)
      when event in ('reopened', 'ended_ongoing') then day - 1
      else answered
    end as answered,
    case
      when why is not null then closed_on
      when event = 'closed' then day
      when event = 'reopened' then null
      else closed_on
    end as closed_on,
    case
      when why is not null then application_closed
      when event = 'closed' then application_on
      when event = 'reopened' then null
      else application_closed
    end as application_closed,
    case
      when why is not null then review_on
      when event = 'recognised' then new_due
      when event = 'ended_ongoing' then null
      else review_on
    end as review_on,
    returned_count + (why is null and event = 'returned')::integer as returned_count,
    reopened_count + (why is null and event = 'reopened')::integer as reopened_count,
    extended_count + (why is null and event = 'extended')::integer as extended_count
  from (
    select
      l.* exclude (n, why),
      e.n, e.event, e.day, e.new_due, e.application_on, e.for_closing, e.interim,
      case
        when e.fault is not null then e.fault
        when e.event = 'applied' and not e.for_closing and l.state not in ('长期坚持', '阶段性完成')
          then '尚未认定为长期坚持'
        when e.event in ('passed', 'returned', 'closed') and e.application_on <= l.answered then '所依申请已经答复'
        when e.event = 'passed' and l.state = '待核查' and not e.for_closing then '台账中还没有这次销号申请'
        when e.event = 'passed' and l.state = '长期坚持' and not e.interim then '台账中还没有这次阶段性完成申请'
        when case e.event
          when 'applied' then true
          when 'passed' then l.state in ('待核查', '长期坚持')
          when 'returned' then l.state in ('待核查', '待批准')
          when 'closed' then l.state in ('待核查', '待批准')
          when 'reopened' then l.state = '已销号'
          when 'ended_ongoing' then l.state in ('长期坚持', '阶段性完成')
          else l.state in ('未销号', '待核查', '退回', '待批准', '重新挂号')
        end then null
        else '当时的销号状态为“' || l.state || '”'
      end as why
    from life as l
    join event as e on e.id = l.id and e.n = l.n + 1
  )
)
select
  l.id, g.problem_no, g.unit, g.origin, e.day, l.n, e.event, l.why is null as effective, l.why,
  e.received_at, e.entry, e.form, e.sheet_row, e.day_column, e.application_on, e.new_due,
  l.state, l.deadline, l.pending_on, l.closed_on, l.application_closed, l.review_on,
  l.returned_count, l.reopened_count, l.extended_count,
  g.registered_on, g.source, g.area, g.kind, g.original_due, g.description, g.responsible_persons, g.responsible_leader,
  g.unit_status, g.answered, g.check_item, g.form as registered_in
from life as l
join event as e on e.id = l.id and e.n = l.n
join registered as g on g.id = l.id;

-- One row per stretch of days a problem spent in one state, with one deadline and one pending application: from
-- `from_day` up to but not including `to_day`, null while it lasts. What happens last on a day wins that day.
create or replace macro problem_span(as_of) as table
select
  problem_no, unit, from_day, to_day, state, deadline, pending_on,
  state in ('未销号', '待核查', '退回', '待批准', '重新挂号') as is_open,
  source, area, kind
from (
  select
    e.*,
    e.day as from_day,
    lead(e.day) over (partition by e.id order by e.n) as to_day
  from problem_event(as_of) as e
  where e.effective
)
where to_day is null or to_day > from_day;

-- One row per problem as it stands, with the latest event that took effect.
create or replace macro problem_at(as_of) as table
select
  problem_no, unit, origin, answered, registered_on, source, area, check_item, kind, description, original_due, deadline, state,
  state in ('未销号', '待核查', '退回', '待批准', '重新挂号') as is_open,
  pending_on, closed_on, application_closed, responsible_persons, responsible_leader, unit_status,
  returned_count, reopened_count, extended_count, review_on,
  event as last_event, day as last_day, entry, form, sheet_row, day_column, registered_in
from (
  select e.*
  from problem_event(as_of) as e
  where e.effective
  qualify e.n = max(e.n) over (partition by e.id)
);
