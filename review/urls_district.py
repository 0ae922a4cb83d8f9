"""Addresses of approval, public notice, objections, proposals and commendation."""

from django.urls import URLPattern, path

from .views import district, notices, proposals

urlpatterns: list[URLPattern] = [
    path("cycles/<int:pk>/approve/", district.approve, name="approve"),
    path("cycles/<int:pk>/approve/<str:fmt>/", district.list_to_approve, name="list_to_approve"),
    path("cycles/<int:pk>/reject/", district.reject_page, name="reject"),
    path("cycles/<int:pk>/commend/", district.commend, name="commend"),
    path("cycles/<int:pk>/publish/", notices.publish_page, name="publish"),
    path("cycles/<int:pk>/objections/", notices.objections, name="objections"),
    path("cycles/<int:pk>/objections/register/", notices.register_page, name="register_objection"),
    path("objections/<int:pk>/", notices.objection_page, name="objection"),
    path("objections/<int:pk>/contact/", notices.reveal_contact, name="objection_contact"),
    path("objection-files/<int:pk>/", notices.objection_file, name="objection_file"),
    path("cycles/<int:pk>/proposals/", proposals.proposal_list, name="proposals"),
    path("cases/<int:pk>/propose/<str:action>/", proposals.propose_page, name="propose"),
    path("proposals/<int:pk>/", proposals.proposal_page, name="proposal"),
]
