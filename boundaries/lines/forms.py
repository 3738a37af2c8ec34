"""Forms of a line's facts, claims, special areas and three-way points: reading and wording only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.geos import GEOSException, GEOSGeometry, LineString, MultiPolygon, Polygon
from django.utils.translation import gettext_lazy as _

from boundaries.lines.fact_actions import Claim, Special, ThreeWay
from boundaries.lines.fact_models import Evidence, SpecialArea
from boundaries.lines.facts import LABELS, LineFacts
from boundaries.lines.models import LineState
from office.people.fields import DayField
from office.spatial.pairs import points_of


def choice_of(form: forms.Form, name: str) -> forms.ChoiceField:
    """A field of a form that is known to be a choice."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


def date_field(label: Any, *, required: bool = False, help_text: Any = "") -> DayField:
    return DayField(label=label, required=required, help_text=help_text)


class FactsForm(forms.Form):
    """What papers say of a line, and why it is written now; `seen` is the hash of what the form was made from."""

    state = forms.ChoiceField(label=LABELS["state"], choices=LineState.choices)
    length_m = forms.FloatField(label=LABELS["length_m"], required=False, min_value=0.001)
    length_source = forms.CharField(label=LABELS["length_source"], required=False, max_length=120)
    agreement_body = forms.CharField(label=LABELS["agreement_body"], required=False, max_length=200)
    agreement_number = forms.CharField(label=LABELS["agreement_number"], required=False, max_length=120)
    agreement_date = date_field(LABELS["agreement_date"])
    approval_body = forms.CharField(label=LABELS["approval_body"], required=False, max_length=120)
    approval_number = forms.CharField(label=LABELS["approval_number"], required=False, max_length=120)
    approval_date = date_field(LABELS["approval_date"])
    reason = forms.CharField(label=_("原因"), max_length=300)
    document = forms.CharField(label=_("依据文件"), required=False, max_length=120)
    correction = forms.BooleanField(
        label=_("更正录入错误"), required=False, help_text=_("勾选后按更正记录，不需要依据文件；原内容留在登记记录中。")
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def facts(self) -> LineFacts:
        return LineFacts(**{name: self.cleaned_data[name] for name in LABELS})


def _sides(sides: list[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in sides]


COORDINATES = {"rows": 5, "class": "coordinates"}


class ShapedForm(forms.Form):
    """A shape is drawn, or given as lines of “lon,lat”, GeoJSON or WKT; CGCS2000 degrees, longitude before latitude."""

    drawn = "line"

    def drawings(self) -> list[dict[str, str]]:
        """What the map draws, as static/js/draw.js wants it."""
        shape = self["shape"]
        return [{"field": f"#{shape.id_for_label}", "shape": self.drawn, "label": str(shape.label)}]

    def clean_shape(self) -> GEOSGeometry | None:
        text = self.cleaned_data["shape"].strip()
        if not text:
            return None
        if text[0] not in "{" and not text[0].isalpha():
            return self.fitting(self._of_pairs(text))
        try:
            shape = GEOSGeometry(text, srid=None if text.startswith("{") else settings.REGISTER_SRID)
        except (GEOSException, ValueError, TypeError) as error:
            raise forms.ValidationError(_("读不出图形，请在图上画，或用每行 经度,纬度、GeoJSON 或 WKT。")) from error
        return self.fitting(shape)

    def _of_pairs(self, text: str) -> GEOSGeometry:
        try:
            points = points_of(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        try:
            return self.made_of(points)
        except (GEOSException, ValueError) as error:
            raise forms.ValidationError(_("点数不够，画不成图形。")) from error

    def made_of(self, points: Sequence[tuple[float, float]]) -> GEOSGeometry:
        """The shape of points in their order."""
        return LineString(points, srid=settings.REGISTER_SRID)

    def fitting(self, shape: GEOSGeometry) -> GEOSGeometry:
        raise NotImplementedError


class ClaimForm(ShapedForm):
    """A claim of one side and its evidence."""

    side = forms.ChoiceField(label=_("主张方"))
    evidence = forms.ChoiceField(label=_("证据种类"))
    title = forms.CharField(label=_("证据名称"), max_length=200)
    dated = date_field(_("证据日期"))
    file = forms.FileField(label=_("证据原件"), required=False)
    shape = forms.CharField(label=_("主张线"), required=False, widget=forms.Textarea(COORDINATES))

    def __init__(self, *args: Any, sides: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "side").choices = _sides(sides)
        basis = [kind for kind in Evidence if kind.is_basis]
        choice_of(self, "evidence").choices = [
            (str(_("第七条 依据")), [(kind.value, kind.label) for kind in basis]),
            (str(_("第八条 参考")), [(kind.value, kind.label) for kind in Evidence if kind not in basis]),
        ]
        self.fields["shape"].help_text = _("在图上画，或每行一点 经度,纬度；也可贴 GeoJSON、WKT。不知道可空着。")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(_("文件超过上限 %(limit)s MB。") % {"limit": settings.UPLOAD_LIMIT_MB})
        return file

    def fitting(self, shape: GEOSGeometry) -> GEOSGeometry:
        if not isinstance(shape, LineString):
            raise forms.ValidationError(_("主张线应是一条线（LineString）。"))
        return shape

    def claim(self) -> Claim:
        data = self.cleaned_data
        return Claim(int(data["side"]), data["evidence"], data["title"], data["dated"], data["shape"])


class SpecialForm(ShapedForm):
    """An enclave or an area used by the other side."""

    drawn = "area"
    kind = forms.ChoiceField(label=_("种类"), choices=SpecialArea.Kind.choices)
    name = forms.CharField(label=_("名称"), max_length=120)
    owner = forms.ChoiceField(label=_("所属一方"))
    user = forms.ChoiceField(label=_("使用或包围的一方"))
    clause = forms.CharField(label=_("协议书条款"), max_length=200)
    begin = date_field(_("起始日期"), help_text=_("不详可空着。"))
    note = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea({"rows": 2}))
    shape = forms.CharField(label=_("范围"), required=False, widget=forms.Textarea(COORDINATES))

    def __init__(self, *args: Any, sides: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_of(self, "owner").choices = _sides(sides)
        choice_of(self, "user").choices = _sides(sides[::-1])
        self.fields["shape"].help_text = _("在图上画，或每行一点 经度,纬度；也可贴 GeoJSON、WKT。不知道可空着。")

    def made_of(self, points: Sequence[tuple[float, float]]) -> GEOSGeometry:
        return Polygon([*points, points[0]], srid=settings.REGISTER_SRID)

    def fitting(self, shape: GEOSGeometry) -> GEOSGeometry:
        if isinstance(shape, Polygon):
            shape = MultiPolygon(shape, srid=shape.srid)
        if not isinstance(shape, MultiPolygon) or not shape.valid:
            raise forms.ValidationError(_("范围应是不自相交的面（Polygon 或 MultiPolygon）。"))
        return shape

    def area(self) -> Special:
        data = self.cleaned_data
        words = {name: data[name] for name in ("kind", "name", "clause", "begin", "shape", "note")}
        return Special(owner_id=int(data["owner"]), user_id=int(data["user"]), **words)


LINE_CODE = forms.TextInput({"list": "lines-here", "autocomplete": "off"})


class ThreeWayForm(forms.Form):
    """A three-way point: the two other lines by code; the coordinate comes from where all three end."""

    name = forms.CharField(label=_("名称"), max_length=60)
    number = forms.CharField(label=_("编号"), required=False, max_length=40)
    second = forms.CharField(
        label=_("第二条界线"), max_length=40, help_text=_("界线编号，例如 220113-220122"), widget=LINE_CODE
    )
    third = forms.CharField(label=_("第三条界线"), max_length=40, widget=LINE_CODE)
    agreement_body = forms.CharField(label=_("签订各方"), required=False, max_length=200)
    agreement_number = forms.CharField(label=_("协议书编号"), required=False, max_length=120)
    agreement_date = date_field(_("签订日期"))
    begin = date_field(_("起始日期"), help_text=_("不详可空着。"))
    marker = forms.CharField(label=_("三面型界桩号"), required=False, max_length=32)

    def told(self, line_ids: list[int], marker_id: int | None) -> ThreeWay:
        data = self.cleaned_data
        names = ("name", "number", "agreement_body", "agreement_number", "agreement_date", "begin")
        return ThreeWay(line_ids=line_ids, marker_id=marker_id, **{name: data[name] for name in names})
