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
  const papers = %(light)s;
  const light = new Map(Object.entries(papers).map(([dark, on_paper]) => [rgb(dark), on_paper]));
  // The tiles of a matrix are a picture, its colours written in its address.
  const repainted = (address) => address.replace(
    /%%23([0-9a-f]{6})/g, (all, dark) => "%%23" + (papers["#" + dark] || "#" + dark).slice(1));
  const drawn = ["fill", "stroke", "color", "backgroundColor"];
  let turned = [], pictures = [];
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
    for (const image of document.querySelectorAll(".js-plotly-plot image")) {
      pictures.push([image, image.href.baseVal]);
      image.href.baseVal = repainted(image.href.baseVal);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const [part, how, before] of turned) part.style[how] = before;
    for (const [image, before] of pictures) image.href.baseVal = before;
    turned = [];
    pictures = [];
    document.documentElement.classList.remove("dark");
  });
})();
"""


def script() -> str:
    """Return the script that turns dark charts light for the time of printing; see the styles for the rest."""
    light = {dark: on_paper for on_paper, dark in DARK.items() if dark.startswith("#")}
    return _SCRIPT % {"light": json.dumps(light)}
