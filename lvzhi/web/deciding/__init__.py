"""核查销号 and 交办 on the pages: a list to work through, one decision at a time, recorded as the sheets' rows are."""
