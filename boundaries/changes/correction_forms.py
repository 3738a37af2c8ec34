"""The forms of a correction (更正表单): what the register says, to be written over where it was entered wrongly."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from boundaries.changes.correcting import a_day_of
from boundaries.changes.lists.periods import when_of
from boundaries.divisions.dates import day_text
from boundaries.divisions.meant import meant
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion, Precision
from boundaries.divisions.queries import UnknownDivision, codes_on


class Grounds(forms.Form):
    """Why, and by which document."""

    reason = forms.CharField(label=_("更正原因"), max_length=300, help_text=_("如：抄录时漏字"))
    document = forms.CharField(label=_("依据文件"), max_length=120, help_text=_("登记本应依据的文件的文号或档号"))


class VersionForm(Grounds):
    """One version: name, kind, superior, first day."""

    name = forms.CharField(label=_("标准名称"), max_length=60)
    kind = forms.CharField(label=_("类别"), max_length=20)
    parent = forms.CharField(label=_("上级（区划代码、名称或编号）"), max_length=80, required=False)
    begin = forms.CharField(label=_("开始日期"), max_length=20, help_text=_("写作 2020-06-19；只知道年份的写作 2020年"))
    field_order = ("name", "kind", "parent", "begin", "reason", "document")

    def __init__(self, data: QueryDict | None = None, *, version: DivisionVersion) -> None:
        self.version = version
        super().__init__(data, initial=_initial(version))
        if version.valid.lower is None:
            del self.fields["begin"]
        if version.parent_id is None:
            del self.fields["parent"]

    def clean_parent(self) -> int | None:
        """The id behind a code of a day inside the version, or behind a public number."""
        text = self.cleaned_data["parent"].strip()
        if text[:1] == "D" and text[1:].isascii() and text[1:].isdigit() and len(text) < 18:
            if Division.objects.filter(pk=int(text[1:])).exists():
                return int(text[1:])
            raise forms.ValidationError(f"没有编号为 {text} 的区划。")
        try:
            return meant(text, a_day_of(self.version))
        except (ValueError, UnknownDivision) as error:
            raise forms.ValidationError(f"{error}。") from error

    def clean_begin(self) -> tuple[datetime.date, str]:
        """The day and how well it is known."""
        when = when_of(self.cleaned_data["begin"])
        if when is None:
            raise forms.ValidationError("写作 2020-06-19，只知道年份的写作 2020年。")
        return when.begin, Precision.DAY.value if when.exact else Precision.YEAR.value

    def facts(self) -> dict[str, Any]:
        """What the version shall say."""
        found = {name: self.cleaned_data[name].strip() for name in ("name", "kind")}
        return found | ({"parent_id": self.cleaned_data["parent"]} if "parent" in self.cleaned_data else {})


def _initial(version: DivisionVersion) -> dict[str, str]:
    held = codes_on(a_day_of(version)).filter(division=version.parent_id, scheme="MCA").first()
    parent = held.code if held else f"D{version.parent_id}"
    begin = day_text(version.valid.lower, version.begin_precision)
    return {"name": version.name, "kind": version.kind, "parent": parent, "begin": begin}


class CodeForm(Grounds):
    """The digits of one code."""

    code = forms.CharField(label=_("代码"), max_length=12)
    field_order = ("code", "reason", "document")

    def __init__(self, data: QueryDict | None = None, *, held: DivisionCode) -> None:
        super().__init__(data, initial={"code": held.code})
