"""Addresses of the panel's members and its chair."""

from django.urls import URLPattern, path

from .views import chair, meeting, panel, rounds

urlpatterns: list[URLPattern] = [
    path("cycles/<int:pk>/panel/", panel.panel_list, name="panel"),
    path("cases/<int:pk>/judge/", panel.judge, name="judge"),
    path("cases/<int:pk>/judge/draft/", panel.keep_draft, name="judge_draft"),
    path("cases/<int:pk>/recuse/", panel.recuse, name="recuse"),
    path("cycles/<int:pk>/panel/results/", rounds.panel_results, name="panel_results"),
    path("cycles/<int:pk>/panel/end/", rounds.end_round, name="end_round"),
    path("cycles/<int:pk>/panel/reopen/", rounds.reopen_round, name="reopen_round"),
    path("cycles/<int:pk>/panel/remind/", rounds.remind, name="remind_panel"),
    path("cases/<int:pk>/order-tie/", rounds.order_tie, name="order_tie"),
    path("cycles/<int:pk>/panel/minutes.pdf", rounds.minutes, name="panel_minutes"),
    path("cycles/<int:pk>/panel/meeting/", meeting.meeting, name="meeting"),
    path("cycles/<int:pk>/panel/meeting/state/", meeting.meeting_state, name="meeting_state"),
    path("cases/<int:pk>/put-before/", meeting.put_before, name="put_before"),
    path("cycles/<int:pk>/panel/meeting/close/", meeting.close_meeting, name="close_meeting"),
    path("cycles/<int:pk>/select/", chair.select, name="select"),
    path("cycles/<int:pk>/call-up/", chair.call_up, name="call_up"),
]
