"""What the page of the public map needs: `{% load atlas %}{% atlas_config as config %}`."""

from typing import Any

from django import template
from django.template.context import Context

from gazetteer.atlas.mapconfig import map_config
from office.people.calendar import day_of_text, today

register = template.Library()

LEAFLET = {"MIN_ZOOM": 5, "MAX_ZOOM": 18, "DEFAULT_ZOOM": 7, "NO_GLOBALS": True, "SCALE": None}


@register.simple_tag(takes_context=True)
def atlas_config(context: Context) -> dict[str, Any]:
    """The settings of the map for the day that the address asks for; a date that cannot be read is left out."""
    asked = context["request"].GET.get("date", "")
    try:
        return map_config(day_of_text(asked), asked)
    except ValueError:
        return map_config(today())


@register.simple_tag
def leaflet_settings() -> dict[str, Any]:
    """What the public map sets otherwise than the settings of django-leaflet."""
    return LEAFLET
