"""Code lists of the national standards, as (code, label): what the forms offer and the sheets print."""

from __future__ import annotations

CodeList = tuple[tuple[str, str], ...]


def _numbered(labels: str) -> CodeList:
    """01, 02… in the standard's order."""
    return tuple((f"{number:02}", label) for number, label in enumerate(labels.split(), start=1))


# GB/T 3304: 中国各民族名称, all 56 in the standard's order
ETHNIC_GROUPS = _numbered(
    "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 "
    "土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 "
    "柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 "
    "乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族"
)

# GB/T 4762: 政治面貌
POLITICAL_STATUS = _numbered(
    "中共党员 中共预备党员 共青团员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员 九三学社社员 台盟盟员 "
    "无党派人士 群众"
)

# GB/T 4658: 学历, the levels (first digit) that such forms use
EDUCATION: CodeList = (
    ("10", "研究生"),
    ("20", "大学本科"),
    ("30", "大学专科"),
    ("40", "中等职业教育"),
    ("60", "普通高中"),
    ("70", "初中"),
    ("80", "小学"),
    ("90", "其他"),
)

# GB/T 6864: 学位, the levels
DEGREES: CodeList = (("2", "博士"), ("3", "硕士"), ("4", "学士"))
