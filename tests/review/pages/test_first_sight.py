"""A form that takes files shows no faults before anything was sent: an empty upload is no upload."""

from django.test import Client
from django.urls import reverse

from review.models import Opinion
from tests import walk
from tests.cast import client_of


def unsent(client, name, *args):
    return not client.get(reverse(name, args=args)).context["form"].is_bound


def test_no_faults_at_first_sight(cast, time_machine):
    walk.drafted(cast)
    assert unsent(client_of(cast.lead), "announce", cast.recommendation.pk)
    case = walk.announced(cast)[0]
    assert unsent(client_of(cast.lead), "publicity_evidence", case.nomination.publicity_id)
    walk.selected(cast, [case])
    assert unsent(client_of(cast.officer), "paper_reply", Opinion.objects.filter(case=case).first().pk)
    walk.published(cast, [case])
    time_machine.move_to(walk.at(1, 31))
    assert unsent(Client(), "public_objection", cast.cycle.slug, case.pk)
