"""A made-up survey as the facts of its papers: long names, 30 markers, missing values."""

import dataclasses
import datetime
import io

from PIL import Image

from boundaries.lines.markers.sketch import sketch_of
from boundaries.lines.papers.facts import Photo, PointFacts, Reference, Signed
from survey.course.sections import sections_of
from survey.course.sentences import text_of
from survey.course.stations import stations_of
from survey.course.way import Way
from survey.papers.contents.facts import Dispute, Filed, Neighbour, Side, StepFacts, SurveyFacts

LINE = "三盛玉镇与前郭尔罗斯蒙古族自治县哈拉毛都镇界线"
REFERENCES = (
    Reference("姜家屯水塔", "塔尖", 227.1667, 123.4),
    Reference("姜家屯村民委员会办公楼国旗旗杆", "旗杆底座", 12.5, 58.2),
    Reference("高压线杆", "12号杆中心", 301.0, 210.9),
)


def photograph() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "#6a8").save(made, "JPEG")
    return made.getvalue()


def point(serial: int, place: tuple[float, float], role: str = "界桩点") -> PointFacts:
    seen = [{"name": r.name, "part": r.part, "azimuth": r.azimuth, "distance_m": r.distance_m} for r in REFERENCES]
    return PointFacts(
        number=f"220122104-220721105-{serial:03}Q",
        role=role,
        kind="单立",
        faces="双面型",
        material="花岗岩",
        level="乡级",
        line=LINE,
        duty="三盛玉镇" if serial % 2 else "",
        places=("农安县三盛玉镇姜家屯村", "哈拉毛都镇쇠골촌"),
        x=4970086.077 + serial,
        y=42480635.255,
        system="CGCS2000 / 3° 带 42 带",
        lon=place[0],
        lat=place[1],
        height=187.235,
        height_system="1985 国家高程基准",
        accuracy_m=0.05,
        references=REFERENCES,
        description="立于田间道路与排水沟交汇点东侧。",
        signed=(Signed("甲方：三盛玉镇", "李测", "王界", "2025-06-12"), Signed("乙方：哈拉毛都镇")),
        sketch=sketch_of(place, [[(place[0] - 0.01, place[1]), (place[0] + 0.01, place[1])]], seen),
        photos=(Photo("近景", photograph()), Photo("远景", photograph())),
        sample=True,
    )


def facts(count: int = 30, across: float = 0.3, **more) -> SurveyFacts:
    path = tuple((125.2 + across * step / 40, 44.5 + 0.004 * (step % 3)) for step in range(41))
    way = Way([path])
    points = [point(number + 1, way.place(way.length_m * (number + 0.5) / count)) for number in range(count)]
    sections = sections_of(way, stations_of(way, [(p.number, (p.lon, p.lat)) for p in points]))
    north = (*path, (path[-1][0], 44.9), (path[0][0], 44.9), path[0])
    south = (*path, (path[-1][0], 44.1), (path[0][0], 44.1), path[0])
    told = SurveyFacts(
        title=f"{LINE}勘界",
        line=LINE,
        code="220122104-220721105",
        level="乡级",
        sides=(
            Side("三盛玉镇", "农安县三盛玉镇", "吉林测绘院", "甲测资字22", "李测", "李测 王量", ("王界 2025-07-01",)),
            Side("哈拉毛都镇", "前郭尔罗斯蒙古族自治县哈拉毛都镇"),
        ),
        scale=10_000,
        standard="2025.1",
        opened_on=datetime.date(2025, 6, 1),
        day=datetime.date(2025, 11, 25),
        points=tuple(points),
        paths=(path,),
        sections=tuple(sections),
        course=text_of(LINE, sections),
        neighbours=(Neighbour("三盛玉镇", (north,), side=0), Neighbour("哈拉毛都镇", (south,), side=1)),
        steps=(StepFacts("方案", datetime.date(2025, 6, 2)), StepFacts("实地勘界")),
        disputes=(Dispute(100, 900, "7.1"), Dispute(2000, 2500, "8.1", "经双方协商，依图上标绘线")),
        remarks=3,
        remarks_open=1,
        observations=90,
        filed=(Filed("联合勘界方案", "农安县民政局", day=datetime.date(2025, 6, 2), pages=4),),
        content_hash="9f3c41d7" * 8,
        printed="9f3c41d7" * 8,
        stamp="未经审图 演示数据",
        sample=True,
    )
    return dataclasses.replace(told, **more)
