"""Frames in, plotly figures out: order, colours and words are given, nothing is counted here."""
