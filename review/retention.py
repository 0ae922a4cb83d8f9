"""What is held on people: what for, and what goes when a cycle's retention is over (PIPL 19, 47; 等保三级 剩余信息保护).

Every column of text, JSON, files or days of every table stands here once; a test holds that. `docs/personal-data.md` is
printed from it, `anonymise_cycle` erases by it, `export_person` gives out by it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """One table. Columns are written as words with spaces between.

    `purpose`: in the words of the people it is told to. `cycle`: lookup from a row to its cycle, "" for what belongs to
    none. `nominee`: lookup from a row to the nomination that it tells of, "" for none. `erased`: goes for everybody;
    `unless_commended`: stays for those who were commended, whose record is kept; `kept`: stays. `whole`: the rows go.
    """

    model: str
    purpose: str
    cycle: str = ""
    nominee: str = ""
    erased: str = ""
    unless_commended: str = ""
    kept: str = ""
    whole: bool = False


CASE = {"cycle": "case__cycle", "nominee": "case__nomination"}
OPINION = {"cycle": "opinion__case__cycle", "nominee": "opinion__case__nomination"}
HELD = (
    Held(
        "nominations.nomination", "审核推荐条件、评审、公示和表彰", "recommendation__cycle", "pk",
        erased="honours remarks corrections unparsed", unless_commended="name name_key deeds", kept="kind ownership criteria updated_at",
    ),
    Held(
        "nominations.collectivenomination", "审核集体推荐条件、联系", "recommendation__cycle", "pk",
        erased="leader_name leader_position location phone", kept="nature level credit_code",
    ),
    Held(
        "nominations.individualnomination", "核对身份和推荐条件、征求部门意见、联系", "recommendation__cycle", "pk",
        erased="gender ethnicity birth_month native_place political_status id_number work_start education degree person_category"
        " grade contact photo assessments resume",
        unless_commended="position professional_title employer", kept="employer_nature",
    ),
    Held(
        "nominations.edit", "记录表格由谁在什么时候改了什么", "nomination__recommendation__cycle", "nomination",
        erased="before began_at last_at", whole=True,
    ),
    Held(
        "nominations.recommendation", "联系推荐单位", "cycle", erased="contact_name office_phone mobile unparsed",
        kept="fill_date decision_on decision_body",
    ),
    Held(
        "nominations.unitpublicity", "证明已在单位公示", "recommendation__cycle", erased="evidence cancel_reason",
        kept="first_day last_day place announced_at cancelled_at",
    ),
    Held(
        "nominations.unitobjection", "核实单位公示期间的异议", "publicity__recommendation__cycle", erased="content resolution",
        kept="received_on resolved_at",
    ),
    Held(
        "nominations.softreason", "说明不符合原则性规定的理由", "recommendation__cycle", "nomination", erased="text",
        kept="rule written_at",
    ),
    Held(
        "nominations.bar", "撤销表彰后，下一次评选不受理其申报；下一次评选结束前不删除", "cycle",
        erased="name id_number credit_code reason", kept="made_at",
    ),
    Held("review.case", "办理进度", "cycle", "nomination", kept="stage stage_since cure_by"),
    Held(
        "review.decision", "记录每一步由谁办理、为什么", **CASE, erased="reason data before",
        kept="action from_stage to_stage role at",
    ),
    Held(
        "review.proposal", "取消资格、撤销表彰的建议和决定", **CASE, erased="ground decision_reason", kept="action proposed_at decided_at",
    ),
    Held(
        "review.returnrecord", "比对补正前后的内容", "decision__case__cycle", "decision__case__nomination",
        erased="values photo", whole=True,
    ),
    Held("review.score", "评审打分", **CASE, erased="comment", kept="marks scored_at"),
    Held("review.scoredraft", "未提交的评分", **CASE, erased="typed saved_at", whole=True),
    Held("review.recusal", "评委回避", **CASE, erased="reason", kept="at"),
    Held("review.roundstep", "评审轮次", "cycle", erased="reason", kept="at"),
    Held("review.tieorder", "同分排序", "cycle", erased="reason", kept="cases at"),
    Held(
        "review.opinion", "部门意见", **CASE, erased="reason",
        kept="authority requested_at due_on verdict answered_at asked_again_at",
    ),
    Held("review.opinionnote", "部门意见的来往", **OPINION, erased="text paper", kept="kind verdict due_on at"),
    Held("review.consultationchoice", "选定征求意见的部门", **CASE, erased="reason", kept="authorities chosen_at"),
    Held(
        "review.objection", "核实公示期间的异议；异议人身份只限评选办公室", "case__cycle", erased="real_name contact text inquiry finding",
        kept="receipt channel received_on postmark received_at outcome decided_at",
    ),
    Held("review.objectionfile", "异议的证明材料", "objection__case__cycle", erased="file", whole=True),
    Held(
        "review.roster", "各环节名单", "cycle", erased="reasons undo_reason",
        kept="action title made_at ratios data ranks_before undone_at",
    ),
    Held("review.rosterentry", "名单上的条目", "roster__cycle", "case__nomination", unless_commended="snapshot"),
    Held("review.printing", "核对纸质表格、报送回执与记录是否一致", "cycle", "nomination", erased="content", kept="code kind printed_at"),
    Held("review.message", "站内消息", "cycle", erased="kind text link key made_at read_at mail mailed_at", whole=True),
    Held(
        "review.batch", "后台制作的表格文件", "cycle", whole=True,
        erased="asked_at kind scope nominations key status heartbeat file expires_at",
    ),
    # Of no cycle: until the account, the file or the day is gone; what says so deletes it.
    Held(
        "nominations.user", "登录、分配角色、记录是谁办理的；停用后保留姓名，以说明历史记录",
        kept="password last_login username email date_joined name",
    ),
    Held("nominations.rolegrant", "分配角色", kept="role"),
    Held("nominations.secondfactor", "登录时的两步验证；密钥加密保存，停用时删除", kept="secret since failed_at"),
    Held("nominations.boundidentity", "用统一身份认证登录；只存散列值，解除绑定时删除", kept="trace since"),
    Held("nominations.recoverycode", "两步验证的恢复码，只存散列值，用过即删除", kept="digest"),
    Held(
        "nominations.auditentry", "审计记录，不含证件号码、电话和推荐对象姓名；保存不少于三年",
        kept="at role action object_type object_id detail address",
    ),
    Held("nominations.auditseal", "审计链", kept="mac"),
    Held("review.drawnform", "已画好的表格文件，7 天后自动删除", kept="digest file used_at"),
    Held("review.savedfilter", "本人保存的筛选条件", kept="name query"),
    Held("review.addresscount", "限制同一网络地址的访问次数，到时自动删除", kept="action address opened_at"),
    Held("review.spentproof", "防止重复提交，到时自动删除", kept="challenge expires_at"),
    Held("nominations.unit", "单位，不是个人信息", kept="name short_name kind authority"),
    Held("nominations.awardcycle", "评选通知，不是个人信息", kept="slug title source issued_on deadline status opened_at closed_at"),
    Held("nominations.calendarday", "节假日，不是个人信息", kept="day name"),
    Held("review.publicnotice", "区级公示，不含证件号码和电话", kept="first_day last_day days contact published_at"),
    Held("review.outboxhold", "暂停发信", kept="at"),
    Held("review.panelmeeting", "评审会进度", kept="moved_at"),
    Held("review.wordtemplate", "Word 模板，不是个人信息", kept="kind name uploaded_at"),
)  # fmt: skip
