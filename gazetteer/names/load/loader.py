"""The gazetteer's part of loading Jilin, entered with `boundaries.changes.loading` at start."""

from django.db import connection

from boundaries.changes.loading import Loader
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion
from boundaries.progress import Progress
from gazetteer.names.load.country import load_country
from gazetteer.names.load.forms import load_former_names, load_forms
from gazetteer.names.load.places import load_places
from gazetteer.names.load.sample_streets import load_sample_streets, remove_sample_names
from gazetteer.names.models import CountryUnit, Feature, Name
from office.log.actions import record


def load_names(progress: Progress, sample: bool = True) -> bool:
    """Load all names that are missing; the divisions must be there. Answers whether anything changed."""
    province = Division.objects.filter(codes__scheme="MCA", codes__code="22").first()
    if province is None:
        return False
    counts = {
        "全国县级以上区划": load_country(),
        "曾用名": load_former_names(),
        "简称与民族文字": load_forms(),
        "GeoNames 地点": load_places(),
    }
    if sample:
        counts["示例街巷"] = load_sample_streets()
    if not any(counts.values()):
        return False
    _tell_planner()
    progress("地名：" + "、".join(f"{what} {count} 个" for what, count in counts.items()))
    record(None, "names.load", province, "装入地名", dict(counts))
    return True


def _tell_planner() -> None:
    """Let the database count the new rows now: judging and search plan badly with the counts of before."""
    tables = [model._meta.db_table for model in (Division, DivisionVersion, DivisionCode, CountryUnit, Feature, Name)]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")


def remove_sample(progress: Progress) -> int:
    """Take the sample names out again; answers how many things went."""
    count = remove_sample_names()
    progress(f"移除示例地名 {count} 项")
    return count


LOADER = Loader("names", load_names, remove_sample)
