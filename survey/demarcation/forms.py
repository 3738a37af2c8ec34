"""The forms of a survey: reading and wording only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.lines.forms import COORDINATES, date_field
from boundaries.lines.markers.forms import SheetForm
from boundaries.lines.models import Evidence, LineVersion
from office.people.calendar import today
from office.spatial.pairs import points_of
from survey.checks.queries import UnknownLine, line_of
from survey.demarcation.agreeing import Papers
from survey.demarcation.models import SurveyPoint


class OpenForm(forms.Form):
    """Which line is surveyed, at what map scale."""

    line = forms.CharField(label=_("界线"), max_length=40, help_text=_("编号，如 220122101-220122102"))
    title = forms.CharField(label=_("名称"), required=False, max_length=200, help_text=_("不写则取界线名称"))
    scale = forms.IntegerField(label=_("比例尺 1:"), required=False, min_value=500, max_value=1_000_000)

    def clean_line(self) -> LineVersion:
        """A line code as anybody writes it, or the code in front of its name."""
        try:
            return line_of(self.cleaned_data["line"].strip().split(" ")[0], today())
        except UnknownLine as error:
            raise forms.ValidationError(str(error)) from error


class TeamForm(forms.Form):
    """The team of a side with its licence."""

    organisation = forms.CharField(label=_("测绘单位"), max_length=120)
    licence = forms.CharField(label=_("测绘资质证书编号"), required=False, max_length=60)
    grade = forms.CharField(label=_("资质等级"), required=False, max_length=20)
    licence_until = date_field(_("资质有效期至"))
    leader = forms.CharField(label=_("负责人"), max_length=60)
    members = forms.CharField(label=_("作业人员"), required=False, widget=forms.Textarea({"rows": 2}))


class PointForm(SheetForm):
    """The words of a point, in the order of the 界桩登记表; coordinates and signatures come from elsewhere."""

    role = forms.ChoiceField(label=_("种类"), choices=SurveyPoint.Role.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = {"x", "y", "lon", "lat", "crs", "height", "accuracy_m", "state"}
        for name in [name for name in self.fields if name in gone or name.startswith("signature-")]:
            self.fields.pop(name)

    def words(self) -> dict[str, Any]:
        """What the point says, without number and coordinates; empty fields left out."""
        plain = self.filled().plain()
        asked = {"places", "references"} | self.fields.keys()
        kept = {key: value for key, value in plain.items() if key in asked and key not in ("number", "state")}
        return {key: value for key, value in kept.items() if value not in (None, "", [])}


class CourseForm(forms.Form):
    """A line in place of an edge, drawn or pasted; `base` is the hash of the edge that it was drawn on."""

    shape = forms.CharField(
        label=_("成果线"),
        widget=forms.Textarea(COORDINATES | {"rows": 8}),
        help_text=_("在图上改，或每行一点 经度,纬度（CGCS2000）。首尾两点是交会点，不能移动。"),
    )
    base = forms.CharField(widget=forms.HiddenInput)

    def clean_shape(self) -> str:
        """At least two points as longitude, latitude."""
        try:
            self.points = points_of(self.cleaned_data["shape"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if len(set(self.points)) < 2:
            raise forms.ValidationError(_("成果线至少要有两个不同的点。"))
        return self.cleaned_data["shape"]


class RemarkForm(forms.Form):
    """What is said, and where."""

    text = forms.CharField(label=_("意见"), max_length=1000, widget=forms.Textarea({"rows": 2}))
    lon = forms.FloatField(label=_("经度"), min_value=70, max_value=140)
    lat = forms.FloatField(label=_("纬度"), min_value=15, max_value=60)


class DisputeForm(forms.Form):
    """From where to where, and by which evidence."""

    from_m = forms.FloatField(label=_("起，米"), min_value=0)
    to_m = forms.FloatField(label=_("止，米"), min_value=0)
    evidence = forms.ChoiceField(label=_("证据种类"), choices=Evidence.choices)
    title = forms.CharField(label=_("证据名称"), max_length=200)


class OverrideForm(forms.Form):
    """Which legal block is set aside, why and by which document; `shown` is the content that was seen."""

    rule = forms.CharField(label=_("规则"), max_length=8)
    reason = forms.CharField(label=_("理由"), max_length=500)
    document = forms.CharField(label=_("依据文号"), max_length=120)
    shown = forms.CharField(widget=forms.HiddenInput)


class AcceptForm(forms.Form):
    """By which papers the result is accepted."""

    agreement_number = forms.CharField(label=_("协议书编号"), max_length=120)
    agreement_date = date_field(_("协议书签订日期"), required=True)
    approval_body = forms.CharField(label=_("批准机关"), max_length=120)
    approval_number = forms.CharField(label=_("批准文号"), max_length=120)
    approval_date = date_field(_("批准日期"), required=True)
    since = date_field(_("自何日起"), required=True)
    shown = forms.CharField(widget=forms.HiddenInput)

    def papers(self) -> Papers:
        return Papers(**{name: self.cleaned_data[name] for name in Papers.__dataclass_fields__})
