"""No migration holds a reference system of its own."""

import pytest

from config.house import places, srids


def test_our_migrations_hold_none() -> None:
    assert srids.in_migrations(places.ROOT) == []


@pytest.mark.parametrize(
    "source",
    [
        "models.PointField(srid=4490)",
        "models.PointField(srid=1234)",
        "SRID = 4326",
        "RunSQL('UPDATE t SET g = ST_SetSRID(g, 4490)')",
        "RunSQL('SELECT ST_Transform(g , 9999)')",
        "RunSQL('ALTER TABLE t ADD g geometry(Point, 4490)')",
        "RunSQL('SELECT f(g, 3857)')",
        "x = 'SRID=4490;POINT(1 2)'",
    ],
)
def test_a_literal_is_found(source: str) -> None:
    assert srids.literal(source)


@pytest.mark.parametrize(
    "source",
    [
        "fields.RegisterPoint(null=True)",
        "x = 4096",
        "'see EPSG 4490'",
        "RunSQL('SELECT ST_SetSRID(g, %(srid)s)')",
        "CharField(max_length=2223)",
    ],
)
def test_all_else_passes(source: str) -> None:
    assert srids.literal(source) == []
