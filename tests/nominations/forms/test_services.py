"""What the pages cannot show: two people at the same moment, and a nominee that vanished meanwhile."""

import threading

import pytest
from django.db import connection

from nominations.models import IndividualNomination, Nomination, SoftReason
from nominations.services import (
    Refused,
    Stale,
    add_nomination,
    arrange,
    delete_draft,
    save_draft,
    set_photo,
    write_reason,
)
from review.models import Case, Decision
from tests.builders import make_collective, make_individual
from tests.cast import make_cast
from tests.walk import at

NOW = at(12, 28, year=2023)


@pytest.fixture
def row(cast):
    return make_individual(recommendation=cast.recommendation)


def together(*actions):
    """Do all at the same moment, each on a connection of its own; what each raised, or None."""
    gate, raised = threading.Barrier(len(actions)), [None] * len(actions)

    def run(place, action):
        gate.wait()
        try:
            action()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_told():
    cast = make_cast()
    row = make_individual(recommendation=cast.recommendation)

    def saving(name):
        return lambda: save_draft(row, {"name": name}, {}, version=1, actor=cast.clerk, now=NOW)

    raised = together(saving("甲"), saving("乙"), saving("丙"))
    assert [type(error) for error in raised if error] == [Stale, Stale]
    row.refresh_from_db()
    assert row.version == 2
    assert row.name == "甲乙丙"[raised.index(None)]


@pytest.mark.django_db(transaction=True)
def test_two_new_ones_at_the_same_moment_take_two_places():
    cast = make_cast()

    def adding():
        add_nomination(cast.recommendation, "collective", cast.clerk, NOW)

    assert together(adding, adding, adding) == [None] * 3
    assert sorted(cast.recommendation.nominations.values_list("order", flat=True)) == [1, 2, 3]


def test_what_vanished_is_refused_in_words(cast, row):
    Nomination.objects.all().delete()
    for action in (
        lambda: save_draft(row, {"name": "甲"}, {}, version=1, actor=cast.clerk, now=NOW),
        lambda: delete_draft(row, cast.clerk, NOW),
        lambda: set_photo(row, b"", cast.clerk, NOW),
    ):
        with pytest.raises(Refused, match="已被删除"):
            action()


def test_a_draft_with_a_history_is_not_deleted(cast, row):
    case = Case.objects.get(nomination=row)
    Decision.objects.create(case=case, action="announce", from_stage="draft", to_stage="unit_publicity", at=NOW)
    with pytest.raises(Refused, match="不能删除"):
        delete_draft(row, cast.clerk, NOW)
    assert IndividualNomination.objects.filter(pk=row.pk).exists()


def test_a_lock_is_not_undone_by_a_save_that_began_before(cast, row):
    Nomination.objects.filter(pk=row.pk).update(locked=True, counted=True)
    with pytest.raises(Refused, match="已锁定"):
        save_draft(row, {"name": "甲"}, {}, version=1, actor=cast.clerk, now=NOW)


def test_the_order_cannot_drop_anybody(cast):
    rows = [make_collective(recommendation=cast.recommendation).pk for _n in range(2)]
    with pytest.raises(Refused, match="有增减"):
        arrange(cast.recommendation, "collective", rows[:1], cast.clerk, NOW)


def test_what_is_locked_keeps_its_order(cast):
    a, b = (make_collective(recommendation=cast.recommendation, locked=True, counted=True).pk for _n in range(2))
    draft = make_collective(recommendation=cast.recommendation).pk
    arrange(cast.recommendation, "collective", [a, draft, b], cast.clerk, NOW)
    with pytest.raises(Refused, match="先后不能再变"):
        arrange(cast.recommendation, "collective", [b, draft, a], cast.clerk, NOW)
    order = cast.recommendation.nominations.order_by("order").values_list("pk", flat=True)
    assert list(order) == [a, draft, b]


def test_a_reason_of_the_unit_is_taken_back(cast):
    for text in ("一", ""):
        write_reason(cast.recommendation, None, "Q1", text, cast.lead, NOW)
    assert not SoftReason.objects.exists()
