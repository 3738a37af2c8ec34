"""All ready-made forms (变更表单), in the order in which they are offered."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from boundaries.changes.forms import FORMS, OperationForm
from boundaries.changes.whole_form import WholeForm

WHOLE: dict[str, tuple[Any, type[OperationForm]]] = {"whole": (_("整体改变隶属（连同下级改码）"), WholeForm)}
_AFTER = "transfer"


def _ordered() -> dict[str, tuple[Any, type[OperationForm]]]:
    found: dict[str, tuple[Any, type[OperationForm]]] = {}
    for key, form in FORMS.items():
        found[key] = form
        if key == _AFTER:
            found |= WHOLE
    return found


#: key in the address → (label, form)
READY_MADE = _ordered()
