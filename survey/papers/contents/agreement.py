"""行政区域界线协议书: what both sides sign, article by article (Decree 353; township lines by its art. 19). No I/O.

At a three-way point three sides sign a paper of its own on that one place.
"""

from collections.abc import Iterator

from boundaries.lines.papers.facts import PointFacts
from office.papers.content import Block, Heading, Paper, Seals, Words
from office.papers.written import day_words, in_seconds, scale_words
from survey.papers.contents.facts import LETTERS, Dispute, SurveyFacts

DECREE = "《行政区域界线管理条例》（国务院令第353号）"
NUMBERS = "一二三四五六七八九十"


def agreement(facts: SurveyFacts) -> Paper:
    """The agreement of the sides of a line."""
    sides = facts.lettered()[:2]
    who = "与".join(f"{side.government}（以下简称{letter}方）" for letter, side in sides)
    opening = (
        f"根据{DECREE}第九条、第十九条和有关规定，{who}联合组织勘界，"
        f"对双方行政区域界线（以下简称边界线）实地勘定，经协商一致，达成如下协议："
    )
    blocks: list[Block] = [Words(opening), *_articles(_terms(facts)), *_hash(facts), _seals(facts, 2)]
    return Paper(f"{facts.line}协议书", tuple(blocks), sample=facts.sample, foot=facts.foot)


def _articles(terms: Iterator[tuple[str, list[str]]]) -> Iterator[Heading | Words]:
    for number, (title, paragraphs) in enumerate(terms):
        yield Heading(f"第{NUMBERS[number]}条　{title}")
        for paragraph in paragraphs:
            yield Words(paragraph)


def _terms(facts: SurveyFacts) -> Iterator[tuple[str, list[str]]]:
    markers = len(facts.markers)
    length = f"全长{facts.length_m / 1000:.3f}千米（CGCS2000椭球面长度）" if facts.sections else "长度待定"
    yield (
        "界线范围",
        [
            f"本协议勘定的边界线为{facts.line}（编号{facts.code}，{facts.level}），{length}，位置以本协议书及其附图、附件为准。"
        ],
    )
    yield "边界线走向", [line for line in facts.course.splitlines() if line.strip()] or ["走向说明见附件。"]
    yield "界桩", _on_markers(facts, markers)
    systems = "、".join(sorted({point.system for point in facts.points if point.system})) or "2000国家大地坐标系"
    heights = "、".join(sorted({point.height_system for point in facts.points if point.height_system}))
    yield (
        "坐标与高程系统",
        [f"边界点坐标采用{systems}{f'，高程采用{heights}' if heights else ''}，坐标值见界桩成果表、边界点成果表。"],
    )
    yield (
        "附图与附件",
        [
            f"边界线画在{scale_words(facts.scale)}的协议书附图上，协议书附图由双方签字盖章。"
            "界桩登记表、界桩成果表、边界点成果表、边界点位置说明、边界线走向说明为本协议附件。"
        ],
    )
    if facts.disputes:
        yield "争议界段", [_on_dispute(number, dispute) for number, dispute in enumerate(facts.disputes, 1)]
    yield (
        "界线与界桩的管理",
        [
            "双方共同维护边界线的严肃性和稳定性。任何组织或者个人不得擅自移动、损坏界桩；"
            "损坏的界桩由负责管理的一方在对方在场的情况下修复（条例第六条）。",
            "确定边界线实地位置的河流、沟渠、道路等线状地物不得擅自改变走向；因自然原因改变的，边界线仍以本协议为准（条例第七条）。",
            "双方每五年联合检查一次边界线，遇有自然灾害、河流改道、道路变化等特殊情况可随时联合检查（条例第十二条）。",
        ],
    )
    yield (
        "权属",
        [
            "勘界不重新划分行政区域，不改变土地、林木等自然资源的所有权和使用权。跨越边界线的生产建设依照条例第十条办理。"
        ],
    )
    yield (
        "生效与备案",
        ["本协议书一式　　份，双方各执　　份，经双方代表签字并加盖公章后生效，按规定逐级上报备案。"],
    )


def _on_markers(facts: SurveyFacts, markers: int) -> list[str]:
    if not markers:
        return ["本边界线未埋设界桩，实地位置以走向说明所列地物和边界点坐标为准。"]
    kinds: dict[str, int] = {}
    for point in facts.markers:
        kinds[point.kind or "类型未填"] = kinds.get(point.kind or "类型未填", 0) + 1
    said = "、".join(f"{kind}{count}座" for kind, count in kinds.items())
    numbers = "、".join(point.number for point in facts.markers)
    duties: dict[str, list[str]] = {}
    for point in facts.markers:
        duties.setdefault(point.duty, []).append(point.number)
    told = [f"双方在边界线上共同埋设界桩{markers}座（{said}），界桩号为：{numbers}。"]
    told += [f"{'、'.join(found)}号界桩由{duty}负责管理。" for duty, found in duties.items() if duty]
    if missing := duties.get(""):
        told.append(f"{'、'.join(missing)}号界桩的管理方由双方另行商定。")
    return told


def _on_dispute(number: int, dispute: Dispute) -> str:
    ended = dispute.ended or "双方尚未达成一致，依照《行政区域边界争议处理条例》处理"
    return f"{number}. 自边界线起点{dispute.from_m / 1000:.3f}千米至{dispute.to_m / 1000:.3f}千米处：{ended}。"


def _hash(facts: SurveyFacts) -> list[Words]:
    """Which content it was made from; signatures in the system stand over the same hash."""
    said = f"本协议书所附成果内容的散列值（SHA-256）：{facts.content_hash}"
    return [Words(said, small=True)] if facts.content_hash else []


def _seals(facts: SurveyFacts, count: int) -> Seals:
    sides = []
    for letter, side in facts.lettered()[:count]:
        signed = [f"（系统签字）{each}" for each in side.signed]
        lines = [side.government, "（盖章）", "代表（签字）：", day_words(None), *signed]
        sides.append((f"{letter}方：", tuple(lines)))
    return Seals(tuple(sides))


def three_way_agreement(facts: SurveyFacts, point: PointFacts) -> Paper:
    """三交点协议书: three sides on one place, at which their three lines end."""
    sides = facts.lettered()[:3]
    who = "、".join(f"{side.government}（以下简称{letter}方）" for letter, side in sides)
    name = point.name or f"{point.number}号三交点"
    missing = "" if len(sides) == 3 else f"（第三方尚未列入，须由{LETTERS[2]}方补签。）"
    where = _where(point)
    blocks: list[Block] = [
        Words(f"根据{DECREE}和有关规定，{who}就三方行政区域界线的交会点（以下简称三交点）达成如下协议：{missing}"),
        Heading("第一条　位置"),
        Words(f"三交点为{name}，{where}。{point.description}"),
        Heading("第二条　界线"),
        Words("三方之间的三条边界线均止于三交点，各线端点采用同一坐标。"),
        Heading("第三条　界桩"),
        Words(f"三交点{f'埋设{point.material}{point.kind}{point.faces}界桩' if point.kind or point.faces else '的界桩'}"
              f"，编号{point.number}，{f'由{point.duty}负责管理' if point.duty else '管理方由三方另行商定'}。"),
        Heading("第四条　生效"),
        Words("本协议书一式　　份，三方各执　　份，经三方代表签字并加盖公章后生效，按规定上报备案。"),
        *_hash(facts),
        _seals(facts, 3),
    ]  # fmt: skip
    title = f"{name}协议书"
    return Paper(
        title, tuple(blocks), sample=facts.sample, foot=facts.foot, heading=title if point.name else "三交点协议书"
    )


def _where(point: PointFacts) -> str:
    said = []
    if point.x is not None and point.y is not None:
        said.append(f"坐标（{point.system}）X={point.x:.3f}米，Y={point.y:.3f}米")
    if point.lon is not None and point.lat is not None:
        said.append(f"东经{in_seconds(point.lon)}，北纬{in_seconds(point.lat)}")
    if point.height is not None:
        said.append(f"高程{point.height:.3f}米（{point.height_system}）")
    return "，".join(said) or "坐标待测定"
