-- What stands at an instant: `as_of` is a TIMESTAMP in the campaign's own time zone.

-- One row per effective filing: accepted, received by then and not returned by then. `approved`: the office or a
-- group has approved it by then.
create or replace macro filing_at(as_of) as table
select
  f.*,
  f.entry in (
    select d.filing from decision as d where d.act = 'approve' and d.filing is not null and d."at" <= as_of
  ) as approved
from filing as f
where f.status = 'accepted'
  and f.received_at <= as_of
  and f.entry not in (
    select d.filing from decision as d where d.act = 'return' and d.filing is not null and d."at" <= as_of
  );

-- One row per entry that rows of forms came with: effective filings, and what was entered on the desk, which has
-- no file and needs no approval.
create or replace macro source_at(as_of) as table
select f.entry, f.period, f.received_at, f.approved
from filing_at(as_of) as f
union all
select d.entry, d.period, d."at" as received_at, true as approved
from decision as d
where d.act in ('verification', 'assign') and d."at" <= as_of;

-- One row per row of a form that the office has withdrawn by then; `period` tells rows of a periodic form apart.
create or replace macro withdrawn_at(as_of) as table
select distinct d.form, d.filer, d.period, d.key
from decision as d
where d.act = 'withdraw_row' and d."at" <= as_of;

-- One row per book that takes no further filing: approved or locked, and neither unlocked nor returned since.
create or replace macro locked_at(as_of) as table
select d.filer, d.period
from decision as d
where d.act in ('approve', 'lock', 'unlock', 'return') and d.filer is not null and d."at" <= as_of
group by d.filer, d.period
having arg_max(d.act, (d."at", d.entry)) in ('approve', 'lock');
