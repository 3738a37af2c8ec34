"""Signing in, and the door of the officers' rooms."""

import pytest

from tests.factories import UserFactory


@pytest.mark.parametrize("path", ["/survey/", "/survey/inspection/", "/boundaries/", "/gazetteer/applications/1/"])
def test_anyone_not_signed_in_is_led_to_the_door(client, db, path: str) -> None:
    response = client.get(path + "?date=2020-01-01")
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={path}%3Fdate%3D2020-01-01"


def test_signing_in_leads_back(client, db) -> None:
    user = UserFactory()
    user.set_password("a-long-passphrase")
    user.save()
    response = client.post(
        "/accounts/login/?next=/survey/", {"username": user.username, "password": "a-long-passphrase"}
    )
    assert (response.status_code, response.url) == (302, "/survey/")


def test_wrong_password_stays_at_the_door(client, db) -> None:
    response = client.post("/accounts/login/", {"username": "nobody", "password": "x"})
    assert response.status_code == 200


def test_door_does_not_lead_to_other_sites(client, db) -> None:
    user = UserFactory()
    user.set_password("a-long-passphrase")
    user.save()
    response = client.post(
        "/accounts/login/?next=https://example.com/", {"username": user.username, "password": "a-long-passphrase"}
    )
    assert response.url == "/"
