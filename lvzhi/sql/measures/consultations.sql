-- 征求意见
-- 定义: 各单位征求到的意见。adopted 是采纳和部分采纳的;to_problems 是已转为问题的;issued、collected 是问卷的发放和收回份数,同一次问卷(日期、方式、对象类别相同)只计一次。
-- 分子/分母: response = collected / issued。
-- 依据: 方案四(二)1
-- 取值 method: 意见箱/举报电话/信函/网上征求意见/座谈会/问卷调查/走访服务对象/点题监督/第三方监督/其他

-- One row per unit with an opinion or with a duty to ask for some.
-- name: rows
with opinion as (
  from consultations_at($as_of)
  where $method is null or list_contains($method, method)
),
survey as (
  select filer, sum(issued)::bigint as issued, sum(collected)::bigint as collected
  from (
    select filer, held_on, method, consulted, max(issued) as issued, max(collected) as collected
    from opinion
    group by all
  )
  group by all
),
owing as (
  select distinct o.filer
  from obligation as o
  join plan_at($as_of) as p using (version)
  where o.form = 'consultations' and o.duty = 'due'
)
select
  f.code as unit,
  count(c.key) as opinions,
  count(c.key) filter (where c.decision in ('采纳', '部分采纳')) as adopted,
  count(c.key) filter (where len(c.problem_nos) > 0) as to_problems,
  count(distinct c.method) as methods,
  coalesce(any_value(s.issued), 0) as issued,
  coalesce(any_value(s.collected), 0) as collected,
  any_value(s.collected) / nullif(any_value(s.issued), 0) as response
from filer_at($as_of) as f
left join opinion as c on c.filer = f.code
left join survey as s on s.filer = f.code
where list_contains($units, f.code) and (c.key is not null or f.code in (select filer from owing))
group by f.code, f.ord
order by f.ord;

-- name: totals
with opinion as (
  from consultations_at($as_of)
  where list_contains($units, filer) and ($method is null or list_contains($method, method))
),
survey as (
  select max(issued) as issued, max(collected) as collected
  from opinion
  group by filer, held_on, method, consulted
),
asked as (
  select coalesce(sum(issued), 0)::bigint as issued, coalesce(sum(collected), 0)::bigint as collected
  from survey
),
counted as (
  select
    count(*) as opinions,
    count(*) filter (where decision in ('采纳', '部分采纳')) as adopted,
    count(*) filter (where len(problem_nos) > 0) as to_problems,
    count(distinct filer) as units
  from opinion
)
select c.*, a.issued, a.collected, a.collected / nullif(a.issued, 0) as response
from counted as c
cross join asked as a;
