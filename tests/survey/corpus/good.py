"""The same twelve points of the line 农安县—德惠市 in every format that the reader knows."""

import io
import json
import tempfile
import zipfile
from pathlib import Path

import numpy
import openpyxl
import pyogrio.raw
import pyproj
import shapely
from PIL import Image

#: number, longitude, latitude (CGCS2000 degrees)
POINTS = [(f"J{index:02d}", 125.40 + 0.013 * index, 44.55 - 0.011 * index) for index in range(1, 13)]
HEADING = ["点号", "X", "Y", "高程", "精度", "备注"]


def planar(epsg: int, lon: float, lat: float) -> tuple[float, float]:
    """(X north, Y east) of a point in a projected system."""
    east, north = pyproj.Transformer.from_crs(4490, epsg, always_xy=True, allow_ballpark=False).transform(lon, lat)
    return round(north, 3), round(east, 3)


def grid(epsg: int = 4530, shift: tuple[float, float] = (0.0, 0.0)) -> list[list[str]]:
    """Heading and rows as cells, X north and Y east; all points moved by `shift` degrees."""
    rows = [list(HEADING)]
    for number, lon, lat in POINTS:
        x, y = planar(epsg, lon + shift[0], lat + shift[1])
        rows.append([number, f"{x:.3f}", f"{y:.3f}", "212.5", "0.05", "水泥桩"])
    return rows


def text(rows: list[list[str]], mark: str = ",") -> str:
    return "".join(mark.join(row) + "\r\n" for row in rows)


def csv_file(encoding: str = "utf-8", epsg: int = 4530, rows: list[list[str]] | None = None) -> tuple[str, bytes]:
    return "农德线界桩点.csv", text(rows or grid(epsg)).encode(encoding)


def degrees_csv(declared: str = "CGCS2000") -> tuple[str, bytes]:
    rows = [["点号", "经度", "纬度", "坐标系"]]
    rows += [[number, f"{lon:.8f}", f"{lat:.8f}", declared] for number, lon, lat in POINTS]
    return "经纬度.csv", text(rows).encode()


def xlsx_file(rows: list[list[str]] | None = None, titles: bool = True) -> tuple[str, bytes]:
    """A workbook with a merged title, a merged heading of two lines and numbers as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    body = rows or grid()
    if titles:
        sheet.append(["农安县—德惠市线界桩成果表（坐标系：CGCS2000 3度带第42带）"])
        sheet.merge_cells("A1:F1")
        sheet.append(["点号", "坐标（米）", None, "高程", "精度", "备注"])
        sheet.append([None, "X", "Y", None, None, None])
        sheet.merge_cells("B2:C2")
        for column in "ADEF":
            sheet.merge_cells(f"{column}2:{column}3")
    else:
        sheet.append(body[0])
    for row in body[1:]:
        sheet.append([row[0], *(float(cell) for cell in row[1:5]), *row[5:]])
    sink = io.BytesIO()
    book.save(sink)
    return "界桩成果表.xlsx", sink.getvalue()


def written(folder: Path, name: str, driver: str, crs: str | None, *, encoding: str | None = None, shapes=None) -> None:
    """One layer of points (or the given shapes) written by GDAL."""
    if shapes is None:
        shapes = [shapely.Point(*_in(crs, lon, lat)) for _, lon, lat in POINTS]
    names = numpy.array([POINTS[index % 12][0] + "号桩" for index in range(len(shapes))], dtype=object)
    notes = numpy.array(["农安镇靠山屯东侧水泥桩"] * len(shapes), dtype=object)
    pyogrio.raw.write(
        folder / name,
        geometry=numpy.array(shapely.to_wkb(shapes), dtype=object),
        field_data=[names, notes],
        fields=["点号", "备注"],
        geometry_type=shapes[0].geom_type,
        crs=crs,
        driver=driver,
        encoding=encoding,
    )


def _in(crs: str | None, lon: float, lat: float) -> tuple[float, float]:
    epsg = int(crs.split(":")[1]) if crs else 4530
    return (lon, lat) if epsg in {4490, 4326} else planar(epsg, lon, lat)[::-1]


def geopackage(crs: str = "EPSG:4490", shapes=None) -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), "out.gpkg", "GPKG", crs, shapes=shapes)
        return "成果.gpkg", (Path(folder) / "out.gpkg").read_bytes()


def shapefile_parts(crs: str | None = "EPSG:4530", encoding: str = "GBK", shapes=None) -> dict[str, bytes]:
    """The parts of a Shapefile by suffix; without `crs` there is no .prj."""
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), "points.shp", "ESRI Shapefile", crs, encoding=encoding, shapes=shapes)
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return sink.getvalue()


def shapefile(
    crs: str | None = "EPSG:4530", encoding: str = "GBK", cpg: bool = False, shapes=None
) -> tuple[str, bytes]:
    parts = shapefile_parts(crs, encoding, shapes)
    kept = {f"界桩{suffix}": data for suffix, data in parts.items() if cpg or suffix != ".cpg"}
    return "界桩.zip", zipped(kept)


def geojson(shapes=None) -> tuple[str, bytes]:
    shapes = shapes or [shapely.Point(lon, lat) for _, lon, lat in POINTS]
    features = [
        {"type": "Feature", "properties": {"点号": f"G{index}"}, "geometry": shapely.geometry.mapping(shape)}
        for index, shape in enumerate(shapes, 1)
    ]
    return "点.geojson", json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def gpx() -> tuple[str, bytes]:
    points = "".join(
        f'<wpt lat="{lat:.7f}" lon="{lon:.7f}"><ele>210.5</ele><name>{number}</name></wpt>'
        for number, lon, lat in POINTS
    )
    track = "".join(f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"/>' for _, lon, lat in POINTS)
    body = f"{points}<trk><name>踏勘</name><trkseg>{track}</trkseg></trk>"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    head += '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="t">'
    return "航点.gpx", (head + body + "</gpx>").encode()


def kml() -> tuple[str, bytes]:
    marks = "".join(
        f"<Placemark><name>{number}</name><Point><coordinates>{lon:.7f},{lat:.7f},210</coordinates></Point></Placemark>"
        for number, lon, lat in POINTS
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    return "标注.kml", (head + marks + "</Document></kml>").encode()


def kmz() -> tuple[str, bytes]:
    return "标注.kmz", zipped({"doc.kml": kml()[1]})


# --- what the field brings besides: the same twelve points ---------------------------------------


def cass(head: bool = False, epsg: int = 4530) -> tuple[str, bytes]:
    """点号,编码,Y（东）,X（北）,H; older versions put the count in front and END behind."""
    lines = [f"{number},,{y},{x},212.5" for number, x, y, *_ in grid(epsg)[1:]]
    lines = [str(len(lines)), *lines, "END"] if head else lines
    return "碎部.dat", "\r\n".join(lines).encode("gbk")


def controller(headed: bool = True, mark: str = ",", east_first: bool = False) -> tuple[str, bytes]:
    """What RTK controllers export: name, N, E, H, B, L and the quality of the fix; or the same without a heading."""
    rows = [["name", "N", "E", "H", "B", "L", "HRMS", "VRMS"]] if headed else []
    for (number, lon, lat), (_, x, y, *_) in zip(POINTS, grid()[1:], strict=True):
        pair = [y, x] if east_first else [x, y]
        rows.append([number, *pair, "212.5", f"{lat:.9f}", f"{lon:.9f}", "0.011", "0.018"])
    return "手簿导出.txt", text(rows, mark).encode()


def cadastre(zone: str = "42", system: str = "2000国家大地坐标系", epsg: int = 4530) -> tuple[str, bytes]:
    """勘测定界 coordinate text: one parcel, its ring closed by repeating the first point."""
    head = ["[属性描述]", "格式版本号=1.01", f"坐标系={system}", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米"]
    head += [f"带号={zone}", "精度=0.001", "转换参数=,,,,,,", "[地块坐标]"]
    points = [f"J{index},1,{x},{y}" for index, (_, x, y, *_) in enumerate(grid(epsg)[1:], 1)]
    body = [f"{len(points) + 1},1.2345,1,示例地块,面,K51G001001,,,@", *points, points[0]]
    return "勘测定界.txt", "\r\n".join([*head, *body]).encode("gbk")


def dxf(encoding: str = "gbk") -> tuple[str, bytes]:
    lines = ["0", "SECTION", "2", "ENTITIES"]
    for _, x, y, *_ in grid()[1:]:
        lines += ["0", "POINT", "8", "界桩", "10", y, "20", x, "30", "0"]
    return "图.dxf", "\n".join([*lines, "0", "ENDSEC", "0", "EOF", ""]).encode(encoding)


def gpx_track() -> tuple[str, bytes]:
    """A track of twelve points with height and time, in two parts."""
    points = [
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><ele>{210 + index}</ele>'
        f"<time>2025-05-01T08:00:{index:02d}+08:00</time></trkpt>"
        for index, (_, lon, lat) in enumerate(POINTS)
    ]
    parts = "".join(f"<trkseg>{''.join(part)}</trkseg>" for part in (points[:6], points[6:]))
    head = '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="t">'
    return "航迹.gpx", f"{head}<trk><name>踏勘</name>{parts}</trk></gpx>".encode()


def _sexagesimal(value: float) -> tuple[float, float, float]:
    minutes = (value - int(value)) * 60
    return float(int(value)), float(int(minutes)), round((minutes - int(minutes)) * 60, 4)


def photo(index: int = 0, place: bool = True, datum: str = "WGS-84") -> bytes:
    """A small picture taken at one of the points."""
    _, lon, lat = POINTS[index]
    picture = Image.new("RGB", (64, 48), (60, 120 + index, 60))
    exif = picture.getexif()
    exif[0x0110] = "M1"
    exif.get_ifd(0x8769)[0x9003] = "2025:05:01 08:00:00"
    if place:
        pairs = {1: "N", 2: _sexagesimal(lat), 3: "E", 4: _sexagesimal(lon), 5: b"\0", 6: 212.5}
        exif.get_ifd(0x8825).update({**pairs, 16: "T", 17: 123.5, 18: datum, 31: 4.0})
    sink = io.BytesIO()
    picture.save(sink, "JPEG", exif=exif)
    return sink.getvalue()


def photos() -> tuple[str, bytes]:
    return "照片.zip", zipped({f"IMG_{index:02d}.jpg": photo(index) for index in range(len(POINTS))})


def package() -> tuple[str, bytes]:
    """A zip with a table, a Shapefile, two photographs and a paper that is no result."""
    parts = {f"图层/界桩{suffix}": data for suffix, data in shapefile_parts().items()}
    return "外业.zip", zipped(
        {"点.csv": csv_file()[1], "照片/1.jpg": photo(0), "照片/2.jpg": photo(1), "说明.pdf": b"%PDF", **parts}
    )
