-- One row per file a filer has sent, newest first, with what became of it and why it came back.
select
  f.receipt,
  f.period,
  f.received_at,
  f.file_name,
  case
    when r.reason is not null then 'returned'
    when e.approved then 'approved'
    else f.status
  end as state,
  f.errors,
  f.queries,
  right(f.sha256, 8) as sha256,
  r.reason
from filing as f
left join filing_at($as_of) as e on e.entry = f.entry
left join (
  select d.filing, arg_max(coalesce(d.reason, ''), d.entry) as reason
  from decision as d
  where d.act = 'return' and d."at" <= $as_of
  group by d.filing
) as r on r.filing = f.entry
where f.filer = $filer and f.received_at <= $as_of
order by f.received_at desc, f.entry desc;
