"""Why a file is not read: every code with its Chinese sentence, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_AS_EVIDENCE = "要作附件的,请在文件名最前面写上那一行的编号。"
_SAVE_AS = "请用WPS或Excel打开,点“文件—另存为”,文件类型选“Excel工作簿(*.xlsx)”,再传另存的文件。"


@dataclass(frozen=True)
class Refusal:
    """A file that is not read as a whole: a stable code and the sentence its sender sees."""

    code: str
    message: str


class Unreadable(Exception):
    """The package cannot be read as a workbook."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


# Words in braces are filled in by `refuse`.
CATALOGUE: tuple[Refusal, ...] = (
    Refusal("FILE-EMPTY", "文件是空的(0字节),可能没有保存完。请在WPS或Excel中打开原簿,保存后再传。"),
    Refusal(
        "FILE-LOCK",
        "这是打开报送簿时自动生成的临时文件(名称以“~$”或“.~”开头),不是报送簿。"
        "请先关闭报送簿,再选名称不带“~$”的那个文件。",
    ),
    Refusal(
        "FILE-DAMAGED",
        "文件不完整,可能没有保存完或没有传完({detail})。"
        "请用WPS或Excel打开原簿,另存为“Excel工作簿(*.xlsx)”后再传;打不开的,请重新下载本单位报送簿填写。",
    ),
    Refusal("FILE-ENCRYPTED", "文件设有打开密码,请在WPS中取消密码后再传。"),
    Refusal("FILE-XLS", "这是旧版Excel文件(.xls)。" + _SAVE_AS),
    Refusal("FILE-ET", "这是WPS表格专用的文件(.et)。" + _SAVE_AS),
    Refusal("FILE-XLSB", "这是二进制的Excel文件(.xlsb)。" + _SAVE_AS),
    Refusal("FILE-MACRO", "文件带有宏。" + _SAVE_AS),
    Refusal("FILE-TEMPLATE", "这是Excel模板文件(.xltx)。" + _SAVE_AS),
    Refusal("FILE-ODS", "这是OpenDocument表格文件(.ods)。" + _SAVE_AS),
    Refusal(
        "FILE-TEXT",
        "这是文本文件(如.csv、.txt),各表的版式已不在其中。请用原来下载的报送簿填写,保存为.xlsx后再传。",
    ),
    Refusal("FILE-HTML", "这是网页格式的表格,只是名称像Excel文件。" + _SAVE_AS),
    Refusal("FILE-XML", "这是XML格式的表格,不是.xlsx。" + _SAVE_AS),
    Refusal("FILE-PDF", "这是版式文件(PDF或OFD),读不出单元格。请传填写用的报送簿原件(.xlsx)。" + _AS_EVIDENCE),
    Refusal("FILE-IMAGE", "这是图片,读不出单元格。请传填写用的报送簿原件(.xlsx)。" + _AS_EVIDENCE),
    Refusal("FILE-WORD", "这是文字文档(Word或WPS文字)。请传填写用的报送簿原件(.xlsx)。" + _AS_EVIDENCE),
    Refusal("FILE-SLIDES", "这是演示文稿。请传填写用的报送簿原件(.xlsx)。"),
    Refusal("FILE-ARCHIVE", "这是压缩包。请先解压,再传其中的报送簿(.xlsx)。"),
    Refusal("FILE-OTHER", "认不出这是什么文件。请传填写用的报送簿原件(.xlsx)。"),
    Refusal(
        "FILE-TOO-LARGE",
        "文件{what},超过{limit}。请删去图片和多余的空白行、列,另存为“Excel工作簿(*.xlsx)”后再传。",
    ),
    Refusal(
        "FILE-TOO-MANY-ROWS",
        "各表共有{rows}行写了内容,一份报送簿最多读{limit}行。请只留要报的行,把其余的整行删去,保存后再传。",
    ),
    Refusal(
        "FILE-TOO-HARD",
        "文件内容过大或结构特殊,在{seconds}秒内没有读完。请重新下载本单位报送簿,把内容按“值”粘贴过去后再传。",
    ),
    Refusal(
        "FILE-LINKS",
        "文件引用了其他工作簿或外部数据。请在“数据—编辑链接”中点“断开链接”"
        "(外部数据在“数据—查询和连接”中删除),保存后再传。",
    ),
    Refusal("FILE-DDE", "文件里有自动调用其他程序的公式(DDE)。请删去这些公式,直接填写结果,保存后再传。"),
    Refusal(
        "FILE-PARTS",
        "文件的内部结构与WPS、Excel保存的不同({detail})。请用WPS或Excel打开,另存为“Excel工作簿(*.xlsx)”后再传。",
    ),
)


@cache
def _wordings() -> dict[str, str]:
    return {refusal.code: refusal.message for refusal in CATALOGUE}


def refuse(code: str, **facts: object) -> Refusal:
    """Build the refusal of this code, its sentence filled in with the facts."""
    return Refusal(code, _wordings()[code].format(**facts))


def unreadable(code: str, **facts: object) -> Unreadable:
    """Build the exception of this code, worded as the refusal is."""
    refusal = refuse(code, **facts)
    return Unreadable(refusal.code, refusal.message)
