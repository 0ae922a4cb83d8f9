"""Word documents for download, and the administrator's own template for them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from nominations.models import AuditEntry
from review.documents.word_template import word_template
from review.models import WordTemplate
from tests import walk
from tests.cast import client_of, once

kept = once(walk.submitted)


def words_of(content):
    body = Document(BytesIO(content)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


@pytest.fixture
def as_admin(cast):
    return client_of(cast.admin)


def page(cast, kind="individual", name="word_template"):
    return reverse(name, args=[cast.cycle.slug, kind])


def test_a_form_as_word_is_on_record(cast, as_lead):
    _collective, person = cast.waiting
    response = as_lead.get(reverse("form_docx", args=[person.nomination_id]))
    assert person.nomination.detail.id_number in words_of(response.content)
    assert response["Content-Disposition"].endswith(".docx")
    entry = AuditEntry.objects.get(action="form_downloaded")
    assert (entry.actor, entry.detail["fmt"]) == (cast.lead, "docx")


def test_out_edited_and_in_again(cast, as_admin, as_lead):
    _collective, person = cast.waiting
    book = Document(BytesIO(as_admin.get(page(cast, name="word_template_file")).content))
    book.add_paragraph("区里加的一行")
    file = BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("模板.docx", file.getvalue())
    assert as_admin.post(page(cast), {"file": upload}).status_code == 302
    assert "区里加的一行" in words_of(as_lead.get(reverse("form_docx", args=[person.nomination_id])).content)
    assert "区里加的一行" in words_of(as_admin.get(page(cast, name="word_template_file")).content)
    assert "模板.docx" in as_admin.get(page(cast)).content.decode()
    as_admin.post(page(cast), {"drop": "1"})
    assert "区里加的一行" not in words_of(as_lead.get(reverse("form_docx", args=[person.nomination_id])).content)
    actions = AuditEntry.objects.filter(action__startswith="word_template").values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["word_template_kept", "word_template_dropped"]


def test_a_wrong_file_is_refused_at_the_field(cast, as_admin):
    other = word_template(cast.cycle.notice, "collective")
    response = as_admin.post(page(cast), {"file": SimpleUploadedFile("别的.docx", other)})
    assert response.status_code == 422
    assert "headcount" in str(response.context["form"].errors["file"])
    assert not WordTemplate.objects.exists()


def test_an_unknown_kind_is_not_there(cast, as_admin):
    assert as_admin.get(page(cast, kind="nothing")).status_code == 404
