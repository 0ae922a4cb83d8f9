"""A browser's way of sending a form back, and pictures to upload."""

from io import BytesIO

from django.forms import CheckboxInput, CheckboxSelectMultiple
from django.urls import reverse
from PIL import Image


def posted(form):
    """The form as a browser would send it back untouched."""
    data = {}
    for bound in form:
        value, widget = bound.value(), bound.field.widget
        if isinstance(widget, CheckboxInput):
            data |= {bound.name: "on"} if value else {}
        elif isinstance(widget, CheckboxSelectMultiple):
            data[bound.name] = value or []
        else:
            data[bound.name] = "" if value is None else value
    return data


def edit_url(nomination):
    return reverse("nomination_edit", args=[nomination.pk])


def page_form(client, nomination):
    return client.get(edit_url(nomination)).context["form"]


def save(client, nomination, **changes):
    """Open the form, change some fields, save; the response of the page one comes to."""
    data = posted(page_form(client, nomination)) | changes
    return client.post(edit_url(nomination), data, follow=True)


def autosave(client, nomination, data):
    return client.post(
        reverse("nomination_autosave", args=[nomination.pk]), data, headers={"X-Requested-With": "fetch"}
    )


def picture(width=1000, height=1400, color="navy", kind="JPEG", **options):
    content = BytesIO()
    Image.new(options.pop("mode", "RGB"), (width, height), color).save(content, kind, **options)
    content.seek(0)
    content.name = f"photo.{kind.lower()}"
    return content
