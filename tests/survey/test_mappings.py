"""Saved column mappings: kept for a source, offered for the same headings, taken with a click, removed with a trace."""

import pytest
from django.urls import reverse

from office.log.models import Event
from survey.townships import actions, mappings
from survey.townships.models import ColumnMapping
from tests.survey.corpus import good

pytestmark = pytest.mark.django_db

HEADING = ["甲", "乙", "丙"]


def _file(step: int = 0) -> bytes:
    rows = [[name, x, y] for name, x, y, *_ in good.grid(shift=(step * 1e-5, 0))[1:]]
    return good.text([HEADING, *rows]).encode()


@pytest.fixture
def mapped(road):
    """An upload whose headings mean nothing until the sender says so."""
    found, _ = actions.upload(road.surveyor, "a.csv", _file(), line=road.line)
    said = {"number": "甲", "x": "乙", "y": "丙"}
    return actions.declare(road.surveyor, found.pk, crs="EPSG:4530", encoding=None, mapping=said, line=road.line)


def test_a_mapping_is_offered_for_the_same_headings_and_taken_with_a_click(road, mapped):
    kept = mappings.save(road.surveyor, mapped, " 示例测绘  手簿 ")
    assert (kept.source, kept.saved_by, kept.headings) == ("示例测绘 手簿", road.surveyor, HEADING)
    assert mappings.save(road.surveyor, mapped, "示例测绘 手簿") == kept
    found, _ = actions.upload(road.surveyor, "b.csv", _file(1), line=road.line, declared={"crs": "EPSG:4530"})
    assert found.submission.rows_good == 0
    assert list(mappings.offered(found.submission.report["columns"])) == [kept]
    assert mappings.apply(road.surveyor, found, kept.pk).submission.rows_good == 12
    assert not mappings.offered([*HEADING, "丁"]).exists()


def test_a_changed_mapping_of_a_source_replaces_the_earlier_one(road, mapped):
    first = mappings.save(road.surveyor, mapped, "手簿")
    mapped = actions.declare(
        road.surveyor, mapped.pk, crs="EPSG:4530", encoding=None, mapping={"x": "乙", "y": "丙"}, line=road.line
    )
    second = mappings.save(road.surveyor, mapped, "手簿")
    first.refresh_from_db()
    assert first.removed_by == road.surveyor and second.removed_at is None
    assert list(mappings.offered(HEADING)) == [second]


def test_who_may_save_and_remove(road, mapped):
    with pytest.raises(mappings.Refused, match="报送人"):
        mappings.save(road.officer, mapped, "手簿")
    with pytest.raises(mappings.Refused, match="来源"):
        mappings.save(road.surveyor, mapped, "  ")
    kept = mappings.save(road.surveyor, mapped, "手簿")
    with pytest.raises(mappings.Refused):
        mappings.remove(road.namer, kept.pk)
    mappings.remove(road.officer, kept.pk)
    mappings.remove(road.officer, kept.pk)
    assert not mappings.offered(HEADING).exists() and ColumnMapping.objects.count() == 1
    assert set(Event.objects.values_list("action", flat=True)) >= {"survey.mapping.save", "survey.mapping.remove"}
    with pytest.raises(mappings.Refused, match="已删除"):
        mappings.apply(road.surveyor, mapped, kept.pk)


def test_the_page_saves_offers_takes_and_removes(road, mapped, client):
    client.force_login(road.surveyor)
    url = reverse("survey-mapping", args=[mapped.pk])
    client.post(url, {"step": "save", "source": "手簿 S1"})
    kept = ColumnMapping.objects.get()
    page = client.get(reverse("survey-upload-page", args=[mapped.pk])).content.decode()
    assert "手簿 S1" in page and "正在用" in page
    client.post(url, {"step": "apply", "mapping": kept.pk})
    client.post(url, {"step": "remove", "mapping": kept.pk})
    kept.refresh_from_db()
    assert kept.removed_by == road.surveyor
    assert (
        "手簿 S1"
        not in client.get(reverse("survey-upload-page", args=[mapped.pk]))
        .content.decode()
        .partition("<main")[2]
        .partition('id="survey-map"')[2]
    )
