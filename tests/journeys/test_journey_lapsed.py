"""What is not handed in by the deadline counts as given up: to the second, by the command, and the unit is told."""

from io import StringIO

from django.core.management import call_command
from playwright.sync_api import expect

from tests import walk


def lapse_overdue():
    said = StringIO()
    call_command("lapse_overdue", stdout=said)
    return said.getvalue()


def test_too_late(cast, clock, desk):
    collective, individual = walk.announced(cast)
    draft = walk.drafted(cast, collectives=1, individuals=0)[0]

    clock(2024, 1, 12, 23, 59, 50)
    assert "0 个" in lapse_overdue()
    lead = desk(cast.lead)
    lead.go("打开推荐工作台")
    expect(lead.page.get_by_role("region", name="报送截止")).to_contain_text("2024-01-12 23:59")
    expect(lead.link("报送")).to_be_visible()

    clock(2024, 1, 13, 0, 0, 50)
    assert "0 个" in lapse_overdue()  # what arrived in time may still wait for its turn
    clock(2024, 1, 13, 0, 1, 0)
    assert "3 个" in lapse_overdue()
    assert "0 个" in lapse_overdue()
    lead.take_up("推荐工作台")
    expect(lead.page.get_by_role("region", name="报送截止")).to_contain_text("已截止")
    lead.sees("现已超过，按通知视为弃权")
    for case in (collective, individual, draft):
        expect(lead.row(str(case))).to_contain_text("视为弃权")
    expect(lead.link("报送")).to_have_count(0)
    expect(lead.link("开始单位公示")).to_have_count(0)
    lead.go(str(draft))
    lead.sees("视为弃权", "目前没有由您办理的步骤")


def test_sent_back_and_not_mended_in_time(cast, clock, desk):
    _collective, individual = walk.returned(cast)
    clock(2024, 1, 11, 0, 1)
    assert "2 个" in lapse_overdue()
    clerk = desk(cast.clerk)
    clerk.go("打开推荐工作台")
    expect(clerk.row(str(individual))).to_contain_text("视为弃权")
    expect(clerk.link("去补正")).to_have_count(0)


def test_in_time(cast, clock, desk):
    """Who handed in everything is not alarmed by the deadline."""
    walk.submitted(cast)
    clock(2024, 1, 13)
    lead = desk(cast.lead)
    lead.go("打开推荐工作台")
    lead.sees("已截止")
    lead.sees_not("视为弃权")
