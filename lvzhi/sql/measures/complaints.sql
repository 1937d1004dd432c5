-- 投诉举报
-- 定义: 按承办单位统计已受理的来信来访来电等,举报件由局履职办单独登记,不在本表。inquiries 是其中的咨询,单列。due 是办结时限已过的;on_time 是其中在时限内答复或办结的;overdue 是时限已过还没有答复、办结或退回的;upheld 是属实和部分属实的。受理件数多不等于工作差,不排名。
-- 分子/分母: on_time_rate = on_time / due。
-- 依据: 方案四(二)2、三(五)2
-- 取值 category: 咨询/求决/投诉/建议
-- 取值 channel: 来信/来访/来电/网络/意见箱/行风热线/上级转办/媒体

-- One row per unit that has handled one.
-- name: rows
select
  c.handling_unit as unit,
  count(*) as received,
  count(*) filter (where c.category = '咨询') as inquiries,
  count(*) filter (where c.finished) as finished,
  count(*) filter (where c.due < $day::date) as due,
  count(*) filter (where c.due < $day::date and c.finished and c.answered_on <= c.due) as on_time,
  count(*) filter (where c.due < $day::date and not c.finished) as overdue,
  count(*) filter (where c.truth in ('属实', '部分属实')) as upheld,
  count(*) filter (where c.due < $day::date and c.finished and c.answered_on <= c.due)
    / nullif(count(*) filter (where c.due < $day::date), 0) as on_time_rate
from complaint_at($as_of) as c
join filer_at($as_of) as f on f.code = c.handling_unit
where list_contains($units, c.handling_unit)
  and ($category is null or list_contains($category, c.category))
  and ($channel is null or list_contains($channel, c.channel))
  and ($area is null or list_contains($area, c.area))
group by c.handling_unit, f.ord
order by f.ord;

-- name: totals
select
  count(*) as received,
  count(*) filter (where category = '咨询') as inquiries,
  count(*) filter (where finished) as finished,
  count(*) filter (where due < $day::date) as due,
  count(*) filter (where due < $day::date and finished and answered_on <= due) as on_time,
  count(*) filter (where due < $day::date and not finished) as overdue,
  count(*) filter (where truth in ('属实', '部分属实')) as upheld,
  count(*) filter (where due < $day::date and finished and answered_on <= due)
    / nullif(count(*) filter (where due < $day::date), 0) as on_time_rate
from complaint_at($as_of)
where list_contains($units, handling_unit)
  and ($category is null or list_contains($category, category))
  and ($channel is null or list_contains($channel, channel))
  and ($area is null or list_contains($area, area));
