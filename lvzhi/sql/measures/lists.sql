-- 五项清单
-- 定义: 各单位应报的清单是否已报:已报(有事项,或经说明确无此类事项)、未报;空白是方案不要求。只看报没报,不评质量。
-- 分子/分母: rate = reported / required(required:应报的清单数;reported:其中已报的)。
-- 依据: 方案三(五)6
-- 名称 required: 应报清单
-- 名称 reported: 已报
-- 名称 missing: 未报
-- 名称 units_complete: 报全的单位
-- 名称 rate: 已报率
-- 名称 present: 情况
-- 名称 entries: 事项
-- 名称 form: 清单
-- 名称 units: 单位
-- 单元格 required: name
-- 单元格 reported: name
-- 单元格 entries: name
-- 单元格 duty_list: name
-- 单元格 service_list: name
-- 单元格 integrity_list: name
-- 单元格 conduct_list: name
-- 单元格 coordination_list: name
-- 出自 units: required
-- 单元格 units_complete: name
-- 明细 lists: unit/form
-- 明细 rows: unit 计 units/units_complete

-- One row per unit; each list 已报, 未报 or null where the plan asks for none.
-- name: rows
pivot (
  select unit, "group", type, form, present, ord
  from list_now
  where unit in (select unnest($units))
)
on form in ('duty_list', 'service_list', 'integrity_list', 'conduct_list', 'coordination_list')
using any_value(present)
group by unit, "group", type, ord
order by ord;

-- name: totals
select
  count(*) as required,
  count(*) filter (where present = '已报') as reported,
  count(*) filter (where present = '未报') as missing,
  count(distinct unit) as units,
  count(distinct unit) - count(distinct unit) filter (where present = '未报') as units_complete,
  count(*) filter (where present = '已报') / nullif(count(*), 0) as rate
from list_now
where unit in (select unnest($units));

-- One row per unit and list required.
-- name: lists
select unit, "group", type, form, present, entries
from list_now
where unit in (select unnest($units))
order by ord, form;

-- The entries of each list, the sheet on which 本期无 was ticked, or what the plan asks for.
-- name: cells
select
  l.unit, l."group", l.type, l.form, h.entry, h.sheet_row,
  {
    'required': true,
    'reported': l.present = '已报',
    'missing': l.present = '未报',
    'units_complete': bool_and(l.present = '已报') over (partition by l.unit),
    'entries': h.sheet_row is not null,
    'duty_list': l.form = 'duty_list',
    'service_list': l.form = 'service_list',
    'integrity_list': l.form = 'integrity_list',
    'conduct_list': l.form = 'conduct_list',
    'coordination_list': l.form = 'coordination_list'
  } as counts
from list_now as l
left join list_held_at($as_of) as h on h.form = l.form and h.filer = l.unit
where l.unit in (select unnest($units));
