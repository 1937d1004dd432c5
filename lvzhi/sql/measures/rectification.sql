-- 整改销号
-- 定义: 按日的问题数。登记(registered)、申请销号(applied)、核查退回(returned)、批准销号(closed)、重新挂号和取消长期(reopened)、不经销号而退出的(withdrawn:归并、撤销、移交、长期认定)是当日发生数;未销号(open)、逾期(overdue)、已按时申请而在等核查的逾期(overdue_waiting)是当日结存数。
-- 定义: 当日未销号 = 上日未销号 + 登记 + 重新挂号 − 销号 − 退出。到期当日不算逾期,次日起算;按当日有效的时限。
-- 定义: 合计的 registered 是累计登记,withdrawn 是现已退出的,base = registered − withdrawn。
-- 定义: 按目前进度推算:按各单位申请、各工作组核查和新登记问题至今的快慢,推到以后;只用各类报送簿都已截止的报告期的情况。范围是十次里大约八次落在其中。销号不足10个或情况不足28天的,样本较少,不作推算。
-- 分子/分母: 销号率 closure_rate = closed / base;申报完成率 applied_rate = applied / base(applied:已销号或申请正在等答复)。
-- 分子/分母: 按期率 on_time_rate = closed_on_time / due(due:原定时限已过的;在原定时限内销号且至今销号的);applied_on_time_rate = applied_on_time / due(销号所依的或正在等答复的申请在原定时限内提出)。两个率并列。
-- 依据: 方案四(三)1、四(三)2
-- 名称 found_by_self: 自查发现
-- 名称 ongoing: 长期坚持
-- 名称 merged_or_withdrawn: 撤销归并
-- 名称 transferred: 移交
-- 名称 from: 起
-- 名称 to: 止
-- 名称 check_item: 检查项
-- 名称 origin: 登记方式
-- 名称 unit_status: 单位填报状态
-- 名称 is_open: 未销号
-- 名称 answered: 已答复
-- 名称 application_closed: 已按此申请销号
-- 名称 passed_on: 核查日期
-- 名称 verifiers: 核查人
-- 取值 source: 自查自纠/征求意见/群众投诉举报/明察暗访/点题监督/第三方监督/督办检查/行风热线/上级交办/测评反馈/其他
-- 取值 kind: 立行立改/限期整改/长期坚持
-- 分组: unit/leader/group/type/area/source/kind
-- 单元格 found_by_self: source
-- 明细 problems: problem_no

-- All that is asked of problems reads the same events: worked out once.
-- name: event_now
with event as materialized (
  select * exclude (effective, why, received_at, application_on, new_due)
  from problem_event($as_of)
  where effective
)
select e.*, e.n = l.n as latest
from event as e
join (select id, max(n) as n from event group by id) as l using (id);

-- The rows of problem_at, out of the same.
-- name: problem_now
select * exclude (id, n, latest) rename (event as last_event, day as last_day)
from event_now
where latest;

-- One row per day from the campaign's start to the as-of day; flows of the day and what stands at its end.
-- name: rows
with event as materialized (
  select *
  from event_now
  where unit in (select unnest($units))
    and ($area is null or list_contains($area, area))
    and ($source is null or list_contains($source, source))
    and ($kind is null or list_contains($kind, kind))
),
flow as (
  select
    day,
    count(*) filter (where event = 'registered') as registered,
    count(*) filter (where event = 'applied') as applied,
    count(*) filter (where event = 'returned') as returned,
    count(*) filter (where event = 'closed') as closed,
    count(*) filter (where event in ('reopened', 'ended_ongoing')) as reopened,
    count(*) filter (where event in ('merged', 'withdrawn', 'transferred', 'recognised')) as withdrawn
  from event
  group by day
),
span as (
  select
    day as from_day,
    lead(day) over (partition by id order by n) as to_day,
    is_open,
    greatest(day, deadline + 1) as late_from,
    coalesce(pending_on <= deadline, false) as waiting
  from event
),
change as (
  select from_day as day, 1 as open, 0 as overdue, 0 as overdue_waiting from span where is_open
  union all
  select to_day, -1, 0, 0 from span where is_open and to_day is not null
  union all
  select late_from, 0, 1, waiting::integer from span where is_open and (to_day is null or late_from < to_day)
  union all
  select to_day, 0, -1, -waiting::integer from span where is_open and late_from < to_day
),
stock as (
  select day, sum(open) as open, sum(overdue) as overdue, sum(overdue_waiting) as overdue_waiting
  from change
  group by day
),
axis as (
  select unnest(generate_series(least($start::date, (select min(day) from flow)), $day::date, interval 1 day))::date as day
)
select
  a.day,
  coalesce(f.registered, 0) as registered,
  coalesce(f.applied, 0) as applied,
  coalesce(f.returned, 0) as returned,
  coalesce(f.closed, 0) as closed,
  coalesce(f.reopened, 0) as reopened,
  coalesce(f.withdrawn, 0) as withdrawn,
  coalesce(sum(s.open) over days, 0)::bigint as open,
  coalesce(sum(s.overdue) over days, 0)::bigint as overdue,
  coalesce(sum(s.overdue_waiting) over days, 0)::bigint as overdue_waiting
from axis as a
left join flow as f using (day)
left join stock as s using (day)
window days as (order by a.day)
order by a.day;

-- One row per day: how many problems had been registered by its end, and how many of these then stood in the base, were
-- closed, were closed or waited for an answer: base − closed is rows' `open`, the last day is the totals'.
-- name: standing
with event as (
  select
    id, n, day,
    state = '已销号' as closed,
    is_open,
    pending_on is not null as waiting
  from event_now
  where unit in (select unnest($units))
    and ($area is null or list_contains($area, area))
    and ($source is null or list_contains($source, source))
    and ($kind is null or list_contains($kind, kind))
),
stands as (
  select
    id, n, day,
    1 as registered,
    (is_open or closed)::integer as base,
    closed::integer as closed,
    (closed or is_open and waiting)::integer as applied
  from event
),
change as (
  select
    day,
    sum(registered - coalesce(was.registered, 0)) as registered,
    sum(base - coalesce(was.base, 0)) as base,
    sum(closed - coalesce(was.closed, 0)) as closed,
    sum(applied - coalesce(was.applied, 0)) as applied
  from (
    select *, lag({'registered': registered, 'base': base, 'closed': closed, 'applied': applied})
      over (partition by id order by n) as was
    from stands
  )
  group by day
),
axis as (
  select unnest(generate_series(least($start::date, (select min(day) from change)), $day::date, interval 1 day))::date as day
)
select
  day,
  coalesce(sum(registered) over days, 0)::bigint as registered,
  coalesce(sum(base) over days, 0)::bigint as base,
  coalesce(sum(closed) over days, 0)::bigint as closed,
  coalesce(sum(applied) over days, 0)::bigint as applied
from axis
left join change using (day)
window days as (order by day)
order by day;

-- name: totals
with problem as (
  select
    *,
    not is_open and state <> '已销号' as gone,
    state = '已销号' as is_closed,
    is_open and pending_on is not null as waiting,
    original_due < $day::date as was_due
  from event_now
  where latest
    and unit in (select unnest($units))
    and ($area is null or list_contains($area, area))
    and ($source is null or list_contains($source, source))
    and ($kind is null or list_contains($kind, kind))
),
figure as (
  select
    count(*) as registered,
    count(*) filter (where gone) as withdrawn,
    count(*) filter (where not gone) as base,
    count(*) filter (where is_closed) as closed,
    count(*) filter (where is_closed or waiting) as applied,
    count(*) filter (where is_open) as open,
    count(*) filter (where is_open and deadline < $day::date) as overdue,
    count(*) filter (where is_open and deadline < $day::date and pending_on <= deadline) as overdue_waiting,
    count(*) filter (where not gone and was_due) as due,
    count(*) filter (where was_due and is_closed and closed_on <= original_due) as closed_on_time,
    count(*) filter (
      where was_due
        and (is_closed and application_closed <= original_due or waiting and pending_on <= original_due)
    ) as applied_on_time,
    count(*) filter (where source = '自查自纠') as found_by_self,
    count(*) filter (where state in ('长期坚持', '阶段性完成')) as ongoing,
    count(*) filter (where state in ('已归并', '已撤销')) as merged_or_withdrawn,
    count(*) filter (where state = '已移交') as transferred
  from problem
)
select
  *,
  closed / nullif(base, 0) as closure_rate,
  applied / nullif(base, 0) as applied_rate,
  closed_on_time / nullif(due, 0) as on_time_rate,
  applied_on_time / nullif(due, 0) as applied_on_time_rate
from figure;

-- One row per value of the keys asked for; units and leaders without a problem stand with zeros. A unit of a
-- group with two leaders stands under each of them.
-- name: by
with unit as (
  select f.code, f.type, f.group_code, l.name as leader, f.ord, coalesce(l.ord, 0) as leader_ord
  from filer_now as f
  left join leader_now as l on l.group_code = f.group_code and list_contains($by, 'leader')
  where f.code in (select unnest($units))
),
problem as (
  select
    p.*,
    not is_open and state <> '已销号' as gone,
    state = '已销号' as is_closed,
    is_open and pending_on is not null as waiting,
    original_due < $day::date as was_due
  from event_now as p
  where latest
    and ($area is null or list_contains($area, area))
    and ($source is null or list_contains($source, source))
    and ($kind is null or list_contains($kind, kind))
),
figure as (
  select
    case when list_contains($by, 'unit') then u.code end as unit,
    u.leader,
    case when list_contains($by, 'group') then u.group_code end as "group",
    case when list_contains($by, 'type') then u.type end as type,
    case when list_contains($by, 'area') then p.area end as area,
    case when list_contains($by, 'source') then p.source end as source,
    case when list_contains($by, 'kind') then p.kind end as kind,
    count(p.problem_no) as registered,
    count(*) filter (where gone) as withdrawn,
    count(*) filter (where not gone) as base,
    count(*) filter (where is_closed) as closed,
    count(*) filter (where is_closed or waiting) as applied,
    count(*) filter (where is_open) as open,
    count(*) filter (where is_open and deadline < $day::date) as overdue,
    count(*) filter (where is_open and deadline < $day::date and pending_on <= deadline) as overdue_waiting,
    count(*) filter (where not gone and was_due) as due,
    count(*) filter (where was_due and is_closed and closed_on <= original_due) as closed_on_time,
    count(*) filter (
      where was_due
        and (is_closed and application_closed <= original_due or waiting and pending_on <= original_due)
    ) as applied_on_time,
    min(u.leader_ord) as leader_ord,
    min(u.ord) as ord
  from unit as u
  left join problem as p on p.unit = u.code
  where p.problem_no is not null or not list_has_any($by, ['area', 'source', 'kind'])
  group by 1, 2, 3, 4, 5, 6, 7
)
select
  * exclude (ord, leader_ord),
  closed / nullif(base, 0) as closure_rate,
  applied / nullif(base, 0) as applied_rate,
  closed_on_time / nullif(due, 0) as on_time_rate,
  applied_on_time / nullif(due, 0) as applied_on_time_rate
from figure
order by leader_ord, ord, area, source, kind;

-- One row per problem: what the page lists.
-- name: problems
select
  p.* exclude (entry, form, sheet_row, day_column, registered_in), f.group_code as "group", f.type,
  p.is_open and p.deadline < $day::date as overdue,
  coalesce(p.is_open and p.deadline < $day::date and p.pending_on <= p.deadline, false) as overdue_waiting
from problem_now as p
join filer_now as f on f.code = p.unit
where p.unit in (select unnest($units))
  and ($area is null or list_contains($area, p.area))
  and ($source is null or list_contains($source, p.source))
  and ($kind is null or list_contains($kind, p.kind))
order by f.ord, p.registered_on, p.problem_no;

-- What happened on the days asked for, added up.
-- name: period
select
  $first_day::date as "from",
  $last_day::date as "to",
  count(*) filter (where event = 'registered') as registered,
  count(*) filter (where event = 'applied') as applied,
  count(*) filter (where event = 'returned') as returned,
  count(*) filter (where event = 'closed') as closed,
  count(*) filter (where event in ('reopened', 'ended_ongoing')) as reopened,
  count(*) filter (where event in ('merged', 'withdrawn', 'transferred', 'recognised')) as withdrawn
from event_now
where day between $first_day::date and least($last_day::date, $day::date)
  and unit in (select unnest($units))
  and ($area is null or list_contains($area, area))
  and ($source is null or list_contains($source, source))
  and ($kind is null or list_contains($kind, kind));

-- One row per problem that two people have passed and nobody has approved yet, with what they found.
-- name: to_approve
with passed as (
  select
    v.problem_no, v.application_on, v.event_on as passed_on, v.method,
    list_filter([v.verifier_1, v.verifier_2], lambda name: name is not null) as verifiers, v.result
  from verification_at($as_of) as v
  where v.event = '核查通过'
  qualify row_number() over (partition by v.problem_no, v.application_on order by v.event_on desc, v.key desc) = 1
)
select
  p.problem_no, p.unit, f.group_code as "group", p.description, p.source, p.pending_on, p.deadline,
  p.responsible_persons, v.passed_on, v.method, v.verifiers, v.result
from problem_now as p
join filer_now as f on f.code = p.unit
left join passed as v on v.problem_no = p.problem_no and v.application_on = p.pending_on
where p.state = '待批准'
  and p.unit in (select unnest($units))
  and ($area is null or list_contains($area, p.area))
  and ($source is null or list_contains($source, p.source))
  and ($kind is null or list_contains($kind, p.kind))
order by f.ord, p.problem_no;

-- One row per event of the problem asked for, with or without effect.
-- name: events
select
  problem_no, unit, day, n, event, effective, why, state, deadline, new_due, application_on,
  entry, form, sheet_row, day_column as "column"
from problem_event($as_of)
where problem_no = $problem and unit in (select unnest($units))
order by n;

-- One row per stretch of a problem's life as known at the end of the day given: what it was (open; again: returned or
-- re-opened; waiting for an answer; closed; gone), from when, up to when (or to the day given), since when that counts.
-- name: spans
with event as (
  select
    e.id, e.n, e.problem_no, e.unit, f.group_code, e.day, e.deadline, e.pending_on,
    case
      when e.state = '未销号' then 'open'
      when e.state in ('退回', '重新挂号') then 'again'
      when e.state in ('待核查', '待批准') then 'waiting'
      when e.state = '已销号' then 'closed'
      else 'gone'
    end as phase,
    max(e.day) filter (where e.event in ('returned', 'reopened')) over life as sent_back
  from event_now as e
  join filer_now as f on f.code = e.unit
  where e.day <= $through
    and e.unit in (select unnest($units))
    and ($area is null or list_contains($area, e.area))
    and ($source is null or list_contains($source, e.source))
    and ($kind is null or list_contains($kind, e.kind))
  window life as (partition by e.id order by e.n)
)
select
  dense_rank() over (order by problem_no, unit, id) as id, unit, group_code as "group", phase, day as from_day,
  coalesce(lead(day) over life, $through::date) as until,
  case phase when 'waiting' then pending_on when 'again' then sent_back else day end as since,
  deadline
from event
window life as (partition by id order by n)
order by id, n;

-- One row per figure and cell behind it: day figures by `day`, from `from_day` up to but not including `to_day` where
-- they stand at a day's end, the totals' with neither. What waits, is open or overdue stands behind by the cell that
-- registered it and the events that brought it there.
-- name: cells
with event as materialized (
  select
    *,
    lead(day) over (partition by id order by n) as to_day
  from event_now
  where unit in (select unnest($units))
    and ($area is null or list_contains($area, area))
    and ($source is null or list_contains($source, source))
    and ($kind is null or list_contains($kind, kind))
),
last as (
  select
    id, state, is_open,
    not is_open and state <> '已销号' as gone,
    state = '已销号' as is_closed,
    is_open and pending_on is not null as waiting,
    is_open and deadline < $day::date as late,
    original_due < $day::date as was_due,
    source, deadline, pending_on, original_due, closed_on, application_closed
  from event
  where latest
),
standing as (
  select
    id,
    {
      'registered': true,
      'found_by_self': source = '自查自纠',
      'withdrawn': gone,
      'base': not gone,
      'closed': is_closed,
      'applied': is_closed or waiting,
      'open': is_open,
      'overdue': late,
      'overdue_waiting': late and pending_on <= deadline,
      'due': not gone and was_due,
      'closed_on_time': was_due and is_closed and closed_on <= original_due,
      'applied_on_time':
        was_due and (is_closed and application_closed <= original_due or waiting and pending_on <= original_due),
      'ongoing': state in ('长期坚持', '阶段性完成'),
      'merged_or_withdrawn': state in ('已归并', '已撤销'),
      'transferred': state = '已移交'
    } as counts
  from last
),
-- The days from which on a problem is open, late, and late though applied for in time, until its next event.
span as (
  select id, n, day as from_day, to_day, 'open' as figure from event where is_open
  union all
  select id, n, greatest(day, deadline + 1) as from_day, to_day, unnest(
    case when pending_on <= deadline then ['overdue', 'overdue_waiting'] else ['overdue'] end
  ) as figure
  from event
  where is_open
)
select
  case
    when event in ('reopened', 'ended_ongoing') then 'reopened'
    when event in ('merged', 'withdrawn', 'transferred', 'recognised') then 'withdrawn'
    else event
  end as figure,
  day, problem_no, unit, area, source, kind, form, entry, sheet_row, day_column as "column"
from event
where event in (
  'registered', 'applied', 'returned', 'closed', 'reopened', 'ended_ongoing', 'merged', 'withdrawn', 'transferred',
  'recognised'
)
union all by name
select
  s.figure, s.from_day, s.to_day, e.problem_no, e.unit, e.area, e.source, e.kind, e.form, e.entry, e.sheet_row,
  e.day_column as "column"
from span as s
join event as e on e.id = s.id and (e.n = 1 or e.n = s.n)
where s.to_day is null or s.from_day < s.to_day
union all by name
select
  e.problem_no, e.unit, e.area, e.source, e.kind, e.form, e.entry, e.sheet_row, e.day_column as "column",
  {
    'registered': s.counts.registered and e.n = 1,
    'found_by_self': s.counts.found_by_self and e.n = 1,
    'withdrawn':
      s.counts.withdrawn and (e.n = 1 or e.event in ('merged', 'withdrawn', 'transferred', 'recognised')),
    'base': s.counts.base and e.n = 1,
    'closed': s.counts.closed and (e.n = 1 or e.event in ('applied', 'closed')),
    'applied': s.counts.applied and (e.n = 1 or e.event = 'applied'),
    'open': s.counts.open,
    'overdue': s.counts.overdue,
    'overdue_waiting': s.counts.overdue_waiting,
    'due': s.counts.due and e.n = 1,
    'closed_on_time': s.counts.closed_on_time and (e.n = 1 or e.event in ('applied', 'closed')),
    'applied_on_time': s.counts.applied_on_time and (e.n = 1 or e.event in ('applied', 'closed')),
    'ongoing': s.counts.ongoing and (e.n = 1 or e.event in ('recognised', 'applied', 'passed')),
    'merged_or_withdrawn': s.counts.merged_or_withdrawn and (e.n = 1 or e.event in ('merged', 'withdrawn')),
    'transferred': s.counts.transferred and (e.n = 1 or e.event = 'transferred')
  } as counts
from standing as s
join event as e using (id);
