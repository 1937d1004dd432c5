-- 政风督查员
-- 定义: 聘请的督查员,市局的记在局履职办名下。serving 是在聘且聘期未过的;categories 是在聘督查员的身份类别数;activities 是参加明察暗访的人次。
-- 分子/分母: units_with 是有在聘督查员的单位数,units_required 是方案要求聘请的单位数。
-- 依据: 方案四(一)4
-- 名称 listed: 名册人数
-- 名称 serving: 在聘
-- 名称 categories: 身份类别
-- 名称 activities: 参加察访
-- 名称 kind: 身份类别
-- 名称 required: 方案要求
-- 名称 units_with: 有督查员的单位
-- 名称 units_required: 应聘请的单位
-- 取值 identity: 党代表/人大代表/政协委员/民主党派/新闻媒体/社会组织/服务对象/群众代表
-- 单元格 listed: supervisor_no
-- 单元格 serving: term/term_to
-- 单元格 categories: kind
-- 单元格 units_with: term/term_to
-- 单元格 activities: supervisor_nos
-- 明细 people: supervisor_no
-- 明细 rows: filer 计 units_with/units_required
-- 明细 categories: kind 计 categories

-- One row per person listed, with the figures it counts in; `owing`: the plan asks this filer for some.
-- name: supervisor_now
with owing as (
  select distinct o.filer
  from obligation as o
  join plan_now as p using (version)
  where o.form = 'supervisors' and o.duty = 'due'
)
select
  m.key as supervisor_no, f.code as filer, f.kind as filer_kind, f.ord, o.filer is not null as owing, m.kind,
  m.entry, m.sheet_row,
  m.term = '在聘' and m.term_to >= $day::date as serving
from filer_now as f
left join owing as o on o.filer = f.code
left join supervisors_at($as_of) as m
  on m.filer = f.code and ($identity is null or list_contains($identity, m.kind))
where m.key is not null or o.filer is not null;

-- One row per filer that has or should have some.
-- name: rows
with activity as (
  select unnest(supervisor_nos) as supervisor_no from inspections_at($as_of)
),
taken as (
  select m.filer, count(*) as activities
  from activity as a
  join supervisor_now as m using (supervisor_no)
  group by all
)
select
  m.filer,
  count(m.supervisor_no) as listed,
  count(*) filter (where m.serving) as serving,
  count(distinct m.kind) filter (where m.serving) as categories,
  coalesce(any_value(t.activities), 0) as activities,
  bool_or(m.owing) as required
from supervisor_now as m
left join taken as t using (filer)
where m.filer in (select unnest($filers))
group by m.filer, m.ord
order by m.ord;

-- One row per person listed.
-- name: people
select m.supervisor_no, m.filer, p.name, m.kind, p.workplace, p.term_from, p.term_to, p.term, m.serving
from supervisor_now as m
join supervisors_at($as_of) as p on p.key = m.supervisor_no
where m.filer in (select unnest($filers))
order by m.ord, m.supervisor_no;

-- One row per category with a serving supervisor.
-- name: categories
select kind, count(*) as serving
from supervisor_now
where serving and filer in (select unnest($filers))
group by kind
order by kind;

-- name: totals
select
  count(supervisor_no) as listed,
  count(*) filter (where serving) as serving,
  count(distinct kind) filter (where serving) as categories,
  count(distinct filer) filter (where serving and owing and filer_kind = 'unit') as units_with,
  count(distinct filer) filter (where owing and filer_kind = 'unit') as units_required
from supervisor_now
where filer in (select unnest($filers));

-- name: cells
select
  supervisor_no, filer, kind, 'supervisors' as form, entry, sheet_row,
  {
    'listed': supervisor_no is not null,
    'serving': serving,
    'categories': serving,
    'units_with': serving and owing and filer_kind = 'unit',
    'required': false,
    'units_required': false,
    'activities': false
  } as counts
from supervisor_now
where filer in (select unnest($filers))
union all by name
select distinct filer, '政风督查员' as planned, unnest(
  case when filer_kind = 'unit' then ['required', 'units_required'] else ['required'] end
) as figure
from supervisor_now
where owing and filer in (select unnest($filers))
union all by name
select m.filer, m.supervisor_no, 'inspections' as form, i.entry, i.sheet_row, 'activities' as figure
from supervisor_now as m
join inspections_at($as_of) as i on list_contains(i.supervisor_nos, m.supervisor_no)
where m.filer in (select unnest($filers)) and coalesce(i.unit, m.filer) in (select unnest($filers));
