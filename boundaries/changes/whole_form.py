"""整体改变隶属: a county goes to another superior with all that stands below it, each with its new code."""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from boundaries.changes.combinations import move_whole
from boundaries.changes.forms import OperationForm
from boundaries.changes.operations import Operation
from boundaries.changes.recoding import Below, coded_below, faults_of, holders_of, proposed
from boundaries.divisions.fields import DivisionsField
from boundaries.divisions.kinds import Level, level_of_code, normal_code
from boundaries.divisions.meant import all_meant
from boundaries.divisions.queries import UnknownDivision
from boundaries.lines.periods import ONE_DAY


class WholeForm(OperationForm):
    """First the county, its new superior and its new code; then the codes below, proposed and to be corrected."""

    division = DivisionsField(label=_("整体划转的县级区划"), levels=(Level.COUNTY,))
    parent = DivisionsField(label=_("新的上级"), levels=(Level.PREFECTURE,))
    code = forms.CharField(label=_("新代码"), help_text=_("六位，以新的上级的代码开头"), max_length=12)

    def __init__(self, data: QueryDict | None = None, *, day: datetime.date, **kwargs: Any) -> None:
        self.below: list[Below] = []
        given = data.copy() if data is not None else None
        super().__init__(given, day=day, **kwargs)
        if given is not None:
            self._propose(given)

    def _propose(self, data: QueryDict) -> None:
        """One field for each unit below, with its proposed code where none was written yet or all are wanted anew."""
        try:
            (division,) = all_meant(data.get("division", ""), self.day, (Level.COUNTY,))
            after = normal_code(data.get("code", ""))
        except (ValueError, UnknownDivision):
            return
        self.below = coded_below(division, self.day)
        codes = proposed([unit.code for unit in self.below], self._unit(division).code, after)
        again = "propose" in data
        for unit, code in zip(self.below, codes, strict=True):
            name = _field(unit)
            self.fields[name] = forms.CharField(label=unit.name, max_length=9, widget=_code_input(unit))
            if again or name not in data:
                data[name] = code
                self.asks = str(_("已按新代码拟出下级的代码，请逐一核对，再提交。"))

    def rows(self) -> Iterator[dict[str, Any]]:
        """The table of codes: unit and field."""
        for unit in self.below:
            yield {"unit": unit, "field": self[_field(unit)]}

    def head(self) -> Iterator[Any]:
        """The fields above the table."""
        return (self[name] for name in ("division", "parent", "code"))

    def build(self) -> tuple[Operation, ...]:
        division, parent, code = self._id("division"), self._id("parent"), self._code("code") or ""
        unit, above = self._unit(division), self._unit(parent)
        if unit.level != Level.COUNTY or above.level != Level.PREFECTURE:
            raise forms.ValidationError({"division": "整体改变隶属的是县级区划，新的上级是地级区划。"})
        if unit.above and unit.above[0] == parent:
            raise forms.ValidationError({"parent": f"{unit.name}现在就属{above.name}。"})
        if level_of_code(code) != Level.COUNTY:
            raise forms.ValidationError({"code": f"{code} 不是县级代码，应为六位。"})
        if above.code and not code.startswith(above.code):
            raise forms.ValidationError({"code": f"{above.name}的代码是 {above.code}，新代码应以它开头。"})
        codes = {each.division: self.cleaned_data[_field(each)].strip() for each in self.below}
        self._judge(division, code, codes)
        return move_whole(division, parent, code, codes)

    def _judge(self, division: int, code: str, codes: dict[int, str]) -> None:
        taken = holders_of([code, *codes.values()], self.day + ONE_DAY, [division, *codes])
        faults = {f"code_{pk}": sentence for pk, sentence in faults_of(codes, code, taken).items()}
        if code in taken:
            faults["code"] = f"{code} 已属{taken[code]}。"
        if faults:
            raise forms.ValidationError(faults)


def _field(unit: Below) -> str:
    return f"code_{unit.division}"


def _code_input(unit: Below) -> forms.TextInput:
    return forms.TextInput(
        {"inputmode": "numeric", "size": "11", "aria-label": f"{unit.name}的新代码", "class": "code"}
    )
