-- The first coming of these bytes since the filer last filed anything: the hour that counts for them.
select a.receipt, a.file_name, a.arrived_at
from arrival as a
where a.filer = $filer
  and a.sha256 = $sha256
  and not exists (select 1 from filing as f where f.filer = a.filer and f.entry > a.entry)
order by a.entry
limit 1;
