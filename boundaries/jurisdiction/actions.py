"""Appointing people, and the demo accounts of a first look."""

import datetime
import secrets
from dataclasses import dataclass

from django.db import transaction
from psycopg2.extras import DateRange

from boundaries.divisions.kinds import Scheme
from boundaries.divisions.queries import resolve_code
from boundaries.jurisdiction.models import Appointment
from office.log.actions import record
from office.people.models import User
from office.people.roles import Role

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class DemoAccount:
    """A person who exists only for a first look."""

    username: str
    full_name: str
    organisation: str
    role: Role
    code: str


DEMO_ACCOUNTS = (
    DemoAccount("cehui-nongan", "李测", "农安县勘界测绘队", Role.SURVEYOR, "220122"),
    DemoAccount("cehui-dehui", "赵量", "德惠市勘界测绘队", Role.SURVEYOR, "220183"),
    DemoAccount("jiexian-nongan", "王界", "农安县民政局", Role.BOUNDARY_OFFICER, "220122"),
    DemoAccount("jiexian-kaian", "刘东", "农安县开安镇人民政府", Role.BOUNDARY_OFFICER, "220122105"),
    DemoAccount("cehui-kaian", "何绘", "农安县开安镇勘界组", Role.SURVEYOR, "220122105"),
    DemoAccount("jiexian-yangshulin", "高杨", "农安县杨树林乡人民政府", Role.BOUNDARY_OFFICER, "220122205"),
    DemoAccount("cehui-yangshulin", "马图", "农安县杨树林乡勘界组", Role.SURVEYOR, "220122205"),
    DemoAccount("jiexian-jilin", "周勘", "吉林省民政厅", Role.BOUNDARY_OFFICER, "22"),
    DemoAccount("diming-huadian", "孙名", "桦甸市民政局", Role.NAME_OFFICIAL, "220282"),
    DemoAccount("diming-jilinshi", "吴称", "吉林市民政局", Role.NAME_OFFICIAL, "2202"),
    DemoAccount("diming-jilin", "郑审", "吉林省民政厅", Role.NAME_OFFICIAL, "22"),
    DemoAccount("dangan-jilin", "陈档", "吉林省民政厅", Role.REGISTRAR, "22"),
    DemoAccount("lianjian-jilin", "冯检", "吉林省民政厅", Role.INSPECTOR, "22"),
    DemoAccount("lianjian-heilongjiang", "韩检", "黑龙江省民政厅", Role.INSPECTOR, "23"),
    DemoAccount("guanli", "管理员", "吉林省民政厅", Role.ADMINISTRATOR, "22"),
)


@transaction.atomic
def appoint(actor: User | None, user: User, role: Role, division_id: int, begin: datetime.date | None) -> Appointment:
    """Give a person a role over a division from a day on (None: since ever); at most once at a time."""
    appointment = Appointment.objects.create(
        user=user, role=role, division_id=division_id, valid=DateRange(begin, None, "[)")
    )
    record(
        actor,
        "jurisdiction.appoint",
        appointment,
        f"{user} 任 {role.label}",
        {"user": user.pk, "role": role.value, "division": division_id, "from": begin},
    )
    return appointment


def new_password() -> str:
    """Four groups of four letters and digits that cannot be mistaken for each other."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


@transaction.atomic
def make_demo_accounts(day: datetime.date) -> list[tuple[DemoAccount, str]]:
    """Create the missing demo accounts and give every one of them a new password; return those."""
    made = []
    for account in DEMO_ACCOUNTS:
        password = new_password()
        user, created = User.objects.get_or_create(
            username=account.username,
            defaults={"full_name": account.full_name, "organisation": account.organisation, "is_demo": True},
        )
        if not user.is_demo:
            continue
        user.set_password(password)
        user.save(update_fields=["password"])
        if created:
            division = resolve_code(account.code, day, Scheme.MCA).division_id
            appoint(None, user, account.role, division, None)
        made.append((account, password))
    return made
