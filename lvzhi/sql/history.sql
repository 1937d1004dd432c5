-- One row per file a filer has sent, newest first, with what became of it and why it came back.
select
  f.entry,
  f.receipt,
  f.period,
  f.received_at,
  f.recorded_at,
  f.filed_by,
  f.on_behalf,
  f.file_name,
  case
    when r.filing is not null then 'returned'
    when e.approved then 'approved'
    else f.status
  end as state,
  f.errors,
  f.queries,
  right(f.sha256, 8) as sha256,
  f.sha256 as file,
  f.original,
  f.plan_version,
  r.reason,
  r.cells
from filing as f
left join filing_at($as_of) as e on e.entry = f.entry
left join (
  select
    d.filing,
    arg_max(coalesce(d.reason, ''), d.entry) as reason,
    arg_max(coalesce(d.body ->> '$.cells', '[]'), d.entry) as cells
  from decision as d
  where d.act = 'return' and d."at" <= $as_of
  group by d.filing
) as r on r.filing = f.entry
where f.filer = $filer and f.received_at <= $as_of
order by f.received_at desc, f.entry desc;
