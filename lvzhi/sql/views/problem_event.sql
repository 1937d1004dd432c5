-- What happens to problems (forms.md section 5). Strings are joined once, in `registered`, and only narrow rows go
-- through the steps below: what a problem is and where an event stands are joined to the rows asked for, at the end.

-- One row per event of a registered problem, in the order in which they take effect: registration first, then by
-- day, applications before what answers them, receipt, number. With `latest` only the last that took effect of each,
-- with `found_by_others` only those of problems found by others and assigned.
-- `effective` and `why` (why it has no effect, in Chinese), `entry`, `form`, `sheet_row` and `day_column` (its cell),
-- the state after it and what the problem is.
--
-- Step n of every problem is taken at once. Of the columns carried along, `newest` is the latest application seen
-- and `answered` the latest one spent: returned, or older than a re-opening. `pending_on` waits for an answer.
create or replace macro problem_event_of(as_of, latest, found_by_others) as table
with recursive
registered as materialized (
  from problem_registered_at(as_of)
  where assigned or not found_by_others
),
application as materialized (
  select
    g.id, g.registered_on, a.applied_on, a.for_closing, a.interim, a.received_at, a.entry, a.ord, a.sheet_row
  from problem_application_at(as_of) as a
  join registered as g on g.problem_no = a.problem_no and g.unit = a.unit
),
act as materialized (
  select
    g.id, g.registered_on,
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
    v.event_on, v.application_on, v.result is not null as reasoned, v.new_due, v.merged_into, v.approver, v.key,
    v.filer in (select f.code from filer_at(as_of) as f where f.kind = 'office') as by_office,
    -- A row filed again keeps its place among the others of its day.
    v.first_received_at as received_at, v.entry, v.ord, v.sheet_row,
    v.verifier_1, v.verifier_2,
    coalesce(v.verifier_1 <> v.verifier_2, false) as by_two
  from verification_at(as_of) as v
  join registered as g on g.problem_no = v.problem_no
),
pass as (
  select
    id, application_on, min(event_on) as event_on,
    arg_min({'verifier_1': verifier_1, 'verifier_2': verifier_2}, (event_on, key)) as by
  from act
  where event = 'passed' and by_two
  group by id, application_on
),
checked as (
  -- Who is responsible is what the first version with the application says: later re-filings do not change who might
  -- verify it.
  select
    a.*, l.for_closing, l.interim, r.responsible_person as owners, r.responsible_leader as leader,
    a.by_two or coalesce(p.event_on <= a.event_on, false) as seen_by_two,
    case when a.by_two or p.event_on is null or p.event_on > a.event_on then a.verifier_1 else p.by.verifier_1 end
      as checker_1,
    case when a.by_two or p.event_on is null or p.event_on > a.event_on then a.verifier_2 else p.by.verifier_2 end
      as checker_2
  from act as a
  left join pass as p on p.id = a.id and p.application_on = a.application_on
  left join application as l on l.id = a.id and l.applied_on = a.application_on
  left join rows_rectification as r on r.entry = case when a.event = 'closed' then l.entry end and r.ord = l.ord
),
judged as materialized (
  -- Why an event has no effect whatever state the problem is in.
  select
    id, registered_on, event, event_on, application_on, new_due, key, received_at, entry, ord, sheet_row, for_closing,
    interim,
    case
      when event_on < registered_on then '事项日期早于登记日期'
      when event in ('passed', 'returned', 'closed') and application_on is null then '没有写明所依申请日期'
      when event in ('passed', 'returned', 'closed') and application_on > event_on then '事项日期早于所依申请日期'
      when event in ('passed', 'closed') and for_closing is null then '台账中还没有这次申请'
      when event = 'closed' and not for_closing then '台账中还没有这次销号申请'
      when event in ('passed', 'closed') and not seen_by_two then '核查人不足两人'
      when event = 'closed' and (coalesce(len(owners), 0) = 0 or leader is null) then '责任人或责任领导尚不清楚'
      when event = 'closed' and (list_contains(owners, checker_1) or list_contains(owners, checker_2))
        then '核查人是本问题的责任人'
      when event in ('closed', 'extended', 'recognised', 'ended_ongoing') and approver is null then '没有批准人'
      when event = 'closed' and approver = leader then '批准人是本问题的责任领导'
      when event not in ('passed', 'closed') and not reasoned then '没有写明理由'
      when event in ('reopened', 'extended', 'recognised', 'ended_ongoing') and new_due is null then '没有写明新时限'
      when event in ('merged', 'withdrawn', 'transferred') and not by_office then '归并、撤销、移交由局履职办登记'
      when event = 'merged' and merged_into is null then '没有写明归并到哪一条'
    end as fault
  from checked
),
again as (
  -- What was entered before on the same day, by whoever: only the first time counts.
  select entry, ord
  from (
    select j.entry, j.ord, row_number() over (partition by j.id, j.event, j.event_on order by j.received_at, j.key) as nth
    from judged as j
    semi join (
      select id, event, event_on
      from judged
      where fault is null
      group by all
      having count(*) > 1
    ) as t on t.id = j.id and t.event = j.event and t.event_on = j.event_on
    where j.fault is null
  )
  where nth > 1
),
event as materialized (
  select
    *,
    row_number() over (
      order by id, case class when 0 then 0 else 4 * coalesce(day - '0001-01-01'::date, 10000000) + class end,
        received_at, number
    ) as place
  from (
    select
      id, 0 as class, 'registered' as event, registered_on as day, received_at, '' as number,
      original_due as new_due, null::date as application_on, true as for_closing, false as interim,
      null::varchar as fault, entry, sheet_row, 'registration' as stands_in
    from registered
    union all by name
    select
      id, 1 as class, 'applied' as event, applied_on as day, received_at, '' as number,
      applied_on as application_on, for_closing, interim,
      case when applied_on < registered_on then '申请日期早于登记日期' end as fault,
      entry, sheet_row, 'ledger' as stands_in
    from application
    union all by name
    -- An application the ledger no longer shows, known from the row that returned it.
    select
      id, 1 as class, 'applied' as event, application_on as day, min(received_at) as received_at,
      '' as number, application_on, true as for_closing, false as interim,
      case when application_on < any_value(registered_on) then '申请日期早于登记日期' end as fault,
      arg_min(entry, (received_at, key)) as entry, arg_min(sheet_row, (received_at, key)) as sheet_row,
      'answer' as stands_in
    from judged
    where event = 'returned' and for_closing is null and application_on <= event_on
    group by id, application_on
    union all by name
    select
      j.id, 2 as class, j.event, j.event_on as day, j.received_at, j.key as number, j.new_due, j.application_on,
      j.for_closing, j.interim,
      case when a.entry is not null then '同一事项已经登记' else j.fault end as fault,
      j.entry, j.sheet_row, 'act' as stands_in
    from judged as j
    left join again as a on a.entry = j.entry and a.ord = j.ord
    union all by name
    -- A row of the ledger or the assignments that the office withdrew by a decision.
    select
      g.id, 2 as class, 'withdrawn' as event, d."at"::date as day, d."at" as received_at,
      d.key as number, true as for_closing, false as interim, null::varchar as fault, d.entry
    from decision as d
    join registered as g on g.problem_no = d.key and d.form = if(g.assigned, 'assignments', 'rectification')
    where d.act = 'withdraw_row' and d."at" <= as_of
  )
),
life as (
  select
    id, place, 1::bigint as n, null::varchar as why, '未销号' as state, new_due as deadline,
    null::date as pending_on, null::date as newest, null::date as answered, null::date as closed_on,
    null::date as application_closed, null::date as review_on,
    0 as returned_count, 0 as reopened_count, 0 as extended_count,
    event, day, received_at, entry, sheet_row, stands_in, application_on, new_due
  from event
  where class = 0
  union all
  select
    id,
    place,
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
    extended_count + (why is null and event = 'extended')::integer as extended_count,
    event, day, received_at, entry, sheet_row, stands_in, application_on, new_due
  from (
    select
      l.id, l.n + 1 as n, l.state, l.deadline, l.pending_on, l.newest, l.answered, l.closed_on, l.application_closed, l.review_on,
      l.returned_count, l.reopened_count, l.extended_count,
      e.* exclude (id, class, number, fault),
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
    join event as e on e.place = l.place + 1 and e.id = l.id
  )
),
last as (
  select id, max(n) as n
  from life
  where why is null and latest
  group by id
),
stood as materialized (
  select *
  from life as l
  where not latest or (l.id, l.n) in (select (id, n) from last)
)
select
  s.id, g.problem_no, g.unit, if(g.assigned, 'assignment', 'ledger') as origin, s.day, s.n, s.event,
  s.why is null as effective, s.why, s.received_at, s.entry,
  case s.stands_in
    when 'registration' then if(g.assigned, 'assignments', 'rectification')
    when 'ledger' then 'rectification'
    when 'answer' then 'verification'
    when 'act' then 'verification'
  end as form,
  s.sheet_row,
  case s.stands_in
    when 'registration' then if(g.assigned, 'assigned_on', 'registered_on')
    when 'ledger' then 'applied_on'
    when 'answer' then 'application_on'
    when 'act' then 'event_on'
  end as day_column,
  s.application_on, s.new_due,
  s.state, s.state in ('未销号', '待核查', '退回', '待批准', '重新挂号') as is_open,
  s.deadline, s.pending_on, s.closed_on, s.application_closed, s.review_on,
  s.returned_count, s.reopened_count, s.extended_count,
  g.registered_on,
  if(g.assigned, a.source, r.source) as source,
  coalesce(if(g.assigned, a.area, r.area), i.area) as area,
  r.category as kind, g.original_due,
  if(g.assigned, a.matter, r.description) as description,
  r.responsible_person as responsible_persons, r.responsible_leader, r.status as unit_status,
  g.listed_entry is not null as answered,
  if(g.assigned, a.check_item, r.check_item) as check_item,
  if(g.assigned, 'assignments', 'rectification') as registered_in
from stood as s
join registered as g on g.id = s.id
left join rows_rectification as r on r.entry = g.listed_entry and r.ord = g.listed_ord
left join rows_assignments as a on a.entry = g.assigned_entry and a.ord = g.assigned_ord
left join check_item_at(as_of) as i on i.clause = if(g.assigned, a.check_item, r.check_item);

create or replace macro problem_event(as_of) as table from problem_event_of(as_of, false, false);

-- One row per problem as it stands, with the latest event that took effect.
create or replace macro problem_of(as_of, found_by_others) as table
select
  * exclude (id, n, effective, why, received_at, application_on, new_due) rename (event as last_event, day as last_day)
from problem_event_of(as_of, true, found_by_others);

create or replace macro problem_at(as_of) as table from problem_of(as_of, false);

-- Of these the ones assigned.
create or replace macro assigned_problem_at(as_of) as table from problem_of(as_of, true);
