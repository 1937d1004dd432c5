"""A page drawn dark on its way to paper: its charts take the colours of a light one and get their own back after."""

from __future__ import annotations

import json

from lvzhi.charts.look import DARK

_SCRIPT = """
(() => {
  const rgb = (hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return `rgb(${r}, ${g}, ${b})`;
  };
  const light = new Map(Object.entries(%(light)s).map(([dark, on_paper]) => [rgb(dark), on_paper]));
  const drawn = ["fill", "stroke", "color", "backgroundColor"];
  let turned = [];
  window.addEventListener("beforeprint", () => {
    const app = document.querySelector(".stApp"), root = document.documentElement;
    root.classList.toggle("dark", !!app && getComputedStyle(app).colorScheme === "dark");
    if (!root.classList.contains("dark")) return;
    for (const part of document.querySelectorAll(".js-plotly-plot *, .key b")) {
      for (const how of drawn) {
        const now = part.style[how], on_paper = light.get(now);
        if (!on_paper) continue;
        turned.push([part, how, now]);
        part.style[how] = on_paper;
      }
    }
  });
  window.addEventListener("afterprint", () => {
    for (const [part, how, before] of turned) part.style[how] = before;
    turned = [];
    document.documentElement.classList.remove("dark");
  });
})();
"""


def script() -> str:
    """Return the script that turns dark charts light for the time of printing; see the styles for the rest."""
    light = {dark: on_paper for on_paper, dark in DARK.items() if dark.startswith("#")}
    return _SCRIPT % {"light": json.dumps(light)}
