"""Files that cannot be taken: each maker returns (name, bytes, rule that must be found)."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

import shapely

from tests.survey.corpus import good

Bad = tuple[str, bytes, str]
MAKERS: list[Callable[[], Bad]] = []


def bad(maker: Callable[[], Bad]) -> Callable[[], Bad]:
    MAKERS.append(maker)
    return maker


@bad
def empty() -> Bad:
    return "空.csv", b"", "F01"


@bad
def only_blanks() -> Bad:
    return "空白.csv", b"\xef\xbb\xbf \r\n \r\n", "F01"


@bad
def only_zeros() -> Bad:
    return "零.zip", b"\0" * 5000, "F01"


@bad
def only_heading() -> Bad:
    return "只有表头.csv", "点号,X,Y\r\n".encode(), "F09"


@bad
def cut_zip() -> Bad:
    name, data = good.shapefile()
    return name, data[: len(data) // 2], "F02"


@bad
def cut_workbook() -> Bad:
    name, data = good.xlsx_file()
    return name, data[: len(data) - 300], "F02"


@bad
def cut_geopackage() -> Bad:
    name, data = good.geopackage()
    return name, data[: len(data) // 2], "F02"


@bad
def damaged_geopackage() -> Bad:
    name, data = good.geopackage()
    return name, data[:100] + b"\xff" * (len(data) - 100), "F02"


@bad
def cut_geojson() -> Bad:
    name, data = good.geojson()
    return name, data[:-20], "F02"


@bad
def deep_geojson() -> Bad:
    return "深.geojson", b'{"type":' + b"[" * 200_000, "F02"


@bad
def cut_gpx() -> Bad:
    name, data = good.gpx()
    return name, data[:-30], "F02"


@bad
def cut_kml() -> Bad:
    name, data = good.kml()
    return name, data[:-30], "F02"


@bad
def cut_row() -> Bad:
    name, data = good.csv_file()
    return name, data[:-20], "F02"


@bad
def cut_character() -> Bad:
    rows = [*good.grid()[:2], ["J99", "1", "2", "3", "4", "水泥桩"]]
    return "断字.csv", good.text(rows).encode()[:-3], "F02"


@bad
def cut_shape() -> Bad:
    parts = good.shapefile_parts()
    parts[".shp"] = parts[".shp"][:-30]
    return "断.zip", good.zipped({f"a{suffix}": data for suffix, data in parts.items()}), "F02"


@bad
def cut_table_of_shape() -> Bad:
    parts = good.shapefile_parts()
    parts[".dbf"] = parts[".dbf"][:-200]
    return "断.zip", good.zipped({f"a{suffix}": data for suffix, data in parts.items()}), "F02"


@bad
def control_characters() -> Bad:
    return "控制符.csv", "点号,X,Y\r\n1,2\x01,3\r\n".encode(), "F02"


@bad
def bomb_by_ratio() -> Bad:
    return "弹.zip", good.zipped({"a.csv": b"0" * (40 * 1024 * 1024)}), "F03"


@bad
def bomb_by_count() -> Bad:
    return "多.zip", good.zipped({f"{index}.csv": b"1" for index in range(300)}), "F03"


@bad
def bomb_in_workbook() -> Bad:
    members = {"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b" " * (40 * 1024 * 1024)}
    return "弹.xlsx", good.zipped(members), "F03"


@bad
def lying_directory() -> Bad:
    """The directory says ten bytes, the stream unpacks to many."""
    data = bytearray(good.zipped({"a.csv": b"0" * 100_000}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return "谎.zip", bytes(data), "F02"


@bad
def path_outside() -> Bad:
    return "越界.zip", good.zipped({"../../etc/a.csv": b"1,2"}), "F04"


@bad
def path_absolute() -> Bad:
    return "绝对.zip", good.zipped({"/etc/a.csv": b"1,2"}), "F04"


@bad
def path_of_windows() -> Bad:
    return "盘符.zip", good.zipped({"C:\\a.csv": b"1,2"}), "F04"


@bad
def link_outside() -> Bad:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        info = zipfile.ZipInfo("a.csv")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/hostname")
    return "链接.zip", sink.getvalue(), "F04"


_ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@bad
def gpx_with_entities() -> Bad:
    text = good.gpx()[1].decode().replace("?><gpx", f"?>{_ENTITIES}<gpx").replace("J01", "&b;")
    return "实体.gpx", text.encode(), "F05"


@bad
def kml_with_outside_entity() -> Bad:
    text = good.kml()[1].decode()
    outside = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return "外部实体.kml", text.replace("?><kml", f"?>{outside}<kml").replace("J01", "&x;").encode(), "F05"


@bad
def workbook_with_entities() -> Bad:
    name, data = good.xlsx_file()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {item: archive.read(item) for item in archive.namelist()}
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(b"<workbook", _ENTITIES.encode() + b"<workbook", 1)
    return name, good.zipped(members), "F05"


@bad
def picture() -> Bad:
    return "照片.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "F06"


@bad
def old_excel() -> Bad:
    return "旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600, "F06"


@bad
def web_page() -> Bad:
    return "网页.kml", b"<html><body>404</body></html>", "F06"


@bad
def other_json() -> Bad:
    return "其他.json", b'{"a": 1}', "F06"


@bad
def unknown_encoding() -> Bad:
    return "乱码.csv", b"\xff\x81\xff,\xfe\xff\x20\r\n" * 40, "F07"


@bad
def shapefile_without_table() -> Bad:
    parts = good.shapefile_parts()
    return "缺.zip", good.zipped({"a.shp": parts[".shp"], "a.shx": parts[".shx"]}), "F08"


@bad
def bare_shape() -> Bad:
    return "a.shp", good.shapefile_parts()[".shp"], "F08"


@bad
def zip_in_zip() -> Bad:
    return "套.zip", good.zipped({"a.zip": good.zipped({"a.csv": b"1"})}), "F12"


@bad
def two_files_in_zip() -> Bad:
    return "两.zip", good.zipped({"a.csv": good.csv_file()[1], "b.csv": good.csv_file()[1]}), "F12"


@bad
def shapefile_without_prj() -> Bad:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        name, data = good.shapefile(crs=None)
    return name, data, "S01"


@bad
def undeclared_table() -> Bad:
    return (*good.csv_file(), "S01")


@bad
def no_coordinate_columns() -> Bad:
    return "无坐标.csv", "点号,备注\r\nJ1,水泥\r\nJ2,石\r\n".encode(), "S01"


def _declared(words: str, rows: list[list[str]]) -> bytes:
    return good.text([[words], *rows]).encode()


@bad
def wrong_zone() -> Bad:
    return "错带.csv", _declared("坐标系：EPSG:4531", good.grid(4530)), "S02"


@bad
def wrong_zone_without_prefix() -> Bad:
    return "错带无带号.csv", _declared("坐标系：EPSG:4549", good.grid(4551)), "S02"


@bad
def exchanged() -> Bad:
    rows = [[number, y, x, *rest] for number, x, y, *rest in good.grid()[1:]]
    return "颠倒.csv", _declared("坐标系：EPSG:4530", [good.HEADING, *rows]), "S02"


@bad
def degrees_as_metres() -> Bad:
    rows = [["点号", "X", "Y"], *([n, f"{lat:.7f}", f"{lon:.7f}"] for n, lon, lat in good.POINTS)]
    return "度.csv", _declared("坐标系：EPSG:4530", rows), "S02"


@bad
def metres_as_degrees() -> Bad:
    rows = [["点号", "经度", "纬度"], *([row[0], row[2], row[1]] for row in good.grid()[1:])]
    return "米.csv", _declared("坐标系：EPSG:4490", rows), "S02"


@bad
def outside_jilin() -> Bad:
    rows = [["点号", "经度", "纬度", "坐标系"], ["J1", "116.39", "39.9", "CGCS2000"]]
    return "北京.csv", good.text(rows).encode(), "S03"


@bad
def other_datum() -> Bad:
    return "西安80.csv", _declared("坐标系：西安80 3度带", good.grid()), "S04"


@bad
def crossing_polygon() -> Bad:
    shape = shapely.Polygon([(125.1, 44.1), (125.2, 44.2), (125.2, 44.1), (125.1, 44.2)])
    name, data = good.geopackage(shapes=[shape])
    return name, data, "S28"


@bad
def words_for_numbers() -> Bad:
    rows = [["点号", "X", "Y"], ["J1", "四百九十三万", "42453347.264"]]
    return "文字.csv", _declared("坐标系：EPSG:4530", rows), "S28"


@bad
def crossing_line() -> Bad:
    line = shapely.LineString([(125.1, 44.1), (125.3, 44.3), (125.3, 44.1), (125.1, 44.3)])
    return "交叉.geojson", good.geojson([line])[1], "S11"
