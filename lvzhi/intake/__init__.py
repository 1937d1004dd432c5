"""Take in a workbook: gate, reading, normalising, checking."""
