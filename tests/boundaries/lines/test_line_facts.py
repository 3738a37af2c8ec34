"""Papers, state, claims, special areas and three-way points of a line, in action and in the database."""

import datetime
from dataclasses import replace
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction

from boundaries.lines.fact_actions import (
    Claim,
    Special,
    ThreeWay,
    add_claim,
    add_special_area,
    common_ends,
    end_special_area,
    register_three_way,
    remove_claim,
    write_facts,
)
from boundaries.lines.fact_models import DisputeClaim, Evidence
from boundaries.lines.facts import LineFacts, facts_hash, facts_of
from boundaries.lines.models import Junction, Line, LineState, LineVersion, ThreeWayLine, ThreeWayPoint
from boundaries.lines.refusals import LOCKED, Refused, Stale
from office.people.roles import Role
from tests.boundaries.lines.factories import make_edge, make_line
from tests.factories import ALWAYS, appointed, make_division, make_tree

DAY = datetime.date(2025, 6, 1)
PAPERS = LineFacts(
    state="surveyed",
    length_m=81_250.0,
    length_source="《农安县、德惠市联合勘定界线协议书》",
    agreement_body="农安县人民政府、德惠市人民政府",
    agreement_number="农德勘协〔1998〕1号",
    agreement_date=datetime.date(1998, 6, 1),
    approval_body="吉林省人民政府",
    approval_number="吉政函〔1999〕12号",
    approval_date=datetime.date(1999, 3, 1),
)


def settle() -> None:
    """What the database checks at the end of a transaction, now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def place(db):
    tree = make_tree()
    line = make_line(
        "220122-220183", "农安县与德惠市界线", tree["nongan"], tree["dehui"], length_m=None, length_source=""
    )
    return tree | {"line": line, "officer": appointed(Role.BOUNDARY_OFFICER, tree["nongan"])}


def written(place, facts, **how) -> Line:
    line = place["line"]
    values = {
        "seen": facts_hash(Line.objects.get(pk=line.line_id)),
        "reason": "补登",
        "document": "协议书",
        "day": DAY,
    } | how
    return write_facts(place["officer"], line, facts, **values)


def test_papers_are_written_with_reason_and_paper(place) -> None:
    assert facts_of(written(place, PAPERS)) == PAPERS
    with pytest.raises(Refused, match="依据文件"):
        written(place, replace(PAPERS, length_m=1.0), document="")
    written(place, replace(PAPERS, length_m=1.0), document="", correction=True)


def test_corrections_and_legal_changes_are_told_apart_in_the_record(place) -> None:
    written(place, PAPERS)
    written(place, replace(PAPERS, length_m=81_260.0), correction=True)
    events = Line._meta.apps.get_model("lines", "LineEvent").objects.order_by("pgh_id")
    assert [(item.length_m, item.pgh_context.metadata["kind"]) for item in events] == [
        (None, "change"),
        (81_250.0, "correction"),
    ]


@pytest.mark.parametrize(
    "wrong", [{"length_source": ""}, {"length_m": -1.0}, {"agreement_body": ""}, {"approval_body": ""}]
)
def test_the_database_refuses_half_papers(place, wrong) -> None:
    with pytest.raises(Refused):
        written(place, replace(PAPERS, **wrong))


def test_a_stale_form_is_told_what_changed(place) -> None:
    seen = facts_hash(place["line"].line)
    written(place, PAPERS)
    with pytest.raises(Stale) as stale:
        written(place, replace(PAPERS, length_m=5.0), seen=seen)
    assert stale.value.between[0].changed["approval_number"] == ["", "吉政函〔1999〕12号"]
    written(place, replace(PAPERS, length_m=5.0), seen=stale.value.now)


def test_a_dispute_needs_a_claim_of_each_side(place) -> None:
    disputed = replace(PAPERS, state=LineState.DISPUTED)
    line, officer = place["line"], place["officer"]
    add_claim(officer, line, Claim(place["nongan"].pk, Evidence.AGREEMENT, "1956年协议"), DAY, ("a.pdf", BytesIO(b"x")))
    with pytest.raises(Refused, match="双方"):
        written(place, disputed)
    Line.objects.filter(pk=line.line_id).update(state="disputed")
    with pytest.raises(IntegrityError, match="双方"), transaction.atomic():
        settle()
    Line.objects.filter(pk=line.line_id).update(state="surveyed")
    last = add_claim(officer, line, Claim(place["dehui"].pk, Evidence.OWNERSHIP, "林权证"), DAY)
    written(place, disputed)
    settle()
    line.line.refresh_from_db()
    with pytest.raises(Refused, match="唯一"):
        remove_claim(officer, line, last.pk, "误登", DAY)
    with pytest.raises(IntegrityError, match="双方"), transaction.atomic():
        DisputeClaim.objects.filter(pk=last.pk).delete()
        settle()


def test_evidence_is_of_the_closed_lists_and_claims_are_of_the_sides(place) -> None:
    with pytest.raises(Refused, match="第七条、第八条"):
        add_claim(place["officer"], place["line"], Claim(place["nongan"].pk, "9.1", "族谱"), DAY)
    with pytest.raises(Refused, match="两侧"):
        add_claim(place["officer"], place["line"], Claim(place["city"].pk, "7.1", "文件"), DAY)
    facts = {"line_id": place["line"].line_id, "title": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        DisputeClaim.objects.create(side=place["nongan"], evidence="9.1", **facts)
    with pytest.raises(IntegrityError, match="两侧"), transaction.atomic():
        DisputeClaim.objects.create(side=place["city"], evidence="7.1", **facts)
    assert {kind.value for kind in Evidence if kind.is_basis} == {"7.1", "7.2", "7.3", "7.4", "7.5"}


def test_enclaves_name_their_clause_and_end_on_a_day(place) -> None:
    area = Special(
        "enclave", "某飞地", place["nongan"].pk, place["dehui"].pk, "协议书第五条", datetime.date(2000, 1, 1)
    )
    made = add_special_area(place["officer"], place["line"], area, DAY)
    for wrong in ({"clause": " "}, {"user_id": place["nongan"].pk}):
        with pytest.raises(Refused):
            add_special_area(place["officer"], place["line"], replace(area, **wrong), DAY)
    assert end_special_area(place["officer"], place["line"], made.pk, DAY, "并入", DAY).valid.upper == DAY
    with pytest.raises(Refused):
        end_special_area(place["officer"], place["line"], made.pk, DAY, "并入", DAY)


def test_a_locked_line_is_not_edited_in_action_and_database(place) -> None:
    Line.objects.filter(pk=place["line"].line_id).update(locked=True)
    place["line"].line.refresh_from_db()
    with pytest.raises(Refused, match=LOCKED):
        written(place, PAPERS)
    with pytest.raises(IntegrityError, match="锁定"), transaction.atomic():
        Line.objects.filter(pk=place["line"].line_id).update(state="agreed")
    with pytest.raises(IntegrityError, match="锁定"), transaction.atomic():
        Line.objects.filter(pk=place["line"].line_id).update(locked=False)


@pytest.fixture
def meeting(place):
    """Three lines of 农安, 德惠 and a third county that meet at one junction, and one that does not."""
    third = make_division("九台区", "220113", parent=place["city"])
    here = Junction.objects.create(point="POINT(125.5 44.5)")
    one = place["line"]
    two = make_line("220113-220122", "九台区与农安县界线", third, place["nongan"])
    three = make_line("220113-220183", "九台区与德惠市界线", third, place["dehui"])
    for line, far in ((one, (125.5, 44.9)), (two, (125.1, 44.3)), (three, (125.9, 44.3))):
        make_edge(line, [(125.5, 44.5), far], start=here)
    away = make_line("220113-220184", "九台区与某市界线", third, make_division("某市", "220184"))
    make_edge(away, [(126.5, 44.5), (126.8, 44.4)])
    return place | {"here": here, "lines": [one, two, three], "away": away}


def ids(lines: list[LineVersion]) -> list[int]:
    return [line.line_id for line in lines]


def test_three_lines_that_end_at_one_junction_are_a_three_way_point(meeting) -> None:
    told = ThreeWay("农德九三交点", ids(meeting["lines"]), agreement_body="三方", agreement_number="1号")
    point = register_three_way(meeting["officer"], meeting["line"], told, DAY)
    assert point.junction == meeting["here"] and point.lines.count() == 3
    with pytest.raises(Refused, match="已登记"):
        register_three_way(meeting["officer"], meeting["line"], told, DAY)


def test_lines_that_do_not_meet_are_refused(meeting) -> None:
    wrong = [*ids(meeting["lines"][:2]), meeting["away"].line_id]
    assert common_ends(wrong, DAY) == []
    for members in (wrong, ids(meeting["lines"][:2]), [*ids(meeting["lines"]), meeting["away"].line_id]):
        with pytest.raises(Refused):
            register_three_way(meeting["officer"], meeting["line"], ThreeWay("错", members), DAY)


@pytest.mark.parametrize("members", ["two", "four", "stray", "none"])
def test_the_database_holds_exactly_three_lines_that_end_there(meeting, members) -> None:
    chosen = {
        "two": meeting["lines"][:2],
        "four": [*meeting["lines"], meeting["away"]],
        "stray": [*meeting["lines"][:2], meeting["away"]],
        "none": [],
    }[members]
    with pytest.raises(IntegrityError, match="三"), transaction.atomic():
        point = ThreeWayPoint.objects.create(junction=meeting["here"], name="点", valid=ALWAYS)
        ThreeWayLine.objects.bulk_create(ThreeWayLine(point=point, line=line.line) for line in chosen)
        settle()


def test_a_line_that_only_passes_does_not_end_there(meeting) -> None:
    make_edge(meeting["line"], [(125.5, 44.5), (125.55, 44.45)], 1, start=meeting["here"])
    assert common_ends(ids(meeting["lines"]), DAY) == []
