"""What a stranger needs who has only the documents: the command line, and a workbook program."""
