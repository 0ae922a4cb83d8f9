"""What office, panel, departments, district and public of the demonstration do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from nominations.models import AwardCycle, User

from ..grounds import Point
from ..models import Case, Objection, Opinion, Proposal
from ..selectors.preview import preview_list
from ..services import lists, notices, opinions, panel, proposals, screening
from ..services.advance import Act
from ..services.notices import Objector
from ..stages import Stage
from .accounts import Cast
from .schedule import Schedule, at
from .unit_side import Goal

Verdict = Opinion.Verdict
EXPLAINED = {
    "R2": "本批推荐单位中区级部门占比较高，均为要素保障牵头科室，已报工作专班研究同意。（演示）",
    "R3": "本批个人中机关干部占比较高，均为一线服务专员，已报工作专班研究同意。（演示）",
    "S2": "评审结果并列，按规上工业企业优先的原则取舍。（演示）",
}
POINTS = (
    Point("honours", ("honours",), "请逐项写明时间、授予机关和奖项全称。（演示）"),
    Point("length", ("deeds",), "第二段与第一段重复，请删减。（演示）"),
)
PHONE = "电话 023-6000 0000（演示号码）"
CITIZEN = Objector("周示例", "13900000000", "反映该对象所报荣誉未在媒体公开，请核实。（演示）")


@dataclass(frozen=True)
class ReviewSide:
    cycle: AwardCycle
    cast: Cast
    random: Random

    def send_back(self, goals: Iterable[Goal], days: Schedule) -> None:
        act = Act(self.cast.office, at(days.returned), "所获奖励未写明授予机关，事迹超过限定篇幅，请补正。（演示）")
        screening.send_back(self.cases(goals), act, points=POINTS, cure_by=days.cure_by, needs_publicity=False)

    def screen_out(self, goals: Iterable[Goal], days: Schedule) -> None:
        act = Act(self.cast.office, at(days.screened), "主要事迹与所评选的工作关联不足。（演示）")
        screening.screen_out(self.cases(goals), act)

    def shortlist(self, goals: Iterable[Goal], days: Schedule) -> None:
        lists.shortlist(self.cycle, self.cases(goals), Act(self.cast.office, at(days.shortlisted)))

    def score(self, goals: Iterable[Goal], days: Schedule, share: float = 1.0) -> None:
        """Each member scores `share` of the cases; those meant for the reserve get lower marks."""
        wanted = {goal.case_pk: goal.stage for goal in goals}
        for member in self.cast.panel:
            for case in self.cases(goals):
                apart = member.held[0].unit_id == case.nomination.recommendation.unit_id
                if apart or case.nomination.backup_for_id or self.random.random() > share:
                    continue
                low, high = (66, 79) if wanted[case.pk] == Stage.NOT_SELECTED else (80, 99)
                marks = {d.code: self.random.randrange(low, high) for d in self.cycle.notice.panel.dimensions}
                panel.score(case, marks, Act(member, at(days.scored)))

    def select(self, goals: Iterable[Goal], days: Schedule) -> None:
        chosen, now = self.cases(goals), at(days.selected)
        preview = preview_list("select", self.cycle, chosen, now, self.cast.panel[0])
        asked = {finding.rule for finding in preview.findings}
        reasons = {rule: text for rule, text in EXPLAINED.items() if rule in asked}
        lists.select(self.cycle, chosen, Act(self.cast.panel[0], now), reasons)

    def answer(self, goals: Iterable[Goal], days: Schedule, *, clear: bool) -> None:
        """The departments answer: all without objection, or in every way there is."""
        asked = Opinion.objects.filter(case__in=[g.case_pk for g in goals]).select_related("case__cycle")
        for number, opinion in enumerate(asked.order_by("pk")):
            verdict = Verdict.CLEAR if clear else ODD[number % len(ODD)]
            person = self.cast.departments.get(opinion.authority)
            if verdict is not None and person is not None:
                reason = "" if verdict == Verdict.CLEAR else "正在核实一起劳动争议，建议补充说明。（演示）"
                opinions.answer(opinion, verdict, Act(person, at(days.answered), reason))

    def reply(self, goals: Iterable[Goal], days: Schedule) -> None:
        """The office answers the first question; that department owes its second word."""
        asked = Opinion.objects.filter(case__in=[g.case_pk for g in goals], verdict=Verdict.EXPLAIN)
        if opinion := asked.select_related("case__cycle").order_by("pk").first():
            said = "已向推荐单位核实：该劳动争议已经仲裁调解结案，材料附后。（演示）"
            opinions.settle(opinion, Act(self.cast.office, at(days.answered, 16), said))

    def forward(self, goals: Iterable[Goal], days: Schedule) -> None:
        opinions.forward(self.cases(goals), Act(self.cast.office, at(days.forwarded)))

    def decree(self, number: str, actor: User, day: date, reason: str = "") -> Act:
        return Act(actor, at(day), reason, {"document_number": number, "document_date": day})

    def approve(self, goals: Iterable[Goal], days: Schedule) -> None:
        act = self.decree("演示审定〔01〕号", self.cast.district, days.approved)
        lists.approve(self.cycle, self.cases(goals), act)

    def reject(self, goals: Iterable[Goal], days: Schedule) -> None:
        reason = "综合考虑，本次不予表彰。（演示）"
        lists.reject(self.cases(goals), self.decree("演示审定〔01〕号", self.cast.district, days.approved, reason))

    def publish(self, goals: Iterable[Goal], day: date) -> None:
        contact = f"{self.cycle.notice.office_contact}，{PHONE}"
        data = {"first_day": day, "contact": contact, "secrecy_reviewed": True}
        notices.publish(self.cycle, self.cases(goals), Act(self.cast.office, at(day, 9), data=data))

    def object_to(self, goal: Goal, day: date) -> Objection:
        return notices.raise_objection(self.cases([goal])[0], CITIZEN, at(day, 14))

    def decide(self, objection: Objection, outcome: str, day: date) -> None:
        finding = {
            Objection.Outcome.UPHELD: "经核实，所报荣誉证书与授予机关记录不符，异议成立。（演示）",
            Objection.Outcome.DISMISSED: "经核实，所报荣誉属实，异议不成立。（演示）",
        }[outcome]
        inquiry = "已向授予机关和推荐单位核实，谈话2人次，查阅档案1份。（演示）"
        notices.decide_objection(objection, outcome, inquiry, finding, Act(self.cast.office, at(day)))

    def confirm(self, goals: Iterable[Goal], day: date) -> None:
        """The district confirms every open proposal on these cases."""
        for proposal in Proposal.objects.filter(case__in=[g.case_pk for g in goals], decided_at=None):
            decree = self.decree("演示决定〔01〕号", self.cast.district, day)
            if proposal.action == Proposal.Action.REVOKE:
                decree.data["revoking_body"] = "、".join(self.cycle.notice.commending_bodies)
            proposals.confirm(proposal, decree)

    def propose_revocation(self, goals: Iterable[Goal], day: date) -> None:
        for case in self.cases(goals):
            act = Act(self.cast.office, at(day), "经查实推荐材料弄虚作假。（演示）")
            proposals.propose(case, Proposal.Action.REVOKE, act)

    def commend(self, goals: Iterable[Goal], days: Schedule) -> None:
        act = self.decree("演示表彰〔01〕号", self.cast.office, days.commended)
        lists.commend(self.cycle, self.cases(goals), act)

    def cases(self, goals: Iterable[Goal]) -> list[Case]:
        """As they stand now; backups that travel with their principal are not named by themselves."""
        return list(
            Case.objects.filter(pk__in=[goal.case_pk for goal in goals])
            .select_related("cycle", "nomination__recommendation__unit")
            .order_by("pk")
        )


# How departments answer where not all is clear: in turn, None is 'not yet'.
ODD = (Verdict.CLEAR, Verdict.CLEAR, None, Verdict.CLEAR, Verdict.EXPLAIN, Verdict.CLEAR, Verdict.OBJECTION, None)
