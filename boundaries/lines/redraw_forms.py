"""The form in which an edge is drawn anew: reading and wording only; what was drawn is never lost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.lines.forms import COORDINATES, date_field
from boundaries.lines.line_files import LIMITS, NoLine, line_in
from boundaries.lines.topology import Point
from office.log.hashing import digest
from office.spatial.pairs import points_of, text_of


class RedrawForm(forms.Form):
    """The new line between the same junctions; `base` is the hash of what it began on, `tried` of what was tried."""

    shape = forms.CharField(
        label=_("新线"),
        required=False,
        widget=forms.Textarea(COORDINATES | {"rows": 8}),
        help_text=_("在图上改，或每行一点 经度,纬度（CGCS2000）。首尾两点是交会点，不能移动。"),
    )
    file = forms.FileField(
        label=_("或取自文件"),
        required=False,
        help_text=_("一条线，CGCS2000：Shapefile（zip）、GeoPackage、GeoJSON、KML。读入后填在上面，先看再算。"),
    )
    since = date_field(_("自何日起"), required=True)
    document = forms.CharField(label=_("批准或协议文号"), required=False, max_length=120)
    reason = forms.CharField(label=_("理由"), required=False, max_length=300)
    survey = forms.BooleanField(
        label=_("乡级勘界成果"), required=False, help_text=_("勾选后只许改乡级界线，县级以上界线不得改动（S14）。")
    )
    base = forms.CharField(widget=forms.HiddenInput)
    tried = forms.CharField(widget=forms.HiddenInput, required=False)

    note = ""  # what is to be said of the file that was read

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "base" not in cleaned:
            self.add_error("shape", _("提交的内容没有写明从哪一版边开始画，请重新打开本页再画。"))
        if file := cleaned.get("file"):
            self._take(file)
        elif "shape" in cleaned:
            self._read(cleaned["shape"])
        return cleaned

    def _take(self, file: Any) -> None:
        """The line of a file goes into the field of the new line."""
        if file.size > LIMITS.max_bytes:
            self.add_error("file", _("文件超过 20 MB。"))
            return
        try:
            points, self.note = line_in(file.read(), file.name)
        except NoLine as error:
            self.add_error("file", str(error))
            return
        self.fill("shape", text_of(points))
        self._read(text_of(points))

    def _read(self, text: str) -> None:
        try:
            points = points_of(text)
        except ValueError as error:
            self.add_error("shape", str(error))
            return
        self.cleaned_data["shape"] = text
        self.cleaned_data["points"] = points
        if len(set(points)) < 2:
            self.add_error("shape", _("新线至少要有两个不同的点。"))

    def fill(self, name: str, value: str) -> None:
        """Let a field say something else when it is shown again."""
        self.data = {key: self.data[key] for key in self.data} | {name: value}

    @property
    def points(self) -> tuple[Point, ...]:
        return self.cleaned_data["points"]

    @property
    def content(self) -> str:
        """The hash of what a trial is about: the line, the day, the kind of survey, the edge as it was."""
        told = self.cleaned_data
        return digest([[list(point) for point in self.points], told["since"].isoformat(), told["survey"], told["base"]])
