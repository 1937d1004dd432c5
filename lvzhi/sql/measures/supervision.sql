-- 督办覆盖
-- 定义: 时段内各督办组到本组单位督办的情况,每位局领导一行。covered 是时段内至少督办一次的本组单位数,covered_on_site 是其中至少一次现场督办的(方式按方案所列,电话、书面不算现场);visits 是督办本组单位的次数,with_leader 是其中该局领导参加的次数;cross_group 是到其他组单位督办的次数,不计入两组的覆盖。
-- 定义: feedback_due 是要求反馈时限已过的,feedback_on_time 是其中按时反馈的;到期当日不算已过。
-- 定义: 时段取指定的起止日;不指定的,取方案中包含截至日的督办时段,没有的取最近开始的一个。一组有两位局领导的,两行覆盖相同,合计只计一次。
-- 分子/分母: coverage_on_site = covered_on_site / assigned;coverage = covered / assigned。
-- 依据: 方案四(三)2

-- One row per leader of a group, in the plan's order.
-- name: rows
with visit as materialized (
  from visit_at($as_of)
  where visited_on between $first_day::date and least($last_day::date, $day::date)
),
assigned as (
  select f.group_code, f.code, f.ord
  from filer_at($as_of) as f
  where f.kind = 'unit' and list_contains($units, f.code)
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
    count(*) filter (where not v.own) as cross_group
  from visit as v
  where not v.own or list_contains($units, v.unit)
  group by all
),
taken as (
  select v."group" as group_code, unnest(v.with_leaders) as leader
  from visit as v
  where v.own and list_contains($units, v.unit)
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
from leader_at($as_of) as l
join coverage as c using (group_code)
left join visited as v using (group_code)
where $leaders is null or list_contains($leaders, l.name)
order by l.ord;

-- Every group once.
-- name: totals
with visit as materialized (
  from visit_at($as_of)
  where visited_on between $first_day::date and least($last_day::date, $day::date)
),
covered as (
  select
    f.code, f.ord, f.group_code,
    count(v.visit_no) > 0 as covered,
    coalesce(bool_or(v.on_site), false) as covered_on_site
  from filer_at($as_of) as f
  left join visit as v on v."group" = f.group_code and v.unit = f.code
  where f.kind = 'unit' and list_contains($units, f.code)
  group by all
),
coverage as (
  select
    count(*) as assigned,
    count(*) filter (where covered) as covered,
    count(*) filter (where covered_on_site) as covered_on_site,
    coalesce(list(code order by ord) filter (where not covered), []) as not_covered
  from covered
),
visited as (
  select
    count(*) filter (where own) as visits,
    count(*) filter (where own and len(with_leaders) > 0) as with_leader,
    count(*) filter (where own and feedback_due < $day::date) as feedback_due,
    count(*) filter (where own and feedback_due < $day::date and feedback_on <= feedback_due) as feedback_on_time,
    count(*) filter (where not own) as cross_group
  from visit
  where own and list_contains($units, unit)
    or not own and "group" in (select c.group_code from covered as c)
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
select v.* exclude (entry, sheet_row)
from visit_at($as_of) as v
where v.visited_on between $first_day::date and least($last_day::date, $day::date) and list_contains($units, v.unit)
order by v.visited_on, v.visit_no;

-- One row per unit: its visits in the window and its last visit of all.
-- name: units
with visit as materialized (from visit_at($as_of) where own and visited_on <= $day::date)
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
from filer_at($as_of) as f
left join visit as v on v.unit = f.code
where f.kind = 'unit' and list_contains($units, f.code)
group by f.code, f.group_code, f.type, f.ord
order by f.ord;

-- name: cells
with visit as (
  from visit_at($as_of)
  where visited_on between $first_day::date and least($last_day::date, $day::date) and list_contains($units, unit)
)
select
  f.figure, l.name as leader, v."group", 'supervision' as form, v.entry, v.sheet_row, f."column"
from visit as v
join leader_at($as_of) as l on l.group_code = v."group"
cross join (
  from (
    values
      ('covered', 'unit'), ('covered_on_site', 'unit'), ('covered_on_site', 'method'), ('visits', 'unit'),
      ('visits', 'visited_on'), ('with_leader', 'leaders'), ('with_leader', 'lead'), ('cross_group', 'unit'),
      ('feedback_due', 'feedback_due'), ('feedback_on_time', 'feedback_due'), ('feedback_on_time', 'feedback_on'),
      ('coverage', 'unit'), ('coverage_on_site', 'unit'), ('coverage_on_site', 'method')
  ) as figures(figure, "column")
) as f
where ($leaders is null or list_contains($leaders, l.name))
  and v.own = (f.figure <> 'cross_group')
  and (f.figure not in ('covered_on_site', 'coverage_on_site') or v.on_site)
  and (f.figure <> 'with_leader' or list_contains(v.with_leaders, l.name))
  and (f.figure not in ('feedback_due', 'feedback_on_time') or v.feedback_due < $day::date)
  and (f.figure <> 'feedback_on_time' or v.feedback_on <= v.feedback_due);
