-- The plan as it stood at an instant. One row: the version entered last of those in force by then.
-- Before the first version came into force there is still the first one: filings received on an earlier day
-- than the data directory was set up (`load --received-at`) are measured by it.
create or replace macro plan_at(as_of) as table
select p.version, p.entry, p."at"
from plan_version as p
order by
  p."at" <= as_of desc,
  case when p."at" <= as_of then p.entry else -p.entry end desc
limit 1;
