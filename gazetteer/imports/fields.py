"""The columns of name registers (地名登记表的栏目): what they are called, above all in the second national census.

The shipped mapping is that of the 二普 地名登记表; headings of other registers stand beside. All in `columns.normal`
form, the census's own heading first.
"""

from collections.abc import Mapping, Sequence

from office.intake.columns import Book

CENSUS = "第二次全国地名普查 地名登记表"

#: field → headings that mean it
FIELDS: Mapping[str, Sequence[str]] = {
    "id": ("地名代码", "编号", "地名编号", "登记表编号", "代码", "图元编号", "id", "code", "osmid", "geonameid"),
    "name": ("标准名称", "地名", "名称", "标准地名", "地名名称", "name", "placename", "街路巷名称", "道路名称"),
    "specific": ("专名", "专名部分", "specific"),
    "generic": ("通名", "通名部分", "generic"),
    "pinyin": ("罗马字母拼写", "罗马字母", "罗马字母拼写形式", "汉语拼音", "拼音", "pinyin", "romanized", "romanised"),
    "reading": ("读音", "普通话读音", "地名读音", "注音"),
    "minority": ("民族文字", "少数民族文字", "少数民族语书写", "民族文字书写", "少数民族语文字", "原语书写"),
    "language": ("语种", "地名语种", "少数民族语语种", "原语语种", "language"),
    "alias": ("别名", "俗称", "又名", "alias", "altname"),
    "former": ("曾用名", "旧名", "历史名称", "原名", "formername", "oldname"),
    "both": ("别名曾用名", "曾用名别名", "别名、曾用名", "曾用名、别名"),
    "short": ("简称", "shortname"),
    "kind": ("类别", "地名类别", "地名类别名称", "实体类别", "种类", "类型", "地名种类", "kind", "type", "class"),
    "gb_class": ("类别代码", "地名类别代码", "分类代码", "gb18521"),
    "division": (
        *("所在行政区", "所在跨行政区", "所在跨行政区域", "所在行政区划", "所属政区", "所在政区", "所属行政区划"),
        *("所在地", "行政区划", "行政区划代码", "政区代码", "所在村", "所属乡镇", "division", "adcode"),
    ),
    "crossing": ("跨行政区", "跨行政区域", "跨越政区"),
    "position": ("位置", "相对位置", "地理位置", "位置描述", "起止点", "起止点位置", "四至", "四至范围", "position"),
    "begin": ("起点", "起点位置", "start"),
    "end": ("止点", "终点", "止点位置", "终点位置", "end"),
    "lon": ("经度", "东经", "中心经度", "经度坐标", "lon", "lng", "long", "longitude", "东经经度"),
    "lat": ("纬度", "北纬", "中心纬度", "纬度坐标", "lat", "latitude", "北纬纬度"),
    "x": ("x", "x坐标", "纵坐标", "纵坐标x", "坐标x", "北坐标"),
    "y": ("y", "y坐标", "横坐标", "横坐标y", "坐标y", "东坐标"),
    "crs": ("坐标系", "坐标系统", "坐标参考系", "crs", "epsg"),
    "survey_method": ("测量方法", "坐标测量方法"),
    "length": ("长度", "长", "道路长度", "length"),
    "width": ("宽度", "宽", "路面宽度", "width"),
    "area": ("面积", "占地面积", "area"),
    "meaning": (
        "含义",
        "地名含义",
        "含义来历",
        "含义、来历",
        "含义和来历",
        "地名来历含义及历史沿革",
        "地名的含义",
        "地名的来历",
        "来历",
        "地名来历",
        "meaning",
    ),
    "history": ("历史沿革", "沿革", "地名的历史沿革", "history"),
    "map_name": ("图上名称", "原图名称", "图上地名"),
    "security": ("密级", "保密级别", "security", "classification"),
    "source": ("资料来源", "来源", "资料来源及出处", "source"),
    "registrar": ("登记人", "填表人", "调查人"),
    "unit": ("登记单位", "填表单位", "调查单位"),
    "registered_on": ("登记时间", "填表时间", "登记日期", "填表日期", "调查时间"),
    "note": ("备注", "说明", "note", "remark", "remarks"),
}

LABELS: Mapping[str, str] = {
    "id": "编号",
    "name": "标准名称",
    "specific": "专名",
    "generic": "通名",
    "pinyin": "罗马字母",
    "reading": "读音",
    "minority": "民族文字",
    "language": "语种",
    "alias": "别名",
    "former": "曾用名",
    "both": "别名／曾用名",
    "short": "简称",
    "kind": "类别",
    "gb_class": "类别代码",
    "division": "所在（跨）行政区",
    "crossing": "跨行政区",
    "position": "位置、四至",
    "begin": "起点",
    "end": "止点",
    "lon": "经度",
    "lat": "纬度",
    "x": "X（纵，北）",
    "y": "Y（横，东）",
    "crs": "坐标系",
    "survey_method": "测量方法",
    "length": "长（米）",
    "width": "宽（米）",
    "area": "面积（平方米）",
    "meaning": "含义、来历",
    "history": "历史沿革",
    "map_name": "图上名称",
    "security": "密级",
    "source": "资料来源",
    "registrar": "登记人",
    "unit": "登记单位",
    "registered_on": "登记时间",
    "note": "备注",
}

#: how the second census writes its table; `CENSUS` offers it for files whose headings are these
CENSUS_MAPPING: Mapping[str, str] = {
    "name": "标准名称",
    "specific": "专名",
    "generic": "通名",
    "pinyin": "罗马字母拼写",
    "reading": "读音",
    "minority": "民族文字",
    "language": "语种",
    "alias": "别名",
    "former": "曾用名",
    "kind": "地名类别",
    "division": "所在（跨）行政区",
    "position": "位置",
    "begin": "起点",
    "end": "止点",
    "lon": "东经",
    "lat": "北纬",
    "crs": "坐标系",
    "survey_method": "测量方法",
    "length": "长度",
    "width": "宽度",
    "area": "面积",
    "meaning": "地名的含义",
    "history": "地名的历史沿革",
    "map_name": "图上名称",
    "security": "密级",
    "source": "资料来源",
    "registrar": "登记人",
    "unit": "登记单位",
    "registered_on": "登记时间",
}

BOOK = Book(FIELDS)


def mapping_of(headings: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    """Field → heading: what a person said, the rest as recognised. A field said to be nothing is left out."""
    guessed = {field: heading for field, heading in BOOK.recognise(headings).items() if heading not in said.values()}
    told = {field: heading for field, heading in {**guessed, **said}.items() if field in FIELDS}
    return {field: heading for field, heading in told.items() if heading in headings}


def is_census(headings: Sequence[str]) -> bool:
    """Whether a table has the headings of the census: its name, its class and five more."""
    there = sum(heading in headings for heading in CENSUS_MAPPING.values())
    return {"标准名称", "地名类别"} <= set(headings) and there >= 7
