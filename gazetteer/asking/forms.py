"""What the page asks, turned into plain values."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gazetteer.applications.places import resolve_place
from gazetteer.applications.positions import LonLat, read_position
from gazetteer.rules.kinds import NameKind


class AskForm(forms.Form):
    """A name, its kind, where the thing lies."""

    name = forms.CharField(label=_("名称"), max_length=200, strip=True)
    kind = forms.ChoiceField(label=_("类别"), choices=NameKind.choices, initial=NameKind.STREET)
    place = forms.CharField(label=_("所在区划"), max_length=200)
    place_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    point = forms.CharField(label=_("位置"), max_length=80, required=False)

    def __init__(self, *args: Any, day: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_point(self) -> LonLat | None:
        try:
            points = read_position(self.cleaned_data["point"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return points[0] if points else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "place" in cleaned:
            try:
                cleaned["home_id"] = resolve_place(cleaned["place"], cleaned.get("place_id"), self.day)
            except ValueError as error:
                self.add_error("place", str(error))
        return cleaned
