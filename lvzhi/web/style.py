"""The few styles the theme has no setting for: figures, phone width, print."""

from __future__ import annotations

STYLE = """
html { font-variant-numeric: tabular-nums; }
[data-testid="stHeader"] { background: transparent; }
[data-testid="stMainBlockContainer"] { max-width: 1180px; padding: 2.2rem 2rem 3rem; }
[data-testid="stSidebarContent"] { padding-top: .25rem; }
h1 { letter-spacing: .02em; padding: 0 0 .25rem !important; }
.st-key-filters > div, .st-key-filters { gap: .5rem; }
.st-key-figures [data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3rem .75rem 2rem; }
  .st-key-filters { flex-wrap: nowrap !important; overflow-x: auto; padding-bottom: .4rem; }
  .st-key-filters > * { flex: 0 0 8.5rem !important; min-width: 8.5rem; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], .st-key-filters, [data-testid="stDownloadButton"],
  [data-testid="stFileUploader"] { display: none !important; }
  [data-testid="stMainBlockContainer"] { max-width: none; padding: 0; }
}
"""
