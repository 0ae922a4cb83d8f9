"""The addresses of the upper app, by who works at them."""

from django.urls import URLPattern

from . import urls_office, urls_unit

urlpatterns: list[URLPattern] = [*urls_unit.urlpatterns, *urls_office.urlpatterns]
