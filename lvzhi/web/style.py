"""The few styles the theme has no setting for: figures, phone width, print."""

from __future__ import annotations

STYLE = """
html { font-variant-numeric: tabular-nums; }
[data-testid="stHeader"] { background: transparent; height: 2.6rem; min-height: 0; }
[data-testid="stMainBlockContainer"] { max-width: 1240px; padding: 1.4rem 2.2rem 3rem !important; }
h1 { letter-spacing: .04em; padding: 0 0 .2rem !important; }
.st-key-demo [data-testid="stAlertContainer"] { padding: .35rem .8rem; min-height: 0; }
.st-key-filters { flex-wrap: nowrap !important; gap: .6rem !important; }
.st-key-filters > * { flex: 1 1 0 !important; min-width: 0 !important; max-width: 12rem; }
.st-key-figures { display: grid !important; grid-template-columns: repeat(auto-fit, minmax(164px, 1fr)); gap: .7rem; }
.st-key-figures > *, .st-key-figures > * > * {
  width: auto !important; min-width: 0 !important; height: 100% !important;
}
.st-key-figures [data-testid="stVerticalBlock"] { gap: .2rem; height: 100%; }
.st-key-figures [data-testid="stMetricValue"] { font-size: 1.65rem; font-weight: 600; }
[data-testid="stPageLink"] a, [data-testid="stPageLink"] p {
  white-space: normal !important; overflow: visible !important;
}
[data-testid="stPageLink"] a { padding: .1rem .2rem; }
[data-testid="stPageLink"] p { color: #1f4e8c; text-decoration: underline; text-underline-offset: 3px; }
[class*="st-key-wide-"] { overflow-x: auto; }
[class*="st-key-wide-"] > * { min-width: 860px; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3.9rem .8rem 2rem !important; }
  .st-key-filters { overflow-x: auto !important; padding-bottom: .4rem; }
  .st-key-filters > * { flex: 0 0 8.5rem !important; min-width: 8.5rem !important; }
  .st-key-figures { gap: .5rem; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], .st-key-filters, [data-testid="stDownloadButton"],
  [data-testid="stFileUploader"] { display: none !important; }
  [data-testid="stMainBlockContainer"] { max-width: none; padding: 0 !important; }
}
"""
