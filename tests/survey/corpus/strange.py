"""Strange and damaged files by the hundred, made from the good ones: each with what must be answered.

`rule`: the blocking rule that must be found; None means that all twelve points come out where they are. `spare`:
rows that may still be accepted (because the damage is in another row); they have to be those of the good file.
"""

import io
import itertools
import json
import random
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import openpyxl

from tests.survey.corpus import bad, good


@dataclass(frozen=True)
class Case:
    """One file, the system its sender declares, and the answer."""

    id: str
    name: str
    data: bytes
    rule: str | None
    crs: str | None = "EPSG:4530"
    spare: bool = False
    heavy: bool = False  # opened in a process apart


def _table(rows: list[list[str]], mark: str = ",", encoding: str = "utf-8", title: str = "") -> bytes:
    return (title + good.text(rows, mark)).encode(encoding)


def cases() -> list[Case]:
    """All of them; identifiers are unique."""
    made = itertools.chain.from_iterable(
        maker()
        for maker in (
            _known_bad,
            _orders,
            _headings,
            _encodings,
            _delimiters,
            _numerals,
            _bad_cells,
            _systems,
            _web_maps,
            _exchanged,
            _headless,
            _land_survey,
            _cut,
            _markup,
            _features,
            _drawings,
            _pictures,
            _shapefiles,
            _workbooks,
            _packages,
        )
    )
    return list(made)


def _known_bad() -> Iterator[Case]:
    for maker in bad.MAKERS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            name, data, rule = maker()
        if maker is bad.two_files_in_zip:
            continue  # here it is a package of two
        partly = maker in {bad.cut_row, bad.words_for_numbers}
        yield Case(f"bad {maker.__name__}", name, data, rule, None, spare=partly, heavy=not name.endswith(".csv"))


def _orders() -> Iterator[Case]:
    """Any order of columns."""
    dice = random.Random(4)
    for number in range(12):
        order = dice.sample(range(6), 6)
        rows = [[row[place] for place in order] for row in good.grid()]
        yield Case(f"order {number}", "次序.csv", _table(rows), None)


_HEADINGS = [
    ("点号", "X", "Y"),
    ("界桩号", "纵坐标X（m）", "横坐标Y（m）"),
    ("点名", "北坐标(m)", "东坐标(m)"),
    ("编号", "坐标X", "坐标Y"),
    ("界址点号", "X坐标", "Y坐标"),
    ("Point ID", "Northing", "Easting"),
    ("name", "N", "E"),
    ("PointName", "North", "East"),
    ("pt", "N(m)", "E(m)"),
    ("No.", "x_北", "y_东"),
    ("Ｎｏ", "Ｘ", "Ｙ"),
    ("点 号", "X 坐 标", "Y 坐 标"),
    ("测点", "纵坐标", "横坐标"),
    ("桩号", "北", "东"),
    ("Marker No", "X [m]", "Y [m]"),
    ("点编号", "平面坐标X", "平面坐标Y"),
]


def _headings() -> Iterator[Case]:
    body = [row[:3] for row in good.grid()[1:]]
    for number, heading in enumerate(_HEADINGS):
        yield Case(f"heading {number}", "表头.csv", _table([list(heading), *body]), None)
    for number, title in enumerate(
        ["示例界线成果表\r\n", "\r\n\r\n工程：示例\r\n日期：2025-05-01\r\n", ",,\r\n,成果表,\r\n"]
    ):
        yield Case(f"title {number}", "标题.csv", _table([list(_HEADINGS[0]), *body], title=title), None)


def _encodings() -> Iterator[Case]:
    for codec in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"):
        yield Case(f"table in {codec}", "编码.csv", good.csv_file(codec)[1], None)
        text = good.cadastre()[1].decode("gbk")
        yield Case(f"land survey in {codec}", "编码.txt", text.encode(codec), None, None)
        yield Case(
            f"cass in {codec}", "编码.dat", good.cass()[1].decode("gbk").replace(",,", ",地物,").encode(codec), None
        )
    yield Case("lines of old Macs", "行.csv", good.csv_file()[1].replace(b"\r\n", b"\r"), None)
    yield Case("lines of Unix", "行.csv", good.csv_file()[1].replace(b"\r\n", b"\n"), None)
    yield Case("no last line end", "行.csv", good.csv_file()[1].rstrip(), None)
    yield Case("empty lines between", "行.csv", good.csv_file()[1].replace(b"\r\n", b"\r\n\r\n"), None)


def _delimiters() -> Iterator[Case]:
    for number, mark in enumerate([",", "\t", ";", "|", "，", " ", "    ", ", ", " ,", "\t "]):
        yield Case(f"delimiter {number}", "分隔.txt", _table(good.grid(), mark), None)
    quoted = [[f'"{cell}"' for cell in row] for row in good.grid()]
    yield Case("quoted", "引号.csv", _table(quoted), None)
    yield Case("further empty cells", "空格.csv", _table([[*row, "", ""] for row in good.grid()]), None)


def _numerals() -> Iterator[Case]:
    """The same numbers, as people write them."""
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")

    def cells(turn) -> list[list[str]]:
        return [good.HEADING, *([row[0], turn(row[1]), turn(row[2]), *row[3:]] for row in good.grid()[1:])]

    for number, turn in enumerate(
        [
            lambda cell: cell.translate(wide),
            lambda cell: f'"{float(cell):,.3f}"',
            lambda cell: f"{cell}m",
            lambda cell: f"{cell} 米",
            lambda cell: f"+{cell}",
            lambda cell: f"{float(cell):.10e}",
            lambda cell: f"  {cell}  ",
        ]
    ):
        yield Case(f"numeral {number}", "数字.csv", _table(cells(turn)), None)
    for number, turn in enumerate(
        [_dms("{}°{:02d}′{:08.5f}″"), _dms("{}:{:02d}:{:08.5f}"), _dms("{}度{:02d}分{:08.5f}秒"), _packed]
    ):
        heading = ["点号", "经度(ddd.mmss)", "纬度(dd.mmss)"] if turn is _packed else ["点号", "经度", "纬度"]
        rows = [heading, *([name, turn(lon), turn(lat)] for name, lon, lat in good.POINTS)]
        yield Case(f"angle {number}", "角.csv", _table(rows), None, "EPSG:4490")
    rows = [["点号", "经度", "纬度"], *([name, _packed(lon), _packed(lat)] for name, lon, lat in good.POINTS)]
    yield Case("packed degrees that do not say so", "角.csv", _table(rows), "S02", "EPSG:4490")
    rows = [["点号", "经度", "纬度"], *([name, f"W{lon:.6f}°", f"S{lat:.6f}°"] for name, lon, lat in good.POINTS)]
    yield Case("west and south", "角.csv", _table(rows), "S28", "EPSG:4490")


def _dms(pattern: str):
    def turn(value: float) -> str:
        degrees, minutes, seconds = _parts(value)
        return pattern.format(degrees, minutes, seconds)

    return turn


def _parts(value: float) -> tuple[int, int, float]:
    total = round(value * 3600, 5)
    return int(total // 3600), int(total % 3600 // 60), round(total % 60, 5)


def _packed(value: float) -> str:
    degrees, minutes, seconds = _parts(value)
    return f"{degrees}.{minutes:02d}{seconds:08.5f}".replace(".", "#", 1).replace(".", "").replace("#", ".")


_BAD = [
    "",
    "-",
    "NaN",
    "inf",
    "1e400",
    "null",
    "0x4B",
    "4 933 882 328 1",
    "四百",
    "#REF!",
    "1_000",
    "--1",
    "1.2.3",
    "4933882,328",
]


def _bad_cells() -> Iterator[Case]:
    for number, (cell, column) in enumerate(itertools.product(_BAD, (1, 2))):
        rows = good.grid()
        rows[5] = [*rows[5][:column], f'"{cell}"', *rows[5][column + 1 :]]
        yield Case(f"cell {number}", "格.csv", _table(rows), "*", spare=True)
    for number, change in enumerate([lambda row: row[:3], lambda row: [*row, "多", "余"], lambda row: [row[0]]]):
        rows = good.grid()
        rows[7] = change(rows[7])
        yield Case(f"ragged {number}", "格.csv", _table(rows), "F02", spare=True)
    doubled = good.grid()
    yield Case("number twice", "重.csv", _table([*doubled, [doubled[1][0], *doubled[2][1:]]]), "S29", spare=True)
    yield Case(
        "cut in the last number", "断.csv", _table([row[:3] for row in good.grid()]).rstrip()[:-2], "F02", spare=True
    )


_SYSTEMS = (4530, 4551, 4499, 4510)
_FOREIGN = {
    2366: "西安80",
    2387: "西安80",
    2335: "西安80",
    2346: "西安80",
    2418: "北京54",
    2439: "北京54",
    21421: "北京54",
    21461: "北京54",
}


def _systems() -> Iterator[Case]:
    for epsg in _SYSTEMS:
        yield Case(f"system {epsg}", "系.csv", good.csv_file(epsg=epsg)[1], None, f"EPSG:{epsg}")
        yield Case(f"undeclared {epsg}", "系.csv", good.csv_file(epsg=epsg)[1], "S01", None)
        for other in _SYSTEMS:
            if other != epsg:
                yield Case(f"{epsg} said to be {other}", "系.csv", good.csv_file(epsg=epsg)[1], "S02", f"EPSG:{other}")
    for epsg in _FOREIGN:
        yield Case(f"foreign {epsg}", "系.csv", good.csv_file()[1], "*", f"EPSG:{epsg}")
    for number, words in enumerate(
        ["CGCS2000 3度带 42带", "2000国家大地坐标系，3°带，中央经线126°", "EPSG:4530", "国家2000 第42带"]
    ):
        yield Case(f"words {number}", "系.csv", _table(good.grid(), title=f"坐标系：{words}\r\n"), None, None)
    for number, words in enumerate(["西安80 3度带 42带", "1980西安坐标系", "北京54 42带", "1954北京坐标系"]):
        yield Case(f"foreign words {number}", "系.csv", _table(good.grid(), title=f"坐标系：{words}\r\n"), "S04", None)
    yield Case(
        "two datums in words", "系.csv", _table(good.grid(), title="坐标系：由西安80转换为CGCS2000\r\n"), "S01", None
    )
    yield Case("metres said to be degrees", "系.csv", good.csv_file()[1], "S02", "EPSG:4490")
    yield Case("system nobody knows", "系.csv", good.csv_file()[1], "S01", "EPSG:999999")


_SHIFTED = [
    "GCJ-02",
    "GCJ02",
    "gcj_02",
    "火星坐标",
    "高德坐标",
    "腾讯地图",
    "国测局加密坐标",
    "BD-09",
    "BD09LL",
    "bd09",
    "百度坐标",
    "百度地图",
]


def _web_maps() -> Iterator[Case]:
    for number, words in enumerate(_SHIFTED):
        yield Case(f"web map column {number}", "图.csv", good.degrees_csv(words)[1], "S04", "EPSG:4490")
        title = good.degrees_csv("")[1].decode()
        yield Case(f"web map title {number}", "图.csv", f"坐标系：{words}\r\n{title}".encode(), "S04", None)
    heads = [
        ["点号", "经度(GCJ-02)", "纬度(GCJ-02)"],
        ["点号", "高德经度", "高德纬度"],
        ["点号", "bd09_lng", "bd09_lat"],
    ]
    for number, head in enumerate(heads):
        rows = [head, *([name, f"{lon:.6f}", f"{lat:.6f}"] for name, lon, lat in good.POINTS)]
        yield Case(f"web map heading {number}", "图.csv", _table(rows), "S04", "EPSG:4490")
    yield Case("web map by the sender", "图.csv", good.degrees_csv("")[1], "S04", "GCJ-02")
    gpx = good.gpx()[1].decode()
    yield Case(
        "web map in gpx", "图.gpx", gpx.replace('creator="t"', 'creator="高德地图"').encode(), "S04", None, heavy=True
    )
    kml = good.kml()[1].decode()
    head = kml.replace("<Document>", "<Document><description>GCJ-02</description>")
    yield Case("web map in kml", "图.kml", head.encode(), "S04", None, heavy=True)
    document = {**json.loads(good.geojson()[1]), "crs": {"type": "name", "properties": {"name": "BD09"}}}
    yield Case("web map in geojson", "图.geojson", json.dumps(document).encode(), "S04", None)


def _exchanged() -> Iterator[Case]:
    for epsg in _SYSTEMS:
        rows = [[row[0], row[2], row[1], *row[3:]] for row in good.grid(epsg)[1:]]
        yield Case(f"exchanged {epsg}", "反.csv", _table([good.HEADING, *rows]), "S02", f"EPSG:{epsg}")
    rows = [["点号", "经度", "纬度"], *([name, f"{lat:.7f}", f"{lon:.7f}"] for name, lon, lat in good.POINTS)]
    yield Case("exchanged degrees", "反.csv", _table(rows), "S02", "EPSG:4490")
    one = good.grid()
    one[4] = [one[4][0], one[4][2], one[4][1], *one[4][3:]]
    yield Case("one row exchanged", "反.csv", _table(one), "S02", spare=True)


def _headless() -> Iterator[Case]:
    for epsg in _SYSTEMS:
        yield Case(f"cass {epsg}", "点.dat", good.cass(epsg=epsg)[1], None, f"EPSG:{epsg}")
    yield Case("cass with count", "点.dat", good.cass(head=True)[1], None)
    yield Case("cass with wrong count", "点.dat", good.cass(head=True)[1].replace(b"12", b"14", 1), "F02")
    turned = "".join(f"{name},,{x},{y},200\r\n" for name, x, y, *_ in good.grid()[1:])
    yield Case("cass north first", "点.dat", turned.encode(), "S02")
    for number, (headed, mark, east) in enumerate(itertools.product((True, False), (",", "\t", "  "), (True, False))):
        name, data = good.controller(headed, mark, east and not headed)
        yield Case(f"controller {number}", name, data, None)
    far = "".join(f"{index},{1000 + index},{2000 + index},3\r\n" for index in range(12))
    yield Case("numbers that are no places", "点.txt", far.encode(), "S01", None)


def _land_survey() -> Iterator[Case]:
    text = good.cadastre()[1].decode("gbk")

    def case(name: str, changed: str, rule: str | None, crs: str | None = None, spare: bool = False) -> Case:
        assert changed != text
        return Case(f"land survey {name}", "勘.txt", changed.encode("gbk"), rule, crs, spare)

    yield Case("land survey as it is", "勘.txt", text.encode("gbk"), None, None)
    yield case("of Xian 80", text.replace("2000国家大地坐标系", "80国家大地坐标系"), "S04")
    yield case("of a short name", text.replace("2000国家大地坐标系", "2000"), None)
    yield case("with a shift of its own", text.replace("转换参数=,,,,,,", "转换参数=12.5,3,0,0,0,0,0"), "S01")
    yield case("in feet", text.replace("计量单位=米", "计量单位=尺"), "S01")
    yield case("of another zone", text.replace("带号=42", "带号=43"), "S01")
    yield case("with wrong count", text.replace("13,1.2345", "15,1.2345"), "F02")
    yield case("without parcel", text.replace("13,1.2345,1,示例地块,面,K51G001001,,,@\r\n", ""), "F02")
    yield case("without points", text[: text.index("J1,1")], "F09")
    yield case("without body", text[: text.index("[地块坐标]")], "F02")
    yield case("with a short point", text.replace("J5,1,", "J5,"), "F02", spare=True)
    exchanged = text.splitlines()
    exchanged = [
        ",".join([*row[:2], row[3], row[2]]) if (row := line.split(","))[0][:1] == "J" else line for line in exchanged
    ]
    yield case("exchanged", "\r\n".join(exchanged), "S02")


_WHOLE = {
    "csv": good.csv_file,
    "cass": good.cass,
    "land survey": good.cadastre,
    "controller": good.controller,
    "geojson": good.geojson,
    "gpx": good.gpx,
    "kml": good.kml,
    "kmz": good.kmz,
    "xlsx": good.xlsx_file,
    "geopackage": good.geopackage,
    "shapefile": good.shapefile,
    "dxf": good.dxf,
    "photographs": good.photos,
    "package": good.package,
}
TEXTS = {"csv", "cass", "land survey", "controller"}


def _cut() -> Iterator[Case]:
    """Every format cut off at some place: what is still whole in a text may stay, nothing else."""
    for (kind, maker), share in itertools.product(_WHOLE.items(), (0.15, 0.4, 0.7, 0.97)):
        name, data = maker()
        cut = data[: int(len(data) * share)]
        yield Case(f"{kind} cut at {share}", name, cut, "*", spare=kind in TEXTS, heavy=kind not in {*TEXTS, "geojson"})


def _markup() -> Iterator[Case]:
    text = good.gpx()[1].decode()
    for number, (old, new) in enumerate(
        [('lat="44.5390000"', 'lat="NaN"'), ('lat="44.5390000"', 'lat="944.5"'), ('lat="44.5390000"', 'lat=""')]
    ):
        yield Case(f"gpx place {number}", "坏.gpx", text.replace(old, new).encode(), "*", None, spare=True, heavy=True)
    yield Case(
        "gpx without places",
        "空.gpx",
        b'<?xml version="1.0"?><gpx version="1.1" creator="t"/>',
        "F09",
        None,
        heavy=True,
    )
    yield Case("gpx deep", "深.gpx", b"<gpx>" + b"<a>" * 50_000, "F02", None)
    yield Case("gpx wrong tag", "坏.gpx", text.replace("</wpt>", "</wtp>", 1).encode(), "F02", None)
    gbk = text.replace("UTF-8", "GBK").encode("gbk")
    yield Case("gpx in GBK", "编.gpx", gbk, "~", None, heavy=True)
    marks = good.kml()[1].decode()
    yield Case(
        "kml words for places",
        "坏.kml",
        marks.replace("125.4130000,44.5390000,210", "东,北").encode(),
        "*",
        None,
        spare=True,
        heavy=True,
    )
    yield Case(
        "kml without marks",
        "空.kml",
        b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>',
        "F09",
        None,
        heavy=True,
    )


def _features() -> Iterator[Case]:
    for number, geometry in enumerate(
        [
            None,
            {"type": "Point", "coordinates": []},
            {"type": "Point", "coordinates": ["a", "b"]},
            {"type": "Point", "coordinates": [125.4]},
            {"type": "Point", "coordinates": [1e308, 1e308]},
            {"type": "Point", "coordinates": [44.5, 125.4]},
            {"type": "Circle", "coordinates": [125.4, 44.5]},
            {"type": "Point"},
            {"type": "Polygon", "coordinates": [[[125.4, 44.5], [125.5, 44.5]]]},
            {"type": "LineString", "coordinates": [[125.4, 44.5]]},
            [1, 2],
            "Point",
        ]
    ):
        document = json.loads(good.geojson()[1])
        document["features"][3]["geometry"] = geometry
        yield Case(f"geojson geometry {number}", "坏.geojson", json.dumps(document).encode(), "*", None, spare=True)
    for number, text in enumerate(
        [
            '{"type":"FeatureCollection"}',
            '{"type":"FeatureCollection","features":[1]}',
            '{"type":"FeatureCollection","features":[]}',
            "[]",
            "{}",
            '{"type":7}',
            "nul",
            '"text"',
        ]
    ):
        yield Case(f"geojson {number}", "坏.geojson", text.encode(), "*", None)
    odd = good.geojson()[1].replace(b'"properties": {', b'"properties": {"deep": {"a": [1, {"b": null}]}, ')
    yield Case("geojson with deep properties", "深.geojson", odd, "~", None)


def _drawings() -> Iterator[Case]:
    name, data = good.dxf()
    text = data.decode("gbk")
    yield Case("dxf without end", name, text.replace("EOF\n", "").encode(), "F02", heavy=True)
    yield Case("dxf binary", name, b"AutoCAD Binary DXF\r\n\x1a\0" + b"\1" * 100, "F06")
    yield Case("dxf without entities", name, b"0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n", "F09", heavy=True)
    yield Case("dxf undeclared", name, data, "S01", None, heavy=True)
    first = text.split("\n")[9]
    yield Case("dxf words for places", name, text.replace(first, "abc", 1).encode("gbk"), "*", spare=True, heavy=True)
    yield Case("dxf far away", name, text.replace(first, "1e300", 1).encode("gbk"), "*", spare=True, heavy=True)
    yield Case("dxf with a comment in front", name, b"999\nmade by hand\n" + data, None, heavy=True)


def _pictures() -> Iterator[Case]:
    yield Case("photo without place", "a.jpg", good.photo(place=False), "S28", None, heavy=True)
    yield Case("photo of a web map", "a.jpg", good.photo(datum="GCJ-02"), "S04", None, heavy=True)
    yield Case("photo of nothing", "a.jpg", b"\xff\xd8\xff\xe1" + b"\0" * 500, "F02", None, heavy=True)
    yield Case("photo by name only", "a.jpg", b"hello", "F06", None)
    yield Case("photo of an iPhone", "a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 99, "F06", None)
    whole = good.photo()
    at = whole.index(b"Exif")
    yield Case(
        "photo with broken EXIF", "a.jpg", whole[: at + 6] + b"\xff" * 60 + whole[at + 66 :], "*", None, heavy=True
    )
    yield Case("photo after its end", "a.jpg", whole + b"\0" * 4000, "~", None, heavy=True)
    members = {f"{index}.jpg": good.photo(index) for index in range(12)}
    cut = {**members, "5.jpg": members["5.jpg"][:-200]}
    yield Case("one photo of many cut", "照片.zip", good.zipped(cut), "F02", None, spare=True, heavy=True)


def _shapefiles() -> Iterator[Case]:
    parts = good.shapefile_parts()

    def packed(changed: dict[str, bytes]) -> bytes:
        return good.zipped({f"a{suffix}": data for suffix, data in {**parts, **changed}.items()})

    yield Case("shapefile with words for .prj", "形.zip", packed({".prj": b"hello"}), "S01", None, heavy=True)
    yield Case("shapefile with binary .prj", "形.zip", packed({".prj": bytes(range(256))}), "S01", None, heavy=True)
    yield Case("shapefile with wrong .cpg", "形.zip", packed({".cpg": b"UTF-8"}), None, None, heavy=True)
    yield Case("shapefile with unknown .cpg", "形.zip", packed({".cpg": b"klingon"}), None, None, heavy=True)
    yield Case("shapefile with empty .shx", "形.zip", packed({".shx": b""}), "*", None, heavy=True)
    yield Case(
        "shapefile with foreign .shx",
        "形.zip",
        packed({".shx": parts[".shx"][:100] + b"\x7f" * (len(parts[".shx"]) - 100)}),
        "*",
        None,
        heavy=True,
    )
    kind = parts[".shp"][:32] + struct.pack("<i", 5) + parts[".shp"][36:]
    yield Case("shapefile of another kind", "形.zip", packed({".shp": kind}), "~", None, heavy=True)
    count = parts[".dbf"][:4] + struct.pack("<I", 4) + parts[".dbf"][8:]
    yield Case("shapefile with fewer records", "形.zip", packed({".dbf": count}), "*", None, spare=True, heavy=True)
    yield Case(
        "two shapefiles",
        "形.zip",
        good.zipped({f"{stem}{suffix}": data for stem in "ab" for suffix, data in parts.items()}),
        "~",
        None,
        heavy=True,
    )


def _workbooks() -> Iterator[Case]:
    yield Case("workbook", "表.xlsx", good.xlsx_file()[1], None, heavy=True)
    yield Case(
        "workbook with further sheets",
        "表.xlsx",
        _book(lambda book: book.create_sheet("其他").append(["a"])),
        None,
        heavy=True,
    )
    yield Case("workbook with a hidden sheet", "表.xlsx", _book(_hide), None, heavy=True)
    yield Case(
        "workbook with an error",
        "表.xlsx",
        _book(lambda book: book.active.__setitem__("B5", "#REF!")),
        "S28",
        spare=True,
        heavy=True,
    )
    yield Case(
        "workbook with a formula",
        "表.xlsx",
        _book(lambda book: book.active.__setitem__("B5", "=1+1")),
        "S28",
        spare=True,
        heavy=True,
    )
    yield Case(
        "workbook with a date",
        "表.xlsx",
        _book(lambda book: book.active.__setitem__("B5", "2025-05-01")),
        "S28",
        spare=True,
        heavy=True,
    )
    yield Case("workbook without sheets' content", "表.xlsx", _empty_book(), "F01", heavy=True)
    yield Case("workbook by name only", "表.xlsx", b"a,b\r\n1,2\r\n", "F02")


def _book(change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(good.xlsx_file(titles=False)[1]))
    change(book)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _hide(book) -> None:
    sheet = book.create_sheet("旧")
    sheet.append(["点号", "X", "Y"])
    sheet.sheet_state = "hidden"


def _empty_book() -> bytes:
    sink = io.BytesIO()
    openpyxl.Workbook().save(sink)
    return sink.getvalue()


def _packages() -> Iterator[Case]:
    table = good.csv_file()[1]
    yield Case("zip with one table", "包.zip", good.zipped({"a.csv": table}), None)
    yield Case("zip with a paper beside", "包.zip", good.zipped({"a.csv": table, "说明.docx": b"x"}), None)
    yield Case("zip with names in GBK", "包.zip", good.zipped({"界桩.csv": table}), None)
    yield Case("zip of papers only", "包.zip", good.zipped({"说明.docx": b"x", "b.pdf": b"y"}), "F12")
    yield Case("zip with only folders", "包.zip", good.zipped({"a/": b""}), "F09")
    yield Case("rar", "包.rar", b"Rar!\x1a\x07\x00" + b"\1" * 200, "F06")
    yield Case("7z", "包.7z", b"7z\xbc\xaf\x27\x1c" + b"\1" * 200, "F06")
    yield Case("dwg", "图.dwg", b"AC1032" + b"\1" * 200, "F06")
    yield Case("pdf", "表.pdf", b"%PDF-1.7" + b"\1" * 200, "F06")
