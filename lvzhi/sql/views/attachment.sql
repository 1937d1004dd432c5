-- One row per file tied to a row by then, and neither replaced nor taken off since: `attachment` keeps all of them.
create or replace macro attachment_at(as_of) as table
select a.*
from attachment as a
where a.act = 'attach' and a."at" <= as_of
  and a.entry not in (select e.ends from attachment as e where e.ends is not null and e."at" <= as_of);
