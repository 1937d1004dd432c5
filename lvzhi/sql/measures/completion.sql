-- 阶段完成
-- 定义: 单位自己的任务按阶段的完成情况。applicable 是应做的任务数(方案所列本单位任务,减去局履职办认定的“不适用”);done 是状态为“已完成”的;verified 是其中所在报送已审定的;late 是完成日期晚于任务截止日期的;overdue 是没有完成、而应当反映它的那期报送已过截止日期的。
-- 定义: 没有报送不等于不适用。属于工作组、局履职办自身的任务不进任何单位的分母。
-- 分子/分母: rate = done / applicable;verified_rate = verified / applicable。合计 rate 是各单位任务数相加后的比率,mean_rate 是各单位完成率的平均。
-- 依据: 方案四
-- 分组: unit/stage/group/leader/type
-- 单元格 applicable: status
-- 单元格 done: status/done_on
-- 单元格 verified: status/done_on
-- 单元格 late: status/done_on
-- 单元格 overdue: status
-- 单元格 standing: status/done_on
-- 出自 mean_rate: done/applicable
-- 明细 tasks: unit/clause

-- One row per unit and stage in which it has tasks of its own.
-- name: rows
select
  t.unit,
  t.stage,
  count(*) filter (where t.applicable) as applicable,
  count(*) filter (where t.done) as done,
  count(*) filter (where t.verified) as verified,
  count(*) filter (where t.late) as late,
  count(*) filter (where t.applicable and not t.done and t.shown_due < $day::date) as overdue,
  count(*) filter (where t.done) / nullif(count(*) filter (where t.applicable), 0) as rate,
  count(*) filter (where t.verified) / nullif(count(*) filter (where t.applicable), 0) as verified_rate
from task_now as t
join filer_now as f on f.code = t.unit
join stage_now as s on s.id = t.stage
where t.unit in (select unnest($units)) and ($stage is null or list_contains($stage, t.stage))
group by t.unit, t.stage, f.ord, s.ord
order by f.ord, s.ord;

-- name: totals
with unit as (
  select
    t.unit,
    count(*) filter (where t.applicable) as applicable,
    count(*) filter (where t.done) as done,
    count(*) filter (where t.verified) as verified,
    count(*) filter (where t.late) as late,
    count(*) filter (where t.applicable and not t.done and t.shown_due < $day::date) as overdue
  from task_now as t
  where t.unit in (select unnest($units)) and ($stage is null or list_contains($stage, t.stage))
  group by t.unit
)
select
  coalesce(sum(applicable), 0)::bigint as applicable,
  coalesce(sum(done), 0)::bigint as done,
  coalesce(sum(verified), 0)::bigint as verified,
  coalesce(sum(late), 0)::bigint as late,
  coalesce(sum(overdue), 0)::bigint as overdue,
  sum(done) / nullif(sum(applicable), 0) as rate,
  sum(verified) / nullif(sum(applicable), 0) as verified_rate,
  -- Rounded: threads add up in any order, and the same rows must give the same figure to the last digit.
  round(avg(done / nullif(applicable, 0)), 12) as mean_rate
from unit;

-- One row per value of the keys asked for; a unit of a group with two leaders stands under each of them.
-- name: by
select
  case when list_contains($by, 'unit') then t.unit end as unit,
  case when list_contains($by, 'stage') then t.stage end as stage,
  case when list_contains($by, 'group') then f.group_code end as "group",
  l.name as leader,
  case when list_contains($by, 'type') then f.type end as type,
  count(*) filter (where t.applicable) as applicable,
  count(*) filter (where t.done) as done,
  count(*) filter (where t.verified) as verified,
  count(*) filter (where t.late) as late,
  count(*) filter (where t.applicable and not t.done and t.shown_due < $day::date) as overdue,
  count(*) filter (where t.done) / nullif(count(*) filter (where t.applicable), 0) as rate,
  count(*) filter (where t.verified) / nullif(count(*) filter (where t.applicable), 0) as verified_rate
from task_now as t
join filer_now as f on f.code = t.unit
join stage_now as s on s.id = t.stage
left join leader_now as l on l.group_code = f.group_code and list_contains($by, 'leader')
where t.unit in (select unnest($units)) and ($stage is null or list_contains($stage, t.stage))
group by 1, 2, 3, 4, 5
order by
  case when list_contains($by, 'stage') and not list_contains($by, 'unit') then min(s.ord) end,
  min(l.ord),
  min(f.ord),
  min(s.ord);

-- One row per stage and day on which tasks of it were completed; `done` so far.
-- name: days
select
  t.stage,
  t.done_on as day,
  sum(count(*)) over (partition by t.stage order by t.done_on)::bigint as done
from task_now as t
join stage_now as s on s.id = t.stage
where t.done and t.applicable and t.unit in (select unnest($units)) and ($stage is null or list_contains($stage, t.stage))
group by t.stage, t.done_on, s.ord
order by s.ord, t.done_on;

-- One row per unit and task of its own: the cells of the matrix. `standing`: not_applicable, done, done_late,
-- overdue, in_progress or not_due.
-- name: tasks
select
  t.unit,
  f.group_code as "group",
  f.type,
  t.stage,
  t.clause,
  t.name,
  t.due,
  t.shown_due,
  t.status,
  t.done_on,
  t.result,
  t.evidence,
  t.verified,
  case
    when not t.applicable then 'not_applicable'
    when t.late then 'done_late'
    when t.done then 'done'
    when t.shown_due < $day::date then 'overdue'
    when t.status = '进行中' then 'in_progress'
    else 'not_due'
  end as standing
from task_now as t
join filer_now as f on f.code = t.unit
where t.unit in (select unnest($units)) and ($stage is null or list_contains($stage, t.stage))
order by f.ord, t.task_ord;

-- One row per task: its row as it stands, or what the plan asks where there is none; what is approved rests on the
-- approval too.
-- name: cells
select
  t.unit, t.stage, t.clause, 'stage_tasks' as form, t.entry, t.sheet_row, t.clause as planned,
  {
    'applicable': t.applicable,
    'done': t.done,
    'verified': t.verified,
    'late': t.late,
    'overdue': t.applicable and not t.done and t.shown_due < $day::date
  } as counts
from task_now as t
where t.unit in (select unnest($units)) and ($stage is null or list_contains($stage, t.stage))
union all by name
select t.unit, t.stage, t.clause, d.entry, 'verified' as figure
from task_now as t
join decision as d on d.act = 'approve' and d.filing = t.entry and d."at" <= $as_of
where t.verified and t.unit in (select unnest($units)) and ($stage is null or list_contains($stage, t.stage));
