"""The words of every finding of the policy: what was found, the limit, the remedy."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .policy.figures import in_digits
from .policy.findings import Finding, Severity
from .policy.notice import ALLOWANCE, COLLECTIVE, ENTERPRISES, FIXED, INDIVIDUAL, RECOMMENDED, AwardKind, Notice
from .policy.quota import Composition, Working
from .policy.rules import RULES as BINDING

OVER = _("本单位最多可推荐%(kind)s %(allowed)s %(measure)s，现有 %(used)s %(measure)s。请减少 %(over)s %(measure)s。")
OVER_IN_PRINCIPLE = _(
    "%(unit_kind)s原则上最多推荐%(kind)s %(allowed)s %(measure)s，现有 %(used)s %(measure)s。"
    "请减少 %(over)s %(measure)s，或写明理由。"
)
SHARE_OVER = _(
    "名单共有%(kind)s %(count)s %(measure)s，其中%(label)s %(capped)s %(measure)s，"
    "原则上不超过 %(percent)s%%，即 %(cap)s %(measure)s。请调整 %(over)s %(measure)s，或写明理由。"
)

WORDS: dict[tuple[str, str], Promise] = {
    **{(rule, "over"): OVER for rule in ("Q1", "Q2", "Q3", "Q4")},
    **{(rule, "over_in_principle"): OVER_IN_PRINCIPLE for rule in ("Q1", "Q2", "Q3", "Q4")},
    ("Q5", "too_many"): _(
        "处级%(kind)s最多推荐 %(allowed)s %(measure)s，现有 %(used)s %(measure)s：%(names)s。请只保留 %(allowed)s %(measure)s。"
    ),
    ("Q5", "no_backup"): _(
        "推荐处级对象须同时推荐 %(demanded)s 个备选，“%(name)s”现有 %(count)s 个。请补充内设机构或科级及以下人员作为备选。"
    ),
    ("Q5", "many_backups"): _("处级对象只配 %(demanded)s 个备选，“%(name)s”现有 %(count)s 个。请去掉多余的备选。"),
    ("Q5", "backup_alone"): _("“%(name)s”是备选，但它所对应的推荐对象不在推荐之列。请改选对应的处级对象，或不作备选。"),
    ("Q5", "backup_division_level"): _("备选须为内设机构或科级及以下人员，“%(name)s”为处级。请换一个备选。"),
    ("Q5", "backup_kind"): _("备选须与对应的推荐对象同类（集体配集体、个人配个人）。请换一个备选。"),
    ("Q5", "backup_needless"): _(
        "只有处级对象才配备选，“%(name)s”所对应的推荐对象不是处级。请取消备选，或核对处级一栏。"
    ),
    ("Q6", "not_differential"): _(
        "应实行差额推荐：%(kind)s表彰名额 %(places)s %(measure)s，目前只推荐了 %(count)s %(measure)s。请动员各单位继续推荐。"
    ),
    ("E1", "not_here"): _(
        "企业及其人员由所在镇街、园区推荐，%(unit_kind)s不能推荐。请转由企业所在镇街或园区推荐。"
    ),
    ("E1", "not_own"): _(
        "%(unit_kind)s只能推荐%(allowed)s及其人员，其他企业由所在镇街、园区推荐。请核对企业性质，或转由镇街、园区推荐。"
    ),
    ("E2", "none"): _("至少须符合通知所列 %(count)s 项评选条件之一，现在一项也没有选。请勾选所符合的条件。"),
    ("E3", "unanswered"): _("意见栏“%(sentence)s”尚未选择，须选“是”才能推荐。请核实后选择。"),
    ("E3", "denied"): _("意见栏“%(sentence)s”选了“否”，须为“是”才能推荐。请核实；确属“否”的，不能推荐。"),
    ("E4", "registered_here"): _("参评企业须在%(district)s注册，此处选了“否”。请核实；确属“否”的，不能推荐。"),
    ("E4", "operating_normally"): _(
        "参评企业须在%(district)s正常生产经营，此处选了“否”。请核实；确属“否”的，不能推荐。"
    ),
    ("E5", "city_managed"): _("市管干部不参加评选。请核实；确属市管干部的，请另推他人。"),
    ("E6", "missing"): _(
        "机关事业单位人员近 %(years)s 年年度考核均须为%(passing)s，%(year)s 年尚未填写。请补填；当年尚未参加工作的，请核对参加工作时间。"
    ),
    ("E6", "failed"): _(
        "机关事业单位人员近 %(years)s 年年度考核均须为%(passing)s，%(year)s 年为“%(grade)s”。请核实；属实的，不能推荐。"
    ),
    ("E7", "leader"): _(
        "“%(collective)s”已推荐参评%(award)s，原则上不再推荐其班子成员为%(kind)s。请另推他人，或写明理由。"
    ),
    ("E8", "nominee"): _("该对象在上一次评选中被撤销资格，不能参加本次评选。请另行推荐；有疑问请联系工作专班办公室。"),
    ("E8", "unit"): _("“%(unit)s”在上一次评选中被撤销资格，不能参加本次评选。有疑问请联系工作专班办公室。"),
    ("I1", "length"): _("身份证号须为 18 位，现有 %(count)s 位。请对照身份证核对。"),
    ("I1", "characters"): _("身份证号前 17 位须为数字，末位须为数字或 X。请对照身份证核对。"),
    ("I1", "checksum"): _("身份证号的末位校验码不符，可能有一位填错。请对照身份证逐位核对。"),
    ("I1", "birth_date"): _("身份证号第 7 至 14 位不是一个有效的出生日期。请对照身份证核对。"),
    ("I1", "future"): _("身份证号中的出生日期晚于今天。请对照身份证核对。"),
    ("I1", "region"): _("身份证号前 6 位 %(region)s 不在行政区划代码表中，可能已撤销或更名。请核对，无误则不必改动。"),
    ("I2", "number_says_male"): _("性别与身份证号不符：按身份证号为男。请核对性别或身份证号。"),
    ("I2", "number_says_female"): _("性别与身份证号不符：按身份证号为女。请核对性别或身份证号。"),
    ("I2", "work_future"): _("参加工作时间 %(start)s 晚于今天。请改为实际参加工作的年月。"),
    ("I2", "work_too_young"): _(
        "参加工作时须年满 %(age)s 周岁：出生于 %(born)s，参加工作时间为 %(start)s。请核对参加工作时间和出生年月。"
    ),
    ("I3", "again"): _("该对象本次已有人推荐，同一对象一次评选只能推荐一次。请联系工作专班办公室核实。"),
    ("I4", "differs"): _(
        "出生年月 %(typed)s 与身份证号（%(number_says)s）不一致。请核对；以干部档案认定为准的，请写明理由。"
    ),
    ("I5", "length"): _("统一社会信用代码须为 18 位，现有 %(count)s 位。请对照营业执照核对。"),
    ("I5", "characters"): _("统一社会信用代码含有不应出现的字符（不使用 I、O、S、V、Z）。请对照营业执照核对。"),
    ("I5", "checksum"): _("统一社会信用代码的末位校验码不符，可能有一位填错。请对照营业执照逐位核对。"),
    ("D1", "too_long"): _("先进事迹限 %(limit)s 字，现有 %(count)s 字（空格、换行不计）。请删减 %(over)s 字。"),
    ("D2", "not_in_full"): _(
        "“%(typed)s”不像企业的登记全称（一般以“公司”“厂”等结尾）。请对照营业执照填写全称，无误则不必改动。"
    ),
    ("F1", "missing"): _("“%(label)s”尚未填写。请填写后再公示、报送。"),
    ("F1", "unreadable"): _("“%(label)s”填写的“%(typed)s”不合该栏的要求（如格式不对、过长）。请按该栏的提示重新填写。"),
    ("F1", "option"): _("“%(label)s”的选项“%(typed)s”不在本次通知之列，可以选：%(options)s。请重新选择。"),
    ("F1", "phone"): _("“%(label)s”须为手机号码，或带区号的座机号码，如 023-66222333。请核对；多个号码用顿号隔开。"),
    ("F1", "category"): _("人员身份“%(category)s”与工作单位性质“%(nature)s”不一致。请核对这两栏。"),
    ("F2", "unreadable"): _(
        "工作简历第 %(number)s 行“%(line)s”无法识别。请写成“2008.07--2015.03  单位  职务”，至今的不写止月。"
    ),
    ("F2", "backwards"): _("工作简历第 %(number)s 行的止月早于起月。请核对年月。"),
    ("F2", "future"): _("工作简历第 %(number)s 行的年月晚于今天。请核对年月。"),
    ("F2", "gap"): _("工作简历缺少 %(first)s 至 %(last)s 的经历。请补充或说明。"),
    ("F3", "honour_time"): _("奖励“%(line)s”没有写明时间。请每项一行，写明时间、授予单位和奖项名称。"),
    ("F3", "native_place"): _("籍贯“%(typed)s”没有写到区县。请写成“XX省（自治区、直辖市）XX市（区、县）”。"),
    ("P1", "no_date"): _("尚未填写集体研究决定的日期。须经单位集体研究决定后才能公示，请补填。"),
    ("P1", "no_body"): _("尚未填写集体研究的形式（如党委会议）。须经单位集体研究决定后才能公示，请补填。"),
    ("P1", "decided_late"): _(
        "集体研究决定日期 %(decided)s 不能晚于今天，也不能晚于公示第一天 %(first_day)s。请核对这两个日期。"
    ),
    ("P2", "none"): _("尚未在本单位公示。请先公示，期满无异议后再报送。"),
    ("P2", "not_over"): _("单位公示须满 %(days)s 个工作日，到 %(last_day)s 结束。请在次日起报送。"),
    ("P2", "open_objections"): _("单位公示期间还有 %(count)s 件异议没有处理。请处理完毕后再报送。"),
    ("P2", "no_evidence"): _("缺少公示证明。请上传公示现场照片或公示件扫描件。"),
    ("P2", "first_day_over"): _(
        "公示第一天 %(first_day)s 早于今天（%(today)s）。公示内容从提交时起锁定，请填写今天或以后的日期。"
    ),
    ("P2", "before_notice"): _("公示第一天 %(first_day)s 早于通知印发日期 %(issued)s。请核对日期。"),
    ("P2", "ends_late"): _(
        "公示到 %(last_day)s 才结束，而报送截止时间是 %(deadline)s，期满后将来不及报送。请提前公示。"
    ),
    ("T1", "late"): _("报送截止时间是 %(deadline)s，现已超过，按通知视为弃权。有特殊情况请联系工作专班办公室。"),
    ("R1", "over"): _(
        "名单有%(kind)s %(count)s %(measure)s，表彰名额为 %(places)s %(measure)s。请减少 %(over)s %(measure)s。"
    ),
    ("R2", "over"): SHARE_OVER,
    ("R3", "over"): SHARE_OVER,
}

LABELS: dict[str, Promise] = {
    "name": _("名称（姓名）"),
    "nature": _("集体性质"),
    "level": _("集体级别"),
    "leader_name": _("集体负责人姓名"),
    "leader_position": _("集体负责人职务"),
    "headcount": _("集体人数"),
    "location": _("集体所在地"),
    "phone": _("联系电话"),
    "ownership": _("企业性质"),
    "credit_code": _("统一社会信用代码"),
    "registered_here": _("在区内注册"),
    "operating_normally": _("正常生产经营"),
    "above_scale": _("规上工业企业"),
    "gender": _("性别"),
    "ethnicity": _("民族"),
    "birth_month": _("出生年月"),
    "native_place": _("籍贯"),
    "political_status": _("政治面貌"),
    "id_number": _("身份证号"),
    "work_start": _("参加工作时间"),
    "position": _("职务"),
    "education": _("学历"),
    "degree": _("学位"),
    "person_category": _("人员身份"),
    "grade": _("级别"),
    "professional_title": _("职称"),
    "employer": _("工作单位"),
    "employer_nature": _("工作单位性质"),
    "contact": _("联系方式"),
    "photo": _("近期2寸免冠照片"),
    "is_cadre": _("干部"),
    "frontline": _("在一线工作"),
    "city_managed": _("是否市管干部"),
    "division_level": _("处级"),
    "backup_for": _("作为谁的备选"),
    "leads_collective": _("是哪个推荐集体的班子成员"),
    "assessments": _("年度考核情况"),
    "criteria": _("符合的评选条件"),
    "honours": _("何时何地受过何种奖励"),
    "resume": _("工作简历"),
    "deeds": _("先进事迹"),
    "clean_record": _("近5年没有发生违纪违法事件"),
    "statement_true": _("情况真实准确，同意推荐"),
    "remarks": _("备注"),
    "contact_name": _("填报单位联系人"),
    "office_phone": _("办公电话"),
    "mobile": _("手机"),
    "fill_date": _("填表日期"),
    "decision_on": _("集体研究决定日期"),
    "decision_body": _("集体研究形式"),
    "first_day": _("公示第一天"),
    "evidence": _("公示证明（照片或扫描件）"),
}
NAMES: dict[str, Promise] = {COLLECTIVE: _("集体名称"), INDIVIDUAL: _("姓名")}
ASSESSMENT = "assessment_"  # a field a year: assessment_2018

TITLES: dict[str, Promise] = {
    "Q1": _("区级部门的推荐名额"),
    "Q2": _("镇街、园区推荐集体不超过规上工业企业的规定比例，不足 1 个的可推荐 1 个"),
    "Q3": _("镇街、园区推荐个人不超过推荐集体的规定比例"),
    "Q4": _("区属国有公司的推荐名额"),
    "Q5": _("处级对象的数量和备选"),
    "Q6": _("差额推荐"),
    "E1": _("企业及其人员由所在镇街、园区推荐"),
    "E2": _("至少符合一项评选条件"),
    "E3": _("意见栏的各句都为“是”"),
    "E4": _("企业在区内注册并正常生产经营"),
    "E5": _("市管干部不参加评选"),
    "E6": _("机关事业单位人员历年考核称职（合格）及以上"),
    "E7": _("已推荐集体的，不再推荐其班子成员"),
    "E8": _("被撤销资格的不得参加下一次评选"),
    "I1": _("身份证号有效"),
    "I2": _("性别与身份证号一致，年满 16 周岁参加工作"),
    "I3": _("同一对象一次评选只推荐一次"),
    "I4": _("出生年月与身份证号一致"),
    "I5": _("统一社会信用代码有效"),
    "D1": _("先进事迹不超过规定字数"),
    "D2": _("名称填写全称"),
    "F1": _("应填的栏目已填写并可识别"),
    "F2": _("工作简历逐段写明年月，没有空档"),
    "F3": _("奖励写明时间，籍贯写到区县"),
    "P1": _("公示前经单位集体研究决定"),
    "P2": _("单位公示满规定的工作日且无异议"),
    "P3": _("公示内容不得改动，改动须重新公示"),
    "T1": _("在截止时间前报送"),
    "R1": _("名单不超过表彰名额"),
    "R2": _("机关事业单位和区属国有企业占集体的比例"),
    "R3": _("机关事业单位和区属国有企业干部占个人的比例"),
    "O1": _("应征求的意见都已收齐且无未决异议"),
    "N1": _("全区公示满规定的工作日且异议都已处理"),
}
KINDS = {Severity.HARD: _("必须"), Severity.SOFT: _("原则上"), Severity.WARNING: _("提醒")}

QUOTED = 40  # characters of what was typed that a message repeats
# Dates of which the form asks the month only.
IN_MONTHS = frozenset({"start", "born", "typed", "number_says", "first", "last"})


def words(finding: Finding) -> str:
    """The finding as a sentence. Raises KeyError for one that is not the policy's."""
    params = {name: shown(name, value) for name, value in finding.params.items()}
    return str(WORDS[finding.rule, finding.code]) % {"label": label_of(finding.field, finding.params.get("of", "")), **params}


def clause_words(finding: Finding) -> str:
    """依据：四（一）; "" where the rule rests on no clause."""
    return str(_("依据：%(clause)s")) % {"clause": finding.clause} if finding.clause else ""


def label_of(field: str, kind: str = "") -> str:
    """The official label of a field, on the form of that kind where one is named; the years' assessments by their year."""
    if field == "name" and kind:
        return str(NAMES[kind])
    if field.startswith(ASSESSMENT):
        return str(_("%(year)s年年度考核")) % {"year": field.removeprefix(ASSESSMENT)}
    return str(LABELS.get(field, field))


def shown(name: str, value: Any) -> str:
    """A parameter as it is printed: months 1980.05, moments in their own time zone, numbers in digits, no long text whole."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%Y.%m}" if name in IN_MONTHS else f"{value:%Y-%m-%d}"
    if isinstance(value, Fraction):
        return in_digits(value)
    text = str(value)
    return f"{text[:QUOTED]}…" if name in ("typed", "line") and len(text) > QUOTED else text


# The left side of the arithmetic, by what the percentage is taken of.
ARITHMETIC: dict[str, Promise] = {
    FIXED: _("可推荐 %(base)s %(measure)s"),
    ENTERPRISES: _("规上工业企业 %(base)s 家 × %(percent)s%% = %(exact)s → %(result)s"),
    RECOMMENDED: _("推荐%(collectives)s %(base)s %(collectives_measure)s × %(percent)s%% = %(exact)s → %(result)s"),
    ALLOWANCE: _("可推荐%(collectives)s %(base)s %(collectives_measure)s × %(percent)s%% = %(exact)s → %(result)s"),
}


def working_words(working: Working, notice: Notice) -> str:
    """规上工业企业 34 家 × 15% = 5.1 → 5 个，已推荐 3 个."""
    unit = {"measure": notice.award(working.kind).measure, "allowed": working.allowed, "used": working.used}
    result = (
        _("不足 %(allowed)s %(measure)s，按 %(allowed)s %(measure)s")
        if working.lifted
        else _("%(allowed)s %(measure)s")
    )
    numbers = {"base": working.base, "percent": in_digits(working.percent), "exact": in_digits(working.exact)}
    base = {"collectives": notice.collective.label, "collectives_measure": notice.collective.measure}
    left = str(ARITHMETIC[working.basis]) % {**unit, **numbers, **base, "result": str(result) % unit}
    return str(_("%(left)s，已推荐 %(used)s %(measure)s")) % {"left": left, **unit}


def composition_words(composition: Composition, award: AwardKind) -> str:
    """机关事业单位和区属国有企业 3 个，占 20 个的 15%（上限 25%，即 5 个）. `award` is that of `composition.kind`."""
    params = {
        "label": award.capped_label,
        "measure": award.measure,
        "capped": composition.capped,
        "count": composition.count,
        "share": in_digits(composition.share, 2),
        "percent": in_digits(composition.percent),
        "cap": composition.cap,
    }
    return (
        str(
            _(
                "%(label)s %(capped)s %(measure)s，占 %(count)s %(measure)s的 %(share)s%%"
                "（上限 %(percent)s%%，即 %(cap)s %(measure)s）"
            )
        )
        % params
    )


@dataclass(frozen=True)
class RuleRow:
    """One line of the table of rules."""

    id: str
    clause: str
    title: str
    kind: str


def rule_rows(notice: Notice) -> list[RuleRow]:
    """All rules with the clauses they rest on in that notice."""
    allowances = {kind.rule: kind.clause for kind in notice.unit_kinds}
    return [
        RuleRow(rule, notice.clause(rule) or allowances.get(rule, "—"), str(TITLES[rule]), str(KINDS[binding.severity]))
        for rule, binding in BINDING.items()
    ]
