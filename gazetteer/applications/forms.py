"""What the pages send, turned into plain values; every rule stands elsewhere."""

import datetime
import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext_lazy as _

from gazetteer.applications.actions import Draft
from gazetteer.applications.models import ApplicantType, AttachmentKind, DeclaredCrs
from gazetteer.applications.places import place_label, resolve_place
from gazetteer.applications.positions import points_of, read_position, wkt_of, write_position
from gazetteer.applications.proceedings import ChangeReason, Matter
from gazetteer.names.archiving import find_named
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.text import normal_form
from office.people.fields import DayField

_READING = re.compile(r"^reading-(\d{1,3})-(.)$")


class PlacedForm(forms.Form):
    """A form with a `place` as typed and a `place_id` where one was chosen; cleaned it has the `home_id` of both."""

    def __init__(self, *args: Any, day: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "place" in cleaned:
            try:
                cleaned["home_id"] = resolve_place(cleaned["place"], cleaned.get("place_id"), self.day)
            except ValueError as error:
                self.add_error("place", str(error))
        return cleaned


class CaseForm(PlacedForm):
    """The application form in the order of the office's paper (地名命名申请表)."""

    matter = forms.ChoiceField(label=_("申请事项"), choices=Matter.choices, required=False)
    about = forms.CharField(label=_("原地名"), max_length=60, required=False)
    change_reason = forms.ChoiceField(
        label=_("更名、销名事由"), choices=[("", _("请选择")), *ChangeReason.choices], required=False
    )
    name = forms.CharField(label=_("拟用名称"), max_length=200, strip=True)
    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("请选择")), *NameKind.choices])
    place = forms.CharField(label=_("所属政区"), max_length=200)
    place_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    position = forms.CharField(label=_("坐标"), required=False, max_length=20000)
    declared_crs = forms.ChoiceField(label=_("坐标系"), choices=DeclaredCrs.choices, required=False)
    position_text = forms.CharField(label=_("位置描述"), max_length=300, required=False)
    nature = forms.CharField(label=_("规模与性质"), max_length=300, required=False)
    length_m = forms.FloatField(label=_("长（米）"), required=False, min_value=0.1, max_value=1e7)
    width_m = forms.FloatField(label=_("宽（米）"), required=False, min_value=0.1, max_value=1e5)
    area_m2 = forms.FloatField(label=_("面积（平方米）"), required=False, min_value=0.1, max_value=1e13)
    minority_form = forms.CharField(label=_("民族文字"), max_length=200, required=False)
    naming_plan = forms.CharField(label=_("依据的地名方案"), max_length=200, required=False)
    meaning = forms.CharField(label=_("含义与来历"), max_length=4000, required=False, widget=forms.Textarea)
    reasons = forms.CharField(label=_("命名理由"), max_length=4000, required=False, widget=forms.Textarea)
    no_link_statement = forms.CharField(label=_("无特定联系的说明"), max_length=2000, required=False)
    alternatives = forms.CharField(label=_("备选名称"), max_length=400, required=False)
    applicant_type = forms.ChoiceField(
        label=_("申请人类型"), choices=[("", _("请选择")), *ApplicantType.choices], required=False
    )
    applicant_name = forms.CharField(label=_("申请单位"), max_length=120, required=False)
    contact = forms.CharField(label=_("联系人与电话"), max_length=120, required=False)

    def clean_position(self) -> str | None:
        """The geometry as WKT, or None where no position is given."""
        try:
            return wkt_of(read_position(self.cleaned_data["position"]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_about(self) -> int | None:
        """The thing by its public number or its only name; None where none is given."""
        text = self.cleaned_data["about"].strip()
        if not text:
            return None
        try:
            found = find_named(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if found is None or not found.id.startswith("G"):
            raise forms.ValidationError(
                _("地名库中没有“%(text)s”，请填地名编号（如 G123，见地名页的网址）。") % {"text": text}
            )
        return int(found.id[1:])

    def readings(self) -> list[dict[str, Any]]:
        """The readings that were chosen, from fields `reading-INDEX-CHAR`; those of an older spelling are dropped."""
        name = normal_form(self.cleaned_data.get("name", ""))
        found = []
        for key, value in self.data.items():
            match = _READING.match(key)
            if match and value and name[int(match[1]) : int(match[1]) + 1] == match[2]:
                found.append({"char": match[2], "index": int(match[1]), "reading": str(value)[:12]})
        return sorted(found, key=lambda item: item["index"])

    def clean_alternatives(self) -> tuple[str, ...]:
        text = self.cleaned_data["alternatives"].replace("，", "、").replace(",", "、").replace("；", "、")
        return tuple(dict.fromkeys(part.strip()[:60] for part in text.split("、") if part.strip()))[:5]

    def draft(self) -> Draft:
        """The form as the plain values that actions take; only after `is_valid`."""
        cleaned = self.cleaned_data
        wkt = cleaned["position"]
        matter = cleaned["matter"] or Matter.NAMING.value
        change = matter != Matter.NAMING
        return Draft(
            matter=matter,
            about_id=cleaned["about"] if change else None,
            change_reason=cleaned["change_reason"] if change else "",
            kind=cleaned["kind"],
            name=cleaned["name"],
            home_id=cleaned["home_id"],
            geom=GEOSGeometry(wkt, srid=settings.REGISTER_SRID) if wkt else None,
            declared_crs=cleaned["declared_crs"] or DeclaredCrs.CGCS2000.value,
            position_text=cleaned["position_text"],
            nature=cleaned["nature"],
            length_m=cleaned["length_m"],
            width_m=cleaned["width_m"],
            area_m2=cleaned["area_m2"],
            minority_form=cleaned["minority_form"],
            naming_plan=cleaned["naming_plan"],
            reasons=cleaned["reasons"],
            meaning=cleaned["meaning"],
            no_link_statement=cleaned["no_link_statement"],
            applicant_type=cleaned["applicant_type"],
            applicant_name=cleaned["applicant_name"],
            contact=cleaned["contact"],
            alternatives=cleaned["alternatives"],
            readings=tuple(self.readings()),
        )


def initial_of(draft: Draft, day: datetime.date) -> dict[str, Any]:
    """What the form shows of a case that was written down before."""
    return {
        "matter": draft.matter,
        "about": f"G{draft.about_id}" if draft.about_id else "",
        "change_reason": draft.change_reason,
        "name": draft.name,
        "kind": draft.kind,
        "place": place_label(draft.home_id, day),
        "place_id": draft.home_id,
        "position": write_position(points_of(draft.geom)),
        "declared_crs": draft.declared_crs,
        "position_text": draft.position_text,
        "nature": draft.nature,
        "length_m": draft.length_m,
        "width_m": draft.width_m,
        "area_m2": draft.area_m2,
        "minority_form": draft.minority_form,
        "naming_plan": draft.naming_plan,
        "meaning": draft.meaning,
        "reasons": draft.reasons,
        "no_link_statement": draft.no_link_statement,
        "alternatives": "、".join(draft.alternatives),
        "applicant_type": draft.applicant_type,
        "applicant_name": draft.applicant_name,
        "contact": draft.contact,
    }


class PaperForm(forms.Form):
    """One paper to add."""

    kind = forms.ChoiceField(label=_("材料种类"), choices=AttachmentKind.choices)
    file = forms.FileField(label=_("文件"), allow_empty_file=True)


class StepForm(forms.Form):
    """What any step may carry; each step reads its own part."""

    base_version = forms.IntegerField(label=_("版本"))
    reason = forms.CharField(label=_("原因"), required=False, max_length=4000)
    authority = forms.CharField(label=_("批准机关"), required=False, max_length=120)
    document_number = forms.CharField(label=_("批准文号"), required=False, max_length=80)
    decided_on = DayField(label=_("批准日期"), required=False)
    announced_on = DayField(label=_("公告日期"), required=False)
    finding = forms.CharField(label=_("意见"), required=False, max_length=64)
    document = forms.IntegerField(label=_("依据文件"), required=False)
