"""The form field that names divisions (区划字段): code or standard name, with suggestions while it is typed."""

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from boundaries.divisions.kinds import Level
from boundaries.divisions.meant import all_meant
from boundaries.divisions.queries import UnknownDivision

ONE_HINT = _("区划代码或名称，如“图们市凉水镇”")
SEVERAL_HINT = _("区划代码或名称，多个用顿号分开")
ONLY_ONE = _("这里只写一个区划代码或名称。")
#: what may give, take, be named anew: everything below the province
BELOW = (Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
#: what others stand under
SUPERIORS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)
#: what has a seat of government
GOVERNMENTS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)
#: what is part of something larger that is divided
PARTS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)


class DivisionsInput(forms.TextInput):
    """A text field with a list box under it; without script it stays a text field."""

    template_name = "divisions/input.html"
    levels: Sequence[str] = ()
    several = False
    day: datetime.date | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        told = {"field": name, "levels": ",".join(self.levels), "day": self.day or ""}
        query = urlencode({key: text for key, text in told.items() if text})
        context["picker"] = {
            "suggest": f"{reverse('division-suggest')}?{query}",
            "chosen": f"{reverse('division-chosen')}?{query}",
            "several": self.several,
        }
        return context


class DivisionsField(forms.CharField):
    """Text that means divisions; the day on which it is read is the form's, so the form resolves it by `ids_on`."""

    widget = DivisionsInput

    def __init__(self, *, levels: Sequence[str] = (), several: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", SEVERAL_HINT if several else ONE_HINT)
        kwargs.setdefault("max_length", 2000 if several else 80)
        super().__init__(**kwargs)
        self.levels, self.several = levels, several
        self.widget.levels, self.widget.several = levels, several

    def on(self, day: datetime.date) -> None:
        """Suggest what stands on a day."""
        self.widget.day = day

    def ids_on(self, text: str, day: datetime.date) -> list[int]:
        """The divisions meant on a day. Raises ValidationError with the sentence for beside the field."""
        try:
            found = all_meant(text, day, self.levels)
        except (ValueError, UnknownDivision) as error:
            raise forms.ValidationError(f"{error}。") from error
        if found and not self.several and len(found) != 1:
            raise forms.ValidationError(ONLY_ONE)
        return found
