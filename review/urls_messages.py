"""Addresses of everybody's messages, and of the outbox that the office can hold."""

from django.urls import URLPattern, path

from .views import inbox, outbox

urlpatterns: list[URLPattern] = [
    path("messages/", inbox.messages_page, name="messages"),
    path("messages/read/", inbox.read_all, name="read_messages"),
    path("messages/<int:pk>/read/", inbox.read_one, name="read_message"),
    path("messages/address/", inbox.address, name="mail_address"),
    path("cycles/<int:pk>/outbox/", outbox.outbox_page, name="outbox"),
    path("cycles/<int:pk>/outbox/<str:verb>/", outbox.turn_outbox, name="turn_outbox"),
    path("cycles/<int:pk>/outbox/people/<int:person_pk>/", outbox.mail_page, name="outbox_mail"),
    path("cycles/<int:pk>/outbox/people/<int:person_pk>/<str:verb>/", outbox.turn_mail, name="turn_mail"),
]
