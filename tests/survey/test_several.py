"""Several files at once, zipped or not: each an upload with its own receipt; sent again, nothing twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office.intake.models import Receipt, StoredFile
from survey.townships import actions
from survey.townships.models import SurveyUpload
from tests.survey.corpus import good

pytestmark = pytest.mark.django_db


def test_a_zip_of_several_becomes_uploads_with_receipts(road):
    name, data = good.package()
    taken = actions.upload_many(road.surveyor, {name: data}, line=road.line)
    assert [(found.submission.filename, new) for found, new in taken] == [
        ("外业.zip/图层/界桩.zip", True),
        ("外业.zip/照片.zip", True),
        ("外业.zip/点.csv", True),
    ]
    assert Receipt.objects.count() == 3
    content = Receipt.objects.order_by("id")[0].content
    assert content["package"]["name"] == name
    assert StoredFile.objects.filter(sha256=content["package"]["sha256"]).exists()
    assert "F15" in {item["rule"] for item in taken[0][0].submission.report["findings"]}
    again = actions.upload_many(road.surveyor, {name: data}, line=road.line)
    assert [(found.pk, new) for found, new in again] == [(found.pk, False) for found, _ in taken]


def test_what_a_package_tells_stays_when_it_is_declared(road):
    found = actions.upload_many(road.surveyor, dict([good.package()]), line=road.line)[0][0]
    said = {"crs": "EPSG:4530", "encoding": "GBK", "mapping": {}, "line": road.line}
    again = actions.declare(road.surveyor, found.pk, **said)
    assert "F15" in {item["rule"] for item in again.submission.report["findings"]}


def test_parts_of_a_shapefile_chosen_together_go_together(road):
    files = {f"a{suffix}": data for suffix, data in good.shapefile_parts().items()}
    taken = actions.upload_many(road.surveyor, {**files, "b.geojson": good.geojson()[1]})
    assert [found.submission.report["format"] for found, _ in taken] == ["Shapefile", "GeoJSON"]


def test_a_broken_zip_is_one_upload_that_says_why(road):
    taken = actions.upload_many(road.surveyor, {"断.zip": good.package()[1][:-50]})
    assert [found.submission.state for found, _ in taken] == ["unreadable"]


def test_nothing_of_a_stranger_is_kept(road):
    with pytest.raises(actions.Refused):
        actions.upload_many(road.namer, dict([good.package()]))
    assert not StoredFile.objects.exists()


def test_the_page_takes_several_files(road, client):
    client.force_login(road.surveyor)
    files = [SimpleUploadedFile(name, data) for name, data in (good.csv_file(), good.geojson())]
    answer = client.post(reverse("survey-upload"), {"file": files, "line": ""})
    assert answer.status_code == 302 and answer.url == reverse("survey-list")
    assert SurveyUpload.objects.count() == 2
    one = client.post(reverse("survey-upload"), {"file": [SimpleUploadedFile(*good.csv_file())], "line": ""})
    assert one.url.startswith("/survey/") and SurveyUpload.objects.count() == 2
    assert client.post(reverse("survey-upload"), {"line": ""}).status_code == 422
