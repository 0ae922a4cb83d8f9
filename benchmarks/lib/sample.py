"""Rows as those of Attachment 4, of invented people."""

from functools import partial

HEADINGS = (
    "序号", "姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "工作单位及职务（职级）", "职称", "人员身份", "身份证号", "备注",
)  # fmt: skip
WIDTHS = (9, 19, 10, 16, 18, 20, 18, 54, 20, 21, 41, 21)
TITLE = "巴南区制造业高质量发展工作先进个人推荐对象汇总表"


def rows(count: int) -> list[list[str]]:
    return [
        [
            str(number), "岳示例䶮" if number % 10 == 0 else "钱𬭎堃", "男", "土家族", f"{1970 + number % 30}.05", "中共党员",
            "大学本科", f"重庆示例{number}号智能装备制造有限公司研发中心主任（高级工程师）", "高级工程师", "企业职工",
            f"{500113198005000000 + number}", "一线职工" if number % 5 == 0 else "",
        ]
        for number in range(1, count + 1)
    ]  # fmt: skip


def sheet_of(count: int):
    """The rows as a sheet of the site."""
    from review.documents.sheet import Column, Entry, Sheet, group, numbers

    def value(place, line):
        return line.record[place]

    columns = [
        Column(heading, width, partial(value, place), left=place == 7)
        for place, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True))
    ]
    return Sheet(
        attachment="附件4",
        title=TITLE,
        columns=(numbers(WIDTHS[0]), *columns[1:]),
        groups=(group(rows(count)),),
        head=(Entry("推荐单位（盖章）", "重庆市巴南区示例镇人民政府"), Entry("填表日期", "2023年12月27日")),
        foot=(Entry("填报单位联系人", "秦经办"), Entry("手机", "13900000001")),
    )
