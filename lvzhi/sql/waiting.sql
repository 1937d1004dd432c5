-- The newest file of a filer that has come in since it last filed anything or said that there was nothing to file:
-- received, seen perhaps, and not filed. Bytes that stand accepted already wait for nothing.
select a.receipt, a.sha256, a.file_name, a.arrived_at
from arrival as a
where a.filer = $filer
  and not exists (
    select 1 from filing as f
    where f.filer = a.filer and (f.entry > a.entry or (f.status = 'accepted' and f.sha256 = a.sha256))
  )
  and not exists (
    select 1 from decision as d where d.act = 'nil_return' and d.filer = a.filer and d.entry > a.entry
  )
order by a.entry desc
limit 1;
