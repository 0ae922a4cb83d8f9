"""THE list of pages that need no sign-in, beside signing in itself. Nothing else is public."""

from django.urls import URLPattern, path

from .views import checking, health, public

urlpatterns: list[URLPattern] = [
    path("check/", checking.check, name="check"),
    path("check/<str:code>/", checking.checked, name="checked"),
    path("healthz", health.healthz, name="healthz"),
    path("public/", public.notice_list, name="public"),
    path("public/receipts/", public.look_up, name="look_up"),
    path("public/receipts/<str:receipt>/", public.receipt, name="receipt"),
    path("public/<slug:slug>/", public.public_cycle, name="public_cycle"),
    path("public/<slug:slug>/notices/<int:number>.pdf", public.notice_file, name="public_notice_file"),
    path("public/<slug:slug>/commended/", public.commendation, name="public_commendation"),
    path("public/<slug:slug>/nominees/<int:pk>/object/", public.object_to, name="public_objection"),
]
