-- Days until which a book refused in time may be corrected and still counts as received in time: the plan's number
-- of working days after each deadline.
create or replace macro correction_at(as_of) as table
select b.due, min(c.day) as until
from (select distinct b.due from book_at(as_of) as b) as b
join calendar_at(as_of) as d on d.day = b.due
join setting as s on s.name = 'correction_working_days'
join plan_at(as_of) as p on p.version = s.version
join calendar_at(as_of) as c on c.day >= b.due and c.n = d.n + s.number
group by b.due;

-- One row per book owed, and what has been received of it. By its first acceptance: what is filed later changes
-- neither state nor attempts. 零报告 from the page is an acceptance without a file.
create or replace macro report_at(as_of) as table
with attempt as (
  select f.filer, f.period, f.entry, f.status, f.received_at, f.entry as filing
  from filing as f
  where f.received_at <= as_of and f.period is not null
  union all
  select d.filer, d.period, d.entry, 'accepted' as status, d."at" as received_at, null as filing
  from decision as d
  where d.act = 'nil_return' and d."at" <= as_of
),
first as (
  select
    filer, period,
    min(received_at) as accepted_at,
    arg_min(entry, (received_at, entry)) as entry,
    arg_min(filing, (received_at, entry)) as filing
  from attempt
  where status = 'accepted'
  group by all
),
tried as (
  select
    a.filer, a.period,
    count(a.filing) filter (where (a.received_at, a.entry) <= (f.accepted_at, f.entry) or f.entry is null) as attempts,
    min(a.received_at) filter (where a.status = 'rejected') as refused_at
  from attempt as a
  left join first as f on f.filer = a.filer and f.period = a.period
  group by all
),
standing as (
  -- The newest version stands: one filed after unlocking is not approved because the one before was.
  select f.filer, f.period, arg_max(f.approved, (f.received_at, f.entry)) as approved
  from filing_at(as_of) as f
  group by all
),
paper as (
  select distinct f.filer, f.period
  from decision as d
  join filing as f on f.entry = d.filing
  where d.act = 'paper_received' and d."at" <= as_of
),
dated as (
  select
    b.filer, b.book, b.period, b.due, b.exempt,
    f.accepted_at, f.entry, f.filing,
    coalesce(t.attempts, 0) as attempts,
    f.accepted_at < b.due + interval 1 day as in_time,
    t.refused_at < b.due + interval 1 day and f.accepted_at < c.until + interval 1 day as corrected_in_time,
    case
      when s.approved then 'approved'
      when s.filer is not null or f.entry is not null and f.filing is null then 'accepted'
      when f.entry is not null then 'returned'
    end as approval,
    p.filer is not null as paper_received
  from book_at(as_of) as b
  left join first as f on f.filer = b.filer and f.period = b.period
  left join tried as t on t.filer = b.filer and t.period = b.period
  left join standing as s on s.filer = b.filer and s.period = b.period
  left join paper as p on p.filer = b.filer and p.period = b.period
  left join correction_at(as_of) as c on c.due = b.due
  where b.owed
)
select
  filer, book, period, due, accepted_at, attempts, approval, paper_received, entry, filing,
  case
    when in_time then 'on_time'
    when exempt then 'exempt'
    when accepted_at is not null then 'late'
    when as_of >= due + interval 1 day then 'missing'
    else 'pending'
  end as state,
  coalesce(in_time or corrected_in_time, false) as received_on_time
from dated;

-- One row per sheet due in a book that is owed, and whether an effective filing holds it.
create or replace macro due_sheet_at(as_of) as table
with released as (
  select d.filer, d.period, d.form
  from decision as d
  where d.act = 'exempt' and d.form is not null and d."at" <= as_of
),
nil as (
  select d.filer, d.period
  from decision as d
  where d.act = 'nil_return' and d."at" <= as_of
),
held as (
  select distinct f.filer, f.period, s.form
  from filing_at(as_of) as f
  join sheet as s using (entry)
)
select
  o.filer, o.period, o.form,
  h.form is not null or n.filer is not null as held
from obligation as o
join plan_at(as_of) as p using (version)
left join held as h on h.filer = o.filer and h.period = o.period and h.form = o.form
left join nil as n on n.filer = o.filer and n.period = o.period
anti join released as r on r.filer = o.filer and r.period = o.period and r.form = o.form
where o.duty = 'due';
