"""Two officials at once, on two real connections."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from gazetteer.applications import actions, batch_actions
from gazetteer.applications.batch_actions import Common
from gazetteer.applications.batch_rows import rows_of
from gazetteer.applications.models import Application, Batch
from gazetteer.applications.queries import history_of
from gazetteer.applications.refusals import Refused, StaleCase
from gazetteer.applications.states import State
from office.intake.readers import read
from tests.gazetteer.applications.factories import DAY, DEED, World, brought_to, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared(transactional_db, settings) -> World:
    settings.AS_OF_DATE = DAY.isoformat()
    return make_world()


def at_once(*jobs: Callable[[], Application | int]) -> list[Application | int | Refused]:
    """Run the jobs on a connection each, all let go together."""
    results: list[Application | int | Refused] = []
    gate = threading.Barrier(len(jobs))

    def work(job: Callable[[], Application | int]) -> None:
        gate.wait()
        try:
            results.append(job())
        except Refused as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_officials_decide_at_once(shared: World):
    case = brought_to(shared, State.SUBMITTED)
    results = at_once(
        lambda: actions.accept(shared.county, case.pk, case.version, day=DAY),
        lambda: actions.return_(shared.city, case.pk, case.version, "缺图", day=DAY),
    )
    assert sorted(isinstance(result, StaleCase) for result in results) == [False, True]
    assert Application.objects.get(pk=case.pk).version == case.version + 1


def test_one_button_pressed_twice_at_once(shared: World):
    case = brought_to(shared, State.ACCEPTED)
    results = at_once(*[lambda: actions.approve(shared.county, case.pk, case.version, DEED, day=DAY)] * 2)
    assert all(isinstance(result, Application) for result in results)
    assert history_of(case.pk).filter(action="applications.approve").count() == 1
    assert case.verdicts.filter(moment="decision").count() == 1


def test_two_cases_for_one_name_at_once(shared: World):
    first, second = brought_to(shared, State.DRAFT), brought_to(shared, State.DRAFT)
    results = at_once(
        lambda: actions.submit(shared.county, first.pk, first.version, day=DAY),
        lambda: actions.submit(shared.city, second.pk, second.version, day=DAY),
    )
    refused = [result for result in results if isinstance(result, Refused)]
    assert [str(result) for result in refused] == ["同一政区内，此名称已有一件在办申请，请并入该件办理。"]
    assert Application.objects.filter(state=State.SUBMITTED).count() == 1


def test_numbers_given_at_once_are_all_different(shared: World):
    cases = [brought_to(shared, State.DRAFT, name=f"{word}街") for word in ("向阳", "光明", "和平", "团结")]
    results = at_once(
        *[lambda case=case: actions.submit(shared.county, case.pk, case.version, day=DAY) for case in cases]
    )
    assert sorted(result.serial for result in results) == [1, 2, 3, 4]


def test_one_document_for_two_cases_at_once(shared: World):
    first = brought_to(shared, State.ACCEPTED)
    second = brought_to(shared, State.ACCEPTED, name="光明街")
    results = at_once(
        lambda: actions.approve(shared.county, first.pk, first.version, DEED, day=DAY),
        lambda: actions.approve(shared.city, second.pk, second.version, DEED, day=DAY),
    )
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 1
    assert "已经登记在" in str(refused[0])


def entered_batch(shared: World) -> Batch:
    common = Common(
        "某村街路巷",
        shared.tree["town"].pk,
        reasons="村内街路",
        applicant_type="state_organ",
        applicant_name="农安镇人民政府",
    )
    rows, wrong = rows_of(
        read(
            "名称,起点,终点,长（米）,宽（米）,含义\n向阳街,东,西,420,16,取向阳之意\n光明街,南,北,300,16,取光明之意\n".encode(),
            "表.csv",
        )
    )
    batch = batch_actions.enter_batch(shared.county, common, rows, wrong, day=DAY)
    batch_actions.attach(shared.county, batch.pk, "form", "申请书.pdf", b"%PDF", day=DAY)
    batch_actions.submit(shared.county, batch.pk, batch.version, day=DAY)
    return Batch.objects.get(pk=batch.pk)


def test_two_officials_at_one_batch(shared: World):
    batch = entered_batch(shared)
    results = at_once(
        lambda: batch_actions.accept(shared.county, batch.pk, batch.version, day=DAY),
        lambda: batch_actions.return_(shared.city, batch.pk, batch.version, "缺图", day=DAY),
    )
    assert sorted(isinstance(result, StaleCase) for result in results) == [False, True]
    assert len(set(Application.objects.filter(batch=batch).values_list("state", flat=True))) == 1


def test_one_button_of_a_batch_pressed_twice_at_once(shared: World):
    batch = entered_batch(shared)
    results = at_once(*[lambda: batch_actions.return_(shared.county, batch.pk, batch.version, "缺图", day=DAY)] * 2)
    assert results == [2, 2]
    assert Batch.objects.get(pk=batch.pk).version == batch.version + 1
    with pytest.raises(StaleCase):  # other words from the same page are another wish
        batch_actions.return_(shared.county, batch.pk, batch.version, "缺位置图", day=DAY)
