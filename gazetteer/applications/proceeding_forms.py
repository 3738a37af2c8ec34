"""What the pages send for the steps between: texts and days, turned into plain values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.people.fields import DayField


class ProceedingForm(forms.Form):
    """What any of these steps may carry; each step reads its own part."""

    base_version = forms.IntegerField(label=_("版本"))
    on = DayField(label=_("日期"), required=False)
    reason = forms.CharField(label=_("理由"), required=False, max_length=4000)
    cause = forms.CharField(label=_("事由"), required=False, max_length=12)
    how = forms.CharField(label=_("送达方式"), required=False, max_length=120)
    to = forms.CharField(label=_("备案接收机关"), required=False, max_length=120)
    number = forms.CharField(label=_("编号"), required=False, max_length=80)
    note = forms.CharField(label=_("标志安排"), required=False, max_length=300)
    authority = forms.CharField(label=_("批准机关"), required=False, max_length=120)
    document_number = forms.CharField(label=_("文号"), required=False, max_length=80)
    report = forms.CharField(label=_("报告"), required=False, max_length=12)
    asked_as = forms.CharField(label=_("征求对象"), required=False, max_length=12)
    body = forms.CharField(label=_("机关"), required=False, max_length=120)
    consultation = forms.IntegerField(label=_("征求意见"), required=False)
    opinion = forms.CharField(label=_("意见"), required=False, max_length=10)
    objector = forms.CharField(label=_("异议人"), required=False, max_length=120)
    contact = forms.CharField(label=_("联系方式"), required=False, max_length=120)
    objection = forms.IntegerField(label=_("异议"), required=False)
    text = forms.CharField(label=_("内容"), required=False, max_length=8000)

    def sections(self) -> dict[str, str]:
        """The sections of a report, from fields `section-KEY`."""
        return {
            key.removeprefix("section-"): str(value)[:8000]
            for key, value in self.data.items()
            if key.startswith("section-")
        }
