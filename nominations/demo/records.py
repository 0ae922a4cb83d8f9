"""Invented nominees for the demonstration: complete, valid, and belonging to nobody.

Everything comes from the `random.Random` handed in, so that the same seed makes the same people.
"""

import io
from collections.abc import Iterator
from datetime import date
from itertools import product
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw
from stdnum.cn import ric

from ..enums import Gender
from ..models import Unit
from ..policy.notice import PUBLIC, Notice

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
GIVEN_FIRST = "文明晓志建国海丽秀春玉雪嘉泽宇思佳浩俊雅"
GIVEN_LAST = "峰岚强敏杰燕涛霞鹏婷磊芸斌琳辉洁凯莹波萍"
FIRM_FIRST = "渝巴江南宏恒瑞华鼎盛联创精科达信诚远航锐"
FIRM_LAST = "拓丰锦泰越凌辰翔腾景昊源汇隆驰晟"
TRADES = ("机械制造", "汽车零部件", "生物制药", "智能装备", "电子科技", "新材料", "包装印务", "通用机械")
PLACES = ("重庆市巴南区", "重庆市綦江区", "四川省泸州市", "重庆市南岸区", "四川省广安市", "重庆市江津区")
SCHOOLS = ("重庆理工大学", "重庆大学", "西南大学", "重庆工业职业技术学院")
TITLES = ("工程师", "高级工程师", "助理工程师", "高级技师", "")
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
PHOTO_SIZE = (413, 579)  # pixels: 35 × 49 mm at 300 dpi

DEEDS = (
    "{who}坚持以习近平新时代中国特色社会主义思想为指导，围绕“1246”先进制造业集群建设主动作为、攻坚克难。",
    "{year}年，牵头实施数字化车间改造项目{n}个，设备综合利用率提高{p}个百分点，单位产品能耗下降{q}%。",
    "坚持问题导向，深入一线走访企业{m}家次，协调解决用工、用能、融资等要素保障问题{n}0余个。",
    "推动产学研合作，与高校共建研发平台，取得授权专利{n}项，新产品产值占比达到{m}%。",
    "落实安全生产责任，建立隐患排查治理台账，连续{q}年未发生一般及以上生产安全事故。",
    "积极开展“专精特新”梯度培育，引导上下游企业协同配套，本地配套率提升至{m}%。",
    "注重队伍建设，开展岗位练兵和技能比武{n}场次，培养高级工以上技能人才{m}名。",
)
HONOURS = (
    "{year}年3月，在重庆市巴南区被中共重庆市巴南区委、重庆市巴南区人民政府授予“先进{what}”称号（演示）",
    "{year}年12月，在重庆市被重庆市经济和信息化委员会授予“智能制造示范{what}”称号（演示）",
)


class Records:
    """An endless supply of nominees; no two have the same name or number."""

    def __init__(self, random: Random, notice: Notice) -> None:
        self.random = random
        self.notice = notice
        self._people = _shuffled(random, SURNAMES, GIVEN_FIRST, GIVEN_LAST)
        self._firms = _shuffled(random, FIRM_FIRST, FIRM_LAST, TRADES)
        self._serial = random.randrange(1000, 9000)

    def person(self) -> str:
        return next(self._people)

    def collective(self, unit: Unit) -> dict[str, Any]:
        """Field values of a collective that `unit` may put forward: an enterprise of a town, an office of a department."""
        public = not self.notice.unit_kind(unit.kind).enterprises_allowed
        enterprise = self._enterprise() | self._ownership(unit)
        return (self._office(unit) if public else enterprise) | {
            "leader_name": self.person(),
            "headcount": self.random.randrange(12, 60) if public else self.random.randrange(40, 600),
            "location": f"重庆市巴南区{unit.brief}示例路{self.random.randrange(1, 200)}号",
            "phone": self._office_phone(),
            "clean_record": True,
            "statement_true": True,
            "criteria": self._criteria("collective"),
            "honours": self._honours("集体"),
            "deeds": self._deeds("该集体"),
        }

    def individual(self, unit: Unit, employer: dict[str, Any]) -> dict[str, Any]:
        """Field values of a person who works at `employer` (values of a collective)."""
        born = date(self.random.randrange(1970, 1996), self.random.randrange(1, 13), 1)
        gender = self.random.choice([Gender.MALE, Gender.FEMALE])
        started = date(born.year + self.random.randrange(19, 24), 7, 1)
        standing = self._standing(employer)
        return standing | {
            "name": self.person(),
            "gender": gender,
            "ethnicity": self.random.choice(["汉族"] * 8 + ["土家族", "苗族"]),
            "birth_month": born,
            "native_place": self.random.choice(PLACES),
            "political_status": self.random.choice(["中共党员", "中共党员", "群众"]),
            "id_number": self._id_number(born, gender),
            "work_start": started,
            "education": "大学本科",
            "degree": "学士",
            "professional_title": self.random.choice(TITLES),
            "employer": employer["name"],
            "contact": f"139{self.random.randrange(10**7, 10**8)}",
            "city_managed": False,
            "statement_true": True,
            "criteria": self._criteria("individual"),
            "honours": self._honours("个人"),
            "resume": self._resume(started, f"{employer['name']}  {standing['position']}"),
            "deeds": self._deeds("该同志"),
            "photo": portrait(gender, self.random),
        }

    def _enterprise(self) -> dict[str, Any]:
        self._serial += 1
        return {
            "name": f"重庆{next(self._firms)}有限公司",
            "nature": "enterprise",
            "leader_position": "总经理",
            "credit_code": credit_code(self._serial),
            "registered_here": True,
            "operating_normally": True,
            "above_scale": self.random.random() < 0.8,
        }

    def _ownership(self, unit: Unit) -> dict[str, Any]:
        allowed = self.notice.unit_kind(unit.kind).enterprise_ownership
        return {"ownership": allowed[0] if allowed else "non_soe"}

    def _office(self, unit: Unit) -> dict[str, Any]:
        section = self.random.choice(["产业发展科", "企业服务科", "综合科", "项目推进科", "安全监管科"])
        self._serial += 1
        return {
            "name": f"{unit.name}{section}（演示{self._serial}）",
            "nature": "agency",
            "level": "正科级",
            "leader_position": "科长",
        }

    def _standing(self, employer: dict[str, Any]) -> dict[str, Any]:
        nature = self.notice.option("nature", employer["nature"])
        if nature and nature.sector == PUBLIC:
            years = {str(year): "competent" for year in self.notice.assessment_years}
            years[str(self.notice.assessment_years[-1])] = "excellent"
            cadre = self.random.random() < 0.4
            rank = {"position": "副科长", "grade": "四级主任科员", "is_cadre": True}
            return {
                "employer_nature": employer["nature"],
                "person_category": "agency_staff",
                "assessments": years,
            } | (rank if cadre else {"position": "企业服务专员", "frontline": True})
        head = self.random.random() < 0.25
        return {
            "employer_nature": employer["nature"],
            "ownership": employer["ownership"],
            "person_category": "enterprise_head" if head else "enterprise_staff",
            "position": "副总经理" if head else self.random.choice(["车间主任", "技术部经理", "研发工程师"]),
            "frontline": not head,
        }

    def _criteria(self, kind: str) -> list[str]:
        codes = [criterion.code for criterion in self.notice.award(kind).criteria]
        return sorted(self.random.sample(codes[:3], self.random.randrange(1, 3)))

    def _deeds(self, who: str) -> str:
        lines = [DEEDS[0], *self.random.sample(DEEDS[1:], self.random.randrange(3, 7))]
        return "\n".join(
            line.format(
                who=who,
                year=self.random.randrange(2019, 2023),
                n=self.random.randrange(2, 9),
                m=self.random.randrange(20, 60),
                p=self.random.randrange(3, 15),
                q=self.random.randrange(3, 9),
            )
            for line in lines
        )

    def _honours(self, what: str) -> str:
        chosen = self.random.sample(HONOURS, self.random.randrange(0, 3))
        return "\n".join(h.format(year=self.random.randrange(2018, 2023), what=what) for h in chosen)

    def _resume(self, started: date, present: str) -> str:
        turn = started.year + self.random.randrange(2, 6)
        first = f"重庆{self.random.choice(TRADES)}示例有限公司"
        school = self.random.choice(SCHOOLS)
        return (
            f"{started.year - 4}.09--{started.year}.07  {school}  学生\n"
            f"{started.year}.07--{turn}.03  {first}  技术员\n"
            f"{turn}.03--  {present}"
        )

    def _office_phone(self) -> str:
        return f"023-6{self.random.randrange(10**6, 10**7)}"

    def _id_number(self, born: date, gender: Gender) -> str:
        self._serial += 1
        sequence = self._serial % 500 * 2 + (gender == Gender.MALE)
        day = 1 + self._serial // 500 % 28
        body = f"500113{born:%Y%m}{day:02d}{sequence % 1000:03d}"
        return body + ric.calc_check_digit(body + "0")


def _shuffled(random: Random, *parts: str | tuple[str, ...]) -> Iterator[str]:
    combined = ["".join(words) for words in product(*parts)]
    random.shuffle(combined)
    return iter(combined)


def credit_code(serial: int) -> str:
    """A credit code of GB 32100 with its check character, of an invented enterprise in Banan."""
    body = f"91500113{serial:09d}"
    weights = (3**place % 31 for place in range(17))
    total = sum(CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return body + CREDIT_SIGNS[-total % 31]


def portrait(gender: Gender, random: Random) -> ContentFile:
    """A drawn silhouette of the size of a 2-inch photo: nobody's face."""
    width, height = PHOTO_SIZE
    picture = Image.new("RGB", PHOTO_SIZE, random.choice(["#3b6ea5", "#a8322d", "#f4f4f4"]))
    draw = ImageDraw.Draw(picture)
    hair, coat = random.choice(["#2b2523", "#3a302a"]), random.choice(["#27364b", "#44525e", "#5a2f35"])
    draw.ellipse((40, 400, width - 40, height + 220), fill=coat)
    draw.polygon([(150, 420), (width - 150, 420), (width // 2, 520)], fill="#f5f3ef")
    if gender == Gender.FEMALE:
        draw.ellipse((100, 110, width - 100, 440), fill=hair)
    draw.rectangle((175, 350, width - 175, 440), fill="#e0b594")
    draw.ellipse((125, 140, width - 125, 400), fill="#edc6a6")
    draw.pieslice((118, 120, width - 118, 380), 180, 360, fill=hair)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=80, dpi=(300, 300))
    return ContentFile(data.getvalue(), "demo.jpg")
