"""The small country of the search."""

from tests.gazetteer.atlas import conftest as atlas

country = atlas.country
