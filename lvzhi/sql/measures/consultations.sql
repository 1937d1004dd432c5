-- 征求意见
-- 定义: 各单位征求到的意见。adopted 是采纳和部分采纳的;to_problems 是已转为问题的;issued、collected 是问卷调查的发放和收回份数(其他方式写了份数的不计),同一次问卷(日期、方式、对象类别相同)只计一次。
-- 分子/分母: response = collected / issued。
-- 依据: 方案四(二)1
-- 名称 opinions: 意见
-- 名称 adopted: 采纳
-- 名称 to_problems: 转为问题
-- 名称 methods: 方式种数
-- 名称 units: 征求过的单位
-- 名称 issued: 发放问卷
-- 名称 collected: 收回问卷
-- 名称 response: 回收率
-- 取值 method: 意见箱/举报电话/信函/网上征求意见/座谈会/问卷调查/走访服务对象/点题监督/第三方监督/其他
-- 单元格 opinions: opinion_no
-- 单元格 adopted: decision
-- 单元格 to_problems: problem_nos
-- 单元格 methods: method
-- 出自 units: opinions
-- 明细 opinions: opinion_no

-- One row per opinion, with the figures it counts in; of one survey the row that says most copies stands for it.
-- name: opinion_now
select
  c.key as opinion_no, c.filer as unit, c.method, c.issued, c.collected, c.entry, c.sheet_row,
  {
    'opinions': true,
    'adopted': c.decision in ('采纳', '部分采纳'),
    'to_problems': len(c.problem_nos) > 0,
    'methods': true,
    'issued':
      c.method = '问卷调查'
      and c.issued is not null
      and row_number() over (survey order by c.issued desc nulls last, c.key) = 1,
    'collected':
      c.method = '问卷调查'
      and c.collected is not null
      and row_number() over (survey order by c.collected desc nulls last, c.key) = 1
  } as counts
from consultations_at($as_of) as c
where $method is null or list_contains($method, c.method)
window survey as (partition by c.filer, c.held_on, c.method, c.consulted);

-- One row per unit with an opinion or with a duty to ask for some.
-- name: rows
with owing as (
  select distinct o.filer
  from obligation as o
  join plan_now as p using (version)
  where o.form = 'consultations' and o.duty = 'due'
)
select
  f.code as unit,
  count(c.opinion_no) as opinions,
  count(*) filter (where c.counts.adopted) as adopted,
  count(*) filter (where c.counts.to_problems) as to_problems,
  count(distinct c.method) as methods,
  coalesce(sum(c.issued) filter (where c.counts.issued), 0)::bigint as issued,
  coalesce(sum(c.collected) filter (where c.counts.collected), 0)::bigint as collected,
  sum(c.collected) filter (where c.counts.collected) / nullif(sum(c.issued) filter (where c.counts.issued), 0)
    as response
from filer_now as f
left join opinion_now as c on c.unit = f.code
where f.code in (select unnest($units)) and (c.opinion_no is not null or f.code in (select filer from owing))
group by f.code, f.ord
order by f.ord;

-- name: totals
select
  count(*) as opinions,
  count(*) filter (where counts.adopted) as adopted,
  count(*) filter (where counts.to_problems) as to_problems,
  count(distinct unit) as units,
  coalesce(sum(issued) filter (where counts.issued), 0)::bigint as issued,
  coalesce(sum(collected) filter (where counts.collected), 0)::bigint as collected,
  sum(collected) filter (where counts.collected) / nullif(sum(issued) filter (where counts.issued), 0) as response
from opinion_now
where unit in (select unnest($units));

-- One row per opinion, newest first.
-- name: opinions
select
  o.opinion_no, o.unit, c.held_on, c.method, c.consulted, c.issued, c.collected, c.opinion, c.decision, c.problem_nos
from opinion_now as o
join consultations_at($as_of) as c on c.key = o.opinion_no
where o.unit in (select unnest($units))
order by c.held_on desc, o.opinion_no;

-- name: cells
select opinion_no, unit, 'consultations' as form, entry, sheet_row, counts
from opinion_now
where unit in (select unnest($units));
