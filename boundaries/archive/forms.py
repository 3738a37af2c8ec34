"""The forms of the archive: how a paper is described and where it goes. Translation only."""

import datetime
import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from boundaries.archive import subjects
from boundaries.archive.actions import Description
from boundaries.archive.case_filing import Chosen
from boundaries.archive.kinds import CLASSIFIED, Kind, Material, Retention, Security, habit_of
from boundaries.archive.models import Extract, File, Fonds
from boundaries.archive.queries import files_to_choose, fonds_of
from boundaries.archive.shelves import Shelf
from boundaries.archive.subjects import Subject
from boundaries.divisions.models import Precision
from office.people.calendar import day_of_text, today
from office.people.fields import DayField
from office.people.models import User

BY_LINE, BY_YEAR = "line", "year"
MOST_FILES_SHOWN = 300
OPEN_LEVELS = [(level.value, level.label) for level in Security if level not in CLASSIFIED]


def known_day(text: str) -> tuple[datetime.date | None, str]:
    """A day as exactly as it is written: 1999-05-01, 1999年, or nothing. Raises ValueError."""
    plain = text.strip().rstrip("年").replace("/", "-").replace(".", "-")
    if not plain:
        return None, Precision.UNKNOWN
    if re.fullmatch(r"(19|20)\d\d", plain):
        return datetime.date(int(plain), 1, 1), Precision.YEAR
    return day_of_text(plain), Precision.DAY


def _page(words: Any) -> forms.NumberInput:
    """A small field for a page number that says which one."""
    return forms.NumberInput(attrs={"placeholder": words})


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    """A field of a form that offers choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


class SubjectForm(forms.Form):
    """What an item speaks of, as a person writes it."""

    subject_type = forms.ChoiceField(label=_("关联对象"))
    subject = forms.CharField(label=_("编号"), max_length=80, required=False)
    subject_pages = forms.CharField(label=_("所在页码"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "subject_type").choices = [(kind.key, kind.label) for kind in subjects.kinds()]

    def clean(self) -> dict[str, Any]:
        """The thing that was written has to exist."""
        cleaned = super().clean() or {}
        cleaned["found"] = None
        if cleaned.get("subject") and cleaned.get("subject_type"):
            try:
                cleaned["found"] = subjects.find(cleaned["subject_type"], cleaned["subject"])
            except subjects.UnknownSubject as error:
                self.add_error("subject", str(error))
        return cleaned

    @property
    def found(self) -> Subject | None:
        return self.cleaned_data["found"]


class CardForm(forms.Form):
    """What the description of every paper begins with."""

    kind = forms.ChoiceField(label=_("文件种类"), choices=Kind.choices)
    title = forms.CharField(label=_("题名"), max_length=300)
    document_number = forms.CharField(label=_("文号"), max_length=80, required=False)
    responsible = forms.CharField(label=_("责任者"), max_length=200, required=False)
    day = forms.CharField(label=_("文件日期"), max_length=12, required=False)

    def clean_day(self) -> tuple[datetime.date | None, str]:
        try:
            return known_day(self.cleaned_data["day"])
        except ValueError as error:
            raise forms.ValidationError(_("日期写作 2025-10-20；只知年份写 2025；不详留空。")) from error


class DescriptionForm(CardForm):
    """The description of a paper in the order of a catalogue card (著录项)."""

    security = forms.ChoiceField(label=_("密级"), choices=Security.choices, initial=Security.INTERNAL)
    place = forms.CharField(label=_("纸质件存放地点"), max_length=120, required=False)
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=999, initial=1)
    first_page = forms.IntegerField(label=_("起页"), min_value=1, required=False, widget=_page(_("起页")))
    last_page = forms.IntegerField(label=_("止页"), min_value=1, required=False, widget=_page(_("止页")))
    note = forms.CharField(label=_("附注"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("first_page")) != bool(cleaned.get("last_page")):
            self.add_error("last_page", _("起页、止页须同时填写。"))
        elif cleaned.get("first_page") and cleaned["last_page"] < cleaned["first_page"]:
            self.add_error("last_page", _("止页不能小于起页。"))
        return cleaned

    def described(self) -> Description:
        said = self.cleaned_data
        day, precision = said["day"]
        plain = ("title", "kind", "document_number", "responsible", "security", "place", "copies", "note")
        pages = {"first_page": said["first_page"], "last_page": said["last_page"]}
        return Description(day=day, precision=precision, **pages, **{name: said[name] for name in plain})


class CorrectionForm(DescriptionForm):
    """The description as it ought to be, how long the item is kept, and why it is put right."""

    retention = forms.ChoiceField(label=_("保管期限"), choices=Retention.choices)
    reason = forms.CharField(label=_("更正理由"), max_length=300)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)


class FilingForm(SubjectForm, DescriptionForm):
    """The description of a paper and where it goes."""

    fonds = forms.ModelChoiceField(Fonds.objects.none(), label=_("全宗"), empty_label=None)
    shelf = forms.ChoiceField(label=_("归入"))
    material = forms.ChoiceField(label=_("类别"), required=False)
    retention = forms.ChoiceField(label=_("保管期限"), required=False)
    file_title = forms.CharField(label=_("新案卷题名"), max_length=200, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = today()
        self.fields["fonds"] = forms.ModelChoiceField(fonds_of(user, day), label=_("全宗"), empty_label=None)
        self._files = {str(file.pk): file for file in files_to_choose(user, day)[:MOST_FILES_SHOWN]}
        known = [(key, f"{file} · {file.get_retention_display()}") for key, file in self._files.items()]
        by = [(BY_LINE, _("按界线立卷（关联对象为界线）")), (BY_YEAR, _("按年度立卷"))]
        _choice(self, "shelf").choices = [*by, (_("已有案卷"), known)] if known else by
        usual = [("", _("按文件种类"))]
        _choice(self, "material").choices = [*usual, *Material.choices]
        _choice(self, "retention").choices = [*usual, *Retention.choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("shelf") == BY_LINE and not self.errors:
            found = cleaned["found"]
            if found is None or found.type != "line":
                self.add_error("subject", _("按界线立卷须填写界线编号；与界线无关的请选“按年度立卷”。"))
        return cleaned

    def where(self) -> Shelf:
        """The file chosen, or the class by line or by year of the paper (of today where its year is not known)."""
        said = self.cleaned_data
        chosen: File | None = self._files.get(said["shelf"])
        if chosen:
            return Shelf(file=chosen)
        habit, found, title = habit_of(said["kind"]), said["found"], said["file_title"].strip()
        by_line = said["shelf"] == BY_LINE and found is not None
        return Shelf(
            material=said["material"] or habit.material,
            retention=said["retention"] or habit.retention,
            line=int(found.id) if by_line else None,
            key=found.written if by_line else str((said["day"][0] or today()).year),
            name=found.label if by_line else "",
            title=title,
            fresh=bool(title),
        )


class PapersForm(forms.Form):
    """What all papers of a case that are filed together have in common."""

    fonds = forms.ModelChoiceField(Fonds.objects.none(), label=_("全宗"), empty_label=None)
    security = forms.ChoiceField(label=_("密级"), choices=OPEN_LEVELS, initial=Security.INTERNAL)

    def __init__(self, *args: Any, fonds: QuerySet[Fonds], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fonds"] = forms.ModelChoiceField(fonds, label=_("全宗"), empty_label=None)


class PaperForm(CardForm):
    """One paper of a case on its way into the archive."""

    wanted = forms.BooleanField(label=_("归档"), required=False)
    paper = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    @property
    def ticked(self) -> bool:
        """Whether the person wants this paper filed."""
        return bool(self["wanted"].value()) if self.is_bound else True

    def chosen(self, security: str) -> Chosen:
        said = self.cleaned_data
        day, precision = said["day"]
        plain = {name: said[name] for name in ("title", "kind", "document_number", "responsible")}
        described = Description(day=day, precision=precision, security=security, **plain)
        return Chosen(said["paper"], said["shown"], described)


class LoanForm(forms.Form):
    """Who takes a paper out, for what, until when."""

    reader = forms.CharField(label=_("借阅单位和人员"), max_length=120)
    purpose = forms.CharField(label=_("利用目的"), max_length=200)
    due = DayField(label=_("应还日期"))


class ExtractForm(forms.Form):
    """For whom and for what an extract is made."""

    kind = forms.ChoiceField(label=_("种类"), choices=Extract.Kind.choices)
    applicant = forms.CharField(label=_("申请单位或人员"), max_length=120)
    purpose = forms.CharField(label=_("利用目的"), max_length=200)
    pages = forms.CharField(label=_("页码（空为全件）"), max_length=60, required=False)


class FondsForm(forms.Form):
    """A new fonds, for the office of a division by its code."""

    code = forms.CharField(label=_("全宗号"), max_length=5)
    name = forms.CharField(label=_("全宗名称"), max_length=120)
    division = forms.CharField(label=_("立档单位所在区划代码"), max_length=12)
