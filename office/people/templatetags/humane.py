"""Numbers as the offices write them."""

from django import template

register = template.Library()


@register.filter
def kilometres(metres: float) -> str:
    """Metres as kilometres with three decimals and groups of three: 1,361.482."""
    return f"{metres / 1000:,.3f}"
