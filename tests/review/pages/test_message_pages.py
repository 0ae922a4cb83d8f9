"""The inbox and the outbox: what is shown, what the buttons do, and as many queries for thirty as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nominations.enums import Role
from nominations.models import AuditEntry
from review.models import Message
from review.services import mailing
from review.services.advance import Act
from review.services.inbox import set_address
from tests import walk
from tests.cast import client_of, once, person

kept = once(lambda cast: walk.returned(cast))
ADDRESS = "lead@example.org"
PASSWORD = "quiet-River-1949"


@pytest.fixture
def lead(cast):
    """Reads mail; one message waits."""
    Message.objects.filter(recipient=cast.lead).delete()
    set_address(cast.lead, ADDRESS)
    cast.lead.refresh_from_db()
    another_return(cast)
    return cast.lead


def another_return(cast):
    walk.returned(cast, walk.drafted(cast, 1, 0))


def count_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_message_is_read_and_leads_to_its_page(cast, lead):
    client, message = client_of(lead), lead.inbox.get()
    assert client.get("/").context["unread"] == 1
    answer = client.post(reverse("read_message", args=[message.pk]), {"go": "1"})
    assert answer.url == reverse("cockpit", args=[cast.recommendation.pk])
    assert client.get("/").context["unread"] == 0


def test_all_are_read_but_what_came_in_meanwhile(cast, lead):
    client = client_of(lead)
    shown = client.get(reverse("messages")).context["newest"]
    another_return(cast)
    client.post(reverse("read_messages"), {"upto": shown})
    assert [bool(one.read_at) for one in lead.inbox.order_by("pk")] == [True, False]


@pytest.fixture
def with_password(lead):
    lead.set_password(PASSWORD)
    lead.save()
    return lead


def change(lead, email, password=PASSWORD):
    return client_of(lead).post(reverse("mail_address"), {"email": email, "password": password})


def test_a_change_of_address_takes_the_password_and_tells_the_one_before(
    with_password, mailoutbox, django_capture_on_commit_callbacks
):
    lead = with_password
    with django_capture_on_commit_callbacks(execute=True):
        assert change(lead, "new@example.org").status_code == 302
    lead.refresh_from_db()
    assert lead.email == "new@example.org"
    (told,) = mailoutbox
    assert told.to == [ADDRESS]
    assert lead.username in told.body
    assert "new@example.org" not in told.body
    assert AuditEntry.objects.first().action == "mail_address_changed"


def test_without_the_right_password_it_stays(with_password, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = change(with_password, "new@example.org", "wrong")
    assert answer.status_code == 422
    assert "密码不正确" in answer.content.decode()
    with_password.refresh_from_db()
    assert (with_password.email, mailoutbox) == (ADDRESS, [])


def test_a_mail_server_that_is_away_keeps_nobody_from_changing(
    with_password, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        assert change(with_password, "new@example.org").status_code == 302


def test_an_address_that_is_none_is_refused_and_shown_back(lead):
    answer = client_of(lead).post(reverse("mail_address"), {"email": "lead@"})
    assert answer.status_code == 422
    assert 'value="lead@"' in answer.content.decode()
    lead.refresh_from_db()
    assert lead.email == ADDRESS


def test_the_preview_is_the_mail_that_goes_out(cast, lead, mailoutbox):
    page = client_of(cast.officer).get(reverse("outbox_mail", args=[cast.cycle.pk, lead.pk]))
    shown = page.context["mail"]
    mailing.send_waiting(walk.RETURNED)
    (sent,) = mailoutbox
    assert (sent.subject, sent.body, sent.to) == (shown.subject, shown.body, shown.to)
    assert sent.body in page.content.decode()


def test_a_mail_held_in_a_held_outbox_is_shown_as_held(cast, lead):
    act = Act(cast.officer, walk.RETURNED)
    mailing.hold_mail(lead, cast.cycle, act)
    another_return(cast)
    mailing.hold_outbox(cast.cycle, act)
    page = client_of(cast.officer).get(reverse("outbox_mail", args=[cast.cycle.pk, lead.pk]))
    assert page.context["held"].body.count("被退回补正") == 1
    assert page.context["mail"].subject == "【评选表彰】退回补正"  # as it will go once the outbox is released


def test_the_queries_do_not_grow(cast, lead):
    inbox, officer = client_of(lead), client_of(cast.officer)
    outbox = reverse("outbox", args=[cast.cycle.pk])
    counts = []
    for number in (2, 27):
        for _one in range(number):
            reader = person(f"reader{Message.objects.count()}", Role.UNIT_CLERK, cast.unit)
            set_address(reader, ADDRESS)
        Message.objects.bulk_create(copy(message) for message in lead.inbox.all()[:1] for _one in range(number))
        another_return(cast)
        counts.append((count_of(inbox, reverse("messages")), count_of(officer, outbox)))
    assert counts[1] <= counts[0]
    assert officer.get(outbox).context["page"].paginator.count == 30


def copy(message):
    message.pk = None
    return Message(**{field.attname: getattr(message, field.attname) for field in Message._meta.concrete_fields})


def test_reminding_says_how_many_and_whom_it_cannot_reach(cast):
    walk.selected(cast, walk.drafted(cast, 1, 0))
    cast.departments["tax"].grants.all().delete()
    client, url = client_of(cast.officer), reverse("remind_departments", args=[cast.cycle.pk])
    said = client.post(url, follow=True).content.decode()
    assert "已提醒 6 人" in said
    assert "请书面催办：税务" in said
    assert "今天已经提醒过" in client.post(url, follow=True).content.decode()
