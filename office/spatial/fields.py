"""Geometry fields whose reference system is a setting, never a number in a migration.

`settings.REGISTER_SRID` (CGCS2000, degrees, x = longitude) for everything that counts;
`settings.WEB_SRID` for derived copies that only tiles read.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.db.models.fields import BaseSpatialField


class _Register(BaseSpatialField):
    setting = "REGISTER_SRID"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["srid"] = getattr(settings, self.setting)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("srid", None)
        return name, path, args, kwargs


class _Web(_Register):
    setting = "WEB_SRID"


class RegisterPoint(_Register, models.PointField):
    """A point in the register's system (点)."""


class RegisterLine(_Register, models.LineStringField):
    """A line string in the register's system (线)."""


class RegisterMultiPolygon(_Register, models.MultiPolygonField):
    """Several polygons in the register's system."""


class RegisterGeometry(_Register, models.GeometryField):
    """Any geometry in the register's system."""


class WebPoint(_Web, models.PointField):
    """A derived point for tiles."""


class WebGeometry(_Web, models.GeometryField):
    """A derived geometry for tiles."""
