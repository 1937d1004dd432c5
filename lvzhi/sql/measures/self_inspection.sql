-- 自查自纠
-- 定义: 按检查项统计。applicable 是该项适用的单位数;answered 是已答全部分项的单位数;一项的结论取各分项中最重的(线索已按规定移交、发现问题、未发现问题、不适用依次由重到轻),以最近一次自查为准。asks 表明问法:good 答“是”为好,bad 答“是”为不好;结论一律以是否发现问题表述。
-- 定义: problems 是以该项登记的问题数,closed 是其中现已销号的;按结论筛选的,只筛自查的结论,不筛登记的问题。
-- 分子/分母: found_rate = found / answered。
-- 依据: 方案三、四(二)2
-- 名称 applicable: 适用单位
-- 名称 answered: 已答
-- 名称 none_found: 未发现问题
-- 名称 found: 发现问题
-- 名称 not_applicable: 不适用
-- 名称 transferred: 线索已移交
-- 名称 found_rate: 发现率
-- 名称 problems: 已登记问题
-- 名称 closed: 其中已销号
-- 名称 asks: 问法
-- 名称 text: 检查内容
-- 名称 conclusion: 结论
-- 名称 parts: 分项
-- 名称 answered_parts: 已答分项
-- 单元格 applicable: conclusion
-- 单元格 answered: conclusion
-- 单元格 none_found: conclusion
-- 单元格 found: conclusion
-- 单元格 not_applicable: conclusion
-- 单元格 transferred: conclusion
-- 取值 conclusion: 未发现问题/发现问题/不适用/线索已按规定移交
-- 明细 answers: unit/clause

-- One row per check item, in the notice's order.
-- name: rows
with answer as (
  select
    clause,
    count(*) as applicable,
    count(conclusion) as answered,
    count(*) filter (where conclusion = '未发现问题') as none_found,
    count(*) filter (where conclusion = '发现问题') as found,
    count(*) filter (where conclusion = '不适用') as not_applicable,
    count(*) filter (where conclusion = '线索已按规定移交') as transferred
  from item_answer_now
  where unit in (select unnest($units)) and ($conclusion is null or list_contains($conclusion, conclusion))
  group by clause
),
problem as (
  select i.item_clause as clause, count(*) as problems, count(*) filter (where p.state = '已销号') as closed
  from problem_now as p
  join check_item_now as i on i.clause = p.check_item
  where p.unit in (select unnest($units))
  group by i.item_clause
)
select
  i.clause,
  i.area,
  i.asks,
  i.text,
  coalesce(a.applicable, 0) as applicable,
  coalesce(a.answered, 0) as answered,
  coalesce(a.none_found, 0) as none_found,
  coalesce(a.found, 0) as found,
  coalesce(a.not_applicable, 0) as not_applicable,
  coalesce(a.transferred, 0) as transferred,
  coalesce(p.problems, 0) as problems,
  coalesce(p.closed, 0) as closed,
  a.found / nullif(a.answered, 0) as found_rate
from check_item_now as i
left join answer as a on a.clause = i.clause
left join problem as p on p.clause = i.clause
where i.part is null and ($area is null or list_contains($area, i.area))
order by i.ord;

-- name: totals
select
  count(*) as applicable,
  count(conclusion) as answered,
  count(*) filter (where conclusion = '未发现问题') as none_found,
  count(*) filter (where conclusion = '发现问题') as found,
  count(*) filter (where conclusion = '不适用') as not_applicable,
  count(*) filter (where conclusion = '线索已按规定移交') as transferred,
  count(*) filter (where conclusion = '发现问题') / nullif(count(conclusion), 0) as found_rate
from item_answer_now
where unit in (select unnest($units))
  and ($area is null or list_contains($area, area))
  and ($conclusion is null or list_contains($conclusion, conclusion));

-- One row per unit and item that applies to it: the cells of the matrix.
-- name: answers
select a.unit, f.group_code as "group", f.type, a.clause, a.area, a.conclusion, a.parts, a.answered_parts
from item_answer_now as a
join filer_now as f on f.code = a.unit
where a.unit in (select unnest($units))
  and ($area is null or list_contains($area, a.area))
  and ($conclusion is null or list_contains($conclusion, a.conclusion))
order by f.ord, a.ord;

-- The newest answer of each part of an item, what the plan asks where there is none; problems by their events.
-- name: cells
select
  a.unit, a.clause, a.area, 'self_inspection' as form, q.entry, q.sheet_row, a.clause as planned,
  {
    'applicable': true,
    'answered': a.conclusion is not null,
    'none_found': a.conclusion = '未发现问题',
    'found': a.conclusion = '发现问题',
    'not_applicable': a.conclusion = '不适用',
    'transferred': a.conclusion = '线索已按规定移交',
    'problems': false,
    'closed': false
  } as counts
from item_answer_now as a
left join item_part_at($as_of) as q on q.filer = a.unit and q.check_item = a.clause
where a.unit in (select unnest($units))
  and ($area is null or list_contains($area, a.area))
  and ($conclusion is null or list_contains($conclusion, a.conclusion))
union all by name
select
  p.unit, i.item_clause as clause, i.area, e.form, e.entry, e.sheet_row, e.day_column as "column",
  unnest(case when p.state = '已销号' then ['problems', 'closed'] else ['problems'] end) as figure
from problem_now as p
join check_item_now as i on i.clause = p.check_item
join event_now as e
  on e.problem_no = p.problem_no and e.unit = p.unit and e.event in ('registered', 'applied', 'closed')
where p.unit in (select unnest($units)) and (e.event = 'registered' or p.state = '已销号');
