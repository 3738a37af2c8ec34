"""Forms of studies and plans (方案表单): words and codes in, plain values out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.divisions.fields import SUPERIORS, DivisionsField
from boundaries.lines.periods import ONE_DAY
from boundaries.plans.actions import Approval, Question
from boundaries.plans.models import Plan
from office.people.calendar import today
from office.people.fields import DayField

MAX_PAPER_MB = 50


def _date(label: Any, hint: Any = "", *, required: bool = False) -> DayField:
    return DayField(label=label, help_text=hint, required=required)


def _lines(label: Any, rows: int = 4, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": rows})
    )


class StudyForm(forms.Form):
    """The head of a study; without a base day the plans start from today's map, or from the eve of a past change."""

    title = forms.CharField(label=_("研究题目"), max_length=120)
    scope = DivisionsField(
        label=_("研究范围"),
        levels=SUPERIORS,
        help_text=_("区划代码或名称：方案涉及的区划都在这一区划之下，如 220122、农安县"),
    )
    effective = _date(_("拟生效日期"), _("各方案都按这一天试算"), required=True)
    approved = _date(_("预计批准日期"), _("由此计算各项期限；不写的按拟生效日期计算"))
    base_day = _date(_("现状日期"), _("不写的以今天的区划为现状"))
    reason = _lines(_("问题与理由"))

    def clean_scope(self) -> str:
        return self.cleaned_data["scope"].strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        effective = cleaned["effective"]
        base = cleaned["base_day"] or min(today(), effective - ONE_DAY)
        if base >= effective:
            raise forms.ValidationError({"base_day": "现状日期须早于拟生效日期。"})
        if cleaned["approved"] and cleaned["approved"] > effective:
            raise forms.ValidationError({"approved": "预计批准日期不能晚于拟生效日期。"})
        field = self.fields["scope"]
        assert isinstance(field, DivisionsField)
        try:
            (scope,) = field.ids_on(cleaned["scope"], base)
        except forms.ValidationError as error:
            raise forms.ValidationError({"scope": error.messages}) from error
        cleaned["question"] = Question(cleaned["title"], scope, base, effective, cleaned["approved"], cleaned["reason"])
        return cleaned


class PlanForm(forms.Form):
    """The head of a plan; `copy_of` only for a new one."""

    title = forms.CharField(label=_("方案名称"), max_length=120)
    copy_of = forms.ModelChoiceField(
        label=_("以哪个方案为底稿"), queryset=Plan.objects.none(), required=False, empty_label=_("不复制，从现状开始")
    )
    reason = _lines(_("理由"))
    major = forms.BooleanField(
        label=_("县、市、市辖区界线的重大变更，或涉及海岸线、边疆要地、重要资源"), required=False
    )

    def __init__(self, *args: Any, plans: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        copy_of = self.fields["copy_of"]
        if plans and isinstance(copy_of, forms.ModelChoiceField):
            copy_of.queryset = plans
        else:
            del self.fields["copy_of"]


class AdoptForm(forms.Form):
    """Adopting a plan; the approval only where it is there already."""

    effective = _date(_("生效日期"), required=True)
    document = forms.CharField(label=_("批准文号"), max_length=80, required=False, help_text=_("尚未批准的不写"))
    day = _date(_("批准日期"))
    file = forms.FileField(label=_("批复文件"), required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_PAPER_MB << 20:
            raise forms.ValidationError(f"{file.name} 超过 {MAX_PAPER_MB} MB。")
        return file

    def approval(self) -> Approval:
        facts, file = self.cleaned_data, self.cleaned_data["file"]
        name, content = (file.name, file.read()) if file else ("", b"")
        return Approval(facts["document"], facts["day"], name, content)
