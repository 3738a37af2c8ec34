"""The parts that every page is made of: icons, findings, step lines, receipts, refused buttons, chips.

Usage: `{% load look %}`. The HTML of each part stands in templates/look/; docs/look.md shows them together.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from office.people import navigation
from office.rulesets.findings import Finding, by_weight

register = template.Library()

SEVERITY_WORDS = {
    "block": gettext_noop("拦截"),
    "refused": gettext_noop("拒收"),
    "warn": gettext_noop("提醒"),
    "info": gettext_noop("提示"),
    "ok": gettext_noop("通过"),
}
SEVERITY_ICONS = {"block": "block", "refused": "block", "warn": "warn", "info": "info", "ok": "ok"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One sign of the sprite; without a label it is decoration only."""
    spoken = format_html('<span class="spoken">{}</span>', label) if label else ""
    return format_html(
        '<svg class="icon icon--{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>{}',
        name,
        static("icons/sprite.svg"),
        name,
        spoken,
    )


@register.simple_tag
def verdict(severity: str, word: str = "") -> SafeString:
    """A severity or row verdict (block, refused, warn, info, ok) as shape and word."""
    shape = SEVERITY_ICONS.get(severity, "info")
    return format_html(
        '<span class="verdict verdict--{}">{}<span>{}</span></span>',
        shape,
        icon(shape),
        word or _(SEVERITY_WORDS.get(severity, severity)),
    )


def _shown(finding: Finding | Mapping[str, Any]) -> dict[str, Any]:
    plain = finding.as_json() if isinstance(finding, Finding) else dict(finding)
    severity = str(plain.get("severity", "info"))
    return {**plain, "severity": severity, "word": _(SEVERITY_WORDS.get(severity, severity))}


@register.inclusion_tag("look/finding.html", name="finding")
def finding_tag(finding: Finding | Mapping[str, Any]) -> dict[str, Any]:
    """One finding (a Finding or its JSON shape): icon, rule, sentence, clause, what to do."""
    return {"finding": _shown(finding)}


@register.inclusion_tag("look/findings.html", name="findings")
def findings_tag(
    findings: Iterable[Finding], passed: Sequence[str] = (), *, boxed: bool = False, dom_id: str = ""
) -> dict[str, Any]:
    """Findings, blocks first; the ids of the rules that passed fold into one line."""
    return {"findings": by_weight(findings), "passed": passed, "boxed": boxed, "dom_id": dom_id}


@register.inclusion_tag("look/steps.html")
def steps(steps: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """A step line from `[{"label", "fact" (optional), "state": "done|now|later"}…]`."""
    present = next((place for place, step in enumerate(steps, 1) if step["state"] == "now"), len(steps))
    return {"steps": steps, "present": present}


@register.inclusion_tag("look/receipt.html")
def receipt(
    number: str, facts: Iterable[tuple[str, Any]], sha256: str, verify_url: str = "", *, title: str = ""
) -> dict[str, Any]:
    """A receipt: number, facts as (label, value) pairs, the whole hash, a link that checks it."""
    return {"number": number, "facts": facts, "sha256": sha256, "verify_url": verify_url, "title": title or _("收据")}


@register.inclusion_tag("look/action.html")
def action_button(
    label: str,
    refusal: str | None = None,
    *,
    name: str = "",
    value: str = "",
    url: str = "",
    kind: str = "primary",
    who: str = "",
) -> dict[str, Any]:
    """A submit button (or link, with `url`) that, when refused, says why and who may; it stays focusable."""
    return {"label": label, "refusal": refusal, "name": name, "value": value, "url": url, "kind": kind, "who": who}


@register.inclusion_tag("look/empty.html")
def empty(text: str, url: str = "", label: str = "") -> dict[str, str]:
    """What belongs here, and the one button that begins it."""
    return {"text": text, "url": url, "label": label}


@register.inclusion_tag("look/pager.html", takes_context=True)
def pager(context: Context, page: Page) -> dict[str, Any]:
    """Earlier and later pages; keeps the other parameters of the address."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("look/progress.html", takes_context=True)
def progress(context: Context, job: Any) -> dict[str, Any]:
    """A long job (office.jobs) as it stands now: its bar asks again each second until the job has ended."""
    request = context.get("request")
    here = request.headers.get("HX-Current-URL") or request.get_full_path() if request else ""
    return {"job": job.standing(), "here": here, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def sample_chip() -> SafeString:
    """The dashed chip 示例数据."""
    return format_html('<span class="chip chip--sample">{}</span>', _("示例数据"))


@register.simple_tag(takes_context=True)
def stamp(context: Context) -> SafeString:
    """The map approval number, or that there is none."""
    kind = "stamp stamp--approved" if context.get("map_approved") else "stamp"
    return format_html('<span class="{}">{}</span>', kind, context.get("map_stamp", ""))


@register.simple_tag(takes_context=True)
def rooms(context: Context) -> list[navigation.Entry]:
    """The rooms that this visitor can open now, with the present one marked."""
    request = context.get("request")
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return navigation.entries(request.path if request else "", signed_in=signed_in, user=user if signed_in else None)


@register.filter
def hash_groups(digest: str) -> str:
    """A hash in groups of four, so that it can be read aloud: 9f3c 41d7 …"""
    return " ".join(re.findall(r".{1,4}", digest))


@register.filter
def coordinate(value: float | str, digits: int = 3) -> str:
    """A metre coordinate in groups of three with a thin space: 4 970 086.077."""
    return f"{float(value):,.{digits}f}".replace(",", "\u2009")


@register.filter
def grouped(value: float | str | None, digits: int = 0) -> str:
    """A figure with its thousands parted: 191,041.4; nothing for nothing."""
    return "" if value in (None, "") else f"{float(value):,.{digits}f}"


@register.filter
def kilometres(metres: float) -> str:
    """Metres as kilometres with three decimals and groups of three: 1,361.482."""
    return grouped(metres / 1000, 3)


@register.filter
def known_date(day: datetime.date | None, precision: str = "day") -> str:
    """A date as exactly as it is known: 1988年, 2020-06-19, or 不详."""
    if day is None or precision == "unknown":
        return _("不详")
    return f"{day.year}年" if precision == "year" else day.isoformat()


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a key that a template holds in a variable; None where there is none."""
    return mapping.get(key) if mapping else None


@register.inclusion_tag("look/workmap.html", takes_context=True)
def workmap(
    context: Context,
    dom_id: str,
    data: Mapping[str, Any],
    *,
    title: str = "",
    note: str = "",
    label: str = "",
    size: str = "",
) -> dict[str, Any]:
    """A working map of `data` (the contract stands at the top of static/js/workmap.js); size: tall, small."""
    shown = {key: context.get(key) for key in ("map_stamp", "map_approved")}
    names = {"title": title, "note": note, "label": label or _("地图"), "size": size}
    return {**shown, **names, "dom_id": dom_id, "data": data, "sample": _has_sample(data)}


def _has_sample(data: Mapping[str, Any]) -> bool:
    points = any(point.get("sample") for point in data.get("points") or ())
    collections = (data.get("outlines") or {}, data.get("lines") or {})
    shapes = (shape for collection in collections for shape in collection.get("features") or ())
    return points or any((shape.get("properties") or {}).get("sample") for shape in shapes)
