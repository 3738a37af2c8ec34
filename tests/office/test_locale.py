"""The English of the interface: the compiled catalogue says what its source says."""

import gettext
import re

import pytest
from django.conf import settings

from tests.office.marked import in_python, in_template, marked

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


def test_every_marked_label_has_its_english(compiled: gettext.GNUTranslations) -> None:
    labels = marked()
    assert len(labels) > 900
    english = {
        (label, counted): compiled.ngettext(label, label, 2) if counted else compiled.gettext(label)
        for label, counted in labels
    }
    missing = {label: place for label, place in labels.items() if english[label] == label[0]}
    assert missing == {}


def test_a_label_is_found_however_it_is_marked() -> None:
    found = list(in_python('_("甲"); gettext_lazy("乙"); ngettext("丙", "丁", n); other("戊")'))
    assert found == [("甲", False), ("乙", False), ("丙", True)]
    template = '{% translate "甲" as a %}{% blocktranslate with n=m %}{{ n }} 件{% endblocktranslate %}'
    counted = "{% blocktranslate count n=m %}{{ n }} 条{% plural %}{{ n }} 条{% endblocktranslate %}"
    found = list(in_template(template + counted + "{{ _('丙') }}"))
    assert found == [("甲", False), ("%(n)s 件", False), ("%(n)s 条", True), ("丙", False)]
