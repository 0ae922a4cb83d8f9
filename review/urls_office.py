"""Addresses of the office's screening, of lists and of everything on paper."""

from django.urls import URLPattern, path

from .views import (
    archive,
    batches,
    board,
    certificates,
    downloads,
    many,
    returning,
    rosters,
    shortlist,
    single,
    undoing,
    word_templates,
)

urlpatterns: list[URLPattern] = [
    path("cases/<int:pk>/return/", single.return_, name="return"),
    path("returns/<int:pk>/photo/", returning.returned_photo, name="returned_photo"),
    path("cases/<int:pk>/screen-out/", single.screen_out_, name="screen_out"),
    path("cycles/<int:pk>/return/", many.return_many, name="return_many"),
    path("cycles/<int:pk>/screen-out/", many.screen_out_many, name="screen_out_many"),
    path("cycles/<int:pk>/shortlist/", shortlist.shortlist_page, name="shortlist"),
    path("cycles/<int:pk>/board/", board.board, name="board"),
    path("steps/<int:pk>/undo/", undoing.undo_page, name="undo"),
    path("rosters/", rosters.roster_list, name="rosters"),
    path("rosters/<int:pk>/", rosters.roster_page, name="roster"),
    path("rosters/<int:pk>/<str:fmt>/", rosters.roster_file, name="roster_file"),
    path("rosters/<int:pk>/certificates/<str:kind>/", certificates.of_roster, name="roster_certificates"),
    path("cases/<int:pk>/certificate/", certificates.of_case, name="certificate"),
    path("cases/<int:pk>/archive/", archive.of_case, name="case_archive"),
    path("cycles/<int:pk>/archive/", archive.of_cycle, name="cycle_archive"),
    path("nominations/<int:pk>/form/", downloads.form, name="form_pdf"),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/<int:pk>/", batches.batch_page, name="batch"),
    path("batches/<int:pk>/cancel/", batches.cancel, name="batch_cancel"),
    path("batches/<int:pk>/file/", batches.batch_file, name="batch_file"),
    path("cases/forms/", batches.of_filter, name="batch_of_filter"),
    path("recommendations/<int:pk>/forms/", batches.of_unit, name="batch_of_unit"),
    path("nominations/<int:pk>/form.docx", downloads.form_word, name="form_docx"),
    path("manage/cycles/<slug:slug>/word/<str:kind>/", word_templates.word_template_page, name="word_template"),
    path("manage/cycles/<slug:slug>/word/<str:kind>/file/", word_templates.word_template_file, name="word_template_file"),
    path("cycles/<int:pk>/forms/<str:kind>/", downloads.blank_form, name="blank_form"),
    path("recommendations/<int:pk>/sheets/<str:kind>/<str:fmt>/", downloads.of_unit, name="unit_sheet"),
    path("cycles/<int:pk>/sheets/<str:kind>/<str:fmt>/", downloads.of_cycle, name="cycle_sheet"),
]
