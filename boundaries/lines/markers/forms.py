"""The form of a marker in the order of the 界桩登记表: reading and wording only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.lines.forms import choice_of, date_field
from boundaries.lines.markers.actions import MAY_ALTER, Deed
from boundaries.lines.markers.models import Change, Faces, HeightSystem, Kind, MarkerState, Method
from boundaries.lines.markers.sheet import LABELS, Sheet
from office.spatial.systems import CATALOGUE, Datum

SYSTEMS = [("", "—"), *((s.code, s.label) for s in CATALOGUE.values() if s.datum is not Datum.WGS84)]
REFERENCES, SIDES = 4, 2
SEEN = ("name", "part", "azimuth", "distance_m", "x", "y")
#: list of the sheet, head of its fields, rows in the form, keys of a row, keys that make a row one
LISTED = (
    ("places", "place", SIDES, ("county", "town", "village"), ("county", "town", "village")),
    ("references", "reference", REFERENCES, SEEN, SEEN),
    ("signatures", "signature", SIDES, ("technician", "office", "date"), ("technician", "office")),
)


def _optional(choices: Any) -> list[tuple[str, Any]]:
    return [("", "—"), *choices]


def _number(name: str, **limits: Any) -> forms.FloatField:
    return forms.FloatField(label=LABELS[name], required=False, **limits)


class SheetForm(forms.Form):
    """The columns that stand once."""

    number = forms.CharField(label=LABELS["number"], max_length=32)
    code = forms.CharField(label=LABELS["code"], required=False, max_length=32)
    name = forms.CharField(label=LABELS["name"], required=False, max_length=60)
    kind = forms.ChoiceField(label=LABELS["kind"], choices=Kind.choices)
    faces = forms.ChoiceField(label=LABELS["faces"], choices=Faces.choices)
    material = forms.CharField(label=LABELS["material"], required=False, max_length=40)
    duty_id = forms.TypedChoiceField(label=LABELS["duty_id"], required=False, coerce=int, empty_value=None)
    crs = forms.ChoiceField(label=LABELS["crs"], required=False, choices=SYSTEMS)
    x = _number("x")
    y = _number("y")
    lon = _number("lon", min_value=70, max_value=140)
    lat = _number("lat", min_value=15, max_value=60)
    height = _number("height")
    height_system = forms.ChoiceField(
        label=LABELS["height_system"], required=False, choices=_optional(HeightSystem.choices)
    )
    sheet = forms.CharField(label=LABELS["sheet"], required=False, max_length=32)
    scale = forms.IntegerField(label=_("比例尺 1:"), required=False, min_value=1, max_value=10_000_000)
    method = forms.ChoiceField(label=LABELS["method"], required=False, choices=_optional(Method.choices))
    accuracy_m = forms.FloatField(label=_("点位精度（米）"), required=False, min_value=0.0001)
    description = forms.CharField(label=LABELS["description"], required=False, widget=forms.Textarea({"rows": 3}))
    note = forms.CharField(label=LABELS["note"], required=False, widget=forms.Textarea({"rows": 2}))
    state = forms.ChoiceField(label=LABELS["state"], choices=MarkerState.choices)

    def __init__(self, *args: Any, sides: list[tuple[int, str]], change: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = sides
        choice_of(self, "duty_id").choices = [("", "—"), *((str(pk), name) for pk, name in sides)]
        for place, _side in enumerate(sides, 1):
            for key, label in (("county", _("县")), ("town", _("乡镇")), ("village", _("村"))):
                self.fields[f"place-{place}-{key}"] = forms.CharField(label=label, required=False, max_length=60)
            for key, label in (("technician", _("技术人员")), ("office", _("勘界办"))):
                self.fields[f"signature-{place}-{key}"] = forms.CharField(label=label, required=False, max_length=60)
            self.fields[f"signature-{place}-date"] = date_field(_("日期"))
        for place in range(1, REFERENCES + 1):
            self.fields[f"reference-{place}-name"] = forms.CharField(label=_("名称"), required=False, max_length=60)
            self.fields[f"reference-{place}-part"] = forms.CharField(label=_("部位"), required=False, max_length=60)
            for key, label in (
                ("azimuth", _("方位角（度）")),
                ("distance_m", _("距离（米）")),
                ("x", _("X")),
                ("y", _("Y")),
            ):
                self.fields[f"reference-{place}-{key}"] = forms.FloatField(label=label, required=False)
        self.keeps = self._kept_back(change)

    def _fields_of(self, head: str, place: int) -> list[forms.BoundField]:
        begin = f"{head}-{place}-"
        return [self[name] for name in self.fields if name.startswith(begin)]

    @property
    def places(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The places of each side: its name and its fields."""
        return self._by_side("place")

    @property
    def signatures(self) -> list[tuple[str, list[forms.BoundField]]]:
        return self._by_side("signature")

    def _by_side(self, head: str) -> list[tuple[str, list[forms.BoundField]]]:
        rows = [(name, self._fields_of(head, place)) for place, (_pk, name) in enumerate(self.sides, 1)]
        return [(name, fields) for name, fields in rows if fields]

    @property
    def references(self) -> list[list[forms.BoundField]]:
        """The rows of reference objects; none where they are not asked for."""
        rows = [self._fields_of("reference", place) for place in range(1, REFERENCES + 1)]
        return [row for row in rows if row]

    def _kept_back(self, change: str) -> set[str]:
        """A legal change leaves what it may not alter as it stands: those fields are not asked for."""
        allowed = MAY_ALTER.get(Change(change)) if change in MAY_ALTER else None
        if allowed is None:
            return set()
        heads = {"place": "places", "reference": "references", "signature": "signatures"}
        kept = {name for name in self.fields if heads.get(name.partition("-")[0], name) not in allowed}
        for name in kept:
            self.fields.pop(name)
        return kept

    def filled(self, before: Sheet | None = None) -> Sheet:
        """The sheet as filled in; what was not asked for is that of `before`."""
        data = self.cleaned_data
        plain = {name: data[name] for name in Sheet.__dataclass_fields__ if name in data}
        known = before.plain() if before else {}
        for listed, head, most, keys, telling in LISTED:
            if f"{head}-1-{telling[0]}" in self.fields:
                plain[listed] = self._items(head, most, keys, telling) + known.get(listed, [])[most:]
        return Sheet(**{name: _frozen(value) for name, value in (known | plain).items()})

    def _items(self, head: str, most: int, keys: tuple[str, ...], telling: tuple[str, ...]) -> list[dict[str, Any]]:
        """The filled rows of a list; an empty row is none."""
        rows = []
        for place in range(1, most + 1):
            row = {key: self.cleaned_data.get(f"{head}-{place}-{key}") for key in keys}
            if "date" in row:
                row["date"] = row["date"].isoformat() if row["date"] else ""
            if any(row[key] not in (None, "") for key in telling):
                rows.append(row)
        return rows


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def initial_of(sheet: Sheet) -> dict[str, Any]:
    """What a form made from a sheet shows."""
    plain = sheet.plain()
    values = {name: value for name, value in plain.items() if not isinstance(value, list)}
    for head, rows in (
        ("place", plain["places"]),
        ("signature", plain["signatures"]),
        ("reference", plain["references"]),
    ):
        for place, row in enumerate(rows, 1):
            values |= {f"{head}-{place}-{key}": value for key, value in row.items()}
    return values


class DeedForm(forms.Form):
    """Since when, why and by which paper; `seen` is the hash of what the form was made from."""

    on = date_field(_("起始日期"))
    reason = forms.CharField(label=_("原因"), max_length=300)
    document = forms.CharField(label=_("依据文件"), required=False, max_length=120)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def deed(self) -> Deed:
        data = self.cleaned_data
        return Deed(data["on"], data["reason"], data["document"])
