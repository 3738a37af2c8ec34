"""Files, items and extracts against their hashes: the first that fails is named, the archivist is told."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from boundaries.archive import extracts
from boundaries.archive.models import Extract
from boundaries.archive.verification import monthly_verification
from office.intake.storage import name_of
from office.jobs.periodic import registered
from office.log.models import Event
from office.tasks.models import Task


def verified() -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_archive", stdout=out)
    except SystemExit as end:
        return int(end.code), out.getvalue()
    return 0, out.getvalue()


def forced(statement: str) -> None:
    """What only somebody who owns the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def full(archive):
    archive.item = archive.filed()
    kind = Extract.Kind.CERTIFICATE
    archive.extract = extracts.issue(archive.registrar, archive.item.pk, kind, purpose="核对", applicant="农安县民政局")
    return archive


def test_everything_is_counted(full):
    assert verified() == (0, "核对原件 2 件、回执 0 份、档案 1 件、利用证明 1 份，全部相符。\n")


def test_one_flipped_byte_is_named(full, settings):
    sha256 = full.item.versions.get().file_id
    place = settings.ARCHIVE_DIR / name_of(sha256)
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.chmod(0o600)
    place.write_bytes(data)
    code, told = verified()
    assert code == 1 and sha256[:16] in told and "与其哈希不符" in told.splitlines()[0]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE archive_item SET title = '别的'", "J012-ZY·220122·220183-Y-0001-001 的著录或版本"),
        ("UPDATE archive_itemversion SET filename = 'b.pdf'", "J012-ZY·220122·220183-Y-0001-001 的著录或版本"),
        ("""UPDATE archive_extract SET content = content || '{"applicant": "x"}'""", "LY-"),
    ],
)
def test_what_was_changed_behind_the_back_is_named(full, statement, said):
    forced(statement)
    code, told = verified()
    assert code == 1 and said in told.splitlines()[0]


def test_the_archivist_is_told_once_a_month(full, settings):
    assert "全部相符" in monthly_verification() and not Task.objects.exists()
    forced("UPDATE archive_item SET title = '别的'")
    assert "1 处不符" in monthly_verification()
    monthly_verification()
    task = Task.objects.get()
    assert task.role == "registrar" and task.place == full.province.pk and "1 处不符" in task.title
    assert Event.objects.filter(action="archive.verify").count() == 3
    assert "archive.verification" in [job.name for job in registered()]
