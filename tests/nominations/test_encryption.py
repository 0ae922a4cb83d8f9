"""Numbers at rest: nobody reads, swaps or guesses them without the key, and the site finds them with it."""

from io import StringIO

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from nominations import encryption, key_rotation
from nominations.encryption import MARK, Unreadable, decrypt, encrypt, marks
from nominations.key_rotation import columns, encrypt_anew, stored_in
from nominations.models import AuditEntry, IndividualNomination, Recommendation
from tests.builders import make_individual
from tests.rivals import together

COLUMN = "nominations.bar.id_number"
NUMBER = "500113198005060011"
OLD, NEW = "an old key for tests, which protects nothing at all, v1", "a new key for tests, which protects nothing at all, v2"
ID_NUMBER = IndividualNomination._meta.get_field("id_number")


@pytest.fixture(params=encryption.CIPHERS)
def cipher(request, settings):
    settings.FIELD_CIPHER = request.param
    return request.param


def stored(field=ID_NUMBER):
    return dict(stored_in(field).values_list("pk", "stored"))


def command(*arguments):
    """Exit code, and what it said."""
    out = StringIO()
    try:
        call_command("rotate_field_keys", *arguments, stdout=out, stderr=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


class TestTokens:
    @given(number=st.text(min_size=1), cipher=st.sampled_from(list(encryption.CIPHERS)))
    def test_a_token_is_read_back(self, number, cipher):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("django.conf.settings.FIELD_CIPHER", cipher)
            token = encrypt(number, COLUMN)
        assert decrypt(token, COLUMN) == number
        assert token.split(".")[1] == cipher

    def test_a_token_tells_nothing_but_that_two_are_alike(self, cipher):
        one, two = encrypt(NUMBER, COLUMN), encrypt(NUMBER, COLUMN)
        assert one != two
        assert one[:MARK] == two[:MARK] != encrypt(NUMBER[:-1] + "2", COLUMN)[:MARK]
        assert encrypt(NUMBER, "nominations.individualnomination.id_number")[:MARK] != one[:MARK]
        assert not any(part in one for part in (NUMBER, NUMBER[:6], NUMBER[6:14]))

    def test_every_sign_of_a_token_counts(self, cipher):
        token = encrypt(NUMBER, COLUMN)
        for place, sign in enumerate(token):
            if place == len(token) - 1:
                continue  # of the last sign, some bits are padding
            other = "B" if sign == "A" else "A"
            with pytest.raises(Unreadable):
                decrypt(token[:place] + other + token[place + 1 :], COLUMN)
        for cut in (1, 10, 40, len(token)):
            with pytest.raises(Unreadable):
                decrypt(token[:-cut], COLUMN)

    @pytest.mark.parametrize("keys", [{2: NEW}, {1: NEW}])
    def test_without_its_key_it_is_not_read(self, cipher, settings, keys):
        token = encrypt(NUMBER, COLUMN)
        settings.FIELD_KEYS = keys
        with pytest.raises(Unreadable, match=COLUMN):
            decrypt(token, COLUMN)

    def test_it_is_not_read_in_another_column(self, cipher):
        with pytest.raises(Unreadable):
            decrypt(encrypt(NUMBER, "nominations.individualnomination.contact"), COLUMN)

    @pytest.mark.parametrize("text", [NUMBER, "a.b.c", "..", "a.aes.1.中", f"{'A' * MARK}.rot.1.AAAA", f"{'A' * MARK}.aes.1."])
    def test_text_that_is_no_token_is_not_taken_for_a_number(self, text):
        with pytest.raises(Unreadable):
            decrypt(text, COLUMN)


@pytest.mark.django_db
class TestColumns:
    def test_the_database_holds_tokens(self, cipher):
        nominee = make_individual(id_number=NUMBER, contact="13900000000")
        with connection.cursor() as cursor:
            cursor.execute("SELECT id_number, contact FROM nominations_individualnomination")
            (held,) = cursor.fetchall()
        assert [decrypt(held[0], ID_NUMBER.column_name), held[1].split(".")[1]] == [NUMBER, cipher]
        nominee.refresh_from_db()
        assert (nominee.id_number, nominee.contact) == (NUMBER, "13900000000")

    def test_a_number_is_found_by_equality(self, settings):
        rows = IndividualNomination.objects
        one, other, none = (make_individual(id_number=number) for number in (NUMBER, "50011319900101002X", ""))
        assert rows.get(id_number=NUMBER) == one
        assert set(rows.filter(id_number__in=[NUMBER, ""])) == {one, none}
        assert set(rows.exclude(id_number=NUMBER)) == {other, none}
        assert set(rows.exclude(id_number="")) == {one, other}
        assert not rows.filter(id_number__in=[]).exists()
        assert not rows.filter(id_number=NUMBER[:-1]).exists()
        assert Recommendation.objects.get(nominations__individualnomination__id_number=NUMBER) == one.recommendation
        settings.FIELD_KEYS = {2: NEW} | settings.FIELD_KEYS
        assert rows.get(id_number=NUMBER) == one, "written under the key before"

    @pytest.mark.parametrize("lookup", ["contains", "startswith", "iexact", "gt", "regex"])
    def test_a_number_is_found_by_nothing_else(self, lookup):
        with pytest.raises(FieldError):
            IndividualNomination.objects.filter(**{f"id_number__{lookup}": "5"}).exists()

    @pytest.mark.parametrize("other", [F("contact"), IndividualNomination.objects.values("id_number")])
    def test_numbers_are_not_compared_in_the_database(self, other):
        with pytest.raises(FieldError):
            IndividualNomination.objects.filter(id_number__in=other).exists()

    def test_no_expression_is_written(self):
        make_individual()
        with pytest.raises(TypeError), transaction.atomic():
            IndividualNomination.objects.update(id_number=F("contact"))

    def test_what_was_written_as_text_is_an_error(self):
        make_individual()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE nominations_individualnomination SET id_number = %s", [NUMBER])
        with pytest.raises(Unreadable):
            IndividualNomination.objects.get()


@pytest.fixture
def numbers(settings):
    """Seven people's numbers under an old key, while a new one writes."""
    settings.FIELD_KEYS = {1: OLD}
    people = [make_individual() for _ in range(7)]
    settings.FIELD_KEYS = {2: NEW, 1: OLD}
    return {person.pk: person.id_number for person in people}


@pytest.mark.django_db
class TestRotation:
    def test_all_come_under_the_new_key(self, numbers, settings):
        code, words = command()
        assert code == 0
        assert "nominations.individualnomination.id_number: 7 encrypted anew" in words
        settings.FIELD_KEYS = {2: NEW}
        assert {row.pk: row.id_number for row in IndividualNomination.objects.all()} == numbers
        assert command("--check")[0] == 0
        entry = AuditEntry.objects.get(action="field_keys_rotated")
        assert entry.detail["count"] >= 14  # numbers and telephones

    def test_what_is_done_is_not_done_again(self, numbers):
        command()
        before = stored()
        assert "7 encrypted anew" not in command()[1]
        assert stored() == before
        assert AuditEntry.objects.filter(action="field_keys_rotated").count() == 1

    def test_cut_off_it_goes_on(self, numbers, monkeypatch):
        monkeypatch.setattr(key_rotation, "BATCH", 2)
        read = []

        def cut_off(token):
            if len(read) == 5:
                raise KeyboardInterrupt
            read.append(token)
            return decrypt(token, ID_NUMBER.column_name)

        with pytest.raises(KeyboardInterrupt):
            encrypt_anew(ID_NUMBER, cut_off)
        assert sum(".2." in token for token in stored().values()) == 4, "two batches stand, the third is undone"
        assert {row.pk: row.id_number for row in IndividualNomination.objects.all()} == numbers, "read under both keys"
        assert encrypt_anew(ID_NUMBER) == 3

    def test_another_cipher_is_a_reason_too(self, numbers, settings):
        command()
        settings.FIELD_CIPHER = "sm4"
        assert "id_number: 7 encrypted anew" in command()[1]
        assert "id_number: 7 under sm4.2" in command("--check")[1]
        found = IndividualNomination.objects.filter(id_number__in=numbers.values())
        assert {row.pk: row.id_number for row in found} == numbers

    @pytest.mark.parametrize("arguments", [[], ["--check"]])
    def test_the_row_that_cannot_be_read_is_named(self, numbers, arguments):
        pk = list(numbers)[3]
        with connection.cursor() as cursor:
            cursor.execute("UPDATE nominations_individualnomination SET id_number = 'x' WHERE nomination_ptr_id = %s", [pk])
        code, words = command(*arguments)
        assert code == 1
        assert words.strip().endswith(f"row {pk}: nominations.individualnomination.id_number: holds no encrypted number.")

    def test_text_of_before_is_encrypted(self, numbers):
        """What the migration does."""
        with connection.cursor() as cursor:
            for pk, number in numbers.items():
                cursor.execute("UPDATE nominations_individualnomination SET id_number = %s WHERE nomination_ptr_id = %s", [number, pk])
        assert encrypt_anew(ID_NUMBER, read=str) == 7
        assert {row.pk: row.id_number for row in IndividualNomination.objects.all()} == numbers

    def test_every_column_is_looked_at(self):
        assert [field.column_name for field in columns()] == [
            "nominations.recommendation.mobile",
            "nominations.collectivenomination.phone",
            "nominations.individualnomination.id_number",
            "nominations.individualnomination.contact",
            "nominations.bar.id_number",
            "nominations.secondfactor.secret",
            "review.objection.contact",
        ]


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_meanwhile_stands(numbers, monkeypatch):
    monkeypatch.setattr(key_rotation, "BATCH", 1)
    wanted = {pk: make_individual().id_number for pk in numbers}

    def save():
        for pk, number in wanted.items():
            IndividualNomination.objects.filter(pk=pk).update(id_number=number)

    assert together(lambda: encrypt_anew(ID_NUMBER), save) == [None, None]
    assert dict(IndividualNomination.objects.filter(pk__in=wanted).values_list("pk", "id_number")) == wanted


def test_marks_are_of_every_key_and_cipher(settings):
    settings.FIELD_KEYS = {2: NEW, 1: OLD}
    assert len(set(marks([NUMBER], COLUMN))) == 4
