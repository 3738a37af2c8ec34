"""GeoJSON as the working map reads it (RFC 7946, longitude before latitude). No ORM, no I/O."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def feature(shape: str | Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """One feature; `shape` is a geometry, or its text as the database writes it."""
    geometry = json.loads(shape) if isinstance(shape, str) else dict(shape)
    return {"type": "Feature", "geometry": geometry, "properties": dict(properties)}


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
