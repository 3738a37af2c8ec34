"""The ready-made forms of a change (变更表单): codes and words in, operations out; every rule stands elsewhere."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from boundaries.changes.combinations import merge_as_new, merge_into, split, transfer
from boundaries.changes.gathering import units_on
from boundaries.changes.ground import Unit
from boundaries.changes.operations import (
    Abolish,
    Cut,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Point,
    Recode,
    Rename,
    Territory,
)
from boundaries.changes.units import kind_of
from boundaries.divisions.fields import BELOW, GOVERNMENTS, ONLY_ONE, PARTS, SUPERIORS, DivisionsField
from boundaries.divisions.kinds import Level, Scheme, level_of_code, normal_code
from boundaries.divisions.meant import meant
from boundaries.divisions.queries import UnknownDivision
from boundaries.divisions.written import parts_of
from office.people.fields import DayField
from office.spatial.pairs import points_of

HEIRS_HINT = _("区划代码或名称；写一个的，范围和下级都归它；写几个的，再以界线变更指明哪一部分归谁")
LINE_HINT = _("在图上画，或每行写一点：经度,纬度（CGCS2000，度），至少两点，两端在界外")
SIDE_HINT = _("在图上点，或写 经度,纬度")
#: fields with codes of divisions → how the map under the drawing shows these
CONCERNED = {
    **dict.fromkeys(("giver", "givers", "division", "divisions"), "selected"),
    **dict.fromkeys(("taker", "into", "parent"), "partner"),
}
GROUND_FIELDS = ",".join(f"[name={name}]" for name in (*CONCERNED, "effective"))
ASKED = {"hx-trigger": "change", "hx-target": "#ground", "hx-swap": "outerHTML"}
CUT = {"line": "line", "side": "point"}


class CaseForm(forms.Form):
    """The head of a case."""

    title = forms.CharField(label=_("事项名称"), max_length=120)
    effective = DayField(label=_("拟生效日期"), required=False)
    reason = forms.CharField(label=_("变更理由"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    major = forms.BooleanField(
        label=_("界线重大变更"),
        help_text=_("县、市、市辖区界线的重大变更，或涉及海岸线、边疆要地、重要资源"),
        required=False,
    )


class OperationForm(forms.Form):
    """What all ready-made forms share: codes are resolved on the day before the change."""

    #: field → shape of what can be drawn on the map beside the form
    drawn: ClassVar[dict[str, str]] = {}
    #: what the officer is asked to look at once more before the form is taken
    asks = ""

    def __init__(self, *args: Any, day: datetime.date, start: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        for field in self.fields.values():
            if isinstance(field, DivisionsField):
                field.on(day)
        where = urlencode([("day", day), *(("start", pk) for pk in start)])
        asked = {"hx-get": f"{reverse('change-ground')}?{where}", "hx-include": GROUND_FIELDS, **ASKED}
        for name in CONCERNED.keys() & self.fields.keys():
            self.fields[name].widget.attrs |= asked

    def drawings(self) -> list[dict[str, str]]:
        """What the map draws, as static/js/draw.js wants it."""
        return [
            {"field": f"#{self[name].id_for_label}", "shape": shape, "label": str(self[name].label)}
            for name, shape in self.drawn.items()
        ]

    def ground(self, asked: Mapping[str, str]) -> tuple[list[int], list[int]]:
        """The divisions whose codes are written so far: those that give, those that take; unknown ones left out."""
        found: dict[str, list[int]] = {"selected": [], "partner": []}
        for name, role in CONCERNED.items():
            for part in parts_of(asked.get(name, "")):
                with suppress(ValueError, UnknownDivision):
                    found[role].append(meant(part, self.day))
        if not found["selected"] and asked.get("parent"):  # a new unit: its superior is what is divided
            return found["partner"], []
        return found["selected"], found["partner"]

    def is_valid(self) -> bool:
        """Without faults, and nothing is left to look at."""
        return super().is_valid() and not self.asks

    def head(self) -> Iterator[forms.BoundField]:
        """The fields that stand one below the other."""
        return iter(self)

    def _ids(self, name: str) -> list[int]:
        field = self.fields[name]
        assert isinstance(field, DivisionsField)
        try:
            return field.ids_on(self.cleaned_data.get(name, ""), self.day)
        except forms.ValidationError as error:
            raise forms.ValidationError({name: error.messages}) from error

    def _id(self, name: str) -> int:
        found = self._ids(name)
        if len(found) != 1:
            raise forms.ValidationError({name: ONLY_ONE})
        return found[0]

    def _unit(self, division: int) -> Unit:
        return units_on([division], self.day)[division]

    def _code(self, field: str) -> str | None:
        text = self.cleaned_data.get(field, "").strip()
        try:
            return normal_code(text) if text else None
        except ValueError as error:
            raise forms.ValidationError({field: f"{error}。"}) from error

    def _new(self, key: str, parent: int, territory: Territory) -> Establish:
        """A new unit one level below its superior, or of the level that its code says."""
        name, code = self.cleaned_data["name"].strip(), self._code("code")
        below = {"province": Level.PREFECTURE, "prefecture": Level.COUNTY, "county": Level.TOWNSHIP}
        level = level_of_code(code) if code else below.get(self._unit(parent).level, Level.VILLAGE)
        kind = kind_of(name, level) if level != Level.VILLAGE else "村委会"
        return Establish(key, name, kind, level, parent, code, Scheme.MCA, territory, self.cleaned_data["seat"].strip())

    def _cuts(self, of: int) -> tuple[Cut, ...]:
        line, side = self._points("line"), self._points("side")
        if not line and not side:
            return ()
        if len(set(line)) < 2:
            raise forms.ValidationError({"line": "界线至少要有两个不同的点。"})
        if len(side) != 1:
            raise forms.ValidationError({"side": "在划出的一侧写一个点。"})
        return (Cut(of, line, side[0]),)

    def _points(self, field: str) -> tuple[Point, ...]:
        try:
            return points_of(self.cleaned_data.get(field, ""))
        except ValueError as error:
            raise forms.ValidationError({field: str(error)}) from error

    def build(self) -> tuple[Operation, ...]:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["operations"] = self.build()
        return cleaned


def _one(label: Any, levels: Sequence[str] = BELOW, *, required: bool = True) -> DivisionsField:
    return DivisionsField(label=label, levels=levels, required=required)


def _several(label: Any, levels: Sequence[str] = BELOW, *, required: bool = True, **more: Any) -> DivisionsField:
    return DivisionsField(label=label, levels=levels, required=required, several=True, **more)


NEW_NAME = _("新名称")


def _name(label: Any = NEW_NAME, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=60, required=required)


def _text(label: Any, hint: Any = "", *, rows: int = 0, required: bool = False) -> forms.CharField:
    widget = forms.Textarea({"rows": rows, "class": "coordinates"}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=required, help_text=hint, widget=widget, max_length=4000)


class MergeForm(OperationForm):
    """合并: into one that stands, or as a new unit."""

    givers = _several(_("撤销的区划"))
    taker = _one(_("并入的区划"), required=False)
    name = _name(_("新设的名称（并入现有区划的不写）"), required=False)
    code = _text(_("新代码"), _("尚未确定的不写"))
    seat = _text(_("人民政府驻地"))

    def build(self) -> tuple[Operation, ...]:
        givers, name = self._ids("givers"), self.cleaned_data["name"].strip()
        if bool(self.cleaned_data["taker"]) == bool(name):
            raise forms.ValidationError({"taker": "并入的区划与新设的名称，写且只写其一。"})
        if not name:
            return merge_into(self._id("taker"), givers)
        above = self._unit(givers[0]).above
        if not above:
            raise forms.ValidationError({"givers": "这一区划没有上级，不能合并。"})
        return merge_as_new(self._new(f"{name}-{givers[0]}", above[0], Territory()), givers)


class SplitForm(OperationForm):
    """拆分: a new unit out of one that stays."""

    giver = _one(_("由哪个区划拆出"))
    name = _name()
    code = _text(_("新代码"), _("尚未确定的不写"))
    seat = _text(_("人民政府驻地"))
    whole = _several(_("整体划入的下级区划"), PARTS, required=False)
    line = _text(_("拆分线"), LINE_HINT, rows=4)
    side = _text(_("划出一侧的一点"), SIDE_HINT)
    drawn: ClassVar[dict[str, str]] = CUT

    def build(self) -> tuple[Operation, ...]:
        giver = self._id("giver")
        above = self._unit(giver).above
        if not above:
            raise forms.ValidationError({"giver": "这一区划没有上级，不能拆分。"})
        territory = Territory(tuple(self._ids("whole")), self._cuts(giver))
        return split(giver, [self._new(f"{self.cleaned_data['name']}-{giver}", above[0], territory)], stays=True)


class TransferForm(OperationForm):
    """划转: whole units under another superior, with their new codes where these are known."""

    divisions = _several(_("划转的区划"))
    parent = _one(_("新的上级"), SUPERIORS)
    codes = _text(_("新代码（与上面同序）"), _("多个用空格或顿号分开"))

    def build(self) -> tuple[Operation, ...]:
        divisions = self._ids("divisions")
        codes = parts_of(self.cleaned_data["codes"])
        if codes and len(codes) != len(divisions):
            raise forms.ValidationError({"codes": f"划转 {len(divisions)} 个区划，新代码写了 {len(codes)} 个。"})
        try:
            recodes = [Recode(pk, Scheme.MCA, normal_code(c)) for pk, c in zip(divisions, codes, strict=False)]
        except ValueError as error:
            raise forms.ValidationError({"codes": f"{error}。"}) from error
        return (*transfer(divisions, self._id("parent")), *recodes)


class BoundaryForm(OperationForm):
    """界线变更: a part of one unit to another."""

    giver = _one(_("划出的区划"))
    taker = _one(_("划入的区划"))
    whole = _several(_("整体划转的下级区划"), PARTS, required=False)
    line = _text(_("新界线"), LINE_HINT, rows=4)
    side = _text(_("划出一侧的一点"), SIDE_HINT)
    drawn: ClassVar[dict[str, str]] = CUT

    def build(self) -> tuple[Operation, ...]:
        giver = self._id("giver")
        territory = Territory(tuple(self._ids("whole")), self._cuts(giver))
        if not territory.givers():
            raise forms.ValidationError({"whole": "写明整体划转的下级区划，或给出新界线。"})
        return (MoveBoundary(giver, self._id("taker"), territory),)


class RenameForm(OperationForm):
    """更名; another generic term changes the kind (撤县设市)."""

    division = _one(_("区划"))
    name = _name()

    def build(self) -> tuple[Operation, ...]:
        division, name = self._id("division"), self.cleaned_data["name"].strip()
        unit = self._unit(division)
        kind = kind_of(name, Level(unit.level)) if unit.level != Level.VILLAGE else unit.kind
        return (Rename(division, name, kind if kind != unit.kind else None),)


class SeatForm(OperationForm):
    """驻地迁移."""

    division = _one(_("区划"), GOVERNMENTS)
    place = _text(_("新驻地"), required=True)
    point = _text(_("位置"), _("在图上点，或写 经度,纬度；不知道的不写"))
    drawn: ClassVar[dict[str, str]] = {"point": "point"}

    def build(self) -> tuple[Operation, ...]:
        points = self._points("point")
        return (MoveSeat(self._id("division"), self.cleaned_data["place"].strip(), points[0] if points else None),)


class EstablishForm(OperationForm):
    """设立: of whole units below the superior."""

    parent = _one(_("上级"), SUPERIORS)
    name = _name()
    code = _text(_("新代码"), _("尚未确定的不写"))
    seat = _text(_("人民政府驻地"))
    whole = _several(_("以哪些区划为其行政区域"), PARTS, required=False)

    def build(self) -> tuple[Operation, ...]:
        parent = self._id("parent")
        key = f"{self.cleaned_data['name']}-{parent}"
        return (self._new(key, parent, Territory(tuple(self._ids("whole")))),)


class AbolishForm(OperationForm):
    """撤销, with where its area goes."""

    division = _one(_("区划"))
    into = _several(_("其行政区域归"), required=False, help_text=HEIRS_HINT)

    def build(self) -> tuple[Operation, ...]:
        return (Abolish(self._id("division"), tuple(self._ids("into"))),)


class RecodeForm(OperationForm):
    """代码变更."""

    division = _one(_("区划"))
    code = _text(_("新代码"), required=True)

    def build(self) -> tuple[Operation, ...]:
        division, code = self._id("division"), self._code("code") or ""
        unit = self._unit(division)
        if level_of_code(code) != unit.level:
            raise forms.ValidationError({"code": f"{code} 与{unit.name}的级别不符。"})
        return (Recode(division, Scheme.MCA, code),)


#: key in the address → (label, form), in the order of 实施办法 art. 2 with the combinations in front
FORMS: dict[str, tuple[Any, type[OperationForm]]] = {
    "merge": (_("合并"), MergeForm),
    "split": (_("拆分"), SplitForm),
    "transfer": (_("划转（隶属关系变更）"), TransferForm),
    "boundary": (_("界线变更"), BoundaryForm),
    "establish": (_("设立"), EstablishForm),
    "abolish": (_("撤销"), AbolishForm),
    "seat": (_("驻地迁移"), SeatForm),
    "rename": (_("更名"), RenameForm),
    "recode": (_("代码变更"), RecodeForm),
}
