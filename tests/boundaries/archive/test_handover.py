"""Hand-over: what goes out comes in with every hash, and nothing that was touched on the way is taken."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from boundaries.archive import actions, handover
from boundaries.archive.models import CheckReport, Fonds, HandOver, Item
from boundaries.archive.queries import contents
from boundaries.archive.refusals import Refused
from office.intake.models import StoredFile
from office.intake.storage import name_of, originals
from office.log.hashing import digest


@pytest.fixture
def package(archive, tmp_path):
    """A package of two items, one with two versions, one a reference without file."""
    item = archive.filed()
    waiting = archive.deposit(archive.pdf_a + b"\n", "协议书 重扫.pdf")
    actions.add_version(archive.registrar, item.pk, waiting.pk, waiting.file_id, "重扫")
    secret = archive.described(security="secret", title="附图（代称）", place="保密室 3 柜", kind="agreement_map")
    actions.file_item(archive.registrar, archive.fonds, archive.shelf(), secret)
    items = list(Item.objects.select_related("file__series__fonds"))
    return handover.export(archive.registrar, items, "吉林省档案馆", tmp_path / "out.zip")


TABLES = (
    *("handover_items", "handover", "use", "checkreport", "deposit", "subjectlink_divisions", "subjectlink"),
    *("itemversion", "item", "file", "series", "fonds"),
)


def emptied() -> None:
    """Another house: the same divisions and lines, no archive and none of its files."""
    hashes = list(StoredFile.objects.values_list("sha256", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in TABLES:
            cursor.execute(f"DELETE FROM archive_{table}")
        cursor.execute("DELETE FROM intake_storedfile")
        cursor.execute("SET session_replication_role = origin")
    for sha256 in hashes:
        originals().delete(name_of(sha256))


def test_out_and_in_again_with_every_hash(archive, package):
    before = {item.archive_number: (item.content_hash, contents(item)) for item in Item.objects.all()}
    assert package.record.files == 2
    assert set(CheckReport.objects.filter(moment="handover").values_list("item__archive_number", flat=True)) == set(
        before
    )
    emptied()
    taken = handover.bring_in(None, package.package, expected=package.record.bag_hash)
    assert taken.new == 2 and taken.record.bag_hash == package.record.bag_hash
    after = {item.archive_number: (item.content_hash, contents(item)) for item in Item.objects.all()}
    assert after == before and all(digest(inside) == told for told, inside in after.values())
    assert Fonds.objects.get().division == archive.province
    link = Item.objects.get(number=1).subjects.get()
    assert link.subject_id == str(archive.line.pk) and link.pages == "1"
    call_command("verify_archive", stdout=(told := io.StringIO()))
    assert "原件 2 件" in told.getvalue() and "档案 2 件" in told.getvalue()


def test_sent_again_nothing_happens(archive, package):
    emptied()
    handover.bring_in(None, package.package)
    assert handover.bring_in(archive.registrar, package.package).new == 0
    assert Item.objects.count() == 2 and HandOver.objects.count() == 1


def rewritten(package, tmp_path, change):
    """The package with each part put through `change(name, data)`; None leaves the part out."""
    target = tmp_path / "changed.zip"
    with zipfile.ZipFile(package.package) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                out.writestr(name, data)
    return target


def flip(data: bytes) -> bytes:
    return data[:50] + bytes([data[50] ^ 1]) + data[51:]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda name, data: flip(data) if "/v1/" in name else data, "v1/协议书.pdf 的 SHA-256 与清单不符"),
        (lambda name, data: None if "/v2/" in name else data, "缺少 data/J012-ZY·220122·220183-Y-0001-001/v2/"),
        (lambda name, data: flip(data) if name.endswith("inventory.json") else data, "metadata/inventory.json 的"),
        (lambda name, data: flip(data) if name.endswith("/manifest-sha256.txt") else data, "manifest-sha256.txt"),
        (lambda name, data: data if "tagmanifest" not in name else None, "tagmanifest"),
        (lambda name, data: None if name.endswith("bagit.txt") else data, "BagIt"),
    ],
)
def test_an_edited_package_is_refused_with_the_first_wrong_file(package, tmp_path, change, said):
    emptied()
    with pytest.raises(Refused, match=said):
        handover.bring_in(None, rewritten(package, tmp_path, change))
    assert not Item.objects.exists() and not StoredFile.objects.exists()


def test_a_file_that_was_slipped_in_is_refused(package, tmp_path):
    root = package.package.stem
    changed = rewritten(package, tmp_path, lambda name, data: data)
    with zipfile.ZipFile(changed, "a") as out:
        out.writestr(f"{root}/data/extra.pdf", b"x")
    with pytest.raises(Refused, match="data/extra.pdf 不在清单上"):
        handover.bring_in(None, changed)


def test_a_package_that_was_made_anew_is_known_by_its_proof(package):
    with pytest.raises(Refused, match="交接校验值不符"):
        handover.bring_in(None, package.package, expected="0" * 64)


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "bag/../../out.txt"])
def test_a_path_out_of_the_package_is_refused(db, tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        out.writestr(name, b"x")
    with pytest.raises(Refused, match="越出交接包"):
        handover.bring_in(None, tmp_path / "a.zip")


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 cut"])
def test_what_is_no_package_is_refused(db, tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(Refused, match="解不开"):
        handover.bring_in(None, tmp_path / "a.zip")


def test_a_member_whose_packing_is_broken_is_refused(db, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("bag/bagit.txt", b"abc" * 400)
    data = bytearray((tmp_path / "a.zip").read_bytes())
    begin = 30 + len("bag/bagit.txt")  # where the packed bytes begin
    data[begin] = 0x07  # a block of a kind that does not exist
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(Refused, match="解不开"):
        handover.bring_in(None, tmp_path / "a.zip")


def test_a_damaged_original_does_not_leave_the_house(archive, tmp_path, settings):
    item = archive.filed()
    (settings.ARCHIVE_DIR / name_of(item.versions.get().file_id)).write_bytes(b"x")
    with pytest.raises(Refused, match="修复之前不能移交"):
        handover.export(archive.registrar, [item], "吉林省档案馆", tmp_path / "out.zip")
    assert not HandOver.objects.exists() and not (tmp_path / "out.zip").exists()


def test_the_commands(archive, package, tmp_path):
    out = io.StringIO()
    call_command("archive_export", tmp_path / "line.zip", office="省档案馆", line="220183-220122", stdout=out)
    assert "移交 1 件、2 个文件" in out.getvalue()
    with zipfile.ZipFile(tmp_path / "line.zip") as opened:
        entry = json.loads(opened.read("line/metadata/inventory.json"))["items"][0]
        assert entry["subjects"][0]["written"] == "220122-220183"
        assert "档号" in opened.read("line/metadata/inventory.csv").decode("utf-8-sig")
    with pytest.raises(CommandError, match="不会覆盖"):
        call_command("archive_export", tmp_path / "line.zip", office="省档案馆")
    with pytest.raises(CommandError, match="没有符合条件"):
        call_command("archive_export", tmp_path / "none.zip", office="省档案馆", year="1812")
    emptied()
    call_command("archive_import", tmp_path / "line.zip", stdout=out)
    assert "接收 1 件，其中新件 1" in out.getvalue()
    with pytest.raises(CommandError) as refused:
        call_command("archive_import", rewritten(package, tmp_path, lambda n, d: flip(d) if "/v1/" in n else d))
    assert refused.value.returncode == 1
