"""The addresses of the upper app, by who works at them."""

from django.urls import URLPattern

from . import urls_district, urls_messages, urls_office, urls_opinions, urls_panel, urls_public, urls_unit

urlpatterns: list[URLPattern] = [
    *urls_unit.urlpatterns,
    *urls_office.urlpatterns,
    *urls_panel.urlpatterns,
    *urls_opinions.urlpatterns,
    *urls_district.urlpatterns,
    *urls_public.urlpatterns,
    *urls_messages.urlpatterns,
]
