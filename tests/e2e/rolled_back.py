"""The register of Jilin as it stood at the end of 2019 (回到2019年): the change of 公主岭 in 2020 is undone.

Run in the database of a house before anybody is in it; what is derived is rebuilt afterwards.
"""

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from psycopg2.extras import DateRange

from boundaries.changes.models import DivisionChange
from boundaries.divisions.models import DivisionCode, DivisionVersion, Precision

BEFORE, AFTER = "220381", "220184"


def to_2019() -> None:
    """Let 公主岭 be 220381 below 四平 again, with all codes below it; nothing is left of what happened in 2020."""
    old = DivisionCode.objects.get(scheme="MCA", code=BEFORE)
    DivisionChange.objects.get(old_code=BEFORE, new_code=AFTER).delete()
    DivisionCode.objects.get(scheme="MCA", code=AFTER).delete()
    always = DateRange(old.valid.lower, None)
    DivisionCode.objects.filter(pk=old.pk).update(valid=always, end_precision=Precision.UNKNOWN)
    below = DivisionCode.objects.filter(code__startswith=AFTER)
    below.update(code=Concat(Value(BEFORE), Substr(F("code"), 7)), valid=always, begin_precision=old.begin_precision)

    in_siping, in_changchun = DivisionVersion.objects.filter(division=old.division_id).order_by("-valid")[:2][::-1]
    in_changchun.delete()
    standing = DateRange(in_siping.valid.lower, None)
    DivisionVersion.objects.filter(pk=in_siping.pk).update(valid=standing, end_precision=Precision.UNKNOWN)
