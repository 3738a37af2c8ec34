"""The parts of a page: shape beside colour, reasons on refused buttons, pages for what went wrong."""

import datetime
import re

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from office.people.navigation import entries
from office.people.templatetags import look
from office.rulesets.findings import Basis, Finding, Severity


def rendered(text: str, **context: object) -> str:
    request = RequestFactory().get("/survey/?verdict=refused")
    return Template("{% load look %}" + text).render(Context({"request": request, **context}))


def finding(rule: str, severity: Severity, **more: str) -> Finding:
    return Finding(rule=rule, severity=severity, basis=Basis.LAW, message=f"{rule} 的说明", **more)


@pytest.mark.parametrize(
    ("severity", "shape", "word"),
    [("block", "block", "拦截"), ("refused", "block", "拒收"), ("warn", "warn", "提醒"), ("ok", "ok", "通过")],
)
def test_a_verdict_has_a_shape_and_a_word(severity: str, shape: str, word: str) -> None:
    shown = look.verdict(severity)
    assert f"#{shape}" in shown
    assert word in shown


def test_findings_stand_blocks_first_and_what_passed_folds() -> None:
    found = [finding("N10", Severity.WARN), finding("N09", Severity.BLOCK, clause="第九条", fix="改用其他专名")]
    shown = rendered("{% findings found passed=passed %}", found=found, passed=["N01", "N03"])
    assert shown.index("N09") < shown.index("N10")
    assert "第九条" in shown
    assert "改用其他专名" in shown
    assert re.search(r"<details class=\"passed\">.*通过 2 项.*N01、N03", shown, re.S)


def test_a_finding_may_come_as_json() -> None:
    shown = rendered("{% finding one %}", one=finding("F01", Severity.BLOCK).as_json())
    assert "finding--block" in shown
    assert "拦截" in shown


def test_messages_cannot_bring_markup() -> None:
    shown = rendered(
        "{% finding one %}", one=Finding(rule="F02", severity=Severity.WARN, basis=Basis.LAW, message="<b>x")
    )
    assert "<b>" not in shown


def test_a_refused_button_says_why_and_stays_in_reach() -> None:
    shown = rendered('{% action_button "批准" "桦甸市不在您的管辖范围内。" name="step" value="approve" %}')
    reason = re.search(r'id="([^"]+)"', shown)
    assert reason is not None
    assert f'aria-describedby="{reason.group(1)}"' in shown
    assert 'aria-disabled="true"' in shown
    assert " disabled" not in shown
    assert "不在您的管辖范围" in shown


def test_an_allowed_button_submits() -> None:
    shown = rendered('{% action_button "批准" None name="step" value="approve" %}')
    assert 'type="submit"' in shown
    assert "aria-disabled" not in shown


def test_the_step_line_tells_the_present_step() -> None:
    states = [("上传", "done"), ("检查", "now"), ("归档", "later")]
    shown = rendered("{% steps steps %}", steps=[{"label": label, "state": state} for label, state in states])
    assert 'aria-current="step">检查' in shown
    assert "2 / 3" in shown


def test_a_receipt_shows_the_whole_hash_in_groups() -> None:
    shown = rendered('{% receipt "SJ-1" facts digest "/receipts/1/" %}', facts=[("件数", 3)], digest="9f3c41d7" * 8)
    assert "9f3c 41d7 9f3c" in shown
    assert "/receipts/1/" in shown


@pytest.mark.parametrize(
    ("day", "precision", "words"),
    [
        (datetime.date(1988, 1, 1), "year", "1988年"),
        (datetime.date(2020, 6, 19), "day", "2020-06-19"),
        (None, "day", "不详"),
        (datetime.date(1988, 1, 1), "unknown", "不详"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(day: datetime.date | None, precision: str, words: str) -> None:
    assert look.known_date(day, precision) == words


def test_figures_and_coordinates_are_grouped() -> None:
    assert look.grouped(191041.38, 1) == "191,041.4"
    assert look.grouped(None) == ""
    assert look.coordinate(4970086.077) == "4\u2009970\u2009086.077"


def test_a_working_map_says_when_it_shows_sample() -> None:
    point = {"id": 1, "lon": 126.5, "lat": 43.8}
    assert "示例数据" in rendered('{% workmap "m" data %}', data={"points": [{**point, "sample": True}]})
    assert "示例数据" not in rendered('{% workmap "m" data %}', data={"points": [point]})


def test_the_navigation_names_only_rooms_that_exist_and_marks_the_present_one() -> None:
    shown = entries("/gazetteer/applications/7/", signed_in=True)
    assert [entry.label for entry in shown if entry.current] == ["地名"]
    assert "外业" not in [entry.label for entry in entries("/", signed_in=False)]
    assert [entry.label for entry in entries("/", signed_in=False) if entry.current] == ["地图"]


@pytest.mark.django_db
class TestPages:
    def test_the_sign_in_page_hints_at_demo_accounts_only_in_a_demo(self, client: Client, settings) -> None:
        settings.DEMO = True
        assert "演示账号" in client.get("/accounts/login/").content.decode()
        settings.DEMO = False
        assert "演示账号" not in client.get("/accounts/login/").content.decode()

    def test_a_missing_page_says_so_in_chinese(self, client: Client) -> None:
        answer = client.get("/no-such-page/")
        assert answer.status_code == 404
        assert "没有这一页" in answer.content.decode()

    def test_a_stale_form_is_explained(self) -> None:
        answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "a", "password": "b"})
        assert answer.status_code == 403
        assert "页面已过期" in answer.content.decode()

    def test_scripts_are_ours_or_carry_the_nonce(self, client: Client) -> None:
        answer = client.get("/")
        page = answer.content.decode()
        policy = answer.headers["Content-Security-Policy"]
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce is not None
        scripts = re.findall(r"<script([^>]*)>", page)
        inline = [text for text in scripts if "src=" not in text and "application/json" not in text]
        assert inline
        assert all(f'nonce="{nonce.group(1)}"' in text for text in inline)
        assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)

    def test_the_interface_can_be_read_in_english(self, client: Client) -> None:
        with translation.override("zh-hans"):  # the language of a request stays in its thread
            client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
            page = client.get("/accounts/login/").content.decode()
        assert '<html lang="en">' in page
        assert "Sign in" in page
