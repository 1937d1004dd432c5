"""The few styles the theme has no setting for: figures, phone width, print."""

from __future__ import annotations

# How many figures stand side by side at most, so that none moves when the next one comes.
_ROOM = "".join(f".st-key-room-for-{n}, .st-key-room-for-{n}-long {{ --room: {n}; }}\n" for n in range(1, 13))
# Longer numbers are written smaller, not cut off.
_LONG = '[class*="st-key-room-for-"][class*="-long"] { --fit: 11cqi; }\n'

STYLE = _ROOM + _LONG + """
:root {
  --accent: #1f4e8c; --grey: #6b7683; --line: #d5dae1; --pale: #f4f6f8; --heading: #e9ecf0; --asked: #fff4cc;
  --paper: #ffffff;
}
/* The framework says which of the two it has drawn; a browser that does not know the word has the light one. */
@supports (color: light-dark(#ffffff, #000000)) {
  :root {
    --accent: light-dark(#1f4e8c, #8ab8f2); --grey: light-dark(#6b7683, #9aa5b1); --line: light-dark(#d5dae1, #3a424c);
    --pale: light-dark(#f4f6f8, #1e242b); --heading: light-dark(#e9ecf0, #2b323b);
    --asked: light-dark(#fff4cc, #4d4316); --paper: light-dark(#ffffff, #14181d);
  }
}
html { font-variant-numeric: tabular-nums; }
[data-testid="stHeader"] { background: transparent; height: 2.6rem; min-height: 0; }
[data-testid="stMainBlockContainer"] { max-width: 1240px; padding: 1.4rem 2.2rem 3rem !important; }
h1 { letter-spacing: .04em; padding: 0 0 .2rem !important; }
.st-key-demo [data-testid="stAlertContainer"] { padding: .35rem .8rem; min-height: 0; }
.st-key-filters { flex-wrap: nowrap !important; gap: .6rem !important; }
.st-key-filters > * { flex: 1 1 0 !important; min-width: 0 !important; max-width: 12rem; }
.st-key-figures { display: grid !important; gap: .7rem;
  grid-template-columns: repeat(auto-fill, minmax(max(148px, calc(100% / var(--room) - 1rem)), 1fr));
}
.st-key-figures > *, .st-key-figures > * > * {
  width: auto !important; min-width: 0 !important; height: 100% !important;
}
.st-key-figures [data-testid="stVerticalBlock"] { gap: .2rem; height: 100%; }
.st-key-figures [data-testid="stMetric"] { container-type: inline-size; }
.st-key-figures [data-testid="stMetricLabel"] * { white-space: normal !important; overflow: visible !important; }
.st-key-figures [data-testid="stMetricValue"] { font-size: clamp(.9rem, var(--fit, 15cqi), 1.65rem); font-weight: 600; }
[data-testid="stPageLink"] a, [data-testid="stPageLink"] p {
  white-space: normal !important; overflow: visible !important;
}
[data-testid="stPageLink"] a { padding: .1rem .2rem; }
[data-testid="stPageLink"] p { color: var(--accent); text-decoration: underline; text-underline-offset: 3px; }
[class*="st-key-wide-"] { overflow-x: auto !important; }
[class*="st-key-wide-"] > * { min-width: 860px !important; }
.st-key-figures [data-testid="stButton"] p {
  color: var(--accent); text-decoration: underline; text-underline-offset: 3px;
}
.st-key-figures [data-testid="stButton"] button { min-height: 0; padding: 0; }
.excerpt { overflow-x: auto; font-size: .8rem; }
.excerpt table { border-collapse: collapse; width: max-content; }
.excerpt caption { text-align: left; font-weight: 600; padding-bottom: .2rem; }
.excerpt th, .excerpt td {
  border: 1px solid var(--line); padding: .15rem .4rem; vertical-align: top; text-align: left; min-width: 3.2rem;
  max-width: 16rem;
}
.excerpt th { background: var(--pale); color: var(--grey); font-weight: 400; text-align: center; min-width: 1.6rem; }
.excerpt .heading td { background: var(--heading); font-weight: 600; }
.excerpt .asked { background: var(--asked); outline: 2px solid var(--accent); outline-offset: -2px; }
.key { margin: 0; font-size: .875rem; line-height: 1.75; color: var(--grey); }
.key span { display: inline-block; margin-right: .9rem; }
.key b {
  display: inline-block; min-width: 1.6em; margin-right: .35rem; border-radius: 2px; text-align: center;
  font-weight: 400; line-height: 1.5;
}
.picture img { max-width: 100%; max-height: 70vh; border: 1px solid var(--line); }
.life { list-style: none; margin: 0; padding: 0 0 0 .4rem; border-left: 2px solid var(--accent); }
.life li { position: relative; padding: 0 0 .55rem .9rem; }
.life li::before {
  content: ""; position: absolute; left: -.78rem; top: .42rem; width: .6rem; height: .6rem; border-radius: 50%;
  background: var(--accent);
}
.life time { display: inline-block; min-width: 7.6rem; color: var(--grey); }
.life b { margin-right: .6rem; }
.life small { display: block; color: var(--grey); }
.life .faint b { font-weight: 400; text-decoration: line-through; }
.life .faint::before { background: var(--paper); border: 2px solid var(--grey); }
/* While the page is being worked out, pale lines stand below what is there already; not for the blink of an eye. */
@keyframes coming { from, 40% { opacity: 0; } to { opacity: 1; } }
[data-test-script-state="running"] [data-testid="stMainBlockContainer"]::after {
  content: ""; display: block; height: 60vh; margin-top: 1rem; animation: coming .8s linear;
  background: repeating-linear-gradient(var(--pale) 0 7rem, transparent 7rem 8rem);
}
.st-key-chase pre { max-height: 30rem; overflow: auto !important; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 3.9rem .8rem 2rem !important; }
  .st-key-filters { overflow-x: auto !important; padding-bottom: .4rem; }
  .st-key-filters > * { flex: 0 0 8.5rem !important; min-width: 8.5rem !important; }
  .st-key-figures { gap: .5rem; }
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) { row-gap: 1rem !important; }
}
.st-key-receipt table, .st-key-receipt td, .st-key-receipt th { border: none !important; }
.st-key-receipt thead { display: none; }
.st-key-receipt td { padding: .12rem .9rem .12rem 0 !important; vertical-align: top; }
.st-key-receipt td:first-child { color: var(--grey); white-space: nowrap; }
@media screen { .st-key-printed { display: none !important; } }
@page { size: A4 landscape; margin: 10mm; }
@media print {
  html, body, #root, #root > *, .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    position: static !important; height: auto !important; min-height: 0 !important; overflow: visible !important;
    display: block !important;
  }
  .stMain:has(.st-key-receipt) [data-testid="stVerticalBlock"] >
    *:not(:has(.st-key-receipt)):not(.st-key-receipt):not(.st-key-receipt *),
  .st-key-receipt-print { display: none !important; }
  [data-testid="stSidebar"], [data-testid="stHeader"], .st-key-filters, [data-testid="stDownloadButton"],
  [data-testid="stFileUploader"], [data-testid="stButton"], [data-testid="stPopover"], [data-testid="stToolbar"],
  [class*="st-key-hint-"],
  [data-testid="stElementToolbar"], [data-testid="stButtonGroup"] [role="radio"]:not([aria-checked="true"]),
  [data-testid="stStatusWidget"], [data-testid="stExpander"]:not(:has(details[open])) { display: none !important; }
  /* A chart keeps the width it has on the screen: the sheet is made wide enough for the widest page. */
  [data-testid="stMainBlockContainer"] {
    zoom: .8; width: calc(277mm / .8) !important; max-width: calc(277mm / .8) !important; padding: 0 !important;
  }
  .st-key-chase pre { max-height: none; }
  [data-testid="stButtonGroup"] [role="radio"] { min-width: max-content; }
  [data-testid="stHorizontalBlock"]:not(.st-key-filters) { display: flex !important; }
  /* Longer than a sheet: begun where there is room, not on a sheet of its own. */
  [class*="st-key-tall-"] .stPlotlyChart { break-inside: auto; }
  [data-testid="stMetric"], .stPlotlyChart, .excerpt tr, .life li { break-inside: avoid; }
  [data-testid="stElementContainer"]:has(h1, h2, h3),
  [data-testid="stElementContainer"]:has([data-testid="stCaptionContainer"], .key):has(+ * .stPlotlyChart) {
    break-after: avoid;
  }
  * { print-color-adjust: exact; }
  /* A page drawn dark is printed as a light one; its charts see to themselves, its tables are pictures. */
  html.dark, html.dark body, html.dark .stApp, html.dark .stMain, html.dark [data-testid="stAppViewContainer"] {
    background: #ffffff !important;
  }
  html.dark .stApp { color-scheme: light; }
  html.dark [data-testid="stMainBlockContainer"] :not(.js-plotly-plot, .js-plotly-plot *, .key b) {
    color: #1f2933 !important; border-color: #d5dae1 !important; background-color: transparent !important;
  }
  html.dark [data-testid="stMainBlockContainer"] a :not(svg *) { color: #1f4e8c !important; }
  html.dark [data-testid="stMainBlockContainer"] [data-testid="stCaptionContainer"] * { color: #6b7683 !important; }
  html.dark [data-testid="stDataFrame"] canvas { filter: invert(1) hue-rotate(180deg) brightness(1.12); }
}
"""
