"""The English of the interface: the compiled catalogue says what its source says."""

import gettext
import re

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "office" / "locale" / "en" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.M)


def entries() -> list[tuple[str, str]]:
    text = (FOLDER / "django.po").read_text("utf-8")
    plain = [[part.replace('\\"', '"').replace("\\\\", "\\") for part in pair] for pair in ENTRY.findall(text)]
    return [(source, english) for source, english in plain]


@pytest.fixture(scope="module")
def compiled() -> gettext.GNUTranslations:
    with (FOLDER / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_the_compiled_catalogue_is_that_of_the_source(compiled: gettext.GNUTranslations) -> None:
    assert len(entries()) > 300
    assert [source for source, english in entries() if compiled.gettext(source) != english] == []


def test_every_entry_is_translated_and_keeps_its_places() -> None:
    places = re.compile(r"%\(\w+\)[sd]|%[sd]")
    assert [source for source, english in entries() if not english] == []
    assert [
        source for source, english in entries() if sorted(places.findall(source)) != sorted(places.findall(english))
    ] == []
