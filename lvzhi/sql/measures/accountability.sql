-- 典型案例
-- 定义: 典型案例和一案双查,不含当事人姓名。dual 是已双查的;exposed 是公开通报和点名曝光的;in_ledger 是已转入问题整改的。
-- 分子/分母: dual_rate = dual / cases。
-- 依据: 方案五
-- 取值 case_class: “四风”问题/侵害群众利益/违规资金/履职不力/其他
-- 取值 dual: 已双查/只查直接责任人/不启动

-- One row per case.
-- name: rows
select
  r.key as case_no, r.unit, r.occurred_on, r.matter, r.case_class, r.source, r.punisher, r.punishment, r.dual,
  r.not_dual_reason, r.exposure, r.exposed_on, r.problem_no
from accountability_at($as_of) as r
join filer_at($as_of) as f on f.code = r.unit
where list_contains($units, r.unit)
  and ($case_class is null or list_contains($case_class, r.case_class))
  and ($dual is null or list_contains($dual, r.dual))
order by r.occurred_on, r.key;

-- name: totals
select
  count(*) as cases,
  count(*) filter (where r.dual = '已双查') as dual,
  count(*) filter (where r.exposure in ('公开通报', '点名曝光')) as exposed,
  count(*) filter (where r.problem_no is not null) as in_ledger,
  count(distinct r.unit) as units,
  count(*) filter (where r.dual = '已双查') / nullif(count(*), 0) as dual_rate
from accountability_at($as_of) as r
where list_contains($units, r.unit)
  and ($case_class is null or list_contains($case_class, r.case_class))
  and ($dual is null or list_contains($dual, r.dual));
