"""The framework's own English words and what stands on our pages instead of them."""

from __future__ import annotations

import json
from calendar import month_name
from collections.abc import Mapping

# Compared exactly, with outer blanks removed; what is not here stays as it is.
WORDS: Mapping[str, str] = {
    "Upload": "选择文件",
    "file upload": "选择文件",
    "Browse files": "选择文件",
    "Drag and drop file here": "把文件拖到这里",
    "Drag and drop files here": "把文件拖到这里",
    "Skip to main content": "跳到正文",
    "Page not found": "没有这个页面",
    "The page that you have requested does not seem to exist. Running the app's main page.":
        "没有找到要看的页面,已转到首页。",
    "You do not have access to this page or it does not exist. Running the app's main page.":
        "没有找到要看的页面,已转到首页。",
    "yyyy": "年",
    "mm": "月",
    "dd": "日",
    "Increment": "加一",
    "Decrement": "减一",
    "Close": "关闭",
    "Cancel": "取消",
    "Clear value": "清空",
    "Clear all": "全部清空",
    "No results": "没有符合的内容",
    "No options to select": "没有可选内容",
    "No options to select.": "没有可选内容",
    "Select all": "全选",
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "empty": "空",
    "Search": "查找",
    "Show/hide columns": "显示或收起列",
    "Download as CSV": "下载",
    "Failed to generate file for download": "文件没有生成。请刷新页面,登录后再下载。",
    "Fullscreen": "放大查看",
    "Close fullscreen": "退出放大",
    "Exit fullscreen": "退出放大",
    "Enter fullscreen": "放大查看",
    "View fullscreen": "放大查看",
    "Column statistics": "列统计",
    "Sort ascending": "升序",
    "Sort descending": "降序",
    "Autosize": "自动列宽",
    "Pin column": "固定此列",
    "Unpin column": "取消固定",
    "Hide column": "收起此列",
    "Format": "格式",
    "Connecting": "正在连接",
    "Connection error": "连接中断",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
        "与服务器的连接中断了,恢复后会自动继续。",
    "Connection timed out.": "连接超时,正在重试。",
    "Please wait...": "请稍候",
    "Running...": "正在处理",
    "Stop": "停止",
    "Expand": "展开",
    "Collapse": "收起",
    "Expand sidebar": "展开菜单",
    "Collapse sidebar": "收起菜单",
    "Open": "打开",
    "Open sidebar": "展开菜单",
    "Close sidebar": "收起菜单",
    "View less": "收起",
    "App pages": "页面",
    "Sidebar": "菜单",
    "Link to heading": "本节链接",
    "Choose date": "选择日期",
    "Calendar": "日历",
    "year": "年",
    "month": "月",
    "day": "日",
    "year, ": "年",
    "month, ": "月",
    "day, ": "日",
    "Next": "下一页",
    "Previous": "上一页",
    "Help": "说明",
    "Copy to clipboard": "复制",
    "Copy": "复制",
    "Copied": "已复制",
    "Remove file": "移除文件",
    "Add files": "再放文件",
    "Error:": "请注意:",
    "Delete": "移除",
    "Loading...": "正在载入",
    "Oh no.": "页面没有打开。",
    "Error running app.": "页面没有打开,请刷新一次;仍不行请告诉局履职办。",
    "Log": "",
    "Streamlit": "履职尽责",
}

# Words with something of the moment in them: a regular expression and its replacement.
PATTERNS: tuple[tuple[str, str], ...] = (
    *((rf"^Selected Date: {name} (\d+), (\d+)$", f"已选 $2年{n}月$1日") for n, name in enumerate(month_name) if n),
    (r"^(\d+(?:\.\d+)?)\s?MB per file\s*•\s*(.+)$", "每个文件不超过 $1 MB,$2 格式"),
    (r"^(?:Limit )?(\d+(?:\.\d+)?)\s?MB per file$", "每个文件不超过 $1 MB"),
    (r"^Limit (\d+(?:\.\d+)?)\s?MB per file\s*•\s*(.+)$", "每个文件不超过 $1 MB,$2 格式"),
    (r"^File must be (\d+(?:\.[1-9])?)(?:\.0)?\s?MB or smaller\.$", "文件大于 $1 MB,请减小后再传。"),
    (r"^(?:\w+Error: )?(?:Request failed with status code \d+|Network Error|timeout .+)$",
     "文件没有传上来。请刷新页面,登录后再放一次。"),
    (r"^\w+ icon$", ""),
    (r"^Remove (.+)$", "移除 $1"),
    (r"^Help for (.+)$", "$1:说明"),
    (r"^Cancel upload of (.+)$", "停止上传 $1"),
    (r"^(.+) files are not allowed\.$", "只收 .xlsx 文件。请在 WPS 或 Excel 中另存为 .xlsx 再传。"),
    (r"^View (\d+) more$", "还有 $1 项"),
    (r"^Add: (.+)$", "查找名称:$1"),
    (r"^(\d+) options? available\.?$", "有 $1 项可选"),
    (r"^Link to heading.*$", "本节链接"),
    (r"^(?:year|Year),?\s*(.*)$", "年 $1"),
    (r"^(?:month|Month),?\s*(.*)$", "月 $1"),
    (r"^(?:day|Day),?\s*(.*)$", "日 $1"),
    (r"^This app has encountered an error\..*$", "页面没有打开,请刷新一次;仍不行请告诉局履职办。"),
    (r"^Selected (.+)$", "已选 $1"),
)

_SCRIPT = """
(() => {
  const words = new Map(Object.entries(%(words)s));
  const patterns = %(patterns)s.map(([from, to]) => [new RegExp(from), to]);
  const attributes = ["placeholder", "aria-label", "title", "alt"];
  const skipped = new Set(["SCRIPT", "STYLE", "TEXTAREA", "svg"]);  // charts have our own words only
  const say = (text) => {
    const bare = text.trim();
    if (!bare) return text;
    if (words.has(bare)) return words.get(bare);
    for (const [from, to] of patterns) if (from.test(bare)) return bare.replace(from, to);
    return text;
  };
  const put = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const said = say(node.nodeValue);
      if (said !== node.nodeValue) node.nodeValue = said;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || skipped.has(node.nodeName)) return;
    for (const name of attributes) {
      const value = node.getAttribute(name);
      if (value) { const said = say(value); if (said !== value) node.setAttribute(name, said); }
    }
    const children = Array.from(node.childNodes);
    if (children.length > 1 && children.every((c) => c.nodeType === Node.TEXT_NODE)) pieces(children);
    else children.forEach(put);
  };
  // A sentence the framework puts together from several text nodes.
  const pieces = (nodes) => {
    const whole = nodes.map((n) => n.nodeValue).join("");
    const said = say(whole);
    if (said === whole) nodes.forEach(put);
    else nodes.forEach((n, at) => { n.nodeValue = at ? "" : said; });
  };
  // What somebody has just asked for is brought before their eyes, wherever on the page it appears.
  let receipt = null;
  const bring = () => {
    const now = document.querySelector(".st-key-receipt");
    if (now && now !== receipt) requestAnimationFrame(() => now.scrollIntoView({ block: "nearest" }));
    receipt = now;
  };
  const watch = () => {
    put(document.body);
    new MutationObserver((changes) => {
      bring();
      for (const change of changes) {
        if (change.target instanceof SVGElement || change.target.parentNode instanceof SVGElement) continue;
        if (change.type !== "childList") put(change.target);
        else if (change.target.childElementCount === 0) put(change.target);
        else change.addedNodes.forEach(put);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true,
                                attributeFilter: attributes });
  };
  // Streamlit has no print button: the press on ours is heard here.
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".st-key-filing-print")) window.print();
  });
  if (document.body) watch(); else document.addEventListener("DOMContentLoaded", watch);
})();
"""


def script() -> str:
    """Return the script that keeps translating whatever the framework puts on the page."""
    given = {"words": json.dumps(WORDS, ensure_ascii=False), "patterns": json.dumps(PATTERNS, ensure_ascii=False)}
    return _SCRIPT % given
