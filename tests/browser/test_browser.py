"""The application in a real browser: no outside request, no English left, the same figures, filing for real."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import subprocess
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from lvzhi import measures
from lvzhi.__main__ import main
from lvzhi.datadir import opened
from lvzhi.intake.reading import read
from lvzhi.vault import Vault
from lvzhi.viewer import Viewer
from lvzhi.web.identity import COOKIE
from lvzhi.web.routes import ROUTES, Route
from lvzhi.workspace import Workspace
from schemas import FORMS
from tests.browser.english import TEXTS, english
from tests.browser.server import served
from tests.browser.visitor import DESKTOP, PHONE, Visitor, visiting
from tests.campaigns import PROBLEM, book, campaign, file, nothing_this_month
from tests.hostile.every import KINDS
from tests.signing import token_for

pytestmark = pytest.mark.browser
TODAY = dt.date(2015, 8, 20)
# Of every sort that has a sentence one: the others are tried without a browser.
HOSTILE = {
    "zip bomb of 150 MB": "请删去图片和多余的空白行、列", "encrypted container": "文件设有打开密码",
    "a cell at XFD1048576": "这不是本系统的报送簿", ".xls renamed": "这是旧版Excel文件(.xls)",
}
TOO_WIDE = (
    "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; }"
)

_ROOM = """() => [...document.querySelectorAll('.js-plotly-plot')]
  .filter(c => c.layout.yaxis.ticktext || c._fullLayout.yaxis.type === 'category')
  .map(c => ({first: c.querySelector('.ytick')?.textContent, given: c.layout.margin.l, taken: c._fullLayout._size.l}))
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "data"
    with campaign(folder, today=TODAY) as workspace:
        july = {**nothing_this_month(workspace, "园林", "2015-07"), "rectification": [PROBLEM]}
        file(workspace, book(workspace, "园林", "2015-07", **july), "2015-08-04T10:00")
        wrong = {**july, "rectification": [{**PROBLEM, "responsible_person": None}]}
        later = {**july, "rectification": [{**PROBLEM, "progress": "发放表已送到财政所,3个村都公示了"}]}
        for name, filer, sheets in (("good", "泰丰", july), ("bad", "泰丰", wrong), ("later", "泰丰", later),
                                    ("高场", "高场", july), ("杨市", "杨市", wrong), ("王场", "王场", july)):
            nothing = nothing_this_month(workspace, filer, "2015-07")
            (folder.parent / f"{name}.xlsx").write_bytes(book(workspace, filer, "2015-07", **{**nothing, **sheets}))
        with zipfile.ZipFile(folder.parent / "收到的.zip", "w") as bundle:
            for name in ("高场.xlsx", "杨市.xlsx"):
                bundle.write(folder.parent / name, name)
            bundle.writestr("说明.xlsx", b"not a workbook")
    return folder


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with served(data) as at:
        yield at


def totals(data: Path, name: str) -> dict[str, object]:
    """What `measure --json` says, from a projection of its own."""
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        result = measures.run(cursor, workspace.plan, name, workspace.clock.now())
        found: dict[str, object] = measures.as_json(result, workspace.plan)["totals"]
    return found


def test_a_fresh_servers_first_request_to_a_page_shows_nothing_but_the_login(
    browser: Browser, data: Path, address: str
) -> None:
    with visiting(browser, address) as visitor:
        visitor.page.goto(f"{address}/rectification?group=%E4%BA%8C%E7%BB%84")
        expect(visitor.page.get_by_role("heading", level=2)).to_have_text("登录")
        assert visitor.page.evaluate(TEXTS)[0].strip() == "" and "查找问题" not in visitor.page.content()
        assert [r for r in visitor.requests if "_stcore" in r] == []
        visitor.log_in("局履职办")
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("整改销号")
        assert "group=" in visitor.page.url


def test_the_document_is_chinese(data: Path, address: str) -> None:
    cookie = f"{COOKIE}={token_for(data, Viewer('office'))}"
    request = urllib.request.Request(address, headers={"Accept": "text/html", "Cookie": cookie})
    with urllib.request.urlopen(request) as answer:
        document = answer.read().decode()
    assert '<html lang="zh-CN">' in document
    assert "<title>履职尽责</title>" in document


def test_a_browser_too_old_for_the_pages_is_told_in_plain_words(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        visitor.page.add_init_script("delete Array.prototype.toSorted")
        visitor.page.goto(f"{address}/overview")
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("请换一个浏览器打开")
        assert "局履职办代报" in visitor.page.locator("body").inner_text()
        expect(visitor.page.locator("#root")).to_be_hidden()


def test_a_dark_page_has_dark_charts_and_is_printed_on_white(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visitor:
        page = visitor.page
        page.emulate_media(color_scheme="dark")
        visitor.enter("局履职办")
        visitor.go("阶段进度")
        charts = page.locator(".js-plotly-plot .main-svg:first-child")
        assert set(charts.evaluate_all("all => all.map(s => s.style.background)")) == {"rgba(0, 0, 0, 0)"}
        inks = set(page.locator(".js-plotly-plot .gtitle").evaluate_all("all => all.map(s => s.style.fill)"))
        assert inks == {"rgb(228, 232, 236)"}
        page.emulate_media(color_scheme="dark", media="print")
        visitor.settle()
        fills, tiles = _fills(page), _painted(page)
        assert {"2b323b", "e4e8ec"} <= tiles
        assert {"rgb(46, 125, 79)", "rgb(43, 50, 59)"} <= fills  # done is as green as ever; what is not due is dark
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".stApp").evaluate("app => getComputedStyle(app).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator("h1").evaluate("title => getComputedStyle(title).color") == "rgb(31, 41, 51)"
        assert "rgb(46, 125, 79)" in _fills(page) and "rgb(43, 50, 59)" not in _fills(page)
        assert {"e9ecf0", "1f2933"} <= _painted(page) and not _painted(page) & {"2b323b", "e4e8ec"}
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert (_fills(page), _painted(page)) == (fills, tiles)


def _fills(page: Page) -> set[str]:
    """The colours that the marks of the page's charts are filled with."""
    marks = page.locator(".js-plotly-plot path, .js-plotly-plot text, .js-plotly-plot rect")
    return set(marks.evaluate_all("all => all.map(mark => mark.style.fill)"))


def _painted(page: Page) -> set[str]:
    """The colours in the pictures of the tiles of the page's charts."""
    pictures = page.locator(".js-plotly-plot image").evaluate_all("all => all.map(i => i.href.baseVal)")
    return {found for address in pictures for found in re.findall("%23([0-9a-f]{6})", address)}


def test_figures_on_the_pages_equal_the_measures(browser: Browser, data: Path, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("局领导", "刘俊")
        done, problems, filings = (totals(data, n) for n in ("completion", "rectification", "reporting"))
        due = sum(int(str(filings[k])) for k in ("on_time", "late", "missing"))
        shown = visitor.figures()
        assert shown["阶段任务完成"] == f"{done['done']}/{done['applicable']}"
        assert shown["未销号问题"] == f"{problems['open']}/{problems['base']}"
        assert shown["到期未报"] == f"{filings['missing']}/{due}"
        visitor.go("整改销号")
        assert visitor.figures()["查找问题"] == f"{problems['registered']} 个"
        assert visitor.figures()["逾期"] == f"{problems['overdue']}/{problems['open']}"


def test_a_filter_enters_the_link_goes_along_is_printed_and_can_be_emptied(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        visitor.go("阶段进度")
        box = visitor.page.get_by_role("combobox", name="单位", exact=True)
        box.click()
        box.fill("园林")
        visitor.page.get_by_role("option", name="园林办事处").click()
        visitor.settle()
        assert unquote(visitor.page.url).endswith("/stages?unit=园林")
        assert visitor.figures()["阶段任务完成"] == "0/9"
        printed = tmp_path / "stages.pdf"
        visitor.page.pdf(path=str(printed), prefer_css_page_size=True)
        assert "841.92 x 594.96 pts (A4)" in _said(["pdfinfo", str(printed)])
        sheet = _said(["pdftotext", "-l", "1", str(printed), "-"])
        assert "截至2015年8月20日 · 计入报送 1 份" in sheet and "筛选 单位:园林办事处" in sheet and "0/9" in sheet
        assert [word for word in ("全部", "明细", "总览", "退出登录") if word in sheet] == []  # what is to be clicked
        visitor.go("整改销号")
        assert unquote(visitor.page.url).endswith("/rectification?unit=园林")
        visitor.page.get_by_test_id("stSelectbox").filter(has=visitor.page.get_by_role("combobox", name="单位", exact=True)
                                                          ).get_by_role("button", name="清空").click()
        visitor.settle()
        assert visitor.page.url.endswith("/rectification")


def _said(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# Where the only tile of a matrix ends.
_EDGE = """() => {
  const place = document.querySelector('.js-plotly-plot'), {xaxis: x, yaxis: y} = place._fullLayout;
  const box = place.getBoundingClientRect(), line = place.data[0].y[0];
  return [box.x + x._offset + x.l2p(0.93) - 3, box.y + y._offset + y.l2p(line + 0.4)];
}"""


def test_a_tile_opens_its_row_and_the_row_its_file(browser: Browser, data: Path, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        visitor.open("reporting", unit="园林", period="2015-07")
        visitor.page.locator(".js-plotly-plot .point").first.wait_for(state="attached")
        edge = visitor.page.evaluate(_EDGE)
        visitor.page.mouse.move(*edge)
        expect(visitor.page.locator(".hoverlayer")).to_contain_text("园林办事处 · 2015年7月")
        visitor.page.mouse.click(*edge)
        dialog = visitor.page.get_by_role("dialog")
        visitor.click_row(dialog, 0)
        expect(dialog.get_by_role("button", name="下载原件")).to_be_visible(timeout=30_000)
        with visitor.page.expect_download() as waiting:
            dialog.get_by_role("button", name="下载原件").click()
        taken = hashlib.sha256(Path(waiting.value.path()).read_bytes()).hexdigest()
    assert taken in Vault(opened(data).vault)


# The first tile of the matrix of many columns, and what is just above it: the heading's line.
_FIRST = """() => {
  const place = [...document.querySelectorAll('.js-plotly-plot')].find((p) => p.data[0].marker?.maxdisplayed);
  place.scrollIntoView();
  const {xaxis: x, yaxis: y} = place._fullLayout, box = place.getBoundingClientRect(), [mark] = place.data;
  return [0, -0.55].map((up) => [box.x + x._offset + x.l2p(mark.x[0]), box.y + y._offset + y.l2p(mark.y[0] + up)]);
}"""


def test_a_click_beside_a_tile_opens_nothing(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        visitor.go("阶段进度")
        tile, above = visitor.page.evaluate(_FIRST)
        dialog, said = visitor.page.get_by_role("dialog"), visitor.page.locator(".hoverlayer .hovertext")
        visitor.page.mouse.move(*tile)
        expect(said).to_have_count(1)
        visitor.page.mouse.move(*above)
        expect(said).to_have_count(0)
        visitor.page.mouse.click(*above)
        visitor.settle()
        assert dialog.count() == 0
        visitor.page.mouse.click(*tile)
        expect(dialog).to_be_visible(timeout=30_000)


# What a figure was made of before and after each time the framework hands it to plotly.
_DRAWN = """
let held; window.__kept = [];
Object.defineProperty(window, 'Plotly', {configurable: true, get: () => held, set(plotly) {
  held = plotly;
  const react = plotly.react;
  plotly.react = function (place, ...given) {
    const before = place.calcdata;
    const made = react.call(plotly, place, ...given);
    if (before) window.__kept.push(place.calcdata === before);
    return made;
  };
}});
"""


def test_a_chart_is_drawn_once(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.page.add_init_script(_DRAWN)
        visitor.enter("局履职办")
        visitor.open("stages")
        charts = visitor.page.locator(".js-plotly-plot").count()
        kept = visitor.page.evaluate("window.__kept")
    assert charts == 5 and len(kept) >= charts and all(kept)


def test_names_before_the_marks_have_their_room_from_the_start(browser: Browser, address: str) -> None:
    """Where they need more plotly finds it out by drawing all of the figure, and draws it again."""
    with visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        held = {}
        for url in ("stages", "reporting", "rectification", "supervision", "self_inspection", "overview"):
            visitor.open(url)
            held[url] = visitor.page.evaluate(_ROOM)
    assert [url for url, charts in held.items() if not charts] == []
    assert [(url, c) for url, charts in held.items() for c in charts if c["given"] != c["taken"]] == []


def test_a_figure_opens_its_rows_a_row_its_life_and_the_cell_in_its_sheet(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("局领导", "刘俊")
        visitor.go("整改销号")
        visitor.page.locator(".st-key-figures").get_by_role("button", name="明细").nth(1).click()
        dialog = visitor.page.get_by_role("dialog")
        expect(dialog.get_by_text("未销号问题 1/1")).to_be_visible(timeout=30_000)
        visitor.click_row(dialog, 0)
        expect(dialog.locator(".life li")).to_have_count(1, timeout=30_000)
        assert dialog.locator(".life li").inner_text().startswith("2015年7月20日")
        assert dialog.locator(".excerpt .asked").inner_text() == str(PROBLEM["registered_on"])
        assert dialog.get_by_role("button", name="下载原件").count() == 0  # a leader holds no unit's papers


@pytest.mark.parametrize("narrow", [ROUTES[::3], pytest.param(ROUTES, marks=pytest.mark.soak)], ids=["some", "all"])
def test_every_page_fits_its_window_leaves_no_english_and_asks_nobody_outside(
    browser: Browser, address: str, narrow: Sequence[Route]
) -> None:
    """One tour for both sizes, of a phone's at some pages or at all: a tour of all pages is what costs."""
    with visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        wide: list[tuple[str, int, int]] = []
        left: dict[str, list[str]] = {}
        for route in ROUTES:
            visitor.resize(DESKTOP)
            visitor.go(route.title)
            if words := english(visitor):
                left[route.url] = words
            for size in (DESKTOP, PHONE) if route in narrow else (DESKTOP,):
                visitor.resize(size)
                if (over := visitor.page.evaluate(TOO_WIDE)) > 0:
                    wide.append((route.url, size["width"], over))
        assert (wide, left) == ([], {})
        # Thirty-one items keep their width and slide, or their signs lie over each other.
        visitor.open_in_menu("自查自纠")
        assert visitor.page.locator(".js-plotly-plot").first.evaluate("plot => plot.clientWidth") >= 800


def test_a_unit_files_for_real(browser: Browser, data: Path, address: str) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("填报单位", "泰丰办事处")
        page = visitor.page
        expect(page.get_by_text("2015年7月报送簿,8月5日已截止,请尽快补报。")).to_be_visible()
        _drop(visitor, data.parent / "bad.xlsx")
        expect(page.get_by_text("“责任人”尚未填写")).to_be_visible(timeout=30_000)
        assert page.get_by_role("button", name="确认报送").count() == 0
        _drop(visitor, data.parent / "good.xlsx")
        confirm = page.get_by_role("button", name="确认报送")
        confirm.click(timeout=30_000)
        expect(page.get_by_role("cell", name="泰丰-201507-01")).to_be_in_viewport(timeout=30_000)
        _drop(visitor, data.parent / "good.xlsx")
        expect(page.get_by_text("不重复登记,回执号不变")).to_be_visible(timeout=30_000)
        _drop(visitor, data.parent / "later.xlsx")
        expect(page.get_by_text("新增 0 行,改动 1 行,")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="确认报送").click(timeout=30_000)
        expect(page.get_by_role("cell", name="泰丰-201507-02")).to_be_visible(timeout=30_000)
    assert totals(data, "reporting")["late"] == 1


def test_a_hostile_file_gets_its_sentence_and_the_next_file_is_taken(
    browser: Browser, data: Path, address: str
) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("填报单位", "王场镇")
        page = visitor.page
        dialogs: list[str] = []
        page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
        for kind, sentence in HOSTILE.items():
            made = next(k for k in KINDS if k.name == kind).make()
            _drop(visitor, {"name": f"{kind}.xlsx", "mimeType": "", "buffer": made})
            expect(page.get_by_text(sentence)).to_be_visible(timeout=30_000)
            expect(page.get_by_role("button", name=re.compile("下载.*报送簿")).last).to_be_visible()  # what to do instead
            assert page.get_by_role("button", name="确认报送").count() == 0
        named = "<img src=x onerror=alert(1)>**粗**.xlsx"
        _drop(visitor, {"name": named, "mimeType": "", "buffer": (data.parent / "王场.xlsx").read_bytes()})
        expect(page.locator(".st-key-arrived").get_by_text(named)).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="确认报送").click(timeout=30_000)
        expect(page.get_by_role("cell", name="王场-201507-01")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("cell", name=named)).to_be_visible()
        assert (dialogs, page.locator('img[src="x"]').count()) == ([], 0)
    assert "Traceback" not in (data.parent / f"server-{urlsplit(address).port}.log").read_text()


def test_the_office_files_a_zip_for_others_and_one_bad_file_stops_none(
    browser: Browser, data: Path, address: str, tmp_path: Path
) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("局履职办")
        visitor.go("代报")
        page = visitor.page
        _drop(visitor, data.parent / "收到的.zip")
        page.get_by_role("button", name="确认代报 3 份").click(timeout=60_000)
        expect(page.get_by_text("【履职办】高场办事处:报送簿已接收,回执号 高场-201507-01。")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("【履职办】杨市办事处:报送簿有 1 处需要处理")).to_be_visible()
        with page.expect_download(timeout=60_000) as waiting:
            page.get_by_role("button", name=re.compile("下载标注版和回复")).click()
        waiting.value.save_as(tmp_path / "back.zip")
    with zipfile.ZipFile(tmp_path / "back.zip") as bundle:
        marked, replies = bundle.read("杨市办事处-杨市-标注.xlsx"), bundle.read("回复.txt").decode("utf-8-sig")
    assert read(marked).sheets[0].name == "待修改清单"
    assert [line.split(":")[0] for line in replies.split("\r\n")] == [
        f"【履职办】{whose}" for whose in ("杨市办事处", "说明.xlsx", "高场办事处")
    ]


def test_a_backup_by_one_button_restored_elsewhere_says_the_same_while_the_server_runs(
    browser: Browser, data: Path, address: str, tmp_path: Path
) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("系统管理员")
        visitor.go("备份")
        visitor.page.get_by_role("button", name="马上备份").click()
        expect(visitor.page.get_by_text("备份已做好,并逐字节核对过")).to_be_visible(timeout=60_000)
        [packed] = (data / "backups").glob("lvzhi-*.zip")
        assert main(["--data", str(tmp_path / "again"), "restore", str(packed)]) == 0
        assert every_measure(tmp_path / "again") == every_measure(data)
        assert main(["--data", str(tmp_path / "again"), "verify"]) == 0


def every_measure(data: Path) -> dict[str, str]:
    """What `measure --json` prints of each measure, at an instant after everything."""
    with Workspace(opened(data), FORMS) as workspace, workspace.store.cursor() as cursor:
        at, titles = workspace.clock.as_of("2015-12-31"), {"titles": {f.id: f.title for f in FORMS}}
        return {
            m.name: json.dumps(measures.as_json(measures.run(
                cursor, workspace.plan, m.name, at, **(titles if m.name == "reporting" else {})), workspace.plan))
            for m in measures.catalogue()
        }


def _drop(visitor: Visitor, file: Path | FilePayload) -> None:
    books = visitor.page.get_by_test_id("stFileUploader").filter(has_text="报送簿")  # there is one for attachments, too
    dropzone = books.get_by_test_id("stFileUploaderDropzoneInput")
    expect(dropzone).to_have_count(1, timeout=30_000)  # the one before is gone
    dropzone.set_input_files(file)
    visitor.settle()


def test_the_prefilled_book_is_made_when_asked_for(browser: Browser, address: str, tmp_path: Path) -> None:
    with visiting(browser, address) as visitor:
        visitor.enter("填报单位", "办公室")
        with visitor.page.expect_download(timeout=60_000) as waiting:
            visitor.page.get_by_role("button", name=re.compile("下载2015年.月报送簿")).click()
        assert waiting.value.suggested_filename == "办公室-2015-06-单位报送簿.xlsx"
        saved = tmp_path / "book.xlsx"
        waiting.value.save_as(saved)
        assert saved.read_bytes()[:2] == b"PK"
