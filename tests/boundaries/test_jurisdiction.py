"""Rights: role, subtree, day; and the sentence that says why not."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from boundaries.jurisdiction.actions import DEMO_ACCOUNTS, make_demo_accounts
from boundaries.jurisdiction.queries import holds, refusal, titles_of
from office.people.models import User
from office.people.roles import Role
from tests.factories import appointed, make_division, make_tree, period

DAY = datetime.date(2025, 6, 1)


def test_role_reaches_down_the_tree_and_not_sideways(db) -> None:
    tree = make_tree()
    officer = appointed(Role.BOUNDARY_OFFICER, tree["nongan"])
    assert holds(officer, Role.BOUNDARY_OFFICER, tree["town"].pk, DAY)
    assert not holds(officer, Role.BOUNDARY_OFFICER, tree["dehui"].pk, DAY)
    assert not holds(officer, Role.BOUNDARY_OFFICER, tree["city"].pk, DAY)


def test_refusal_says_role_or_place(db) -> None:
    tree = make_tree()
    officer = appointed(Role.NAME_OFFICIAL, tree["dehui"])
    assert refusal(officer, Role.SURVEYOR, tree["dehui"].pk, DAY) == "此操作须由测绘员办理，您没有这一角色。"
    outside = refusal(officer, Role.NAME_OFFICIAL, tree["nongan"].pk, DAY)
    assert outside and outside.startswith("农安县不在您的管辖范围（德惠市）内")


def test_anonymous_is_asked_to_sign_in(db) -> None:
    assert refusal(AnonymousUser(), Role.SURVEYOR, make_tree()["town"].pk, DAY) == "请先登录。"


def test_appointment_ends_with_its_period(db) -> None:
    tree = make_tree()
    officer = appointed(Role.SURVEYOR, tree["nongan"], period("2020-01-01", "2025-06-01"))
    assert not holds(officer, Role.SURVEYOR, tree["nongan"].pk, DAY)
    assert holds(officer, Role.SURVEYOR, tree["nongan"].pk, DAY - datetime.timedelta(days=1))


def test_right_follows_the_tree_of_the_day_not_the_code(db) -> None:
    tree = make_tree()
    siping = make_division("四平市", "2203", parent=tree["province"], level="prefecture")
    county = make_division("公主岭市", "220381", parent=siping, valid=period(None, "2020-06-19"))
    county.versions.create(
        name="公主岭市", level="county", kind="县级市", parent=tree["city"], valid=period("2020-06-19"), source="测试"
    )
    officer = appointed(Role.BOUNDARY_OFFICER, siping)
    assert holds(officer, Role.BOUNDARY_OFFICER, county.pk, datetime.date(2020, 6, 18))
    assert not holds(officer, Role.BOUNDARY_OFFICER, county.pk, datetime.date(2020, 6, 19))


def test_titles_name_role_and_division(db) -> None:
    officer = appointed(Role.INSPECTOR, make_tree()["nongan"])
    assert titles_of(officer, DAY) == ["联检员 · 农安县"]


def test_demo_accounts_sign_in_and_cover_every_role(db, client) -> None:
    for code in {account.code for account in DEMO_ACCOUNTS}:
        make_division(f"区划{code}", code)
    made = make_demo_accounts(DAY)
    assert {account.role for account, _ in made} == set(Role)
    assert all(client.login(username=account.username, password=password) for account, password in made)
    again = make_demo_accounts(DAY)
    assert User.objects.count() == len(made)
    assert client.login(username=again[0][0].username, password=again[0][1])


def test_real_account_of_the_same_name_keeps_its_password(db) -> None:
    for code in {account.code for account in DEMO_ACCOUNTS}:
        make_division(f"区划{code}", code)
    User.objects.create_user(DEMO_ACCOUNTS[0].username, password="own-password-1")
    assert DEMO_ACCOUNTS[0] not in [account for account, _ in make_demo_accounts(DAY)]


def test_no_demo_accounts_without_demo(db, settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo_accounts")
