"""The inbox over real cases: who has to act, mails through a real SMTP server, the calendar to subscribe to."""

import datetime
import socket
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from icalendar import Calendar

from gazetteer.applications.models import Application
from gazetteer.applications.open_cases import cases_as_items
from gazetteer.applications.states import State
from office.inbox import actions as reminding
from office.inbox.mailing import MailNotSent, send_digests
from office.inbox.models import SentDigest
from office.log.models import Event
from office.people.models import User
from tests.gazetteer.applications.factories import DAY, World, brought_to, make_world


@pytest.fixture
def world(db, settings) -> World:
    settings.AS_OF_DATE = DAY.isoformat()
    return make_world()


class Postman(Message):
    """Keeps what came."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[tuple[str, str, str]] = []

    def handle_message(self, message) -> None:
        mail = message_from_bytes(message.as_bytes())
        body = mail.get_payload(decode=True).decode()
        self.mails.append((mail["To"], str(make_header(decode_header(mail["Subject"]))), body))


@pytest.fixture
def post(settings):
    postman = Postman()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(postman, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield postman
    server.stop()


def keys(user: User, day: datetime.date = DAY) -> list[tuple[str, bool]]:
    return [(item.title, item.mine) for item in cases_as_items(user, day)]


def with_mail(user: User) -> User:
    user.email = f"{user.username}@mz.example"
    user.save()
    return user


def due(case: Application, days: int) -> None:
    Application.objects.filter(pk=case.pk).update(due_on=DAY + datetime.timedelta(days=days), due_step="decide")


def test_a_case_goes_from_hand_to_hand(world) -> None:
    case = brought_to(world, State.SUBMITTED)
    assert keys(world.county) == [("向阳街", True)]
    assert keys(world.city) == keys(world.province) == [("向阳街", False)]
    assert keys(world.neighbour) == keys(world.stranger) == []
    assert cases_as_items(world.county, DAY)[0].url == f"/gazetteer/applications/{case.pk}/"


def test_what_is_over_is_no_work(world) -> None:
    brought_to(world, State.WITHDRAWN)
    assert keys(world.county) == keys(world.province) == []


def test_the_page_lists_what_is_late_first(world, client) -> None:
    due(brought_to(world, State.SUBMITTED), -3)
    due(brought_to(world, State.SUBMITTED, name="春光路"), 2)
    client.force_login(world.county)
    page = client.get("/inbox/").content.decode()
    assert page.index("向阳街") < page.index("春光路")
    assert "逾期 1" in page and "五个工作日内到期 1" in page


def test_few_questions_however_many_cases(world, client, django_assert_max_num_queries) -> None:
    for number in "一二三四五六":
        brought_to(world, State.SUBMITTED, name=f"新{number}路")
    client.force_login(world.county)
    client.get("/inbox/")
    with django_assert_max_num_queries(24):
        client.get("/inbox/")


def test_an_empty_inbox_says_so_and_a_stranger_must_sign_in(world, client) -> None:
    assert client.get("/inbox/").headers["Location"].startswith("/accounts/login/")
    client.force_login(world.neighbour)
    assert "现在没有要您办理的事项" in client.get("/inbox/").content.decode()


def test_one_mail_a_day_and_only_to_whom_something_is_due(world, post) -> None:
    due(brought_to(world, State.SUBMITTED), -1)
    with_mail(world.county)
    with_mail(world.province)  # only waits
    assert send_digests() == "发出提醒邮件 1 封。"
    ((to, subject, body),) = post.mails
    assert (to, subject) == (world.county.email, "【地界】1 件事项到期或逾期")
    assert "已逾期 1 件" in body and "向阳街" in body and "/inbox/" in body
    assert send_digests() == "发出提醒邮件 0 封。"
    assert len(post.mails) == SentDigest.objects.count() == 1


def test_no_mail_on_a_free_day_or_when_switched_off_or_when_nothing_is_due(world, post) -> None:
    case = brought_to(world, State.SUBMITTED)
    due(case, 30)
    with_mail(world.county)
    send_digests()
    due(case, 0)
    send_digests(datetime.date(2025, 10, 19))  # a Sunday
    reminding.choose_mail(world.county, False)
    send_digests()
    assert post.mails == []
    reminding.choose_mail(world.county, True)
    send_digests()
    assert len(post.mails) == 1


def test_a_dead_server_is_told_and_tried_again(world, post, settings) -> None:
    due(brought_to(world, State.SUBMITTED), 0)
    with_mail(world.county)
    alive, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with pytest.raises(MailNotSent, match="1 封没有发出，下次再发"):
        send_digests()
    assert not SentDigest.objects.exists()
    settings.EMAIL_PORT = alive
    assert send_digests() == "发出提醒邮件 1 封。"


def test_without_a_server_nothing_is_sent(world, settings) -> None:
    settings.EMAIL_HOST = ""
    assert "没有设置邮件服务器" in send_digests()


def test_a_calendar_of_ones_own_that_can_be_taken_back(world, client) -> None:
    case = brought_to(world, State.SUBMITTED)
    due(case, 4)
    client.force_login(world.county)
    page = client.post("/inbox/reminders/", {"choice": "calendar"}, follow=True)
    address = page.context["calendar"]
    client.logout()
    (event,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert event.decoded("dtstart") == DAY + datetime.timedelta(days=4)
    due(case, 9)
    (moved,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert (moved["uid"], moved.decoded("dtstart")) == (event["uid"], DAY + datetime.timedelta(days=9))
    client.force_login(world.county)
    client.post("/inbox/reminders/", {"choice": "calendar"})
    assert client.get(address).status_code == 404
    client.post("/inbox/reminders/", {"choice": "no_calendar"})
    assert client.get("/calendar/.ics").status_code == 404
    assert (
        list(Event.objects.filter(action="inbox.calendar").values_list("actor_id", flat=True)) == [world.county.pk] * 3
    )


def test_an_unknown_choice_changes_nothing(world, client) -> None:
    client.force_login(world.county)
    page = client.post("/inbox/reminders/", {"choice": "<b>"}, follow=True)
    assert "没有这项设置" in page.content.decode()
