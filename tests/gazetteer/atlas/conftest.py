"""A small country of the search: 吉林省 › 延边 › 珲春 and its neighbours, with what they were called before."""

import pytest

from boundaries.divisions.models import Division, DivisionVersion
from gazetteer.atlas.moments import forget
from gazetteer.atlas.search_build import rebuild_search
from gazetteer.atlas.tiles import store
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from tests.factories import ALWAYS, make_division, period
from tests.gazetteer.atlas.factories import make_area, make_edge, make_line


@pytest.fixture
def country(db) -> dict[str, object]:
    province = make_division("吉林省", "22", level="province", kind="省")
    yanbian = make_division("延边朝鲜族自治州", "2224", parent=province, level="prefecture", kind="自治州")
    changchun = make_division("长春市", "2201", parent=province, level="prefecture", kind="地级市")
    songyuan = make_division("松原市", "2207", parent=province, level="prefecture", kind="地级市")
    tonghua = make_division("通化市", "2205", parent=province, level="prefecture", kind="地级市")
    jilin = make_division("吉林市", "2202", parent=province, level="prefecture", kind="地级市")
    hunchun = make_division("珲春市", "222404", parent=yanbian, kind="县级市", valid=period("1988-01-01"))
    DivisionVersion.objects.create(
        division=hunchun,
        name="珲春县",
        level="county",
        kind="县",
        parent=yanbian,
        valid=period(None, "1988-01-01"),
        source="测试",
    )
    huadian = make_division("桦甸市", "220282", parent=jilin, kind="县级市")
    jian = make_division("集安市", "220582", parent=tonghua, kind="县级市")
    qianguo = make_division("前郭尔罗斯蒙古族自治县", "220721", parent=songyuan, kind="自治县")
    town = make_division("春化镇", "222404102", parent=hunchun, level="township", kind="镇")
    Name.objects.create(
        division=hunchun,
        form="훈춘시",
        form_kind=FormKind.MINORITY,
        language="ko",
        script="Kore",
        status=NameStatus.REGISTERED,
        valid=ALWAYS,
        source="测试",
    )
    hill = Feature.objects.create(
        kind="natural", home=hunchun, point="SRID=4490;POINT(130.3 42.8)", importance=50, source="测试"
    )
    Name.objects.create(
        feature=hill,
        form="珲春岭",
        form_kind=FormKind.STANDARD,
        status=NameStatus.REGISTERED,
        valid=ALWAYS,
        source="测试",
    )
    rebuild_search()
    return {
        "province": province,
        "yanbian": yanbian,
        "changchun": changchun,
        "hunchun": hunchun,
        "huadian": huadian,
        "jian": jian,
        "qianguo": qianguo,
        "town": town,
        "hill": hill,
        "jilin": jilin,
    }


@pytest.fixture(autouse=True)
def no_kept_tiles() -> None:
    """Each test begins with versions of its own, so nothing may be kept from the test before."""
    store.clear()
    forget()


@pytest.fixture
def mapped(db) -> dict[str, Division]:
    """Two counties side by side in one prefecture, a neighbour province in the east, a sample town in the west."""
    province = make_division("吉林省", "22", level="province", kind="省")
    city = make_division("长春市", "2201", parent=province, level="prefecture", kind="地级市")
    west = make_division("农安县", "220122", parent=city)
    east = make_division("德惠市", "220183", parent=city, kind="县级市")
    town = make_division("农安镇", "220122100", parent=west, level="township", kind="镇")
    other = make_division("黑龙江省", "23", level="province", kind="省", external=True)
    make_area(province, "province", (125.0, 44.0, 127.0, 45.0))
    make_area(city, "prefecture", (125.0, 44.0, 127.0, 45.0))
    make_area(west, "county", (125.0, 44.0, 126.0, 45.0))
    make_area(east, "county", (126.0, 44.0, 127.0, 45.0))
    make_area(town, "township", (125.0, 44.0, 126.0, 45.0), sample=True)
    make_line(make_edge(west, east, [(126, 44), (126, 45)]), "220122-220183")
    make_edge(west, other, [(126, 45), (125, 45), (125, 44), (126, 44)], level="province")
    make_line(make_edge(east, other, [(126, 44), (127, 44), (127, 45), (126, 45)], level="province"), "2223")
    rebuild_search()
    return {"province": province, "city": city, "west": west, "east": east, "town": town, "other": other}
