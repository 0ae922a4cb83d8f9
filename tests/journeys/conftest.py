"""The district in which the journeys happen: its people with passwords, its clock, the desks they sit at."""

from datetime import datetime

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from nominations.models import User
from tests.builders import CHONGQING
from tests.cast import client_of, make_cast
from tests.journeys.person import PASSWORD, Person

expect.set_options(timeout=15_000)  # of milliseconds; a busy machine is no fault of the site


@pytest.fixture
def clock():
    """Sets the time of the whole process, hence also of the site that runs in it; it goes on ticking from there."""
    travelling = []

    def travel(year, month, day, hour=9, minute=0, second=0):
        for one in travelling:
            one.stop()
        moment = datetime(year, month, day, hour, minute, second, tzinfo=CHONGQING)
        travelling[:] = [time_machine.travel(moment)]
        travelling[0].start()

    yield travel
    for one in travelling:
        one.stop()


NAMES = {
    "clerk": "秦经办",
    "lead": "罗书记",
    "officer": "邓科长",
    "chair": "向主任",
    "director": "冉秘书",
    "police": "温警官",
}


@pytest.fixture
def cast(transactional_db):
    """Everybody, with one password. The town of Jieshi has not begun its recommendation."""
    people = make_cast()
    people.unit.name, people.unit.short_name = "重庆市巴南区界石镇人民政府", "界石镇"
    people.unit.save()
    for name, person in people.everybody().items():
        person.username, person.name = name, NAMES.get(name, person.name)
        person.save(update_fields=["username", "name"])
    User.objects.update(password=make_password(PASSWORD))
    return people


@pytest.fixture
def desk(new_context, live_server):
    """desk(user) → that person, signed in, in a browser window of their own; desk() is somebody off the street.

    The first of a journey signs in by the form; who comes later has done so already. Who sat there before leaves.
    """
    seated, signed_in = [], []

    def leave():
        while seated:
            seated.pop().leave()

    def sit_down(user=None, **context):
        leave()
        person = Person(new_context(**context), live_server.url, user.username if user else "public")
        seated.append(person)
        if user and not signed_in:
            person.sign_in(user.username)
        elif user:
            user.refresh_from_db(fields=["password", "session_stamp"])  # of which the session holds a trace
            person.goes_on(client_of(user).cookies[settings.SESSION_COOKIE_NAME].value)
        signed_in.append(person)
        return person

    yield sit_down
    leave()
