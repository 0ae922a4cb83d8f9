"""People: the list, a new account and the link by which its person sets the password, roles, the state of an account."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import identities, second_factor
from ...administration import invitations
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
            user = administration.create_user(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse_in(form, error)
        else:
            return _invitation(request, user, by_mail=user.email != "")
    return render(request, f"{TEMPLATES}/person_new.html", {"form": form})


def _invitation(request: HttpRequest, user: User, *, by_mail: bool) -> HttpResponse:
    """A link goes to its person by mail, or stands in the answer: so it is stored nowhere and shown this once."""
    token = attempt(request, "", invitations.invite, user, request.user, by_mail=by_mail)
    if token is None:
        return redirect("manage_person", user.pk)
    path, days = reverse("invitation", args=[user.pk, token]), settings.INVITATION_DAYS
    if not by_mail:
        context = {"person": user, "link": request.build_absolute_uri(path), "days": days}
        return render(request, f"{TEMPLATES}/invitation.html", context)
    if invitations.send(user, settings.SITE_URL + path, days):
        messages.success(request, _("设置密码的链接已发送到 %(email)s。") % {"email": user.email})
        return redirect("manage_person", user.pk)
    messages.warning(request, _("邮件没有发出去（%(email)s），请改用下面的链接。") % {"email": user.email})
    return _invitation(request, user, by_mail=False)


@only_for(Role.ADMIN)
@require_GET
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, get_object_or_404(User, pk=pk))


def _person_page(
    request: HttpRequest,
    person: User,
    grant_form: GrantForm | None = None,
    name_form: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "person": person,
        "oneself": person == request.user,
        "grants": person.grants.select_related("unit"),
        "grant_form": grant_form or GrantForm(),
        "name_form": name_form or NameForm(initial={"name": person.name, "seen": person.name}),
        "panel": Role.PANEL.value,
        "second_factor": second_factor.of(person),
        "identity": identities.of(person),
        "wrong_passwords": selectors.wrong_passwords(person, timezone.now() - settings.AXES_COOLOFF_TIME),
        "by_mail": [("by", "mail")],
    }
    return render(request, f"{TEMPLATES}/person.html", context, status=status)


@only_for(Role.ADMIN)
@require_POST
def person_rename(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _person_page(request, person, name_form=form)
    try:
        administration.rename_user(person, form.cleaned_data["name"], request.user, form.cleaned_data["seen"])
    except ValidationError as error:
        person.refresh_from_db()
        again = NameForm({"name": form.cleaned_data["name"], "seen": person.name})
        refuse_in(again, error)
        return _person_page(request, person, name_form=again, status=409)
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
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """`by`: mail, where the person has an address; else the link is shown."""
    person = get_object_or_404(User, pk=pk)
    return _invitation(request, person, by_mail=request.POST.get("by") == "mail" and person.email != "")


@only_for(Role.ADMIN)
@require_POST
def person_activate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    words = _("账号已启用。请再给出设置密码的链接，本人设置密码后即可登录。")
    attempt(request, words, administration.activate_user, person, request.user)
    return redirect("manage_person", pk)


@only_for(Role.ADMIN)
@require_POST
def person_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    words = _("两步验证已解除，已登录的会话立即失效。请提醒本人重新设置。")
    attempt(request, words, administration.remove_second_factor, person, request.user)
    return redirect("manage_person", pk)


@only_for(Role.ADMIN)
@require_POST
def person_identity(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    words = _("统一身份绑定已解除，已登录的会话立即失效。本人可用密码登录后重新绑定。")
    attempt(request, words, administration.remove_identity, person, request.user)
    return redirect("manage_person", pk)


@only_for(Role.ADMIN)
@require_POST
def person_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    attempt(request, _("登录锁定已解除，现在可以重新登录。"), administration.unlock_user, person, request.user)
    return redirect("manage_person", pk)


@only_for(Role.ADMIN)
@require_POST
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    attempt(request, _("账号已停用，已登录的会话立即失效。"), administration.deactivate_user, person, request.user)
    return redirect("manage_person", pk)
