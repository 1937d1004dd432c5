"""The projection: the truth on disk as DuckDB tables, made from forms, plans and journal entries."""
