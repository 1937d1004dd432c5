"""The worked example played out: its books filled in by hand, filed and decided at the hours it gives."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tests.outside.clerk import Book
from tests.outside.desk import Desk, Said

LEDGER, EVENTS, VISITS, BALLOT, TASKS = "问题整改台账", "核查销号", "督办记录", "满意度测评", "阶段任务"
QUIET = ("公开承诺台账", "履职清单")
P1, P2, P3, P4, P5, P6 = "甲-问题-001", "甲-问题-002", "乙-问题-001", "乙-问题-002", "乙-问题-003", "甲-问题-003"


def problem(text: str, day: Any, kind: str, due: Any, **more: Any) -> dict[str, Any]:
    return {
        "登记日期": day, "问题来源": "自查自纠", "检查项": "三(一)1", "问题描述": text, "产生原因": "制度没有落到岗位",
        "责任领导": "张开明", "责任人": "赵某、钱某某", "整改类别": kind, "整改措施": "列出清单逐项办理,每周五由科长核对",
        "整改时限": due, "整改状态": "未启动", **more,
    }


def applied(day: Any) -> dict[str, Any]:
    return {"整改状态": "申请销号", "整改进展": "清单上的事项已经逐项办完", "申请日期": day, "佐证材料": "办理清单.pdf"}


def event(number: str, problem_no: str, what: str, day: Any, **more: Any) -> dict[str, Any]:
    checked = {"核查方式": "现场", "核查人1": "关某", "核查人2": "李某"} if what in ("批准销号", "核查退回") else {}
    if what in ("批准销号", "延期", "长期认定"):
        checked |= {"批准人": "刘", "签批单号": f"销号审批表{number}"}
    return {"问题编号": problem_no, "事项": what, "事项日期": day, **checked, "录入人": "关某", **more}


class Play:
    """The whole example in one data directory; `receipts` by file name."""

    def __init__(self, folder: Path, plan: Path) -> None:
        self.desk = Desk(folder / "data", plan)
        self.folder = folder
        self.receipts: dict[str, Any] = {}

    def day(self, day: str, name: str) -> Path:
        return self.folder / self.wave / day / f"{name}.xlsx"

    def load(self, path: Path, at: str = "folder") -> Said:
        said = self.desk.run("load", path, "--received-at", at, "--json")
        self.receipts |= {r["file"]: r for r in said.json}
        return said

    def act(self) -> Play:
        self.june()
        self.july()
        self.load(self.folder / "july")
        self.august()
        self.september()
        self.november()
        return self

    def june(self) -> None:
        """completion and reporting: 甲 and 乙 are each sent back once; 甲 corrects an accepted book."""
        self.wave = "july"
        books = self.desk.templates(self.folder / "books", "2015-06", "甲", "乙")
        first = self.tasks(books["甲"], "甲")
        first.type(TASKS, "四(一)1", 完成日期="6月20日").save(self.day("2015-07-03", "甲六月一"))
        self.tasks(books["甲"], "甲").save(self.day("2015-07-04", "甲六月二"))
        late = self.tasks(books["乙"], "乙").type(TASKS, "四(一)1", 完成日期="2015年6月31日").save(self.folder / "乙六月一.xlsx")
        self.load(late, "2015-07-06T22:00")
        self.tasks(books["乙"], "乙").save(self.day("2015-07-07", "乙六月二"))
        self.tasks(books["甲"], "甲").type(TASKS, "四(一)2", 备注="报纸第二版").save(self.day("2015-07-20", "甲六月三"))

    def tasks(self, path: Path, unit: str) -> Book:
        book = Book(path).nothing(*QUIET).explain("履职清单", "全表", "LIST-NEVER-FILED", "履职清单等三定方案批复后再填")
        done = {"状态": "已完成", "完成情况": "按方案办理完毕"}
        if unit == "乙":
            book.cover(动员会日期="2015.6.25", 参加人数=30)
            return book.type(TASKS, "四(一)1", **done, 完成日期="20150625", 佐证材料="方案")
        book.cover(动员会日期=dt.date(2015, 6, 20), 参加人数="５２")
        book.type(TASKS, "四(一)1", **done, 完成日期=dt.datetime(2015, 6, 20), 佐证材料="会议记录")
        book.type(TASKS, "四(一)2", **done, 完成日期="2015年7月3日", 佐证材料="报纸")
        book.type(TASKS, "四(一)3", 状态="不适用", 不适用理由="本科室没有对外承诺的事项")
        return book.type(TASKS, "四(一)4", 状态="进行中", 完成情况="正在与有关单位商定人选")

    def july(self) -> None:
        books = self.desk.templates(self.folder / "books", "2015-07", "甲", "乙", "一组")
        one = problem("窗口办理时限没有对外公布", dt.date(2015, 7, 1), "立行立改", "2015-07-16")
        two = problem("档案室三年材料没有归档", "2015/7/5", "限期整改", "2015年9月30日")
        book = Book(books["甲"]).nothing("履职清单").type(LEDGER, P1, **one).save(self.day("2015-07-01", "甲七月一"))
        book = Book(book).type(LEDGER, P2, **two).save(self.day("2015-07-05", "甲七月二"))
        Book(book).type(LEDGER, P1, **applied("2015.7.10")).save(self.day("2015-07-10", "甲七月三"))
        three = problem("低保复核有两个村没有入户", "２０１５年７月５日", "限期整改", "2015-8-31")
        four = problem("辖区孤寡老人照料长期缺人手", "2015年8月1日", "长期坚持", "2015-11-20", 整改目标="每户每月上门两次")
        book = Book(books["乙"]).type(LEDGER, P3, **three).save(self.day("2015-07-05", "乙七月一"))
        book = Book(book).type(LEDGER, P4, **four)
        book.explain(LEDGER, P4, "RECT-LONG-CLAIM", "阶段标准是每户每月上门两次,11月20日复查")
        book.save(self.day("2015-08-01", "乙七月二"))
        events = Book(books["一组"]).nothing(VISITS)
        events.type(EVENTS, "一组-核查-001", **event("1号", P1, "批准销号", "2015-7-12", 所依申请日期="2015-7-10"))
        path = events.save(self.day("2015-07-12", "一组七月一"))
        long = event("2号", P4, "长期认定", "2015-8-5", 结果说明或理由="照料工作需要常年坚持,同意长期", 新时限="2015-11-20")
        Book(path).type(EVENTS, "一组-核查-002", **long).save(self.day("2015-08-05", "一组七月二"))

    def august(self) -> None:
        self.wave = "august"
        books = self.desk.templates(self.folder / "books", "2015-08", "乙", "一组", "局履职办")
        book = Book(books["乙"]).nothing("履职清单")
        for row in range(4, 30):
            if book.at("自查自纠", row, "检查内容").value:
                book.type("自查自纠", row, 自查结论="未发现问题")
        book.type(LEDGER, P5, **problem("低保入户复核登记表填写不全", "2015-8-15", "限期整改", "2015-10-31"))
        path = book.save(self.day("2015-08-15", "乙八月一"))
        Book(path).type(LEDGER, P3, **applied(dt.date(2015, 8, 18))).save(self.day("2015-08-18", "乙八月二"))
        office = Book(books["局履职办"]).nothing("明察暗访")
        merge = event("", P5, "归并", "2015-8-25", 归并到编号=P3, 结果说明或理由="与低保复核是同一件事,一并整改")
        office.type(EVENTS, "履职办-核查-001", **merge)
        self.ballot(office)
        office.save(self.day("2015-08-25", "履职办八月"))
        group = Book(books["一组"]).nothing(VISITS)
        group.type(EVENTS, "一组-核查-003", **event("3号", P3, "批准销号", "2015-8-20", 所依申请日期="2015-8-18"))
        group.save(self.day("2015-09-05", "一组八月"))
        self.load(self.folder / "august")

    def ballot(self, office: Book) -> None:
        counts = ("发放", "收回", "满意", "基本满意", "不满意", "不了解", "无效")
        for row, (unit, numbers) in enumerate(
            [("甲", (200, 180, 120, 40, 10, 6, 4)), ("乙", (12, 10, 5, 3, 1, 1, 0)), ("丙", (8, 4, 0, 0, 0, 3, 1))], 4
        ):
            office.type(BALLOT, row, 测评批次="2015年8月第1次", 测评类型="局内测评", 测评对象=unit, 参评人员类别="服务对象",
                        维度="总体", 测评组织方="市局", **dict(zip(counts, numbers, strict=True)))

    def september(self) -> None:
        self.wave = "september"
        books = self.desk.templates(self.folder / "books", "2015-09", "甲", "一组", "二组")
        six = problem("殡葬收费公示牌没有更新", "2015.09.15", "限期整改", "2015-11-30")
        book = Book(books["甲"]).nothing("公开承诺台账").type(LEDGER, P6, **six).save(self.day("2015-09-15", "甲九月一"))
        book = Book(book).type(LEDGER, P2, **applied("2015-09-20")).save(self.day("2015-09-20", "甲九月二"))
        Book(book).type(LEDGER, P2, **applied("2015-09-28")).save(self.day("2015-09-28", "甲九月三"))
        group = Book(books["一组"]).nothing(VISITS)
        again = event("", P3, "重新挂号", "2015-9-10", 结果说明或理由="抽查发现又有三户没有入户", 新时限="2015-10-10")
        path = group.type(EVENTS, "一组-核查-004", **again).save(self.day("2015-09-10", "一组九月一"))
        back = event("", P2, "核查退回", "2015-9-22", 所依申请日期="2015-9-20", 结果说明或理由="还有一年的材料没有装订")
        path = Book(path).type(EVENTS, "一组-核查-005", **back).save(self.day("2015-09-22", "一组九月二"))
        path = self.visits(path).save(self.day("2015-09-30", "一组九月三"))
        closed = event("4号", P2, "批准销号", "2015-10-2", 所依申请日期="2015-9-28")
        Book(path).type(EVENTS, "一组-核查-006", **closed).save(self.day("2015-10-02", "一组九月四"))
        second = Book(books["二组"]).nothing(EVENTS)
        second.type(VISITS, "二组-督办-001", 督办日期="2015-9-22", 带队人="汤某", 局领导参加="袁", 参加人员="汤某、袁某",
                    督办单位="丁", 督办方式="座谈", 督办事项="查看整改台账", 发现问题数=1, 要求反馈时限="2015-9-30")
        second.save(self.day("2015-09-30", "二组九月"))
        self.load(self.folder / "september")

    def visits(self, path: Path) -> Book:
        book = Book(path).nothing(VISITS, says=None)
        common = {"参加人员": "关某、李某", "督办事项": "查看整改台账"}
        led = {"带队人": "关某", "局领导参加": "刘", **common}
        book.type(VISITS, "一组-督办-001", 督办日期="2015-9-3", **led, 督办单位="甲", 督办方式="现场", 发现问题数=1,
                  要求反馈时限="2015-9-10", 反馈日期="2015-9-9", 反馈情况="已按要求整改")
        book.type(VISITS, "一组-督办-002", 督办日期="2015-9-15", 带队人="关某", **common, 督办单位="乙", 督办方式="电话",
                  发现问题数="1", 要求反馈时限="2015-9-20", 反馈日期="2015-9-25", 反馈情况="已按要求整改")
        book.type(VISITS, "一组-督办-003", 督办日期="2015-9-16", **led, 督办单位="甲", 督办方式="现场", 发现问题数=0)
        return book.type(VISITS, "一组-督办-004", 督办日期="2015-9-20", **led, 督办单位="丁", 督办方式="现场", 发现问题数=0)

    def november(self) -> None:
        self.wave = "november"
        books = self.desk.templates(self.folder / "books", "2015-11", "甲", "一组", "局履职办")
        group = Book(books["一组"]).nothing(VISITS)
        longer = event("5号", P6, "延期", "2015-11-20", 结果说明或理由="公示牌制作需要招标,同意延期", 新时限="2015-12-5")
        path = group.type(EVENTS, "一组-核查-007", **longer).save(self.day("2015-11-20", "一组十一月一"))
        closed = event("6号", P6, "批准销号", "2015-12-3", 所依申请日期="2015-12-2")
        Book(path).type(EVENTS, "一组-核查-008", **closed).save(self.day("2015-12-08", "一组十一月二"))
        unit = Book(books["甲"]).nothing("公开承诺台账").type(LEDGER, P6, 整改时限="2015-12-5")
        for row in range(6, 8):  # the first two are done already
            unit.type(TASKS, row, 状态="已完成", 完成情况="按方案办理完毕", 完成日期="2015-11-1", 佐证材料="台账")
        unit.explain(LEDGER, P6, "RECT-DUE-LATE", "11月20日工作组批准延期到12月5日")
        unit.type(LEDGER, P6, **applied("2015-12-2")).save(self.day("2015-12-07", "甲十一月"))
        office = Book(books["局履职办"]).nothing("明察暗访")
        office.type(BALLOT, 4, 测评批次="2015年11月第1次", 测评类型="市级正式", 测评对象="全局", 参评人员类别="服务对象",
                    维度="总体", 组织单位="市纠风办", 通报得分="91.5", 通报名次=3, 参评部门数=40)
        office.save(self.day("2015-11-25", "履职办十一月"))
        self.load(self.folder / "november")
