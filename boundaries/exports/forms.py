"""What the page of exports asks for, in the words of the office."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.queries import UnknownDivision, resolve_code
from boundaries.exports.selections import Selection, registered, selection_of
from boundaries.lines.queries import UnknownLine, line_of_code
from office.people.calendar import today
from office.people.fields import DayField
from office.spatial.export import DEGREES, ENCODINGS, Format, Wanted, system_of, zones
from office.spatial.systems import Shape

LEVELS = [("", _("全部级别")), *((each.value, each.label) for each in Level if each != Level.STATE)]


def _what() -> list[tuple[str, str]]:
    return [(each.key, each.label) for each in registered()]


def _systems() -> list[tuple[str, Any]]:
    groups = {
        "3° 带": [each for each in zones() if each.shape is Shape.GK3],
        "6° 带": [each for each in zones() if each.shape is Shape.GK6],
    }
    named = [
        (title, [(each.code, each.label.removeprefix("CGCS2000 ")) for each in found])
        for title, found in groups.items()
    ]
    return [(DEGREES.code, "CGCS2000 经纬度（EPSG:4490）"), *named]


class ExportForm(forms.Form):
    """A selection, its filters, the day, the format, the system, the encoding of texts."""

    what = forms.ChoiceField(label=_("内容"), choices=_what)
    date = DayField(label=_("截至日期"), required=False)
    level = forms.ChoiceField(label=_("级别"), choices=LEVELS, required=False)
    within = forms.CharField(label=_("所在区划代码"), max_length=12, required=False)
    line = forms.CharField(label=_("界线编号"), max_length=24, required=False)
    format = forms.ChoiceField(label=_("格式"), choices=[(each.value, each.label) for each in Format])
    crs = forms.ChoiceField(label=_("坐标系"), choices=_systems)
    encoding = forms.ChoiceField(label=_("Shapefile 文字编码"), choices=list(ENCODINGS.items()), required=False)

    def clean_date(self) -> datetime.date:
        return self.cleaned_data["date"] or today()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        selection, day = selection_of(data.get("what", "")), data.get("date", today())
        data["selection"] = selection
        if selection:
            self._only_what_it_takes(selection, data)
        data["within_id"] = self._division(data.get("within", ""), day)
        data["line_id"] = self._line(data.get("line", ""), day)
        return data

    def _only_what_it_takes(self, selection: Selection, data: dict[str, Any]) -> None:
        for name in ("level", "within", "line"):
            if data.get(name) and name not in selection.takes:
                self.add_error(name, f"“{selection.label}”不能按{self.fields[name].label}选，请清空。")

    def _division(self, code: str, day: datetime.date) -> int | None:
        if not code:
            return None
        try:
            return resolve_code(code.strip(), day, Scheme.MCA).division_id
        except (ValueError, UnknownDivision) as error:
            self.add_error("within", f"{error}。")
            return None

    def _line(self, code: str, day: datetime.date) -> int | None:
        if not code:
            return None
        try:
            found = line_of_code(code.strip(), day)
        except (ValueError, UnknownLine) as error:
            self.add_error("line", f"{error}。")
            return None
        if day not in found.valid:
            self.add_error("line", f"{day.isoformat()} 没有编号为 {code} 的界线。")
        return found.line_id

    def wanted(self) -> Wanted:
        """Format, system and encoding of a form that is valid."""
        data = self.cleaned_data
        return Wanted(Format(data["format"]), system_of(data["crs"]), data["encoding"] or "UTF-8")
