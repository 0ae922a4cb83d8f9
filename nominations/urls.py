"""The addresses of the lower app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
