"""Where a name lies, and within what it may not be taken: gathered for the rules."""

import datetime
from collections.abc import Sequence

from boundaries.lines.point import Found, any_area_on, divisions_at
from gazetteer.names.built_up import BuiltUp
from gazetteer.names.queries import Stage, ways_up
from gazetteer.rules.context import LAW_SCOPES, Place, Scope, ScopeKey, Step
from gazetteer.rules.kinds import NameKind
from office.rulesets.settings import RuleSettings

BUILT_UP_RADIUS_M = 5000
DISTRICT = "市辖区"


def place_of(
    division_id: int, point: tuple[float, float] | None, day: datetime.date, faults: tuple[str, ...] = ()
) -> Place:
    """The chain above a place on a day, and whether its point lies in the stated division."""
    chain = chain_of_steps(ways_up([division_id], day).get(division_id, []))
    if point is None or not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        return Place(chain, point, faults=faults)
    found = divisions_at(*point, day)
    return located(chain, point, found, any_area_on(day) if found == NOWHERE else True, faults)


NOWHERE = Found()


def chain_of_steps(way: Sequence[Stage]) -> tuple[Step, ...]:
    """The way up from a division as the rules take it, from the top down."""
    return tuple(Step(stage.division_id, stage.name, stage.level, stage.kind == DISTRICT) for stage in reversed(way))


def located(
    chain: tuple[Step, ...], point: tuple[float, float], found: Found, covered: bool, faults: tuple[str, ...]
) -> Place:
    """A place from what was found at its point; `covered`: some area is known that day."""
    here = "".join(link.name for link in found.chain)
    if not found.chain and not found.sides:
        inside = False if covered else None
        return Place(chain, point, inside, chain[-1].name if chain else "", found="省外", faults=faults)
    verdicts = [verdict for step in chain if (verdict := _verdict(step, found))]
    missed = [(step, sample) for step, inside, sample in verdicts if not inside]
    if not missed:
        inside = True if verdicts else None
        return Place(chain, point, inside, verdicts[-1][0].name if verdicts else "", found=here, faults=faults)
    step, sample = min(missed, key=lambda item: item[1])  # a real area that is missed before a sample one
    return Place(chain, point, False, step.name, sample, here, faults)


def _verdict(step: Step, found: Found) -> tuple[Step, bool, bool] | None:
    """Whether the point lies in a division, and whether that rests on a sample; None where no area tells."""
    links = [link for link in (*found.chain, *found.sides) if link.level == step.level]
    if not links:
        return None
    return step, any(link.division_id == step.id for link in links), any(link.sample for link in links)


def scope_of(kind: NameKind, place: Place, settings: RuleSettings, built_up: BuiltUp | None = None) -> Scope:
    """The scope of the law for a kind, or what stands in for it, and why.

    `built_up` says how the point lies to the built-up areas on record; None where its county has none.
    """
    wanted = LAW_SCOPES.get(kind, ScopeKey.UNREGULATED)
    if wanted is ScopeKey.COUNTRY:
        return Scope(wanted, "全国", legal=True)
    if wanted in {ScopeKey.PROVINCE, ScopeKey.COUNTY}:
        step = place.at(wanted.value)
        if step:
            return Scope(wanted, step.name, legal=True)
        label = _lowest(place)
        what = "省级" if wanted is ScopeKey.PROVINCE else "县级"
        return Scope(ScopeKey.SUBSTITUTE, label, False, f"没有指明所在{what}区划，法定范围不明，以{label}代替")
    if wanted is ScopeKey.BUILT_UP:
        return _built_up(place, settings, built_up)
    label = _widest(place)
    note = f"全国性法规没有规定{kind.label}的重名范围，在{label}内比较，结果仅供参考"
    return Scope(ScopeKey.UNREGULATED, label, False, note)


def _widest(place: Place) -> str:
    """The county of a place, else what is known above it."""
    return (place.at("county") or place.at("prefecture") or place.at("province") or Step(0, "所选区划", "")).name


def _built_up(place: Place, settings: RuleSettings, built_up: BuiltUp | None) -> Scope:
    if built_up and built_up.area:
        return Scope(ScopeKey.BUILT_UP, f"{built_up.name}建成区", legal=True, area=built_up.area)
    if built_up:
        label = _widest(place)
        note = f"位置不在{label}的建成区内，全国性法规没有规定其重名范围，在{label}内比较，结果仅供参考"
        return Scope(ScopeKey.UNREGULATED, label, False, note)
    if place.point:
        kilometres = settings.limit("built_up_radius_m", BUILT_UP_RADIUS_M) / 1000
        label = f"位置周围 {kilometres:g} 公里"
        note = f"建成区范围尚未入库，以{label}代替，结果仅供参考"
        return Scope(ScopeKey.SUBSTITUTE, label, False, note)
    label = _lowest(place)
    note = f"没有给出位置，所在建成区不明，以{label}代替，结果仅供参考；给出位置后再查一次"
    return Scope(ScopeKey.SUBSTITUTE, label, False, note)


def _lowest(place: Place) -> str:
    """The township of a place, else what is known above it."""
    for level in ("township", "county", "prefecture", "province"):
        step = place.at(level)
        if step:
            return step.name
    return "所选区划"


def substitute_division(place: Place) -> Step | None:
    """The division that stands in for an unknown built-up area, as `_lowest` names it."""
    return next(filter(None, map(place.at, ("township", "county", "prefecture", "province"))), None)
