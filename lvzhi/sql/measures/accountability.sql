-- 典型案例
-- 定义: 典型案例和一案双查,不含当事人姓名。dual 是已双查的;exposed 是公开通报和点名曝光的;in_ledger 是已转入问题整改的。
-- 分子/分母: dual_rate = dual / cases。
-- 依据: 方案五
-- 名称 cases: 典型案例
-- 名称 dual: 双查
-- 名称 exposed: 公开通报曝光
-- 名称 in_ledger: 已转入整改
-- 名称 units: 涉及单位
-- 名称 dual_rate: 双查率
-- 名称 case_no: 案例编号
-- 名称 occurred_on: 日期
-- 名称 matter: 案由
-- 名称 case_class: 问题类别
-- 名称 punisher: 处理机关
-- 名称 punishment: 处理方式
-- 名称 not_dual_reason: 未双查理由
-- 名称 exposure: 公开情况
-- 名称 exposed_on: 公开日期
-- 取值 case_class: “四风”问题/侵害群众利益/违规资金/履职不力/其他
-- 取值 dual: 已双查/只查直接责任人/不启动
-- 单元格 cases: case_no
-- 单元格 exposed: exposure
-- 单元格 in_ledger: problem_no
-- 出自 units: cases
-- 明细 rows: case_no

-- One row per case, with the figures it counts in.
-- name: case_now
select
  r.key as case_no, r.unit, r.occurred_on, r.matter, r.case_class, r.source, r.punisher, r.punishment, r.dual,
  r.not_dual_reason, r.exposure, r.exposed_on, r.problem_no, r.entry, r.sheet_row,
  {
    'cases': true,
    'dual': r.dual = '已双查',
    'exposed': r.exposure in ('公开通报', '点名曝光'),
    'in_ledger': r.problem_no is not null
  } as counts
from accountability_at($as_of) as r
where ($case_class is null or list_contains($case_class, r.case_class))
  and ($dual is null or list_contains($dual, r.dual));

-- One row per case.
-- name: rows
select c.* exclude (entry, sheet_row, counts)
from case_now as c
join filer_now as f on f.code = c.unit
where c.unit in (select unnest($units))
order by c.occurred_on, c.case_no;

-- name: totals
select
  count(*) as cases,
  count(*) filter (where counts.dual) as dual,
  count(*) filter (where counts.exposed) as exposed,
  count(*) filter (where counts.in_ledger) as in_ledger,
  count(distinct unit) as units,
  count(*) filter (where counts.dual) / nullif(count(*), 0) as dual_rate
from case_now
where unit in (select unnest($units));

-- One row per class of case, in the form's order.
-- name: classes
select case_class, count(*) as cases, count(*) filter (where counts.dual) as dual
from case_now
where unit in (select unnest($units))
group by case_class
order by case_class;

-- name: cells
select case_no, unit, 'accountability' as form, entry, sheet_row, counts
from case_now
where unit in (select unnest($units));
