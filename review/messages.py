"""The words of every finding, those of the workflow's own guards included."""

from collections.abc import Sequence

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations import messages
from nominations.enums import Role
from nominations.policy.findings import Finding
from nominations.policy.notice import SCORES, VOTES

from .workflow import label_of

# What the reasons are called that a list as a whole may owe: R2 and R3, and a tie that the choice cuts through (S2).
LIST_REASONS = {
    "R2": _("集体超过比例的理由"),
    "R3": _("个人超过比例的理由"),
    "S2": _("并列对象的取舍理由"),
}
NAMED = 10  # of a longer list only so many are named

# The heading of the panel's result, by the cycle's way of judging.
RESULT = {SCORES: _("得分"), VOTES: _("赞成率")}

WORDS = {
    ("W0", "not_allowed"): _("您的角色不能对“%(name)s”进行“%(step)s”。请由有权限的人员办理。"),
    ("W6", "apart"): _(
        "您曾以“%(earlier)s”的身份办理过该对象，不能再以“%(role)s”的身份办理：推荐、审查、审定须由不同的人承担。"
        "请由其他有权限的人员办理。"
    ),
    ("W6", "replies"): _(
        "第 %(names)s 行的推荐对象您曾以推荐单位或审定人的身份办理过，不能再由您代部门答复，没有导入任何答复。"
        "请删去这些行再导入，由本部门其他人员答复。"
    ),
    ("W1", "nothing_chosen"): _("没有选择任何推荐对象。请至少勾选一个后再操作。"),
    ("W1", "impossible"): _(
        "“%(name)s”目前处于“%(stage)s”阶段，不能进行“%(step)s”，可能已被他人办理。请核对后重新选择。"
    ),
    ("W1", "cycle_closed"): _("本次评选表彰活动不在进行中，不能再办理。已有内容仍可查阅。"),
    ("W2", "not_proposed"): _("工作专班办公室尚未提请。请先由办公室提出，再由区委、区政府确认。"),
    ("W3", "reason_owed"): _("对“%(name)s”进行“%(step)s”必须填写理由。"),
    ("W4", "asks"): _("对“%(name)s”进行“%(step)s”还须填写：%(missing)s。"),
    ("T1", "cure_over"): _("补正期限为 %(cure_by)s，现已超过，不能再次报送。如需延期，请联系工作专班办公室。"),
    ("T1", "cure_past"): _("补正期限 %(cure_by)s 已经过去。请填写今天或以后的日期。"),
    ("T1", "not_over"): _("报送（补正）期限尚未届满，不能作弃权处理。"),
    ("P3", "publicity_demanded"): _("退回时要求重新公示。请先开始新的单位公示，期满后再报送。"),
    ("P3", "publicity_not_demanded"): _("退回时未要求重新公示，补正后可直接再次报送。"),
    ("P2", "record_closed"): _("这次公示已经取消，或其中的推荐对象都已报送、办结，公示记录不能再改动。"),
    ("P2", "resolved_already"): _("这件异议已经写明处理结果，不能再改。请刷新页面查看。"),
    ("O1", "not_covered"): _("通知的征求意见范围未涵盖该对象。请由工作专班办公室选定征求意见部门并说明理由。"),
    ("O1", "missing"): _("以下部门的意见尚未收齐：%(authorities)s。请催办或录入书面答复。"),
    ("O1", "unresolved"): _(
        "以下部门有异议或要求说明，尚未答复无异议：%(authorities)s。请核实后写明处理情况并再次征求，或因异议取消。"
    ),
    ("O1", "nobody_late"): _("目前没有部门需要提醒：征求的意见都已答复。"),
    ("O1", "no_objection"): _("没有部门对该对象提出异议，不能以部门异议为由取消。"),
    ("Q5", "still_backup"): _("该对象是备选，须待其对应的处级推荐对象退出后才能递补公示。"),
    ("Q5", "goes_along"): _("备选须与其对应的处级推荐对象“%(principal)s”一并办理，不能单独办理。请一并勾选该推荐对象。"),
    ("Q5", "backup_elsewhere"): _("其备选“%(names)s”还在其他阶段，须随同办理。请待备选补正后再次报送，或先办结备选。"),
    ("Q5", "principal_gone"): _(
        "对应的推荐对象“%(principal)s”已处于“%(stage)s”阶段，不能再作它的备选。请在“作为谁的备选”一栏改选，或不作备选。"
    ),
    ("N1", "no_notice"): _("尚未公示。公示期满且无未决异议后方可表彰。"),
    ("N1", "not_over"): _("公示至 %(last_day)s 结束，期满后的次日起方可表彰。"),
    ("N1", "open_objections"): _("还有 %(count)s 件公示异议没有处理结论。请先核实并作出结论。"),
    ("N1", "upheld"): _("有 %(count)s 件公示异议成立，不能表彰。请提请区委、区政府取消表彰资格。"),
    ("N1", "upheld_proposed"): _(
        "有 %(count)s 件公示异议成立，不能表彰。已提请区委、区政府取消表彰资格，正等待审定。"
    ),
    ("N1", "none_upheld"): _("没有成立的公示异议，不能取消表彰资格。"),
    ("R1", "no_vacancy"): _(
        "%(kind)s空出 %(free)s %(measure)s名额，不能递补 %(chosen)s %(measure)s。确定名单时没有用的名额不算空缺；请减少所选对象。"
    ),
    ("S1", "missing"): _("还有 %(count)s 项评审没有完成。请催办，全部评完后再确定名单；确实不能评完的，由组长写明理由结束评审。"),
    ("S1", "reopened"): _("评审已重新开放，尚未结束。请组长先结束评审，再确定名单。"),
    ("S1", "round_ended"): _(
        "评审已由组长结束，结果已经公开，“%(name)s”不能再评审、修改或申请回避。确需补评的，请组长写明理由重新开放评审。"
    ),
    ("S1", "all_in"): _(
        "全部评审已经完成，结果已经公开，“%(name)s”不能再修改或申请回避。确需更正的，请组长写明理由重新开放评审。"
    ),
    ("S1", "nothing_there"): _("目前没有正在评审的推荐对象。请待建议名单送交评审后再办理。"),
    ("S1", "nobody_late"): _("目前没有人需要提醒：没有正在进行的评审，或者都已经评完。"),
    ("S1", "over_already"): _("这一轮评审已经结束，不必再次结束。请刷新页面查看结果。"),
    ("S1", "not_over"): _("这一轮评审还没有结束，不必重新开放，也不能排定并列次序。请全部评完或由组长结束评审后再办理。"),
    ("S1", "not_before_panel"): _("“%(name)s”不在评审中，不能上会。请刷新页面后重新选择。"),
    ("S2", "not_a_tie"): _("这些推荐对象的评审结果并不并列，或并列情况已有变化。请返回评审结果页重新选择。"),
    ("S2", "tie"): _("有 %(count)s 个推荐对象评审结果并列，且部分入选。请由组长写明取舍理由。"),
    ("S3", "skipped"): _("递补须按名次进行，排名在前的尚未递补：%(names)s。"),
    ("M1", "nothing_to_hold"): _("目前没有等待发给“%(name)s”的邮件，可能刚刚已经发出。请刷新页面查看。"),
    ("M1", "nothing_held"): _("没有暂停发给“%(name)s”的邮件。请刷新页面查看。"),
    ("W0", "not_yours"): _("这项操作由“%(role)s”办理，您没有这个角色。请联系系统管理员授权或转请有权限的人员办理。"),
    ("W0", "not_chair"): _("这项操作由评审组组长办理。请联系组长。"),
    ("W2", "too_late"): _("“%(name)s”目前处于“%(stage)s”阶段，不能提请“%(step)s”。"),
    ("W2", "proposed_already"): _("“%(name)s”已经提请，正等待区委、区政府审定，不必重复提请。"),
    ("W2", "decided"): _("“%(name)s”的提请已经审定，不能再次审定。请刷新页面查看结果。"),
    ("W4", "text"): _("还须填写：%(missing)s。"),
    ("S1", "closed"): _("“%(name)s”目前处于“%(stage)s”阶段，评审已经结束，不能再评审或申请回避。"),
    ("S1", "backup"): _("“%(name)s”是备选，随其对应的处级推荐对象一并评审，不另行评审。"),
    ("S1", "own_unit"): _("“%(name)s”由您所在单位推荐，按规定回避，不能评审。"),
    ("S1", "recused"): _("您已申请对“%(name)s”回避，不能再评审。"),
    ("S1", "other_mode"): _("本次评审的方式与所提交的不同。请刷新页面后按页面所示方式评审。"),
    ("S1", "marks"): _("每一项都须填写 %(lowest)s 至 %(highest)s 的整数。请检查：%(names)s。"),
    ("O1", "covered"): _("“%(name)s”在通知规定的征求意见范围内，征求部门由通知规定，不能另行选定。"),
    ("O1", "choose"): _("请为“%(name)s”至少选定一个征求意见部门。"),
    ("O1", "answered_already"): _("以下部门已经答复，不能取消征求：%(authorities)s。请保留这些部门后再保存。"),
    ("O1", "answered_online"): _("%(authorities)s 已在系统中答复，不能再录入书面答复。需要更正的，请该部门自行更正。"),
    ("O1", "nothing_to_settle"): _("%(authorities)s 没有提出异议或要求说明，无须处理。"),
    ("O1", "asked_again"): _("已向 %(authorities)s 写明处理情况并再次征求，正等待其答复，不必重复处理。"),
    ("O1", "replies_moved"): _(
        "预览之后，工作簿第 %(names)s 行的推荐对象已经答复或不再征求意见，没有导入任何答复。请重新导出名单，填好后再导入。"
    ),
    ("O1", "due_past"): _("新的答复期限 %(due_on)s 已经过去。请填写今天或以后的日期。"),
    ("O1", "none_to_prolong"): _("没有答复期限早于 %(due_on)s 且尚未答复的意见，无须延期。请填写更晚的日期。"),
    ("O1", "closed"): _("“%(name)s”目前处于“%(stage)s”阶段，征求意见已经结束，不能再改。"),
    ("O1", "not_asked"): _("您不能代 %(authorities)s 答复。请由该部门的人员答复。"),
    ("O1", "verdict"): _("请选择无异议、有异议或需说明。"),
    ("N1", "first_day_over"): _("公示第一天 %(first_day)s 已经过去。请填写今天或以后的日期。"),
    ("N1", "not_open"): _("“%(name)s”现在不在公示期内，不能提交异议。"),
    ("N1", "not_under_notice"): _(
        "“%(name)s”目前处于“%(stage)s”阶段，不在公示中，不能登记公示异议。所反映问题属实、需要撤销评选资格的，请在其办理页提请撤销。"
    ),
    ("N1", "out_of_time"): _(
        "公示期为 %(first_day)s 至 %(last_day)s，收到日期 %(received_on)s 不在其内，不能登记为公示异议。"
        "来信邮戳在公示期内的，请填写邮戳日期；其他请告知来人并按信访、举报程序办理，属实的可提请撤销评选资格。"
    ),
    ("N1", "posted_out_of_time"): _(
        "公示期为 %(first_day)s 至 %(last_day)s，收到日期 %(received_on)s 和邮戳日期 %(postmark)s 都不在其内，不能登记为公示异议。"
        "请核对日期；确已逾期的，请告知来信人并按信访、举报程序办理，属实的可提请撤销评选资格。"
    ),
    ("N1", "decided"): _("异议 %(receipt)s 已有处理结论，不能再改。请刷新页面查看。"),
    ("N1", "outcome"): _("请选择异议成立或异议不成立。"),
    ("W5", "undone_already"): _("“%(name)s”的这一步已经撤销，或者年代较早、没有留下撤销所需的记录，不能撤销。请查看办理记录。"),
    ("W5", "not_yours"): _("“%(step)s”只能由当时办理、现仍担任该角色的人撤销。请联系办理人。"),
    ("W5", "final"): _("“%(step)s”按期限自动办理，不能撤销。确需延期的，请系统管理员调整期限。"),
    ("W5", "later_step"): _(
        "“%(name)s”随后已经办理“%(later)s”，以这一步为依据（这样的后续步骤共 %(count)s 项），不能撤销。请先由办理人撤销后续步骤。"
    ),
    ("W5", "edited"): _("推荐单位在这一步之后已经修改了“%(names)s”的内容，不能撤销。请待其再次报送后办理。"),
    ("W5", "time_over"): _("“%(names)s”的报送（补正）期限已过，撤销后即视为弃权，不能撤销。如需延期，请联系系统管理员。"),
    ("W5", "pair_parted"): _("撤销后备选“%(names)s”将与其对应的推荐对象分处不同阶段，不能撤销。请先办理其中的另一个。"),
    ("W5", "place_taken"): _("空出的名额已经由他人递补，撤销后将超过表彰名额，不能撤销。请先由评审组组长撤销递补。"),
    ("W5", "begun"): _("公示从 %(first_day)s 起已经开始，不能撤销。单位公示请用“取消公示”；向社会的公示按异议程序办理。"),
    ("W5", "another_day"): _("公示在 %(taken_on)s 取消，只能在当天恢复。请重新开始公示。"),
    ("W5", "given"): _("表彰已于 %(taken_on)s 作出，当天误办的才能在当天撤销。确须取消的，请由办公室提请撤销表彰。"),
    ("W5", "judged"): _("评审组已经评审“%(names)s”，不能撤销。请由组长在形成名单时处理。"),
    ("W5", "answered"): _("征求意见已经有答复或选定了部门：%(names)s，不能撤销。需要退出的，请按部门异议或撤回办理。"),
    ("W5", "proposed"): _("工作专班办公室已就“%(names)s”提请区委、区政府，不能撤销。请待审定。"),
    ("W5", "listed_since"): _("此后已经形成名单或递补，以这一步为依据，不能撤销。请先由评审组组长撤销名单或递补。"),
    ("W5", "bar_applied"): _("下一次评选活动已经开始，取消参评资格的决定已经适用，不能撤销。请由区委、区政府另行决定。"),
}

ASKS = {
    "first_day": _("公示第一天"),
    "place": _("公示地点（方式）"),
    "grounds": _("退回原因"),
    "cure_by": _("补正期限"),
    "needs_publicity": _("是否须重新公示"),
    "authority": _("提出异议的部门"),
    "revoking_body": _("作出撤销决定的机关"),
    "document_number": _("文号"),
    "document_date": _("日期"),
    "contact": _("异议受理联系方式"),
    "secrecy_reviewed": _("已进行保密和隐私审查"),
    "recusal": _("回避理由"),
    "round_end": _("结束评审的理由"),
    "round_reopening": _("重新开放评审的理由"),
    "tie_order": _("排定并列次序的理由"),
    "choice": _("选定征求部门的理由"),
    "objection": _("异议或需说明的内容"),
    "settlement": _("处理情况"),
    "prolonging": _("延期的理由"),
    "real_name": _("真实姓名"),
    "objector_contact": _("联系方式"),
    "resolution": _("核实与处理结果"),
    "objection_text": _("异议内容"),
    "inquiry": _("核实情况"),
    "finding": _("处理结论"),
    "ground": _("事由"),
    "decline": _("不予同意的理由"),
    "undo": _("撤销的理由"),
}


def words(finding: Finding) -> str:
    """The finding as a sentence: what was found, the limit, the remedy."""
    template = WORDS.get((finding.rule, finding.code))
    if template is None:
        return messages.words(finding)
    return str(template) % _params(finding)


def reason_title(rule: str) -> str:
    """What a reason written against that rule is about; the id itself of a rule that is not known any more."""
    return str(LIST_REASONS.get(rule) or messages.TITLES.get(rule, rule))


def _params(finding: Finding) -> dict[str, object]:
    params = dict(finding.params)
    if "action" in params:
        params["step"] = label_of(params["action"])
    if "missing" in params:
        params["missing"] = "、".join(str(ASKS[ask]) for ask in params["missing"])
    for role in ("role", "earlier"):
        if role in params and params[role] in Role.values:
            params[role] = Role(params[role]).label
    for listed in ("authorities", "names"):
        if listed in params:
            params[listed] = _few(params[listed])
    return params


def _few(names: Sequence[str]) -> str:
    """All of them, or the first and how many there are."""
    if len(names) <= NAMED:
        return "、".join(names)
    return _now("%(names)s等%(count)s个") % {"names": "、".join(names[:NAMED]), "count": len(names)}
