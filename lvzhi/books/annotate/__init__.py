"""The returned workbook: the filer's own file with its cells marked, and nothing else of it changed."""
