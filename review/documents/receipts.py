"""报送回执: the receipt of what a unit handed in, as it was given out. Laid out as GB/T 9704 has it."""

from __future__ import annotations

from collections import Counter

from ..models import Printing
from ..selectors.receipts import ReceiptState
from .check_code import check_address
from .official import addressed, checked_at, official_pdf, paragraph, signed, table, under_title
from .sheet import Column
from .wording import full_date

DOES = {"submit": "报送", "resubmit": "补正后再次报送"}


def receipt_pdf(receipt: Printing, state: ReceiptState) -> bytes:
    """A4 portrait; no personal numbers. Whatever became of the nominees since, it says what it said at first."""
    content, cycle = receipt.content, receipt.recommendation.cycle
    moment = f"{full_date(state.at.date())} {state.at:%H:%M:%S}"
    parts = [
        under_title(f"回执号：{receipt.code}"),
        addressed(f"{content['unit']}："),
        paragraph(f"你单位于{moment}（服务器时间）{DOES[content['action']]}“{content['cycle']}”推荐对象{_counts(state)}，已收到。"),
        table(
            (Column("序号", 0, str), Column("类别", 0, str), Column("名称（姓名）", 0, str, left=True), Column("审批表校验码", 0, str)),
            [
                (number, line.kind, f"{line.name}（备选）" if line.backup else line.name, line.code)
                for number, line in enumerate(state.lines, 1)
            ],
        ),
        paragraph("本回执只证明收到的时间和内容，不代表审核通过；校验码相同的审批表，内容与报送时一致。"),
        signed(cycle.notice.office, full_date(state.at.date())),
        checked_at(
            receipt.code,
            (
                f"核对：扫描二维码，或在 {check_address(receipt.code)} 核对。",
                f"签章所含时间：{content['at']}",
                f"内容摘要（{state.hash}）：{content['digest']}",
                f"签章（HMAC-{state.hash}）：{content['mac']}",
                f"审计记录：第{content['entry']}条{_link(state)}",
            ),
        ),
    ]
    return official_pdf((cycle.notice.honour, "报送回执"), parts)


def _link(state: ReceiptState) -> str:
    """As `official.audit_note` writes it; none while the entry waits for its link."""
    return f"；审计链：第{state.link.number}条，{state.link.mac[:20].upper()}" if state.link else ""


def _counts(state: ReceiptState) -> str:
    """2个：先进集体1个、先进个人1个（其中备选1个）."""
    kinds = Counter(line.kind for line in state.lines)
    backups = sum(line.backup for line in state.lines)
    each = "、".join(f"{kind}{number}个" for kind, number in kinds.items())
    return f"{len(state.lines)}个（{each}{f'，其中备选{backups}个' if backups else ''}）"
