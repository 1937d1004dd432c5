-- 政风督查员
-- 定义: 聘请的督查员,市局的记在局履职办名下。serving 是在聘且聘期未过的;categories 是在聘督查员的身份类别数;activities 是参加明察暗访的人次。
-- 分子/分母: units_with 是有在聘督查员的单位数,units_required 是方案要求聘请的单位数。
-- 依据: 方案四(一)4
-- 取值 identity: 党代表/人大代表/政协委员/民主党派/新闻媒体/社会组织/服务对象/群众代表

-- One row per filer that has or should have some.
-- name: rows
with owing as (
  select distinct o.filer
  from obligation as o
  join plan_at($as_of) as p using (version)
  where o.form = 'supervisors' and o.duty = 'due'
),
member as (
  select *, term = '在聘' and term_to >= $day::date as serving
  from supervisors_at($as_of)
  where $identity is null or list_contains($identity, kind)
),
activity as (
  select unnest(supervisor_nos) as supervisor_no from inspections_at($as_of)
),
taken as (
  select m.filer, count(*) as activities
  from activity as a
  join member as m on m.key = a.supervisor_no
  group by all
)
select
  f.code as filer,
  count(m.key) as listed,
  count(m.key) filter (where m.serving) as serving,
  count(distinct m.kind) filter (where m.serving) as categories,
  coalesce(any_value(t.activities), 0) as activities,
  f.code in (select filer from owing) as required
from filer_at($as_of) as f
left join member as m on m.filer = f.code
left join taken as t on t.filer = f.code
where list_contains($filers, f.code) and (m.key is not null or f.code in (select filer from owing))
group by f.code, f.ord
order by f.ord;

-- name: totals
with owing as (
  select distinct o.filer
  from obligation as o
  join plan_at($as_of) as p using (version)
  join filer_at($as_of) as f on f.code = o.filer and f.kind = 'unit'
  where o.form = 'supervisors' and o.duty = 'due'
),
member as (
  select *, term = '在聘' and term_to >= $day::date as serving
  from supervisors_at($as_of)
  where list_contains($filers, filer) and ($identity is null or list_contains($identity, kind))
)
select
  count(*) as listed,
  count(*) filter (where serving) as serving,
  count(distinct kind) filter (where serving) as categories,
  count(distinct filer) filter (where serving and filer in (select filer from owing)) as units_with,
  (select count(*) from owing where list_contains($filers, filer)) as units_required
from member;
