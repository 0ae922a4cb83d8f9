"""Addresses of the panel's members and its chair."""

from django.urls import URLPattern, path

from .views import chair, panel

urlpatterns: list[URLPattern] = [
    path("cycles/<int:pk>/panel/", panel.panel_list, name="panel"),
    path("cases/<int:pk>/judge/", panel.judge, name="judge"),
    path("cases/<int:pk>/recuse/", panel.recuse, name="recuse"),
    path("cycles/<int:pk>/select/", chair.select, name="select"),
    path("cycles/<int:pk>/call-up/", chair.call_up, name="call_up"),
]
