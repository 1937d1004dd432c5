"""Workbooks that leave: pre-filled books, consolidated workbooks."""
