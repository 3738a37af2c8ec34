"""The real register: its known duplicates, its forms, its places."""

import json

import pytest
from django.core.management import CommandError, call_command

from boundaries.divisions.queries import resolve_code, versions_on
from gazetteer.names.judging import judge_name
from gazetteer.names.load.loader import load_names, remove_sample
from gazetteer.names.models import CountryUnit, Feature, FormKind, Name
from gazetteer.names.rechecking import recheck
from office.people.calendar import today

pytestmark = pytest.mark.django_db

# Full names that two or more townships of the province bear in the statistics of 2023.
FOURTEEN = (
    *("万宝镇", "靠山镇", "兴隆山镇", "五棵树镇", "大岭镇", "松江镇", "前进乡"),
    *("朝阳镇", "平安镇", "林海镇", "四棵树乡", "新兴乡", "大兴镇", "头道镇"),
)


def division(code: str) -> int:
    return resolve_code(code, today()).division_id


def blocked(name: str, division_id: int) -> bool:
    found = judge_name(name, "township", division_id)
    return any(finding.rule == "N09" and finding.blocks for finding in found.findings)


def test_the_duplicate_townships_are_found(jilin):
    townships = versions_on(today()).filter(level="township", division__statistical=False).exclude(kind="街道")
    homes: dict[str, list[int]] = {}
    for division_id, name in townships.values_list("division_id", "name"):
        homes.setdefault(name, []).append(division_id)
    doubled = {name for name, ids in homes.items() if len(ids) > 1}
    assert doubled >= {"万宝镇", "靠山镇", "兴隆山镇", "大兴镇"}
    assert all(blocked(name, pk) for name in doubled for pk in homes[name])
    lone = [name for name in FOURTEEN if len(homes.get(name, [])) == 1]
    assert not any(blocked(name, homes[name][0]) for name in lone)


def test_mengjiang_is_told_for_its_character(jilin):
    found = judge_name("濛江乡", "township", division("220622"))
    assert any(finding.rule == "N03" and finding.blocks for finding in found.findings)


def test_the_country_is_there(jilin):
    assert CountryUnit.objects.count() > 3200
    found = judge_name("通州区", "county", division("2201"))
    assert any(finding.rule == "N09" and finding.blocks for finding in found.findings)


def test_other_forms_of_divisions(jilin):
    def forms(code: str) -> dict[str, str]:
        found = Name.objects.filter(division_id=division(code))
        return dict(found.values_list("form", "form_kind"))

    assert forms("222404") | {"珲春县": "former", "훈춘시": "minority"} == forms("222404")
    assert forms("220721")["前郭"] == "short"
    assert not Name.objects.filter(division__isnull=False, form_kind=FormKind.STANDARD).exists()


def test_places_keep_their_source_and_scripts(jilin):
    places = Feature.objects.filter(source__startswith="GeoNames")
    assert places.count() == 244
    assert all(place.point for place in places)
    korean = Name.objects.filter(language="ko", feature__in=places)
    assert korean.exists()
    assert all("가" <= form[0] <= "힣" for form in korean.values_list("form", flat=True))
    changchun = places.get(source_id="2038180")
    assert changchun.names.get(form_kind=FormKind.STANDARD).form == "长春"
    assert changchun.names.filter(form="長春", script="Hant").exists()


def test_loading_again_changes_nothing(jilin):
    before = Name.objects.count()
    said: list[str] = []
    assert load_names(said.append, sample=True) is False
    assert (Name.objects.count(), said) == (before, [])


def test_the_sample_is_marked_and_goes(jilin):
    streets = Feature.objects.filter(kind="street", is_sample=True)
    assert streets.exists()
    assert all(street.geom.valid and street.home_id for street in streets)
    real = Name.objects.filter(is_sample=False).count()
    assert remove_sample(lambda text: None) > 0
    assert not Feature.objects.filter(is_sample=True).exists()
    assert Name.objects.count() == real


def test_a_judgement_asks_no_more_of_the_whole_register(jilin, django_assert_max_num_queries):
    home = division("220122")
    with django_assert_max_num_queries(12):
        judge_name("靠山镇", "township", home)


def test_the_command_answers(jilin, capsys):
    call_command("check_name", "集安市", "--kind", "county", "--division", "220582")
    assert "Ji'an Shi" in capsys.readouterr().out


def test_the_recheck_finds_the_fourteen_and_mengjiang(jilin):
    reported = [found for found in recheck(today()) if found]
    doubled = {
        found.name
        for found in reported
        if found.kind == "township" and any(item.rule == "N09" and item.blocks for item in found.findings)
    }
    assert doubled >= set(FOURTEEN)
    rare = {found.name for found in reported if any(item.rule == "N03" and item.blocks for item in found.findings)}
    assert "濛江乡" in rare


def test_the_recheck_command(jilin, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("recheck_names", "--division", "220622", "--rules", "N03", "--json")
    assert stopped.value.code == 1
    answer = json.loads(capsys.readouterr().out)
    assert ("濛江乡", "吉林省白山市靖宇县濛江乡") in [(named["name"], named["division"]) for named in answer["names"]]
    with pytest.raises(CommandError, match="N99"):
        call_command("recheck_names", "--rules", "N99")
