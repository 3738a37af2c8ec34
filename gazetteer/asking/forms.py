"""What the page asks, turned into plain values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gazetteer.applications.forms import PlacedForm
from gazetteer.applications.positions import LonLat, read_position
from gazetteer.rules.kinds import NameKind


class AskForm(PlacedForm):
    """A name, its kind, where the thing lies."""

    name = forms.CharField(label=_("名称"), max_length=200, strip=True)
    kind = forms.ChoiceField(label=_("类别"), choices=NameKind.choices, initial=NameKind.STREET)
    place = forms.CharField(label=_("所在区划"), max_length=200)
    place_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    point = forms.CharField(label=_("位置"), max_length=80, required=False)

    def clean_point(self) -> LonLat | None:
        try:
            points = read_position(self.cleaned_data["point"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return points[0] if points else None
