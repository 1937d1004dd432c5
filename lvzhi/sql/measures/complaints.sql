-- 投诉举报
-- 定义: 按承办单位统计已受理的来信来访来电等,举报件由局履职办单独登记,不在本表。inquiries 是其中的咨询,单列。due 是办结时限已过的;on_time 是其中在时限内答复或办结的;overdue 是时限已过还没有答复、办结或退回的;upheld 是属实和部分属实的。受理件数多不等于工作差,不排名。
-- 分子/分母: on_time_rate = on_time / due。
-- 依据: 方案四(二)2、三(五)2
-- 名称 received: 受理
-- 名称 inquiries: 其中咨询
-- 名称 finished: 已办结
-- 名称 due: 时限已过
-- 名称 on_time: 按时办结
-- 名称 overdue: 超期未办结
-- 名称 upheld: 属实
-- 名称 on_time_rate: 按时办结率
-- 取值 category: 咨询/求决/投诉/建议
-- 取值 channel: 来信/来访/来电/网络/意见箱/行风热线/上级转办/媒体
-- 单元格 received: received_on
-- 单元格 inquiries: category
-- 单元格 finished: status
-- 单元格 due: received_on/category
-- 单元格 on_time: received_on/category/status/answered_on
-- 单元格 overdue: received_on/category/status
-- 单元格 upheld: truth
-- 明细 complaints: complaint_no

-- One row per complaint, with the figures it counts in.
-- name: counted_complaint_now
select
  c.complaint_no, c.handling_unit as unit, c.entry, c.sheet_row,
  {
    'received': true,
    'inquiries': c.category = '咨询',
    'finished': c.finished,
    'due': c.due < $day::date,
    'on_time': c.due < $day::date and c.finished and c.answered_on <= c.due,
    'overdue': c.due < $day::date and not c.finished,
    'upheld': c.truth in ('属实', '部分属实')
  } as counts
from complaint_at($as_of) as c
where ($category is null or list_contains($category, c.category))
  and ($channel is null or list_contains($channel, c.channel))
  and ($area is null or list_contains($area, c.area));

-- One row per unit that has handled one.
-- name: rows
select
  c.unit,
  count(*) as received,
  count(*) filter (where c.counts.inquiries) as inquiries,
  count(*) filter (where c.counts.finished) as finished,
  count(*) filter (where c.counts.due) as due,
  count(*) filter (where c.counts.on_time) as on_time,
  count(*) filter (where c.counts.overdue) as overdue,
  count(*) filter (where c.counts.upheld) as upheld,
  count(*) filter (where c.counts.on_time) / nullif(count(*) filter (where c.counts.due), 0) as on_time_rate
from counted_complaint_now as c
join filer_now as f on f.code = c.unit
where c.unit in (select unnest($units))
group by c.unit, f.ord
order by f.ord;

-- name: totals
select
  count(*) as received,
  count(*) filter (where counts.inquiries) as inquiries,
  count(*) filter (where counts.finished) as finished,
  count(*) filter (where counts.due) as due,
  count(*) filter (where counts.on_time) as on_time,
  count(*) filter (where counts.overdue) as overdue,
  count(*) filter (where counts.upheld) as upheld,
  count(*) filter (where counts.on_time) / nullif(count(*) filter (where counts.due), 0) as on_time_rate
from counted_complaint_now
where unit in (select unnest($units));

-- One row per complaint, newest first.
-- name: complaints
select
  c.complaint_no, c.unit, k.received_on, k.channel, k.category, k.area, k.summary, k.due, k.status, k.answered_on, k.truth,
  c.counts.overdue as overdue
from counted_complaint_now as c
join complaint_at($as_of) as k using (complaint_no)
where c.unit in (select unnest($units))
order by not c.counts.overdue, k.received_on desc, c.complaint_no;

-- name: cells
select complaint_no, unit, 'complaints' as form, entry, sheet_row, counts
from counted_complaint_now
where unit in (select unnest($units));

-- 举报: rows for the office and the filers the plan names, and for these only those that are not about themselves.
-- name: confidential
select
  r.key as complaint_no, r.received_on, r.channel, r.subject_unit, r.summary, r.handling_unit, r.status, r.result, r.truth,
  r.held_to_account, r.answered_on, r.problem_no
from complaints_at($as_of) as r
where r.category = '举报' and $confidential and ($self is null or r.subject_unit is distinct from $self)
order by r.received_on, r.key;
