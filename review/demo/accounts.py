"""The people of the demonstration: one password for all, printed by `load_demo`."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from nominations.demo.records import Records
from nominations.enums import Role
from nominations.models import RoleGrant, Unit, User

# Known to everybody: `load_demo` refuses to run where settings do not allow it.
PASSWORD = "yanshi-2023-banan"  # noqa: S105

AUTHORITY_NAMES = {
    "discipline": "纪检监察",
    "personnel": "组织人事",
    "police": "公安",
    "market": "市场监管",
    "tax": "税务",
    "labour": "人力社保",
    "environment": "生态环境",
    "emergency": "应急管理",
}
PANEL_SIZE = 5


@dataclass(frozen=True)
class Cast:
    """Everybody who acts in the walk; clerks and leads by unit pk."""

    clerks: dict[int, User]
    leads: dict[int, User]
    office: User
    panel: tuple[User, ...]  # the first is the chair
    departments: dict[str, User]  # by authority code
    district: User
    auditor: User
    admin: User

    def rows(self) -> list[tuple[str, str, str]]:
        """(user name, name, what they are) of everybody, the common ones first."""
        people = [
            (self.office, "工作专班办公室"),
            *((member, "评审组" + ("组长" if n == 0 else "成员")) for n, member in enumerate(self.panel)),
            *((user, f"征求意见部门（{AUTHORITY_NAMES[code]}）") for code, user in self.departments.items()),
            (self.district, "区委、区政府审定人"),
            (self.auditor, "审计员"),
            (self.admin, "系统管理员"),
            *(
                (user, f"推荐单位{what}（{user.held[0].unit.brief}）")
                for pair in zip(self.clerks.values(), self.leads.values(), strict=True)
                for user, what in zip(pair, ("经办人", "负责人"), strict=True)
            ),
        ]
        return [(user.username, user.name, what) for user, what in people]


class Casting:
    """Makes accounts; all share one password hash, since hashing seventy times is slow and no safer."""

    def __init__(self, names: Records) -> None:
        self.names = names
        self.password = make_password(PASSWORD)

    def cast(self, units: list[Unit], origins: list[Unit]) -> Cast:
        """Accounts for `units`; panel members come from `origins`, as many as there are seats."""
        clerks, leads = {}, {}
        for number, unit in enumerate(units, start=1):
            clerks[unit.pk] = self._person(f"clerk{number:02d}", Role.UNIT_CLERK, unit)
            leads[unit.pk] = self._person(f"lead{number:02d}", Role.UNIT_LEAD, unit)
        return Cast(
            clerks=clerks,
            leads=leads,
            office=self._person("office", Role.OFFICE),
            panel=tuple(
                self._person(f"panel{n}", Role.PANEL, origins[n - 1], is_chair=n == 1) for n in range(1, PANEL_SIZE + 1)
            ),
            departments={
                unit.authority: self._person(f"dept_{unit.authority}", Role.DEPARTMENT, unit)
                for unit in Unit.objects.exclude(authority="")
            },
            district=self._person("district", Role.DISTRICT),
            auditor=self._person("auditor", Role.AUDITOR),
            admin=self._person("admin", Role.ADMIN),
        )

    def _person(self, username: str, role: str, unit: Unit | None = None, *, is_chair: bool = False) -> User:
        user, created = User.objects.get_or_create(
            username=username,
            defaults={
                "name": self.names.person(), "password": self.password, "is_demo": True,
                "email": f"{username}@yanshi.invalid",  # a mail there reaches nobody
            },
        )
        RoleGrant.objects.get_or_create(user=user, role=role, unit=unit, is_chair=is_chair)
        return user
