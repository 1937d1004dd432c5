-- 督办覆盖
-- 定义: 时段内各督办组到本组单位督办的情况,每位局领导一行。covered 是时段内至少督办一次的本组单位数,covered_on_site 是其中至少一次现场督办的(方式按方案所列,电话、书面不算现场);visits 是督办本组单位的次数,with_leader 是其中该局领导参加的次数;cross_group 是到其他组单位督办的次数,不计入两组的覆盖。
-- 定义: feedback_due 是要求反馈时限已过的,feedback_on_time 是其中按时反馈的;到期当日不算已过。
-- 定义: 时段取指定的起止日;不指定的,取方案中包含截至日的督办时段,没有的取最近开始的一个。一组有两位局领导的,两行覆盖相同,合计只计一次。
-- 分子/分母: coverage_on_site = covered_on_site / assigned;coverage = covered / assigned。
-- 依据: 方案四(三)2
-- 名称 from: 时段起
-- 名称 to: 时段止
-- 单元格 covered: unit
-- 单元格 covered_on_site: unit/method
-- 单元格 visits: unit/visited_on
-- 单元格 on_site: method
-- 单元格 with_leader: leaders/lead
-- 单元格 cross_group: unit
-- 单元格 feedback_on_time: feedback_due/feedback_on
-- 单元格 last_visit: visited_on
-- 单元格 last_on_site: visited_on/method
-- 单元格 last_method: method
-- 明细 visits: visit_no
-- 明细 across: visit_no 计 cross_group
-- 明细 units: unit 计 assigned/covered/covered_on_site

-- One row per leader of a group, in the plan's order.
-- name: rows
with visit as materialized (
  from visit_now
  where visited_on between $first_day::date and least($last_day::date, $day::date)
),
assigned as (
  select f.group_code, f.code, f.ord
  from filer_now as f
  where f.kind = 'unit' and f.code in (select unnest($units))
),
covered as (
  select
    a.group_code, a.code, a.ord,
    count(v.visit_no) > 0 as covered,
    coalesce(bool_or(v.on_site), false) as covered_on_site
  from assigned as a
  left join visit as v on v."group" = a.group_code and v.unit = a.code
  group by all
),
coverage as (
  select
    group_code,
    count(*) as assigned,
    count(*) filter (where covered) as covered,
    count(*) filter (where covered_on_site) as covered_on_site,
    coalesce(list(code order by ord) filter (where not covered), []) as not_covered
  from covered
  group by all
),
visited as (
  select
    v."group" as group_code,
    count(*) filter (where v.own) as visits,
    count(*) filter (where v.own and v.feedback_due < $day::date) as feedback_due,
    count(*) filter (where v.own and v.feedback_due < $day::date and v.feedback_on <= v.feedback_due)
      as feedback_on_time,
    count(*) filter (where v.across) as cross_group
  from visit as v
  where v.across and v."group" in (select unnest($seen)) or v.own and v.unit in (select unnest($units))
  group by all
),
taken as (
  select v."group" as group_code, unnest(v.with_leaders) as leader
  from visit as v
  where v.own and v.unit in (select unnest($units))
)
select
  l.name as leader,
  l.group_code as "group",
  c.assigned,
  c.covered,
  c.covered_on_site,
  c.covered / nullif(c.assigned, 0) as coverage,
  c.covered_on_site / nullif(c.assigned, 0) as coverage_on_site,
  coalesce(v.visits, 0) as visits,
  (select count(*) from taken as t where t.group_code = l.group_code and t.leader = l.name) as with_leader,
  coalesce(v.feedback_due, 0) as feedback_due,
  coalesce(v.feedback_on_time, 0) as feedback_on_time,
  coalesce(v.cross_group, 0) as cross_group,
  c.not_covered
from leader_now as l
join coverage as c using (group_code)
left join visited as v using (group_code)
where $leaders is null or list_contains($leaders, l.name)
order by l.ord;

-- Every group once.
-- name: totals
with visit as materialized (
  from visit_now
  where visited_on between $first_day::date and least($last_day::date, $day::date)
),
covered as (
  select
    f.code, f.ord, f.group_code, f.code in (select unnest($seen)) as seen,
    count(v.visit_no) > 0 as covered,
    coalesce(bool_or(v.on_site), false) as covered_on_site
  from filer_now as f
  left join visit as v on v."group" = f.group_code and v.unit = f.code
  where f.kind = 'unit' and f.code in (select unnest($units))
  group by all
),
coverage as (
  select
    count(*) as assigned,
    count(*) filter (where covered) as covered,
    count(*) filter (where covered_on_site) as covered_on_site,
    -- The count is everybody's, the names only of those whose rows are seen.
    coalesce(list(code order by ord) filter (where not covered and seen), []) as not_covered
  from covered
),
visited as (
  select
    count(*) filter (where own) as visits,
    count(*) filter (where own and len(with_leaders) > 0) as with_leader,
    count(*) filter (where own and feedback_due < $day::date) as feedback_due,
    count(*) filter (where own and feedback_due < $day::date and feedback_on <= feedback_due) as feedback_on_time,
    count(*) filter (where across) as cross_group
  from visit
  where own and unit in (select unnest($units))
    or across and "group" in (select c.group_code from covered as c)
)
select
  $first_day::date as "from",
  $last_day::date as "to",
  c.assigned,
  c.covered,
  c.covered_on_site,
  c.covered / nullif(c.assigned, 0) as coverage,
  c.covered_on_site / nullif(c.assigned, 0) as coverage_on_site,
  v.visits,
  v.with_leader,
  v.feedback_due,
  v.feedback_on_time,
  v.cross_group,
  c.not_covered
from coverage as c
cross join visited as v;

-- One row per visit of the window.
-- name: visits
select v.* exclude (entry, sheet_row, across)
from visit_now as v
where v.visited_on between $first_day::date and least($last_day::date, $day::date) and v.unit in (select unnest($units))
order by v.visited_on, v.visit_no;

-- One row per visit of the window by a group of the units asked for to another group's unit.
-- name: across
select v.* exclude (entry, sheet_row, across)
from visit_now as v
where v.visited_on between $first_day::date and least($last_day::date, $day::date)
  and v.across
  and v."group" in (select unnest($seen))
  and v."group" in (select f.group_code from filer_now as f where f.kind = 'unit' and f.code in (select unnest($units)))
order by v.visited_on, v.visit_no;

-- One row per unit: its visits in the window and its last visit of all.
-- name: units
with visit as materialized (from visit_now where own and visited_on <= $day::date)
select
  f.code as unit,
  f.group_code as "group",
  f.type,
  count(v.visit_no) filter (where v.visited_on between $first_day::date and $last_day::date) as visits,
  count(v.visit_no) filter (where v.on_site and v.visited_on between $first_day::date and $last_day::date) as on_site,
  max(v.visited_on) as last_visit,
  max(v.visited_on) filter (where v.on_site) as last_on_site,
  arg_max(v.method, (v.visited_on, v.visit_no)) as last_method,
  coalesce(sum(v.found) filter (where v.visited_on between $first_day::date and $last_day::date), 0)::bigint as found
from filer_now as f
left join visit as v on v.unit = f.code
where f.kind = 'unit' and f.code in (select unnest($units))
group by f.code, f.group_code, f.type, f.ord
order by f.ord;

-- One row per leader and visit: those of the window, and those behind a unit's last visit of all.
-- name: cells
with visit as (
  select *, visited_on between $first_day::date and $last_day::date as in_window
  from visit_now
  where visited_on <= $day::date
    and (
      not across and unit in (select unnest($units))
      or across
      and "group" in (select unnest($seen))
      and "group" in (select f.group_code from filer_now as f where f.kind = 'unit' and f.code in (select unnest($units)))
    )
),
led as (
  select v.*, l.name as leader
  from visit as v
  left join leader_now as l on l.group_code = v."group"
  where $leaders is null or list_contains($leaders, l.name)
)
select
  v.visit_no, v.leader, v."group", v.unit, 'supervision' as form, v.entry, v.sheet_row,
  {
    'covered': v.in_window and v.own,
    'covered_on_site': v.in_window and v.own and v.on_site,
    'visits': v.in_window and v.own,
    'on_site': v.in_window and v.own and v.on_site,
    'with_leader': v.in_window and v.own and list_contains(v.with_leaders, v.leader),
    'cross_group': v.in_window and v.across,
    'feedback_due': v.in_window and v.own and v.feedback_due < $day::date,
    'feedback_on_time':
      v.in_window and v.own and v.feedback_due < $day::date and v.feedback_on <= v.feedback_due,
    'found': v.in_window and v.own,
    'last_visit': v.own and v.visited_on = max(v.visited_on) filter (where v.own) over (partition by v.unit),
    'last_on_site':
      v.own
      and v.on_site
      and v.visited_on = max(v.visited_on) filter (where v.own and v.on_site) over (partition by v.unit),
    'last_method': v.own and v.visited_on = max(v.visited_on) filter (where v.own) over (partition by v.unit),
    'assigned': false,
    'not_covered': false,
    'from': false,
    'to': false
  } as counts
from led as v
union all by name
select
  l.name as leader, f.group_code as "group", f.code as unit, f.type as planned,
  unnest(
    case
      when f.code in (select v.unit from visit as v where v.own and v.in_window) then ['assigned']
      else ['assigned', 'not_covered']
    end
  ) as figure
from filer_now as f
left join leader_now as l on l.group_code = f.group_code
where f.kind = 'unit' and f.code in (select unnest($units)) and ($leaders is null or list_contains($leaders, l.name))
union all by name
select $first_day::date || '—' || $last_day::date as planned, unnest(['from', 'to']) as figure;
