-- 计分
-- 定义: 只在方案写明考核办法的名称、文号和发文日期以后计分,扣分项和界限照考核办法;没有写明的不计。计分起始日以前到期的不计。
-- 定义: 迟报(late)按截止日到接收日的天数,按时(补正通过)的不算;未报(missing)是截止已过仍没有接收的;审核退回(returned)按次数。
-- 定义: 黄牌(yellow)、红牌(red)是截至日逾期未销号的问题,按逾期天数分;已按时申请而在等核查的不算。
-- 定义: 表扬(praised)、通报(named)按申报完成率的界限,应销号不足方案“只列分子分母的界限”的不列。
-- 分子/分母: applied_rate = applied / base;得分(score)= 满分 − 扣分(deducted),不低于0。
-- 依据: 方案所列考核办法
-- 内部: 不进入汇总表、上报版、上报包
-- 名称 score: 得分
-- 名称 deducted: 扣分
-- 名称 deductions: 扣分项数
-- 名称 late: 迟报
-- 名称 missing: 未报
-- 名称 returned: 审核退回
-- 名称 yellow: 黄牌
-- 名称 red: 红牌
-- 名称 praised: 表扬
-- 名称 named: 通报
-- 名称 notice: 表扬或通报
-- 名称 rule: 扣分项
-- 名称 times: 天数或次数
-- 名称 points: 扣分
-- 名称 subject: 报告期或问题编号
-- 名称 applied: 已销号或已申请
-- 名称 base: 应销号
-- 出自 score: deducted
-- 出自 deducted: deductions
-- 出自 praised: base
-- 出自 named: base
-- 出自 notice: base
-- 明细 deductions: unit/rule/subject

-- Three sorts of rows, told apart by `part`, from problems worked out once: a unit and what is left of its points; a
-- deduction; a problem of the rate. While the plan names no document there is no rule, and no row.
-- name: scoring_now
with standing as materialized (from problem_now),
rule as (
  select
    max(s.value) filter (where s.name = 'scoring.since')::date as since,
    max(s.number) filter (where s.name = 'scoring.full') as whole,
    max(s.number) filter (where s.name = 'scoring.praised_from') as praised_from,
    max(s.number) filter (where s.name = 'scoring.named_below') as named_below,
    max(s.number) filter (where s.name = 'small_denominator') as least_base,
    max(s.number) filter (where s.name = 'scoring.late_day') as late_day,
    max(s.number) filter (where s.name = 'scoring.late_most') as late_most,
    max(s.number) filter (where s.name = 'scoring.missing') as missing,
    max(s.number) filter (where s.name = 'scoring.returned') as returned,
    max(s.number) filter (where s.name = 'scoring.returned_most') as returned_most,
    max(s.number) filter (where s.name = 'scoring.yellow') as yellow,
    max(s.number) filter (where s.name = 'scoring.red') as red,
    max(s.number) filter (where s.name = 'scoring.red_after_days') as red_after
  from setting as s
  join plan_now as p using (version)
),
scored as (from filer_now where kind = 'unit'),
report as (
  select r.*, date_diff('day', r.due, r.accepted_at::date) as days
  from report_now as r, rule
  where r.due >= rule.since and r.filer in (select code from scored)
),
back as (
  select f.filer as unit, f.period, count(*) as times, max(d.entry) as entry
  from decision as d
  join filing as f on f.entry = d.filing
  cross join rule
  where d.act = 'return' and d."at" <= $as_of and d."at"::date >= rule.since
    and f.filer in (select code from scored)
  group by all
),
problem as (
  select p.*, date_diff('day', p.deadline, $day::date) as days
  from standing as p, rule
  where p.is_open and p.deadline < $day::date and p.deadline >= rule.since
    and p.unit in (select code from scored) and not coalesce(p.pending_on <= p.deadline, false)
),
deduction as (
  select
    r.filer as unit, '迟报' as rule, r.period as subject, r.days as times,
    least(r.days * rule.late_day, rule.late_most) as points,
    'late' as sort, r.entry, null::varchar as form, null::integer as sheet_row, null::varchar as "column",
    null::varchar as planned
  from report as r, rule
  where r.state = 'late' and not r.received_on_time and rule.late_day is not null
  union all by name
  select r.filer as unit, '未报' as rule, r.period as subject, 1 as times, rule.missing as points, 'missing' as sort,
    r.period as planned
  from report as r, rule
  where r.state = 'missing' and rule.missing is not null
  union all by name
  select b.unit, '审核退回' as rule, b.period as subject, b.times, least(b.times * rule.returned, rule.returned_most) as points,
    'returned' as sort, b.entry
  from back as b, rule
  where rule.returned is not null
  union all by name
  select p.unit, '红牌' as rule, p.problem_no as subject, p.days as times, rule.red as points, 'red' as sort,
    p.entry, p.form, p.sheet_row, p.day_column as "column"
  from problem as p, rule
  where rule.red is not null and p.days > rule.red_after
  union all by name
  select p.unit, '黄牌' as rule, p.problem_no as subject, p.days as times, rule.yellow as points, 'yellow' as sort,
    p.entry, p.form, p.sheet_row, p.day_column as "column"
  from problem as p, rule
  where rule.yellow is not null and not coalesce(rule.red is not null and p.days > rule.red_after, false)
),
deducted as (
  select
    unit,
    sum(points) as deducted,
    count(*) filter (where sort = 'late') as late,
    count(*) filter (where sort = 'missing') as missing,
    count(*) filter (where sort = 'returned') as returned,
    count(*) filter (where sort = 'yellow') as yellow,
    count(*) filter (where sort = 'red') as red
  from deduction
  group by unit
),
rate as (
  select
    unit,
    count(*) filter (where is_open or state = '已销号') as base,
    count(*) filter (where state = '已销号' or is_open and pending_on is not null) as applied
  from standing
  group by unit
)
select
  'unit' as part, f.code as unit, f.ord,
  greatest(rule.whole - coalesce(d.deducted, 0), 0) as score,
  coalesce(d.deducted, 0) as deducted,
  coalesce(d.late, 0) as late, coalesce(d.missing, 0) as missing, coalesce(d.returned, 0) as returned,
  coalesce(d.yellow, 0) as yellow, coalesce(d.red, 0) as red,
  coalesce(r.applied, 0) as applied, coalesce(r.base, 0) as base, r.applied / nullif(r.base, 0) as applied_rate,
  case
    when coalesce(r.base, 0) < greatest(rule.least_base, 1) then null
    when r.applied / r.base >= rule.praised_from then '表扬'
    when r.applied / r.base < rule.named_below then '通报'
  end as notice
from scored as f
cross join rule
left join deducted as d on d.unit = f.code
left join rate as r on r.unit = f.code
where rule.whole is not null
union all by name
select 'deduction' as part, d.*, f.ord
from deduction as d
join scored as f on f.code = d.unit
union all by name
select
  'problem' as part, p.unit, f.ord, p.problem_no as subject, p.entry, p.form, p.sheet_row, p.day_column as "column",
  p.state = '已销号' or p.pending_on is not null as applies
from standing as p
join scored as f on f.code = p.unit
cross join rule
where rule.whole is not null and (p.is_open or p.state = '已销号');

-- One row per unit, in the plan's order.
-- name: rows
select unit, score, deducted, late, missing, returned, yellow, red, applied, base, applied_rate, notice
from scoring_now
where part = 'unit' and unit in (select unnest($units))
order by ord;

-- One row per deduction: for what, how often, how much.
-- name: deductions
select unit, rule, subject, times, points
from scoring_now
where part = 'deduction' and unit in (select unnest($units))
order by ord, rule, subject;

-- name: totals
select
  coalesce(sum(late + missing + returned + yellow + red), 0)::bigint as deductions,
  coalesce(sum(late), 0)::bigint as late,
  coalesce(sum(missing), 0)::bigint as missing,
  coalesce(sum(returned), 0)::bigint as returned,
  coalesce(sum(yellow), 0)::bigint as yellow,
  coalesce(sum(red), 0)::bigint as red,
  count(*) filter (where notice = '表扬') as praised,
  count(*) filter (where notice = '通报') as named
from scoring_now
where part = 'unit' and unit in (select unnest($units));

-- name: cells
select
  unit, rule, subject, entry, form, sheet_row, "column", planned,
  {
    'deductions': part = 'deduction',
    'late': part = 'deduction' and sort = 'late',
    'missing': part = 'deduction' and sort = 'missing',
    'returned': part = 'deduction' and sort = 'returned',
    'yellow': part = 'deduction' and sort = 'yellow',
    'red': part = 'deduction' and sort = 'red',
    'base': part = 'problem',
    'applied': part = 'problem' and applies
  } as counts
from scoring_now
where part in ('deduction', 'problem') and unit in (select unnest($units));
