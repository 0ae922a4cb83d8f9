"""One cycle in full swing, with somebody of each part and something in each stage; every personal value is a canary.

It is the morning of 2024-01-31: a public notice is on, and the deadline is (unlike the notice's) still ahead, so that
every page of every step has something to show.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from types import SimpleNamespace

import time_machine
from django.core.files.base import ContentFile

from nominations import services as drafting
from nominations.administration import invitations
from nominations.enums import CycleStatus, Role
from nominations.models import RoleGrant, UnitPublicity
from review.grounds import usual
from review.models import Batch, Decision, Objection, Opinion, Printing, Proposal, PublicNotice, Roster
from review.selectors.printing import in_order, on_cycle_sheet, on_unit_sheet
from review.services import lists, notices, opinions, panel, proposals, publicity, screening
from review.services.advance import Act
from review.services.desk import save_filter
from review.services.inbox import set_address
from review.services.notices import Objector
from review.services.printing import printed, sheet_printed
from review.tasks import make_batch, start_batch
from tests import walk
from tests.builders import CHONGQING, make_collective, make_cycle, make_individual, make_unit, make_user
from tests.cast import Cast, make_cast, person
from tests.remembered import remembered

NOW = datetime(2024, 1, 31, 10, tzinfo=CHONGQING)
DEADLINE = datetime(2024, 2, 29, 23, 59, 59, tzinfo=CHONGQING)
# What somebody may type who means harm: on every page it stays text (test_accessible.py looks for it in a browser).
HOSTILE = """</textarea><img src="/no/such/" data-hostile onerror="alert(1)"> {{ 7|add:7 }} '";--"""
HARMFUL = ("panel", "panel_c", "draft", "draft_c", "commended")
SECRET_OBJECTOR = Objector("吕异议", "13699990001", f"公示材料中的产值与实际不符。{HOSTILE}")
OPEN_OBJECTOR = Objector("凤异议", "13699990002", f"该集体2022年受过行政处罚。{HOSTILE}", [ContentFile(b"%PDF-1.4", "proof.pdf")])

_canaries = count(1)


@dataclass(frozen=True)
class Canary:
    """A text that stands in one field of one nominee (`what` None: of the recommendation, of an objection)."""

    kind: str
    text: str
    what: str | None = None


@dataclass
class World:
    cast: Cast
    people: dict  # part → user; the columns of the table
    cases: dict  # word → case
    canaries: list[Canary]
    things: dict = field(default_factory=dict)  # word → any other object of an address


@remembered
def build(source=None):
    """The world, inside the caller's transaction; `source`: of its notice. Ask the clock for NOW before any page is opened."""
    cast = make_cast(make_cycle(deadline=DEADLINE, source=source))
    cast.unit.above_scale_enterprises = 200
    cast.unit.save()
    set_address(cast.lead, "lead@example.org")  # mail waits for one
    cast.lead.refresh_from_db()
    world = World(cast, {}, {}, [])
    _recommendation_canaries(world)
    _hand_in(world)
    _panel_to_commended(world)
    _before_the_panel(world)
    _under_way_in_the_unit(world)
    _objections(world)
    _people(world)
    _things(world)
    _paper(world)
    return world


def _recommendation_canaries(world):
    row = world.cast.recommendation
    row.contact_name, row.office_phone, row.mobile = "秦丝雀", "023-69990001", "13977790003"
    row.save()
    world.canaries += [
        Canary("office_contact", row.contact_name),
        Canary("office_phone", row.office_phone),
        Canary("mobile", row.mobile),
    ]


def _ending(what):
    """Of the deeds: alike in few, or each would be laid beside all the others."""
    return HOSTILE if what in HARMFUL else "成效明显。"


def _collective(world, what, recommendation=None, **values):
    number = next(_canaries)
    secret = {
        "phone": f"023-7{number:07d}",
        "location": f"重庆市巴南区金丝雀路{number:03d}号",
    }
    unpublished = {
        "leader_name": f"雀厂长{number:03d}",
        "leader_position": f"雀董事长{number:03d}",
        "honours": f"2021年3月，在巴南区被区人民政府授予“工业雀{number:03d}企业”称号",
        "deeds": f"该集体建成第{number:03d}条雀生产线。\n{_ending(what)}",
        "remarks": f"备注雀{number:03d}",
    }
    row = make_collective(recommendation=recommendation or world.cast.recommendation, **secret | unpublished | values)
    return _keep(world, what, row, {"phone": "phone", "location": "address"}, [*unpublished, "credit_code"])


def _individual(world, what, recommendation=None, **values):
    number = next(_canaries)
    secret = {"contact": f"1380{number:07d}"}
    unpublished = {
        "native_place": f"重庆市巴南区雀籍{number:03d}",
        "professional_title": f"雀工程师{number:03d}",
        "honours": f"2020年5月，在重庆市被市总工会授予“雀{number:03d}劳动奖章”",
        "deeds": f"该同志完成第{number:03d}项雀技术改造。\n{_ending(what)}",
        "resume": f"2002.07--2015.03  重庆雀{number:03d}机械有限公司  技术员\n2015.03--  重庆示例机械有限公司  生产部经理",
        "remarks": f"备注雀{number:03d}",
    }
    row = make_individual(recommendation=recommendation or world.cast.recommendation, **secret | unpublished | values)
    return _keep(world, what, row, {"id_number": "id_number", "contact": "phone"}, unpublished)


def _keep(world, what, row, personal, unpublished):
    case = walk.case_of(row)
    world.cases[what] = case
    world.canaries += [Canary(kind, getattr(row, name), what) for name, kind in personal.items()]
    world.canaries += [Canary("name", row.name, what)]
    world.canaries += [
        Canary("unpublished", getattr(row, name).splitlines()[0], what) for name in unpublished if name != "remarks"
    ]
    return case


FAR = (
    "asked",
    "asked_c",
    "asked_else",
    "decided",
    "approved",
    "noticed",
    "noticed_c",
    "upheld",
    "commended",
    "reserve",
)
HANDED_IN = ("screening", "screening_c", "returned", "returned_anew", "panel", "panel_c", *FAR)


def _hand_in(world):
    """Everything that ever left the unit went out in one publicity."""
    cast = world.cast
    for what in HANDED_IN:
        if what == "asked_else":  # not covered by the matrix: the office chooses whom to ask
            _individual(world, what, employer_nature="social_organisation", ownership="", person_category="other")
        else:
            (_collective if what.endswith("_c") else _individual)(world, what)
    for number in range(8):  # so that the individuals are within 150 % of the collectives
        _collective(world, f"filler{number}_c")
    own = list(world.cases.values())
    theirs = [_individual(world, "their_panel", cast.other_recommendation)]
    theirs.append(_collective(world, "their_panel_c", cast.other_recommendation))
    for cases in (own, theirs):
        walk.announce(cast, cases)
        walk.submit(cast, walk.fresh(cases))


def _panel_to_commended(world):
    cast = world.cast
    walk.shortlist(cast, _fresh(world, FAR), now=walk.at(1, 8))
    walk.judge(cast, _fresh(world, FAR), now=walk.at(1, 9))
    lists.select(cast.cycle, _fresh(world, FAR[:-1]), Act(cast.chair, walk.at(1, 10)))
    onward = [what for what in FAR[:-1] if not what.startswith("asked")]
    walk.clear(cast, _fresh(world, onward), now=walk.at(1, 12))
    opinions.forward(_fresh(world, onward), Act(cast.officer, walk.at(1, 15)))
    walk.approve(cast, _fresh(world, onward[1:]), now=walk.at(1, 16))
    early = walk.PUBLISHING | {"first_day": date(2024, 1, 22)}  # … 2024-01-26
    commended, noticed = _fresh(world, ["commended"]), _fresh(world, ["noticed", "noticed_c", "upheld"])
    notices.publish(cast.cycle, commended, Act(cast.officer, walk.at(1, 22), data=early))
    walk.commend(cast, _fresh(world, ["commended"]), now=walk.at(1, 29))
    notices.publish(cast.cycle, noticed, Act(cast.officer, walk.at(1, 30), data=walk.PUBLISHING))
    _ask(world)


def _fresh(world, words):
    return walk.fresh([world.cases[what] for what in words])


def _ask(world):
    """Opinions under way: one objection, one paper reply, one choice of the office."""
    cast, now = world.cast, walk.at(1, 26)
    asked = world.cases["asked_c"]
    replies = {opinion.authority: opinion for opinion in Opinion.objects.filter(case=asked)}
    act = Act(cast.departments["market"], now, f"该企业2023年有一起行政处罚，尚未结案。{HOSTILE}")
    opinions.answer(replies["market"], Opinion.Verdict.OBJECTION, act)
    scan = ContentFile(walk.picture(80, 60), "reply.jpg")
    opinions.enter_paper_reply(replies["emergency"], Opinion.Verdict.CLEAR, scan, Act(cast.officer, now))
    world.things |= {
        "opinion": replies["police"],
        "opinion:tax": replies["tax"],
        "opinion:objecting": replies["market"],
        "word:paper": replies["emergency"].notes.get(),
        "word": replies["market"].notes.get(),
    }
    choice = Act(cast.officer, now, "社会组织工作人员，通知未列明")
    opinions.choose_authorities(_fresh(world, ["asked_else"])[0], ["labour"], choice)


def _before_the_panel(world):
    """A second round: shortlisted, partly scored; one member keeps out of one."""
    cast = world.cast
    second = ("panel", "panel_c", "their_panel", "their_panel_c")
    walk.shortlist(cast, _fresh(world, second), now=walk.at(1, 29))
    marks = walk.marks_for(cast.cycle, 80)
    panel.score(_fresh(world, ["panel"])[0], marks, Act(cast.panellists[1], walk.at(1, 30)))
    panel.recuse(_fresh(world, ["panel_c"])[0], Act(cast.panellists[4], walk.at(1, 30), f"本人近亲属任职{HOSTILE}"))
    cure_by = date(2024, 2, 20)
    for what, anew in (("returned", False), ("returned_anew", True)):
        act = Act(cast.officer, walk.at(1, 29), f"工作简历缺少月份{HOSTILE}")
        screening.send_back(_fresh(world, [what]), act, points=usual("resume", "photo"), cure_by=cure_by, needs_publicity=anew)


def _under_way_in_the_unit(world):
    cast = world.cast
    draft = _individual(world, "draft").nomination.detail
    saved = drafting.save_draft(draft, {"position": "班组长"}, {}, version=draft.version, actor=cast.clerk, now=walk.at(1, 26))
    drafting.save_draft(saved, {"position": draft.position}, {}, version=saved.version, actor=cast.lead, now=walk.at(1, 29))
    draft.refresh_from_db()
    _collective(world, "draft_c")
    _individual(world, "their_draft", cast.other_recommendation)
    _individual(world, "publicity")
    posted = walk.announce(cast, _fresh(world, ["publicity"]), now=walk.at(1, 29), first_day=date(2024, 1, 30))
    act = Act(cast.clerk, walk.at(1, 30))
    objection = publicity.add_objection(posted, date(2024, 1, 30), "年限计算有误", act)
    world.things |= {"publicity": posted, "unit_objection": objection}


def _objections(world):
    cast, now = world.cast, walk.at(1, 30)
    secret = notices.raise_objection(_fresh(world, ["noticed"])[0], SECRET_OBJECTOR, now)
    upheld = notices.raise_objection(_fresh(world, ["upheld"])[0], OPEN_OBJECTOR, now)
    outcome = Objection.Outcome.UPHELD
    notices.decide_objection(
        upheld, outcome, "已向执法部门核实。", "异议属实，提请区委、区政府审定。", Act(cast.officer, now)
    )
    revoked = _fresh(world, ["noticed_c"])[0]
    revocation = proposals.propose(revoked, Proposal.Action.REVOKE, Act(cast.officer, now, f"事迹不实{HOSTILE}"), bars_unit=True)
    world.things |= {
        "objection": secret,
        "objection:upheld": upheld,
        "objection_file": upheld.files.get(),
        "receipt": secret.receipt,
        "receipt:upheld": upheld.receipt,
        "proposal": Proposal.objects.get(action=Proposal.Action.DISQUALIFY),
        "proposal:revoke": revocation,
    }
    for objector in (SECRET_OBJECTOR, OPEN_OBJECTOR):
        world.canaries += [Canary("objector", objector.real_name), Canary("objector", objector.contact)]


def _people(world):
    cast = world.cast
    world.people = {
        "anon": None,
        "nobody": cast.nobody,
        "clerk": cast.clerk,
        "lead": cast.lead,
        "oclerk": cast.other_clerk,
        "olead": cast.other_lead,
        "office": cast.officer,
        "panel": cast.panellists[1],
        "barred": person("barred", Role.PANEL, cast.unit),
        "chair": cast.chair,
        "asked": cast.departments["police"],
        "unasked": cast.departments["personnel"],
        "dist": cast.director,
        "audit": cast.auditor,
        "admin": cast.admin,
        # Without a column in the table: asked, but not to check an ID number; kept out of one nominee at their own wish.
        "tax": cast.departments["tax"],
        "recused": cast.panellists[4],
    }


def _things(world):
    cast = world.cast
    clerk_grant = cast.clerk.grants.get()
    notice = PublicNotice.objects.get(cases=world.cases["noticed"])
    world.things |= {
        "own": cast.recommendation,
        "other": cast.other_recommendation,
        "cycle": cast.cycle,
        "preparing": make_cycle(
            status=CycleStatus.PREPARING, opened_at=None, deadline=DEADLINE, source=cast.cycle.source
        ),
        "unit": cast.unit,
        "new_unit": _beginner(cast),
        "user": cast.clerk,
        "mailed": cast.lead,
        "invited": _invited(cast),
        **_batches(world),
        "message": cast.lead.inbox.filter(read_at=None).first(),
        "saved_filter": save_filter(cast.officer, "示例", "kind=individual"),
        "grant": clerk_grant,
        "chair_grant": cast.chair.grants.get(),
        "notice": notice,
        "notice:early": PublicNotice.objects.get(cases=world.cases["commended"]),
        "ended_publicity": UnitPublicity.objects.filter(recommendation=cast.recommendation).first(),
        "step:return": Decision.objects.get(case=world.cases["returned"], action="return"),
        "step:select": Decision.objects.get(case=world.cases["asked"], action="select"),
        **{f"roster:{roster.action}": roster for roster in Roster.objects.order_by("-number")},
    }


def _paper(world):
    """Forms and sheets on paper. One form says what its record no longer does; one is of a draft that is gone."""
    cast, now = world.cast, walk.at(1, 30)
    draft, gone = world.cases["draft"].nomination, make_individual(recommendation=cast.recommendation)
    rows = {what: world.cases[what].nomination for what in ("draft", "panel", "asked")} | {"deleted": gone}
    for row in rows.values():
        printed([row], cast.clerk, now)
    world.things |= {f"code:{what}": Printing.objects.get(nomination=row.pk) for what, row in rows.items()}
    for what, about in (("unit_sheet", cast.recommendation), ("cycle_sheet", cast.cycle)):
        nominees = on_unit_sheet(about) if what == "unit_sheet" else on_cycle_sheet(about)
        sheet_printed(about, "individual", in_order(nominees, "individual"), cast.clerk, now)
        world.things[f"code:{what}"] = Printing.objects.latest("pk")
    world.things["code:receipt"] = Printing.objects.filter(kind="receipt", recommendation=cast.recommendation).first()
    drafting.delete_draft(gone, cast.clerk, NOW)
    later = {"contact": "13900000077", "deeds": "该同志完成新的技术改造。"}
    row = draft.detail
    drafting.save_draft(row, later, {}, version=row.version, actor=cast.clerk, now=NOW)


def _batches(world):
    """The clerk's: one that waits, one that is there."""
    cast = world.cast
    nominee = world.cases["draft_c"].nomination
    waiting, made = (start_batch(cast.clerk, cast.cycle, kind, "示例", [nominee], NOW) for kind in ("pdf", "zip"))
    with time_machine.travel(NOW, tick=False):
        make_batch.call(made.pk)
    return {"batch": waiting, "batch:done": Batch.objects.get(pk=made.pk)}


def _invited(cast):
    """Somebody who has not set a password yet, and the token of their link."""
    user = make_user(name="新来")
    return SimpleNamespace(pk=user.pk, token=invitations.invite(user, cast.admin, by_mail=False))


def _beginner(cast):
    """A second unit of the clerk's, which has not begun to recommend."""
    unit = make_unit()
    RoleGrant.objects.create(user=cast.clerk, role=Role.UNIT_CLERK, unit=unit)
    return unit
