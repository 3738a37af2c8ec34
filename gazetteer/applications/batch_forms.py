"""What the pages of batches send, turned into plain values."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gazetteer.applications.batch_actions import Common
from gazetteer.applications.models import ApplicantType, AttachmentKind
from gazetteer.applications.places import resolve_place
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from office.people.fields import DayField

KINDS = [(kind.value, kind.label) for kind in NameKind if kind not in DIVISION_KINDS]


class BatchForm(forms.Form):
    """A new batch: what all names share, and their table, pasted or as a file."""

    title = forms.CharField(label=_("批次名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=KINDS, initial=NameKind.STREET)
    place = forms.CharField(label=_("所属政区"), max_length=200)
    place_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reasons = forms.CharField(label=_("命名理由"), max_length=4000, required=False)
    naming_plan = forms.CharField(label=_("依据的地名方案"), max_length=200, required=False)
    applicant_type = forms.ChoiceField(
        label=_("申请人类型"), choices=[("", _("请选择")), *ApplicantType.choices], required=False
    )
    applicant_name = forms.CharField(label=_("申请单位"), max_length=120, required=False)
    contact = forms.CharField(label=_("联系人与电话"), max_length=120, required=False)
    table = forms.CharField(label=_("名称表"), required=False, max_length=200_000, widget=forms.Textarea)
    file = forms.FileField(label=_("表格文件"), required=False, allow_empty_file=True)

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
        if not cleaned.get("table", "").strip() and not cleaned.get("file"):
            self.add_error("table", _("请粘贴名称表，或选择表格文件。"))
        return cleaned

    def common(self) -> Common:
        """What all names share; only after `is_valid`."""
        cleaned = self.cleaned_data
        return Common(
            title=cleaned["title"],
            home_id=cleaned["home_id"],
            kind=cleaned["kind"],
            reasons=cleaned["reasons"],
            applicant_type=cleaned["applicant_type"],
            applicant_name=cleaned["applicant_name"],
            contact=cleaned["contact"],
            naming_plan=cleaned["naming_plan"],
        )

    def content(self) -> tuple[bytes, str]:
        """The bytes of the table and a name for them: the file where one was chosen, else what was pasted."""
        file = self.cleaned_data["file"]
        return (file.read(), file.name) if file else (self.cleaned_data["table"].encode(), "粘贴的名称表.csv")


class BatchStepForm(forms.Form):
    """What any step of a batch may carry; each step reads its own part."""

    version = forms.IntegerField(label=_("版本"))
    reason = forms.CharField(label=_("原因"), required=False, max_length=4000)
    rule = forms.CharField(label=_("规则"), required=False, max_length=8)
    document_number = forms.CharField(label=_("批准文号"), required=False, max_length=80)
    authority = forms.CharField(label=_("批准机关"), required=False, max_length=120)
    on = DayField(label=_("日期"), required=False)
    count = forms.IntegerField(label=_("附件名称数"), required=False, min_value=1, max_value=9999)
    listed = forms.CharField(label=_("附件名单"), required=False, max_length=40_000)
    how = forms.CharField(label=_("送达方式"), required=False, max_length=120)
    to = forms.CharField(label=_("备案接收机关"), required=False, max_length=120)
    number = forms.CharField(label=_("备案编号"), required=False, max_length=80)
    report = forms.CharField(label=_("报告"), required=False, max_length=12)
    case = forms.IntegerField(label=_("名称"), required=False)
    kind = forms.ChoiceField(label=_("材料种类"), required=False, choices=AttachmentKind.choices)

    def sections(self) -> dict[str, str]:
        """The sections of a report, from fields `section-KEY`."""
        return {
            key.removeprefix("section-"): str(value)[:8000]
            for key, value in self.data.items()
            if key.startswith("section-")
        }

    def names(self) -> list[str]:
        """The names of the annex: one per line, or parted by commas."""
        text = self.cleaned_data["listed"].replace("、", "\n").replace("，", "\n").replace(",", "\n")
        return [line.strip() for line in text.splitlines() if line.strip()]
