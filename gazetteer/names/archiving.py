"""Named things as subjects of archived papers, by their public number: G123 a place, D123 a division."""

from boundaries.archive.dossiers import NAME
from boundaries.archive.subjects import Subject, SubjectKind
from boundaries.divisions.queries import names_of
from gazetteer.names.models import Feature, FormKind, Name
from office.people.calendar import today


def find_named(text: str) -> Subject | None:
    """A thing by its public number or, where only one is called so, by its name. Raises ValueError."""
    known = get_named(text.upper())
    if known:
        return known
    found = list(Name.objects.filter(form=text, feature__isnull=False).values_list("feature", flat=True).distinct()[:2])
    if len(found) > 1:
        raise ValueError(f"有多处叫“{text}”，请填地名编号（如 G123，见地名页的网址）。")
    return get_named(f"G{found[0]}") if found else None


def get_named(public_id: str) -> Subject | None:
    """A thing by its public number; its papers may be read by the officers of the division that it lies in."""
    letter, digits = public_id[:1], public_id[1:]
    if letter not in {"G", "D"} or not (digits.isascii() and digits.isdigit() and len(digits) < 18):
        return None
    return _feature(int(digits)) if letter == "G" else _division(int(digits))


def _feature(pk: int) -> Subject | None:
    feature = Feature.objects.filter(pk=pk).first()
    names = list(Name.objects.filter(feature=pk).order_by("id")) if feature else []
    if feature is None or not names:
        return None
    standard = next((name for name in names if name.form_kind == FormKind.STANDARD), names[0])
    home = (feature.home_id,) if feature.home_id else ()
    return Subject("name", f"G{pk}", standard.form, home, f"/names/G{pk}/", feature.is_sample, f"G{pk}")


def _division(pk: int) -> Subject | None:
    name = names_of([pk], today()).get(pk)
    return Subject("name", f"D{pk}", name, (pk,), f"/names/D{pk}/", written=f"D{pk}") if name else None


NAMES = SubjectKind("name", "地名", find_named, get_named, NAME, "地名编号（如 G123）或地名")
