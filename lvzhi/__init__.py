"""Run a bureau's yearly duty-performance campaign from workbooks in to papers out."""
