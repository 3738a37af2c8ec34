"""An error of ours in service: a calm page for the person, the traceback for the operator."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def broken(_request: HttpRequest) -> HttpResponse:
    """A view with a mistake."""
    raise RuntimeError("算错了")


urlpatterns = [path("broken/", broken), path("", include("config.urls"))]


@pytest.fixture
def stderr() -> Iterator[io.StringIO]:
    """What the log of the site writes to standard error."""
    (handler,) = [each for each in logging.getLogger("django").handlers if type(each) is logging.StreamHandler]
    kept = handler.setStream(heard := io.StringIO())
    yield heard
    handler.setStream(kept)


@pytest.mark.urls("tests.office.test_errors")
def test_the_operator_finds_the_traceback_and_the_person_a_calm_page(client, db, stderr: io.StringIO) -> None:
    client.raise_request_exception = False
    answer = client.get("/broken/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出错" in page and "没有改动任何数据" in page and "算错了" not in page
    told = stderr.getvalue()
    assert "/broken/" in told and "Traceback" in told and "RuntimeError: 算错了" in told


@pytest.mark.urls("tests.office.test_errors")
def test_a_page_that_does_not_exist_is_no_error(client, db, stderr: io.StringIO) -> None:
    assert client.get("/elsewhere/").status_code == 404
    assert stderr.getvalue() == ""
