"""R07: in one case, who put forward judges nothing of it, and who approves has prepared nothing, whatever roles they hold."""

from contextlib import contextmanager
from functools import partial
from itertools import product

import pytest
from django.urls import reverse

from nominations.enums import Role
from nominations.models import RoleGrant
from review.duties import held_apart
from review.grounds import usual as usual_grounds
from review.models import Opinion
from review.reply_workbook import Reply
from review.selectors.offers import offers
from review.services import lists, notices, opinions, panel, proposals, publicity, screening, undoing
from review.services.advance import Act, StepRefused
from tests import walk
from tests.builders import make_unit, make_user
from tests.cast import client_of, rolled_back

pytestmark = pytest.mark.django_db
BUSINESS = ("unit_clerk", "unit_lead", "office", "panel", "department", "district")


# Written by hand from the notice's 四: who recommends, who works on it, who approves.
APART = {
    *(frozenset(pair) for pair in product(("unit_clerk", "unit_lead"), ("office", "panel", "department", "district"))),
    *(frozenset(pair) for pair in product(("office", "panel", "department"), ("district",))),
}


@pytest.mark.parametrize(("first", "second"), [*product(BUSINESS, BUSINESS)])
def test_the_parts_that_are_apart(first, second):
    found = held_apart(second, {first}, subject=7)
    assert bool(found) == (frozenset((first, second)) in APART)
    assert all(one.blocks and one.clause and one.subject == 7 for one in found)


# The steps of the way in their order, and by whom; the second table says which of the later ones are refused to whoever
# took the first.
WAY = {
    "announce": Role.UNIT_LEAD,
    "submit": Role.UNIT_LEAD,
    "shortlist": Role.OFFICE,
    "score": Role.PANEL,
    "answer": Role.DEPARTMENT,
    "forward": Role.OFFICE,
    "approve": Role.DISTRICT,
}
REFUSED = {
    "announce": {"shortlist", "score", "answer", "forward", "approve"},
    "submit": {"shortlist", "score", "answer", "forward", "approve"},
    "shortlist": {"approve"},
    "score": {"approve"},
    "answer": {"approve"},
    "forward": {"approve"},
}


@pytest.fixture
def other():
    """Somebody with no role: each test lends what is needed for a step, and takes it back."""
    return make_user(name="甲")


@contextmanager
def holding(cast, user, role):
    units = {Role.UNIT_LEAD: cast.unit, Role.DEPARTMENT: cast.departments["police"].held[0].unit, Role.PANEL: make_unit()}
    grant = RoleGrant.objects.create(user=user, role=role, unit=units.get(role))
    vars(user).pop("held", None)
    yield user
    grant.delete()
    vars(user).pop("held", None)


def usual(cast, step):
    people = {"announce": cast.lead, "submit": cast.lead, "score": cast.panellists[1], "approve": cast.director}
    return people.get(step) or (cast.departments["police"] if step == "answer" else cast.officer)


def take(cast, case, step, actor):
    """That step of the way, by this person."""
    (case,) = walk.fresh([case])
    do = {
        "announce": partial(announce, case, Act(actor, walk.ANNOUNCED)),
        "submit": partial(publicity.submit, [case], Act(actor, walk.SUBMITTED)),
        "shortlist": partial(lists.shortlist, cast.cycle, [case], Act(actor, walk.SHORTLISTED)),
        "score": partial(panel.score, case, walk.marks_for(cast.cycle, 80), Act(actor, walk.SCORED)),
        "answer": partial(answer, case, Act(actor, walk.ANSWERED)),
        "forward": partial(opinions.forward, [case], Act(actor, walk.FORWARDED)),
        "approve": partial(lists.approve, cast.cycle, [case], Act(actor, walk.APPROVED, data=walk.DECREE)),
    }
    do[step]()


def announce(case, act):
    evidence = walk.ContentFile(walk.picture(80, 60), "proof.jpg")
    recommendation = case.nomination.recommendation
    publicity.announce(recommendation, [case], act, first_day=walk.FIRST_DAY, place="单位公示栏", evidence=evidence)


def answer(case, act):
    opinions.answer(case.opinions.get(authority="police"), "clear", act)


def between(cast, case, step):
    """What else belongs to the way before that step."""
    if step == "answer":
        (case,) = walk.fresh([case])
        walk.judge(cast, [case])
        lists.select(cast.cycle, [case], Act(cast.chair, walk.SELECTED))
    if step == "forward":
        for opinion in Opinion.objects.filter(case=case, verdict="").select_related("case__cycle"):
            opinions.answer(opinion, "clear", Act(cast.departments[opinion.authority], walk.ANSWERED))


def refusals(call):
    """The rules by which it was refused; nothing is left of it either way."""
    with rolled_back():
        try:
            call()
        except StepRefused as refused:
            return {finding.rule for finding in refused.findings}
    return set()


@pytest.mark.parametrize("first", REFUSED)
def test_who_took_one_step_of_a_case_and_another(cast, other, first):
    (case,) = walk.drafted(cast, 1, 0)
    taken, refused = False, set()
    for step, role in WAY.items():
        between(cast, case, step)
        if taken:
            with holding(cast, other, role):
                found = refusals(lambda step=step: take(cast, case, step, other))
            assert found <= {"W6"}, step
            refused |= {step} if found else set()
        if step == first:
            with holding(cast, other, role):
                take(cast, case, step, other)
            taken = True
        else:
            take(cast, case, step, usual(cast, step))
    assert refused == REFUSED[first]


def as_office_too(user):
    RoleGrant.objects.create(user=user, role=Role.OFFICE)
    vars(user).pop("held", None)
    return user


def test_the_other_way_round_too(cast):
    """Who sent a form back does not hand it in again."""
    (case,) = walk.submitted(cast, walk.drafted(cast, 1, 0))
    lead = make_user(name="乙")
    with holding(cast, lead, Role.OFFICE):
        act = Act(lead, walk.RETURNED, "工作简历缺少月份")
        screening.send_back([case], act, points=usual_grounds("resume"), cure_by=walk.date(2024, 1, 10), needs_publicity=False)
    with holding(cast, lead, Role.UNIT_LEAD):
        assert refusals(lambda: publicity.resubmit(walk.fresh([case]), Act(lead, walk.at(1, 9)))) == {"W6"}


def test_what_was_undone_holds_nobody_apart(cast, other):
    (case,) = walk.submitted(cast, walk.drafted(cast, 1, 0))
    with holding(cast, other, Role.OFFICE):
        screening.screen_out([case], Act(other, walk.RETURNED, "不符合条件"))
        step = case.decisions.get(action="screen_out")
        undoing.undo(step, Act(other, walk.RETURNED, "误办"))
    assert not refusals_of_approval(cast, case, other)


def refusals_of_approval(cast, case, other):
    cases = walk.forwarded(cast, walk.fresh([case]))
    with holding(cast, other, Role.DISTRICT):
        return refusals(lambda: take(cast, cases[0], "approve", other))


def test_a_list_names_those_that_are_held_back_and_is_not_made(cast):
    mine, theirs = walk.drafted(cast, 1, 0)[0], walk.drafted(cast, 1, 0, recommendation=cast.other_recommendation)[0]
    walk.submitted(cast, [mine])
    walk.submitted(cast, [theirs])
    lead = as_office_too(cast.lead)
    with pytest.raises(StepRefused) as refused:
        lists.shortlist(cast.cycle, walk.fresh([mine, theirs]), Act(lead, walk.SHORTLISTED))
    assert [(one.rule, one.subject) for one in refused.value.findings] == [("W6", mine.nomination_id)]
    lists.shortlist(cast.cycle, walk.fresh([theirs]), Act(lead, walk.SHORTLISTED))


def test_the_pages_say_so_before(cast):
    (mine,) = walk.submitted(cast, walk.drafted(cast, 1, 0))
    lead = as_office_too(cast.lead)
    page = client_of(lead).get(reverse("shortlist", args=[cast.cycle.pk]))
    words = "您曾以“推荐单位负责人”的身份办理过该对象，不能再以“工作专班办公室”的身份办理"
    assert words in page.content.decode()
    assert page.context["form"].initial["cases"] == []
    offered = {offer.step.action: offer for offer in offers(mine, lead, walk.SHORTLISTED)}
    assert [finding.rule for finding in offered["return"].findings] == ["W6"]
    assert offered["withdraw"].open
    assert words in client_of(lead).get(reverse("case", args=[mine.pk])).content.decode()


class TestOpinions:
    @pytest.fixture
    def cases(self, cast):
        """Two before the departments; the first the person put forward, who now answers for the police."""
        mine = walk.shortlisted(cast, walk.drafted(cast, 1, 0))
        theirs = walk.shortlisted(cast, walk.drafted(cast, 1, 0, recommendation=cast.other_recommendation))
        return walk.selected(cast, mine + theirs)

    @pytest.fixture
    def person(self, cast):
        police = cast.departments["police"].held[0].unit
        RoleGrant.objects.create(user=cast.lead, role=Role.DEPARTMENT, unit=police)
        vars(cast.lead).pop("held", None)
        return cast.lead

    def test_one_click_leaves_them_to_others(self, cast, cases, person):
        keys = list(Opinion.objects.filter(authority="police").values_list("pk", flat=True))
        assert opinions.clear_the_rest(keys, cast.cycle, Act(person, walk.ANSWERED)) == 1
        assert [one.verdict for one in Opinion.objects.filter(authority="police").order_by("case")] == ["", "clear"]

    def test_a_workbook_names_their_lines(self, cast, cases, person):
        rows = Opinion.objects.filter(authority="police").order_by("case")
        replies = [Reply(line=n, opinion=one.pk, verdict="clear", reason="") for n, one in enumerate(rows, 2)]
        with pytest.raises(StepRefused) as refused:
            opinions.import_replies(replies, cast.cycle, Act(person, walk.ANSWERED))
        assert [(one.rule, one.params["names"]) for one in refused.value.findings] == [("W6", ("2",))]

    def test_the_office_neither_settles_nor_enters_paper_of_its_own(self, cast, cases):
        lead, opinion = as_office_too(cast.lead), cases[0].opinions.get(authority="police")
        scan = walk.ContentFile(walk.picture(80, 60), "a.jpg")
        assert refusals(lambda: opinions.enter_paper_reply(opinion, "clear", scan, Act(lead, walk.ANSWERED))) == {"W6"}


class TestAfterwards:
    def test_who_proposed_does_not_decide(self, cast, other):
        (case,) = walk.published(cast, walk.drafted(cast, 1, 0))
        with holding(cast, other, Role.OFFICE):
            proposal = proposals.propose(case, "revoke", Act(other, walk.PUBLISHED, "材料不实"))
        with holding(cast, other, Role.DISTRICT):
            deny = partial(proposals.decline, proposal, Act(other, walk.PUBLISHED, "不成立"))
            confirm = partial(proposals.confirm, proposal, Act(other, walk.PUBLISHED, data=walk.REVOKING))
            assert [refusals(deny), refusals(confirm)] == [{"W6"}, {"W6"}]

    def test_who_put_forward_decides_no_objection(self, cast):
        (case,) = walk.published(cast, walk.drafted(cast, 1, 0))
        objection = notices.raise_objection(
            case, notices.Objector("王某", "13900000000", "有异议"), walk.at(1, 31)
        )
        lead = as_office_too(cast.lead)
        decide = partial(notices.decide_objection, objection, "dismissed", "已核实", "不成立", Act(lead, walk.at(2, 1)))
        assert refusals(decide) == {"W6"}
