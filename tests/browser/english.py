"""The words on a page that nobody in the office would understand."""

from __future__ import annotations

import re

from tests.browser.visitor import Visitor

OURS = {"Excel", "WPS", "Word", "PDF", "csv", "xlsx", "XLSX", "zip", "MB", "Wilson", "Linux"}
CODE = re.compile("校验码 *[0-9a-f]{8}")  # its letters are no words
TEXTS = """() => {
  const icon = '[data-testid=stIconMaterial], .excerpt th';  // a sheet's columns have letters
  const texts = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { texts.push(node.nodeValue); return; }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches('script, style, noscript, canvas, ' + icon)) return;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const value = node.getAttribute(name);
      if (value) texts.push(value);
    }
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return texts;
}"""


def english(visitor: Visitor) -> list[str]:
    """The English words of a page with everything unfolded, but for those that are ours."""
    for folded in visitor.page.get_by_test_id("stExpander").locator("summary").all():
        folded.click()
    visitor.settle()
    texts = (CODE.sub("", t) for t in visitor.page.evaluate(TEXTS))
    return sorted({w for t in texts for w in re.findall(r"[A-Za-z]{2,}", t)} - OURS)
