"""The records as a workbook (野外记录导出)."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone

from office.intake.models import Receipt
from office.people.calendar import today
from office.tables import Cell, table_file
from survey.field.models import FieldItem, ItemState

HEADINGS = ["编号", "种类", "界线", "状态", "报送人", "收到时间", "经度", "纬度", "精度，米", "照片", "检查", "回执"]
_WIDTHS = [16, 8, 28, 8, 10, 18, 14, 14, 10, 8, 48, 18]


def workbook(items: Iterable[FieldItem]) -> HttpResponse:
    """An XLSX of the records; positions are WGS 84 degrees."""
    return table_file("field-records", "xlsx", "野外记录", HEADINGS, (_cells(item) for item in items), _WIDTHS)


def _cells(item: FieldItem) -> list[Cell]:
    spot = item.payload.get("position") or {}
    receipt = next((one for one in item.submission.receipts.all() if one.kind == Receipt.Kind.ARRIVAL), None)
    return [
        item.number,
        item.get_kind_display(),
        item.line.on(today()).name,
        str(ItemState(item.state).label),
        str(item.sender),
        timezone.localtime(item.received_at).strftime("%Y-%m-%d %H:%M:%S"),
        spot.get("lon", ""),
        spot.get("lat", ""),
        spot.get("accuracy_m", ""),
        len(item.photos.all()),
        "\n".join(f"{one['rule']} {one['message']}" for one in item.findings),
        receipt.number if receipt else "",
    ]
