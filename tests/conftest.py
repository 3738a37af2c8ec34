"""What all tests share: files go to a folder of their own, the real Jilin is loaded once where asked for."""

from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck
from hypothesis import settings as limits

limits.register_profile(
    "here", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine breaks no rule
limits.load_profile("here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that read the real Jilin come late: it stays in the database, where small registers would meet it.

    Browser tests come last: Playwright keeps an event loop running, beside which Django refuses its database.
    """

    def place(item: pytest.Item) -> tuple[bool, bool]:
        names = getattr(item, "fixturenames", ())
        return "chromium" in names, "jilin_loaded" in names

    items.sort(key=place)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path) -> None:
    """Nothing a test writes lands in the checkout's var/."""
    settings.ARCHIVE_DIR = tmp_path / "files"
    settings.ANCHOR_DIR = tmp_path / "anchors"
    settings.ARRIVAL_DIR = tmp_path / "arrivals"


@pytest.fixture(scope="session")
def jilin_loaded(django_db_setup, django_db_blocker) -> None:
    """The real Jilin with its sample, loaded once into the test database and left there."""
    with django_db_blocker.unblock():
        call_command("load_jilin", "--sample", verbosity=0)


@pytest.fixture
def jilin(jilin_loaded, db) -> None:
    """A test that reads the real Jilin; what it writes is rolled back."""
