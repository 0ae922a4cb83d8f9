"""People: the list, a new account with its password shown once, roles, and the state of an account."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import second_factor
from ...administration import people as administration
from ...enums import Role
from ...forms.administration.common import asked, state
from ...forms.administration.people import GrantForm, NameForm, PeopleSearchForm, UserForm
from ...models import RoleGrant, User
from ...selectors import administration as selectors
from .common import attempt, only_for, page_of, refuse_in

TEMPLATES = "nominations/administration"


@only_for(Role.ADMIN)
@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    form = PeopleSearchForm(request.GET)
    wanted = asked(form)
    page = page_of(request, selectors.people(wanted["q"], wanted["role"], state(wanted["active"])))
    return render(request, f"{TEMPLATES}/people.html", {"form": form, "page": page})


@only_for(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    form = UserForm(request.POST or None)
    if form.is_valid():
        try:
            user, password = administration.create_user(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse_in(form, error)
        else:
            return _password_page(request, user, password)
    return render(request, f"{TEMPLATES}/person_new.html", {"form": form})


def _password_page(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """Straight in the answer, without a redirect: so the password is stored nowhere and shown this once."""
    return render(request, f"{TEMPLATES}/password.html", {"person": user, "password": password})


@only_for(Role.ADMIN)
@require_GET
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, get_object_or_404(User, pk=pk))


def _person_page(
    request: HttpRequest, person: User, grant_form: GrantForm | None = None, name_form: NameForm | None = None
) -> HttpResponse:
    context = {
        "person": person,
        "oneself": person == request.user,
        "grants": person.grants.select_related("unit"),
        "grant_form": grant_form or GrantForm(),
        "name_form": name_form or NameForm(initial={"name": person.name}),
        "panel": Role.PANEL.value,
        "second_factor": second_factor.of(person),
    }
    return render(request, f"{TEMPLATES}/person.html", context)


@only_for(Role.ADMIN)
@require_POST
def person_rename(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _person_page(request, person, name_form=form)
    administration.rename_user(person, form.cleaned_data["name"], request.user)
    messages.success(request, _("姓名已保存。"))
    return redirect("manage_person", pk)


@only_for(Role.ADMIN)
@require_POST
def person_grant(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            grant = administration.grant_role(person, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse_in(form, error)
        else:
            messages.success(request, _("已授予角色：%(grant)s。") % {"grant": grant})
            return redirect("manage_person", pk)
    return _person_page(request, person, grant_form=form)


@only_for(Role.ADMIN)
@require_POST
def grant_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.select_related("user", "unit"), pk=pk)
    attempt(request, _("已撤销角色：%(grant)s。") % {"grant": grant}, administration.revoke_role, grant, request.user)
    return redirect("manage_person", grant.user_id)


@only_for(Role.ADMIN)
@require_POST
def grant_chair(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.select_related("user", "unit"), pk=pk)
    chair = request.POST.get("chair") == "yes"
    words = _("%(name)s现为评审组组长。") if chair else _("%(name)s不再担任评审组组长。")
    attempt(request, words % {"name": grant.user}, administration.set_chair, grant, chair, request.user)
    return redirect("manage_person", grant.user_id)


@only_for(Role.ADMIN)
@require_POST
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_password(request, pk, administration.reset_password)


@only_for(Role.ADMIN)
@require_POST
def person_activate(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_password(request, pk, administration.activate_user)


def _with_password(request: HttpRequest, pk: int, verb: Callable[[User, User], str]) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    password = attempt(request, "", verb, person, request.user)
    if password is None:
        return redirect("manage_person", pk)
    return _password_page(request, person, password)


@only_for(Role.ADMIN)
@require_POST
def person_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    words = _("两步验证已解除，已登录的会话立即失效。请提醒本人重新设置。")
    attempt(request, words, administration.remove_second_factor, person, request.user)
    return redirect("manage_person", pk)


@only_for(Role.ADMIN)
@require_POST
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    attempt(request, _("账号已停用，已登录的会话立即失效。"), administration.deactivate_user, person, request.user)
    return redirect("manage_person", pk)
