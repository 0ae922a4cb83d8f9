"""The addresses of the upper app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
