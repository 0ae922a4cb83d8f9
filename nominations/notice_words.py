"""A notice read back in words, for the pages that show what is in force: rows of label and value, and tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .policy.figures import in_digits
from .policy.notice import (
    ALLOWANCE,
    ENTERPRISES,
    FIXED,
    NO_CERTIFICATE,
    RECOMMENDED,
    VOTES,
    Allowance,
    Authority,
    AwardKind,
    Notice,
    UnitKind,
)

Words = str | Promise


@dataclass(frozen=True)
class Codes:
    """What a notice calls its unit kinds and consulted authorities: code → label."""

    kinds: Mapping[str, str]
    authorities: Mapping[str, str]


def codes_of(*notices: Notice) -> Codes:
    """What these notices call them, the first of them first: where two differ, the earlier argument is right.

    A label that stands for another code already is told apart by its own code: “区属国有公司（soe）”.
    """
    kinds: dict[str, str] = {}
    authorities: dict[str, str] = {}
    for notice in notices:
        _add(kinds, notice.unit_kinds)
        _add(authorities, notice.consultation.authorities)
    return Codes(kinds, authorities)


def _add(labels: dict[str, str], more: Iterable[UnitKind] | Iterable[Authority]) -> None:
    for one in more:
        label = f"{one.label}（{one.code}）" if one.label in labels.values() else one.label
        labels.setdefault(one.code, label)


@dataclass(frozen=True)
class Row:
    """For `includes/definition_list.html`."""

    label: Words
    value: Words
    wide: bool = False
    note: Words = ""


@dataclass(frozen=True)
class Table:
    """Headings, and lines as wide as they."""

    title: Words
    headings: list[Words]
    lines: list[list[Words]]
    note: Words = ""

    @property
    def labelled(self) -> list[list[tuple[Words, Words]]]:
        """Each cell with its heading, for small screens."""
        return [list(zip(self.headings, line, strict=True)) for line in self.lines]


@dataclass(frozen=True)
class Passage:
    """A heading with what stands under it, in this order."""

    title: Words
    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def read_back(notice: Notice) -> list[Passage]:
    """All that the notice sets, in the order in which a reader of the paper meets it."""
    return [
        Passage(_("基本信息"), _basics(notice)),
        Passage(_("表彰名额与推荐名额"), _places(notice), [_allowances(notice)]),
        Passage(_("评选条件"), tables=[_criteria(award) for award in notice.awards]),
        Passage(_("公示与评审"), [*_publicity(notice), *_panel(notice)], [_dimensions(notice)]),
        Passage(_("征求意见"), _consultation(notice), [_matrix(notice)]),
        Passage(_("填报选项"), _options(notice)),
        Passage(_("表格"), tables=[_documents(notice), _boxes(notice), *_certificates(notice)]),
    ]


def _basics(notice: Notice) -> list[Row]:
    return [
        Row(_("文号"), notice.document_number),
        Row(_("印发日期"), str(notice.issued_on)),
        Row(_("印发机关"), listed(notice.issuing_bodies)),
        Row(_("表彰机关"), listed(notice.commending_bodies)),
        Row(_("工作专班办公室"), notice.office),
        Row(_("报送地点与方式"), notice.office_contact),
        Row(
            _("报送截止"), until(notice.deadline), note=_("按 %(zone)s 时间，含该秒") % {"zone": notice.deadline.tzinfo}
        ),
        Row(_("年度考核年度"), listed(str(year) for year in notice.assessment_years)),
        Row(_("先进事迹字数"), _("不超过 %(limit)d 字") % {"limit": notice.word_limit}),
    ]


def until(deadline: datetime) -> str:
    """In the zone it carries: the page shows the notice's own words."""
    return f"{deadline:%Y-%m-%d %H:%M:%S}"


def listed(words: Iterable[str]) -> str:
    return "、".join(words) or _("（无）")


def percent(share: Fraction) -> str:
    return f"{in_digits(share)}%"


def _places(notice: Notice) -> list[Row]:
    return [row for award in notice.awards for row in _award_rows(award)]


def _award_rows(award: AwardKind) -> list[Row]:
    return [
        Row(
            award.label,
            _("%(places)d %(measure)s") % {"places": award.places, "measure": award.measure},
            note=award.award,
        ),
        Row(_("%(award)s的占比限制") % {"award": award.label}, _cap(award)),
        Row(_("%(award)s中的处级") % {"award": award.label}, _division(award)),
    ]


def _cap(award: AwardKind) -> str:
    if not award.capped:
        return _("不限")
    return _("%(label)s原则上不超过 %(share)s") % {"label": award.capped_label, "share": percent(award.capped_percent)}


def _division(award: AwardKind) -> str:
    words = _("每个单位最多 %(limit)d %(measure)s，每%(measure)s须配 %(backups)d %(measure)s备选")
    return words % {"limit": award.division_level_limit, "backups": award.backups_each, "measure": award.measure}


def _allowances(notice: Notice) -> Table:
    return Table(
        _("各类单位的推荐名额"),
        [_("单位类别"), notice.collective.label, notice.individual.label, _("约束"), _("可推荐的企业"), _("出处")],
        [_allowance_line(notice, kind) for kind in notice.unit_kinds],
    )


def _allowance_line(notice: Notice, kind: UnitKind) -> list[Words]:
    return [
        kind.label,
        allowance_words(kind.collectives, notice.collective.measure),
        allowance_words(kind.individuals, notice.individual.measure),
        _("不得超过") if kind.hard else _("原则上，可说明理由"),
        _enterprises(notice, kind),
        kind.clause,
    ]


def _enterprises(notice: Notice, kind: UnitKind) -> str:
    """E1: whose enterprises and their staff come through this kind of unit."""
    if not kind.enterprises_allowed:
        return _("不推荐企业")
    return (
        listed(notice.label("ownership", code) for code in kind.enterprise_ownership)
        if kind.enterprise_ownership
        else _("不限")
    )


def allowance_words(allowance: Allowance, measure: str) -> str:
    """“规上工业企业数的 15%，舍去小数；不足 1 个的可推荐 1 个”."""
    if allowance.basis == FIXED:
        return _("%(number)d %(measure)s") % {"number": allowance.number, "measure": measure}
    bases = {
        ENTERPRISES: _("规上工业企业数的 %(share)s，舍去小数"),
        RECOMMENDED: _("本单位实际推荐集体数的 %(share)s，舍去小数"),
        ALLOWANCE: _("本单位可推荐集体数的 %(share)s，舍去小数"),
    }
    words = bases[allowance.basis] % {"share": percent(allowance.percent)}
    if not allowance.minimum:
        return words
    return words + _("；不足 %(least)d %(measure)s的可推荐 %(least)d %(measure)s") % {
        "least": allowance.minimum,
        "measure": measure,
    }


def _criteria(award: AwardKind) -> Table:
    lines: list[list[Words]] = [[criterion.clause, criterion.text] for criterion in award.criteria]
    title = _("%(award)s：至少符合一项") % {"award": award.label}
    return Table(title, [_("出处"), _("条件")], lines, note=award.conditions)


def _publicity(notice: Notice) -> list[Row]:
    days = _("%d 个工作日")
    first = _("首日为工作日的计入") if notice.publicity.count_first_day else _("首日不计入")
    return [
        Row(_("单位公示"), days % notice.publicity.unit_days, note=first),
        Row(_("全区公示"), days % notice.publicity.notice_days, note=first),
    ]


def _panel(notice: Notice) -> list[Row]:
    panel = notice.panel
    if panel.mode == VOTES:
        return [Row(_("评审方式"), _("表决"), note=panel.clause)]
    trim = (
        _("%d 人及以上打分的，去掉一个最高分和一个最低分") % panel.trim_from if panel.trim_from else _("全部计入平均分")
    )
    return [Row(_("评审方式"), _("打分（每项 0–100 分）"), note=panel.clause), Row(_("计分办法"), trim)]


def _dimensions(notice: Notice) -> Table:
    lines: list[list[Words]] = [[dimension.label, f"{dimension.weight}%"] for dimension in notice.panel.dimensions]
    return Table(_("评审维度"), [_("维度"), _("权重")], lines)


def _consultation(notice: Notice) -> list[Row]:
    consultation = notice.consultation
    seeing = listed(a.label for a in consultation.authorities if a.checks_identity)
    return [
        Row(_("答复期限"), _("发出后 %d 个工作日") % consultation.due_workdays, note=consultation.clause),
        Row(_("可查看身份证号的部门"), seeing),
    ]


def _matrix(notice: Notice) -> Table:
    """Rows of nominees, columns of authorities; the first row that fits counts."""
    consultation = notice.consultation
    lines: list[list[Words]] = [
        [f"{row.code}　{row.label}", *("✓" if a.code in row.authorities else "" for a in consultation.authorities)]
        for row in consultation.rows
    ]
    headings: list[Words] = [_("推荐对象"), *(a.label for a in consultation.authorities)]
    note = _("从上到下取第一个符合的；都不符合的，由工作专班办公室选定部门并写明理由。")
    return Table(_("向谁征求意见"), headings, lines, note)


def _options(notice: Notice) -> list[Row]:
    labels = {
        "nature": _("集体性质"),
        "employer_nature": _("工作单位性质"),
        "person_category": _("人员身份"),
        "ownership": _("企业性质"),
        "assessment": _("年度考核等次"),
    }
    return [Row(labels[name], listed(option.label for option in notice.options[name]), wide=True) for name in labels]


def _documents(notice: Notice) -> Table:
    lines: list[list[Words]] = [[a.form.attachment, "".join(a.form.title)] for a in notice.awards]
    lines += [[a.sheet.attachment, a.sheet.title] for a in notice.awards]
    return Table(_("表格名称"), [_("附件"), _("名称")], lines)


def _boxes(notice: Notice) -> Table:
    lines: list[list[Words]] = [
        [award.form.attachment, box.label, "；".join(box.statements), listed(box.seals)]
        for award in notice.awards
        for box in award.form.boxes
    ]
    return Table(_("意见栏"), [_("附件"), _("栏目"), _("勾选事项"), _("盖章单位")], lines)


def _certificates(notice: Notice) -> list[Table]:
    """None where the notice leaves certificates to paper."""
    given = [award.certificate for award in notice.awards if award.certificate != NO_CERTIFICATE]
    lines: list[list[Words]] = [
        [one.label, one.title, " ".join(one.text), one.number, listed(one.bodies)] for one in given
    ]
    headings: list[Words] = [_("名称"), _("标题"), _("文字"), _("编号"), _("落款")]
    return [Table(_("证书和奖牌"), headings, lines)] if lines else []


def deadline_moved(notice: Notice, deadline: datetime) -> str:
    """“原为 …” where the deadline in force is not the file's; "" where it is."""
    if notice.deadline == deadline:
        return ""
    return _("通知原定 %(before)s，已调整") % {"before": f"{localtime(notice.deadline):%Y-%m-%d %H:%M:%S}"}
