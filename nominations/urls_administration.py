"""The addresses of administration, and the audit trail."""

from django.urls import path

from .views.administration import cycles, people, trail, units, workdays

urlpatterns = [
    path("manage/cycles/", cycles.cycle_list, name="manage_cycles"),
    path("manage/cycles/load/", cycles.cycle_load, name="manage_cycle_load"),
    path("manage/cycles/<slug:slug>/", cycles.cycle_page, name="manage_cycle"),
    path("manage/cycles/<slug:slug>/source/", cycles.cycle_source, name="manage_cycle_source"),
    path("manage/cycles/<slug:slug>/edit/", cycles.cycle_edit, name="manage_cycle_edit"),
    path("manage/cycles/<slug:slug>/copy/", cycles.cycle_copy, name="manage_cycle_copy"),
    path("manage/cycles/<slug:slug>/open/", cycles.cycle_open, name="manage_cycle_open"),
    path("manage/cycles/<slug:slug>/deadline/", cycles.cycle_deadline, name="manage_cycle_deadline"),
    path("manage/cycles/<slug:slug>/close/", cycles.cycle_close, name="manage_cycle_close"),
    path("manage/units/", units.unit_list, name="manage_units"),
    path("manage/units/new/", units.unit_edit, name="manage_unit_new"),
    path("manage/units/import/", units.unit_import, name="manage_unit_import"),
    path("manage/units/export/", units.unit_export, name="manage_unit_export"),
    path("manage/units/<int:pk>/", units.unit_edit, name="manage_unit"),
    path("manage/people/", people.people_list, name="manage_people"),
    path("manage/people/new/", people.person_new, name="manage_person_new"),
    path("manage/people/<int:pk>/", people.person_page, name="manage_person"),
    path("manage/people/<int:pk>/name/", people.person_rename, name="manage_person_rename"),
    path("manage/people/<int:pk>/roles/", people.person_grant, name="manage_person_grant"),
    path("manage/people/<int:pk>/invite/", people.person_invite, name="manage_person_invite"),
    path("manage/people/<int:pk>/second-factor/", people.person_second_factor, name="manage_person_second_factor"),
    path("manage/people/<int:pk>/identity/", people.person_identity, name="manage_person_identity"),
    path("manage/people/<int:pk>/unlock/", people.person_unlock, name="manage_person_unlock"),
    path("manage/people/<int:pk>/activate/", people.person_activate, name="manage_person_activate"),
    path("manage/people/<int:pk>/deactivate/", people.person_deactivate, name="manage_person_deactivate"),
    path("manage/roles/<int:pk>/revoke/", people.grant_revoke, name="manage_grant_revoke"),
    path("manage/roles/<int:pk>/chair/", people.grant_chair, name="manage_grant_chair"),
    path("manage/calendar/", workdays.calendar, name="manage_calendar"),
    path("manage/calendar/<int:year>/", workdays.calendar_year, name="manage_calendar_year"),
    path("audit/", trail.audit_trail, name="audit_trail"),
]
