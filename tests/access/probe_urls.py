"""The site, and beside it pages by somebody who forgot to say who may open them."""

from django.http import HttpResponse
from django.urls import include, path
from django.views import View
from django.views.generic import RedirectView

from config.urls import *  # noqa: F403
from config.urls import urlpatterns as site


def forgotten(request, **_given):
    return HttpResponse("open")


class Forgotten(View):
    def get(self, request):
        return HttpResponse("open")

    post = delete = get


nested = [path("deep/", forgotten)]
urlpatterns = [
    path("probe/", forgotten),
    path("probe/class/", Forgotten.as_view()),
    path("probe/redirect/", RedirectView.as_view(url="/probe/")),
    path("probe/nested/", include(nested)),
    path("public/probe/", forgotten),
    *site,
]
