"""Campaigns simulated otherwise than the forecast thinks of them, and scores of what it says."""
