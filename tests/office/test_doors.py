"""What does not belong in: an address with a NUL character."""

import pytest


@pytest.mark.parametrize("path", ["/notices/?q=%00", "/areas/22/?date=%00", "/accounts/login/?next=%00"])
def test_nul_in_an_address_is_a_bad_request(client, db, path: str) -> None:
    assert client.get(path).status_code == 400


def test_the_same_address_without_it_is_answered(client, db) -> None:
    assert client.get("/accounts/login/?next=/").status_code == 200
