"""Lists inside a row whose every item has a checked shape (列表栏的形状): a database constraint over JSON."""

from typing import Any

from django.db.models import BooleanField, F, Func, JSONField, Value


class EveryItem(Func):
    """Whether a JSON field is a list of at most `most` items of which each is `good`, an SQL/JSON path predicate."""

    output_field = BooleanField()

    def __init__(self, field: str, good: str, most: int) -> None:
        super().__init__(F(field), output_field=BooleanField())
        self.good, self.most = good, int(most)

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        """An item for which the predicate is false or cannot be told is a bad one."""
        column, given = compiler.compile(self.source_expressions[0])
        bad = Value(f"$[*] ? (!({self.good}) || (({self.good}) is unknown))")
        path, wanted = compiler.compile(bad)
        params = (*given, *given, self.most, *given, *wanted)
        return (
            f"(jsonb_typeof({column}) = 'array' AND jsonb_array_length({column}) <= %s"
            f" AND NOT jsonb_path_exists({column}, ({path})::jsonpath))",
            params,
        )


#: azimuth in degrees of the grid (坐标方位角), distance in metres; x north and y east in the marker's own system
REFERENCE = (
    '@.name.type() == "string" && @.name != "" && @.part.type() == "string"'
    " && @.azimuth >= 0 && @.azimuth <= 360 && @.distance_m > 0"
    ' && (@.x == null && @.y == null || @.x.type() == "number" && @.y.type() == "number")'
)
PLACE = '@.county.type() == "string" && @.town.type() == "string" && @.village.type() == "string"'
SIGNATURE = (
    '@.technician.type() == "string" && @.office.type() == "string"'
    ' && (@.date == "" || @.date like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")'
)


def list_field(label: str) -> JSONField:
    return JSONField(label, default=list, blank=True)
