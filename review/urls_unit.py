"""Addresses of the home page, the cases, and the recommending unit's steps."""

from django.urls import URLPattern, path

from .views import case_list, cases, cockpit, home, publicity, reading, receipts, saved_filters, single, unit_steps

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("cases/", case_list.case_list, name="cases"),
    path("cases/export/", case_list.case_export, name="cases_export"),
    path("cases/filters/", saved_filters.saved_filters, name="saved_filters"),
    path("cases/filters/<int:pk>/drop/", saved_filters.saved_filter_drop, name="saved_filter_drop"),
    path("cases/<int:pk>/", cases.case_page, name="case"),
    path("cases/<int:pk>/printed/", reading.printed, name="case_printed"),
    path("cases/<int:pk>/printed/fit/", reading.printed_fit, name="case_printed_fit"),
    path("cases/<int:pk>/beside/<int:other>/", reading.beside, name="case_beside"),
    path("cases/<int:pk>/withdraw/", single.withdraw_, name="withdraw"),
    path("recommendations/<int:pk>/cockpit/", cockpit.cockpit_page, name="cockpit"),
    path("recommendations/<int:pk>/announce/", unit_steps.announce_page, name="announce"),
    path("recommendations/<int:pk>/submit/", unit_steps.submit_page, name="submit"),
    path("recommendations/<int:pk>/resubmit/", unit_steps.resubmit_page, name="resubmit"),
    path("hand-ins/<str:code>/receipt.pdf", receipts.receipt_file, name="receipt_pdf"),
    path("publicities/<int:pk>/cancel/", publicity.cancel, name="cancel_publicity"),
    path("publicities/<int:pk>/evidence/", publicity.evidence, name="publicity_evidence"),
    path("publicities/<int:pk>/evidence/file/", publicity.evidence_file, name="publicity_evidence_file"),
    path("publicities/<int:pk>/objections/", publicity.objection, name="publicity_objection"),
    path("unit-objections/<int:pk>/resolve/", publicity.resolution, name="unit_objection_resolve"),
]
