-- One row per book a filer asked help with and has not filed since: the newest request, and its last file.
with asked as (
  select filer, period, max("at") as asked_at, max(entry) as entry
  from decision
  where act = 'ask_help' and "at" <= $as_of
  group by filer, period
),
last as (
  select filer, max_by(entry, entry) as entry
  from filing
  where status <> 'accepted' and received_at <= $as_of
  group by filer
)
select
  a.filer, a.period, a.asked_at, f.receipt, f.sha256 as file, f.file_name, f.received_at, f.errors, f.queries
from asked as a
left join last as l on l.filer = a.filer
left join filing as f on f.entry = l.entry
where not exists (
  select 1 from filing as g
  where g.filer = a.filer and g.period = a.period and g.status = 'accepted' and g.entry > a.entry
)
order by a.asked_at, a.filer;
