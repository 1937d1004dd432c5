"""附件: files that show what a row says; kept verbatim by their hash, tied to a row, never parsed."""
