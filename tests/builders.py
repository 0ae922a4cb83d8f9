"""Complete, valid rows with invented names; `overrides` set what a test is about.

The rows are those of a nominee ready to be announced. A state further along is reached through the services.
"""

from datetime import date, datetime
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from PIL import Image
from stdnum.cn import ric

from nominations.enums import CycleStatus, Gender
from nominations.models import (
    AwardCycle,
    CollectiveNomination,
    IndividualNomination,
    Recommendation,
    Unit,
    User,
)
from nominations.policy.reading import read_notice

NOTICES = Path(__file__).parents[1] / "nominations" / "policy" / "notices"
CHONGQING = ZoneInfo("Asia/Shanghai")

_numbers = count(1)
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z

RESUME = (
    "2002.07--2008.06  重庆示例机械有限公司  技术员\n"
    "2008.06--2015.03  重庆示例机械有限公司  车间主任\n"
    "2015.03--  重庆示例机械有限公司  生产部经理"
)
DEEDS = (
    "该对象长期扎根制造业生产一线，围绕“1246”先进制造业集群建设开展工作。\n"
    "2022年牵头完成数字化车间改造，设备综合利用率提高12.5%，单位产品能耗下降8%。"
)


@cache
def notice_source(slug="banan-2023"):
    return (NOTICES / f"{slug}.toml").read_text(encoding="utf-8")


def make_cycle(**overrides):
    """An open cycle under the notice `banan-2023`; its slug is new each time."""
    number = next(_numbers)
    source = overrides.pop("source", None) or notice_source()
    notice = read_notice(source)
    values = {
        "slug": f"{notice.slug}-{number}",
        "title": notice.title,
        "source": source,
        "issued_on": notice.issued_on,
        "deadline": notice.deadline,
        "status": CycleStatus.OPEN,
        "opened_at": datetime(2023, 12, 8, 9, tzinfo=CHONGQING),
    }
    return AwardCycle.objects.create(**values | overrides)


def make_unit(**overrides):
    """A town with 34 above-scale enterprises, hence 5 collectives and up to 7 individuals."""
    values = {
        "name": f"重庆市巴南区示例第{next(_numbers)}街道办事处",
        "kind": "town",
        "above_scale_enterprises": 34,
    }
    return Unit.objects.create(**values | overrides)


def make_user(**overrides):
    number = next(_numbers)
    values = {"username": f"person{number}", "name": f"示例{number}"}
    return User.objects.create(**values | overrides)


def make_recommendation(**overrides):
    cycle = overrides.pop("cycle", None) or make_cycle()
    unit = overrides.pop("unit", None) or make_unit()
    values = {
        "contact_name": "秦经办",
        "office_phone": "023-60000001",
        "mobile": "13900000001",
        "fill_date": date(2023, 12, 27),
        "decision_on": date(2023, 12, 26),
        "decision_body": "党工委会议",
    }
    return Recommendation.objects.create(cycle=cycle, unit=unit, **values | overrides)


def make_collective(**overrides):
    """An enterprise in the recommending town."""
    number = next(_numbers)
    recommendation = overrides.pop("recommendation", None) or make_recommendation()
    values = {
        "order": number,
        "name": f"重庆示例{number}号机械制造有限公司",
        "nature": "enterprise",
        "ownership": "non_soe",
        "leader_name": "陶厂长",
        "leader_position": "董事长",
        "headcount": 120,
        "location": "重庆市巴南区界石镇示例路1号",
        "phone": "023-60000002",
        "credit_code": credit_code(number),
        "registered_here": True,
        "operating_normally": True,
        "above_scale": True,
        "clean_record": True,
        "statement_true": True,
        "criteria": ["clusters"],
        "honours": "2021年3月，在重庆市巴南区被巴南区人民政府授予“工业发展先进企业”称号",
        "deeds": DEEDS,
    }
    return CollectiveNomination.objects.create(recommendation=recommendation, **values | overrides)


def make_individual(**overrides):
    """A manager of an enterprise in the recommending town, a woman born in May 1980."""
    number = next(_numbers)
    recommendation = overrides.pop("recommendation", None) or make_recommendation()
    values = {
        "order": number,
        "name": f"程示例{number}",
        "gender": Gender.FEMALE,
        "ethnicity": "汉族",
        "birth_month": date(1980, 5, 1),
        "native_place": "重庆市巴南区",
        "political_status": "中共党员",
        # 500 of one day; of a thousand made in one process none is to be another.
        "id_number": id_number(number * 2, birth=date(1980, 5, (5 + number // 500) % 28 + 1)),
        "work_start": date(2002, 7, 1),
        "position": "生产部经理",
        "education": "大学本科",
        "degree": "学士",
        "person_category": "enterprise_staff",
        "professional_title": "高级工程师",
        "employer": "重庆示例机械有限公司",
        "employer_nature": "enterprise",
        "ownership": "non_soe",
        "contact": "13900000002",
        "city_managed": False,
        "frontline": True,
        "statement_true": True,
        "criteria": ["projects"],
        "honours": "2020年5月，在重庆市被重庆市总工会授予“重庆市五一劳动奖章”",
        "resume": RESUME,
        "deeds": DEEDS,
        "photo": ContentFile(photo_bytes(), "photo.jpg"),
    }
    return IndividualNomination.objects.create(recommendation=recommendation, **values | overrides)


@cache
def photo_bytes():
    """A plain picture of the size the notice asks for, as JPEG."""
    content = BytesIO()
    Image.new("RGB", (413, 579), "#7a9cc6").save(content, "JPEG")
    return content.getvalue()


def id_number(sequence, birth=date(1980, 5, 6), region="500113"):
    """An ID number of GB 11643 with its check digit; an odd `sequence` is a man's. Invented: belongs to nobody known."""
    body = f"{region}{birth:%Y%m%d}{sequence % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def credit_code(sequence):
    """A credit code of GB 32100 with its check character, of an enterprise registered in Banan."""
    body = f"91500113{sequence % 10**9:09d}"
    weights = [3**position % 31 for position in range(17)]
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return body + _CREDIT_SIGNS[-total % 31]
