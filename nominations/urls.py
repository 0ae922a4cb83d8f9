"""The addresses of the lower app."""

from django.urls import URLPattern, URLResolver, include, path

from .views import drafting, importing, overview, photos, reading, recommending, unit_part

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("nominations.urls_administration")),
    path("recommendations/", recommending.index, name="recommendations"),
    path("cycles/<int:cycle_pk>/units/<int:unit_pk>/start/", recommending.start, name="recommendation_start"),
    path("recommendations/<int:pk>/", overview.overview, name="recommendation"),
    path("recommendations/<int:pk>/edit/", unit_part.edit, name="recommendation_edit"),
    path("recommendations/<int:pk>/autosave/", unit_part.autosave, name="recommendation_autosave"),
    path("recommendations/<int:pk>/order/", recommending.order, name="recommendation_order"),
    path("recommendations/<int:pk>/import/<str:kind>/", importing.import_sheet, name="recommendation_import"),
    path("recommendations/<int:pk>/quota/", unit_part.quota, name="quota"),
    path("recommendations/<int:pk>/reasons/", unit_part.reasons, name="reasons"),
    path("recommendations/<int:pk>/nominations/<str:kind>/", drafting.new, name="nomination_new"),
    path("nominations/<int:pk>/", reading.read, name="nomination_read"),
    path("nominations/<int:pk>/history/", reading.changes, name="nomination_history"),
    path("nominations/<int:pk>/reveal/", reading.reveal, name="nomination_reveal"),
    path("nominations/<int:pk>/edit/", drafting.edit, name="nomination_edit"),
    path("nominations/<int:pk>/autosave/", drafting.autosave, name="nomination_autosave"),
    path("nominations/<int:pk>/delete/", drafting.delete, name="nomination_delete"),
    path("nominations/<int:pk>/photo/", reading.photo, name="nomination_photo"),
    path("nominations/<int:pk>/photo/edit/", photos.photo_edit, name="nomination_photo_edit"),
]
