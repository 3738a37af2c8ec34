"""The forms of this room: which file, for which line; what the file is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.lines.models import LineVersion
from office.people.calendar import today
from office.spatial.systems import from_code
from survey.checks.queries import UnknownLine, line_of
from survey.townships.pages import ENCODINGS, MAPPED_FIELDS


class _WithLine(forms.Form):
    line = forms.CharField(label=_("所属界线"), required=False, max_length=40)

    def clean_line(self) -> LineVersion | None:
        """A line code as anybody writes it, or the code in front of its name."""
        text = self.cleaned_data["line"].strip().split(" ")[0]
        if not text:
            return None
        try:
            return line_of(text, today())
        except UnknownLine as error:
            raise forms.ValidationError(str(error)) from error


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several, cleaned as a list."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(each, initial) for each in chosen or [None]]


class UploadForm(_WithLine):
    """The files to send in, zipped or not."""

    file = _FilesField(label=_("成果文件"), allow_empty_file=True)


class DeclareForm(_WithLine):
    """What the sender says of a file: reference system, encoding, which column is what."""

    crs = forms.CharField(required=False, max_length=20)
    other_crs = forms.CharField(required=False, max_length=20)
    encoding = forms.ChoiceField(required=False, choices=[("", "自动"), *((name, name) for name in ENCODINGS)])

    def clean(self) -> dict[str, Any]:
        """The typed code wins over the chosen one; it has to be known."""
        cleaned = super().clean() or {}
        code = (cleaned.get("other_crs") or cleaned.get("crs") or "").strip()
        if code:
            system = from_code(code)
            if system is None:
                self.add_error("other_crs", _("不认识的坐标系，应写作 EPSG:编号。"))
            else:
                cleaned["crs"] = system.code
        return cleaned

    def mapping(self) -> dict[str, str]:
        """Field → heading as chosen on the page; fields left as recognised are not repeated."""
        return {field: self.data[f"column_{field}"] for field in MAPPED_FIELDS if f"column_{field}" in self.data}
