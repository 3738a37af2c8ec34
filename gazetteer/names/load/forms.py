"""Other forms of divisions: former names from their ended versions, short and minority forms from a table."""

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import DivisionCode, DivisionVersion, Precision
from gazetteer.names.load.files import ALWAYS, chinese_columns, rows
from gazetteer.names.models import Certainty, FormKind, Name, NameStatus
from gazetteer.rules.kinds import NameKind


def load_former_names() -> int:
    """A former name for every ended version of a county or above that was called otherwise; answers how many."""
    levels = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
    ended = DivisionVersion.objects.filter(level__in=levels, division__external=False, valid__endswith__isnull=False)
    current = dict(
        DivisionVersion.objects.filter(level__in=levels, valid__endswith__isnull=True).values_list(
            "division_id", "name"
        )
    )
    known = set(Name.objects.filter(form_kind=FormKind.FORMER).values_list("division_id", "form", "valid"))
    made = [
        Name(
            division_id=version.division_id,
            form=version.name,
            form_kind=FormKind.FORMER,
            status=NameStatus.REGISTERED,
            valid=version.valid,
            begin_precision=version.begin_precision,
            end_precision=version.end_precision,
            source=version.source,
            certainty=Certainty.CERTAIN if version.end_precision == Precision.DAY else Certainty.PROBABLE,
            **chinese_columns(version.name, NameKind.COUNTY),
        )
        for version in ended.order_by("id")
        if current.get(version.division_id) != version.name
        and (version.division_id, version.name, version.valid) not in known
    ]
    return len(Name.objects.bulk_create(made))


def load_forms() -> int:
    """The short and minority forms of the table that are missing; answers how many."""
    codes = DivisionCode.objects.filter(scheme=Scheme.MCA, valid__endswith__isnull=True)
    divisions = dict(codes.values_list("code", "division_id"))
    known = set(Name.objects.filter(division__isnull=False).values_list("division_id", "form"))
    made = []
    for row in rows("rules/division_forms.csv"):
        division_id = divisions.get(row["code"])
        if division_id is None or (division_id, row["form"]) in known:
            continue
        chinese = row["language"] == "zh" and row["script"] == "Hans"
        made.append(
            Name(
                division_id=division_id,
                form=row["form"],
                form_kind=FormKind(row["form_kind"]),
                language=row["language"],
                script=row["script"],
                status=NameStatus.REGISTERED,
                valid=ALWAYS,
                source=row["source"],
                certainty=Certainty(row["certainty"]),
                **(chinese_columns(row["form"], NameKind.COUNTY) if chinese else {}),
            )
        )
    return len(Name.objects.bulk_create(made))
