"""Addresses of the consulted departments, and of the office that consults them."""

from django.urls import URLPattern, path

from .views import consultation, letters, opinions, replies

urlpatterns: list[URLPattern] = [
    path("cycles/<int:pk>/opinions/", opinions.my_opinions, name="my_opinions"),
    path("cycles/<int:pk>/opinions/reveal/", opinions.reveal, name="reveal_identities"),
    path("cycles/<int:pk>/opinions/clear/", opinions.clear_rest, name="clear_the_rest"),
    path("cycles/<int:pk>/opinions/export/", replies.export_list, name="export_opinions"),
    path("cycles/<int:pk>/opinions/import/", replies.import_list, name="import_opinions"),
    path(
        "cycles/<int:pk>/letters/<str:authority>/<str:day>/<str:fmt>/", letters.letter, name="opinion_letter"
    ),
    path("opinions/<int:pk>/answer/", opinions.answer_page, name="answer"),
    path("cycles/<int:pk>/consultation/", consultation.consultation, name="consultation"),
    path("cycles/<int:pk>/consultation/remind/", consultation.remind, name="remind_departments"),
    path("opinions/<int:pk>/", consultation.opinion_page, name="opinion"),
    path("opinions/<int:pk>/paper/", consultation.paper_reply, name="paper_reply"),
    path("opinions/words/<int:pk>/paper/", consultation.paper_file, name="paper_file"),
    path("opinions/<int:pk>/settle/", consultation.settle, name="settle"),
    path("opinions/<int:pk>/prolong/", consultation.prolong, name="prolong"),
    path("cycles/<int:pk>/consultation/<str:authority>/prolong/", consultation.prolong_all, name="prolong_all"),
    path("cases/<int:pk>/drop/", consultation.drop, name="drop"),
    path("cases/<int:pk>/authorities/", consultation.choose, name="choose_authorities"),
    path("cycles/<int:pk>/forward/", consultation.forward, name="forward"),
]
