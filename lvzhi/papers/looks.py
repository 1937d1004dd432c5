"""How an official paper looks (GB/T 9704-2012): page, fonts with what stands in for them, and the paragraph styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# Millimetres: 天头 37, 订口 28, 版心 156 × 225, so right 26 and foot 35.
PAGE = (210.0, 297.0)
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
SHEET = 25.0  # head and foot of what has to stay on one page, millimetres
PITCH = 28.0  # points: 22 lines of 28 points stand in 225 mm
LINES, CHARACTERS = 22, 28
DASH = 7.0  # of the page number, below the text
FOOT = 22.0  # of the page number, from the edge: its dash stands 7 mm below the text
TIGHTER = -0.25  # points between letters of 三号: 28 of them are 441 of the 442 points of 156 mm
THIRD, FOURTH, SMALL_FOURTH, FIFTH, SECOND = 16.0, 14.0, 12.0, 10.5, 22.0  # 三号 四号 小四 五号 二号, points


# What stands in where no office font is: free, and on most servers.
_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "Songti SC",
          "AR PL UMing CN")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
         "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback")


@dataclass(frozen=True)
class Font:
    """A font by name, and what Word and WPS take in its place where it is missing.

    `own`: what the font files call it; `others`: the files that stand in for it on a page made without Word.
    """

    name: str
    instead: tuple[str, ...]
    own: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def families(self) -> tuple[str, ...]:
        """Names of font files, the best first."""
        return (self.name, *self.own, *self.instead, *self.others)


_ANY = ("SimSun", "NSimSun", *_SERIF, *_SANS, "Microsoft YaHei")
TITLE = Font("方正小标宋简体", ("方正小标宋_GBK", "华文中宋", "宋体"),
             ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FZXBSJW--GB1-0"), ("STZhongsong", *_ANY))
BODY = Font("仿宋_GB2312", ("仿宋", "华文仿宋", "宋体"), ("FangSong_GB2312", "FangSong"), ("STFangsong", *_ANY))
HEADING = Font("黑体", ("SimHei", "微软雅黑"), ("SimHei", "STHeiti"), ("Microsoft YaHei", *_SANS, *_SERIF, "SimSun"))
SUBHEADING = Font("楷体_GB2312", ("楷体", "华文楷体", "仿宋"), ("KaiTi_GB2312", "KaiTi"),
                  ("STKaiti", "FangSong", "STFangsong", *_ANY))
FIGURES = Font("Times New Roman", ("Liberation Serif",), others=("Tinos", "Libertinus Serif"))
SONG = Font("宋体", ("SimSun", "Noto Serif CJK SC"), ("SimSun",), _ANY)
CHINESE = (TITLE, BODY, HEADING, SUBHEADING, SONG)
FONTS = (*CHINESE, FIGURES)

Align = Literal["left", "centre", "right", "justify"]


@dataclass(frozen=True)
class Look:
    """A paragraph style: `indent`, `right` in characters of its size; the others in points, `pitch` None: single."""

    name: str
    font: Font
    size: float
    align: Align = "justify"
    indent: float = 0
    right: float = 0
    after: float = 0
    pitch: float | None = PITCH
    bold: bool = False
    colour: str | None = None
    keep: bool = False
    tracking: float = 0


# Style of a block -> its look; the names are those the office finds, and may change, in its own template.
LOOKS: Mapping[str, Look] = {
    "title": Look("公文标题", TITLE, SECOND, "centre", after=PITCH, pitch=33.0, keep=True),
    "subtitle": Look("公文副标题", SUBHEADING, THIRD, "centre", keep=True),
    "to": Look("主送机关", BODY, THIRD, "left"),
    "body": Look("公文正文", BODY, THIRD, indent=2, tracking=TIGHTER),
    "heading": Look("一级标题", HEADING, THIRD, indent=2, keep=True),
    "subheading": Look("二级标题", SUBHEADING, THIRD, indent=2, keep=True),
    "sign": Look("署名日期", BODY, THIRD, "right", right=4, keep=True),
    "caption": Look("表题", HEADING, FOURTH, "left", keep=True),
    "plain": Look("表外文字", BODY, FOURTH, "left", pitch=22.0),
    "note": Look("出处", BODY, FIFTH, "left", pitch=15.0),
    "break": Look("换页", BODY, 1.0, "left", pitch=1.0),
    "cell": Look("表格文字", BODY, FIFTH, "left", pitch=15.0),
    "head": Look("表格栏目", HEADING, FIFTH, "centre", pitch=15.0),
    "masthead": Look("报头", TITLE, 40.0, "centre", pitch=56.0, colour="E60012"),
    "below": Look("报头下", BODY, THIRD, "centre"),
    "margin": Look("页边文字", BODY, FIFTH, "right", pitch=None),
    "page": Look("页码", SONG, FOURTH, "right", right=1, pitch=None),
}
MARK = "数据出处标注"  # the character style of 〔1〕
FIGURE = "数据"  # the character style of what a measure said; it looks like the text around it


def fonts_note() -> str:
    """Say which fonts are asked for, by the names a reader knows, and what becomes of one that is missing."""
    said = "、".join(font.name.partition("_")[0] for font in (TITLE, BODY, HEADING, SUBHEADING))
    return f"用字:{said};电脑上没有的自动用宋体等代替,行数、字数以装全的电脑为准。"
