"""The file of a naming case as a paper (案卷): forms, map, findings, reports, decision, course, papers. Pure."""

from collections.abc import Iterator

from gazetteer.applications.models import Application
from gazetteer.applications.wording import chinese_date
from gazetteer.casefile.facts import CaseFacts, day_of
from gazetteer.casefile.map import HEIGHT, WIDTH, drawing_of
from office.papers.content import LEFT, Block, Column, Heading, Paper, Picture, Sheet, Table, Words

SHEET = Sheet(margins=(22, 20, 20, 24))
NUMERALS = "一二三四五六七八九十"


def paper_of(facts: CaseFacts, stamp: str) -> Paper:
    """The whole file; a part in which there is nothing says so."""
    parts = (
        ("申请", _application(facts)),
        ("位置图", _map(facts, stamp)),
        ("审查意见", _opinions(facts)),
        ("报告", _reports(facts)),
        ("征求意见", _consultations(facts)),
        ("期限", _clocks(facts)),
        ("决定、送达、备案与公告", _decision(facts.case)),
        ("异议与答复", _objections(facts)),
        ("办理经过", _history(facts)),
        ("材料目录", _papers(facts)),
    )
    blocks: list[Block] = []
    for numeral, (title, content) in zip(NUMERALS, parts, strict=True):
        blocks += [Heading(f"{numeral}、{title}"), *content]
    case = facts.case
    title = f"{case.name}{case.get_matter_display()}案卷"
    facets = (case.number, facts.place, case.state_label)
    return Paper(title, tuple(blocks), facets=facets, sheet=SHEET, sample=case.is_sample)


def _pairs(*rows: tuple[str, str]) -> Table:
    columns = (Column("项目", 34), Column("内容", 132, LEFT))
    return Table(columns, tuple((label, text or "—") for label, text in rows))


def _nothing(text: str) -> Words:
    return Words(text, small=True)


def _application(facts: CaseFacts) -> Iterator[Block]:
    case = facts.case
    readings = "、".join(f"“{item['char']}”读 {item['reading']}" for item in case.readings)
    change = [("原名称", facts.former), ("事由", case.get_change_reason_display())] if case.about_id else []
    yield _pairs(
        ("申请事项", case.get_matter_display()),
        ("拟用名称", case.name),
        *change,
        ("类别", case.get_kind_display()),
        ("罗马字母拼写", f"{case.pinyin}　{case.pinyin_toned}".strip()),
        ("确认的读音", readings),
        ("民族文字", case.minority_form),
        ("所属政区", facts.place),
        ("位置描述", case.position_text),
        ("坐标", "；".join(f"{lon:.5f}, {lat:.5f}" for lon, lat in facts.points)),
        ("规模与性质", case.nature_told),
        ("依据的地名方案", case.naming_plan),
        ("命名理由", case.reasons),
        ("含义与来历", case.meaning),
        ("无特定联系的说明", case.no_link_statement),
        ("备选名称", "、".join(case.alternatives)),
        ("申请单位", f"{case.applicant_name}（{case.get_applicant_type_display()}）" if case.applicant_name else ""),
        ("联系人与电话", case.contact),
    )


def _map(facts: CaseFacts, stamp: str) -> Iterator[Block]:
    svg = drawing_of(facts.case.name, facts.points, facts.conflicts, facts.outlines, stamp)
    if svg:
        across = 140.0
        yield Picture(across, across * HEIGHT / WIDTH, svg=svg, caption="申请位置与相近地名", says="申请位置与相近地名")
    else:
        yield _nothing("申请没有位置，相近地名也没有已知的位置。")
    if facts.conflicts:
        columns = (Column("名称", 40, LEFT), Column("所在", 66, LEFT), Column("规则", 20), Column("距离", 40))
        rows = tuple((item.name, item.place, item.rule, item.distance) for item in facts.conflicts)
        yield Table(columns, rows)


def _opinions(facts: CaseFacts) -> Iterator[Block]:
    columns = (Column("规则", 16), Column("强度", 16), Column("意见", 84, LEFT), Column("依据", 50, LEFT))
    if not facts.opinions:
        yield _nothing("尚未报送，没有审查结论。")
    for opinion in facts.opinions:
        yield Heading(f"（{opinion.title}）", 2)
        if opinion.scope:
            yield Words(f"比对范围：{opinion.scope}", small=True)
        yield Table(columns, opinion.rows) if opinion.rows else _nothing("各项规则均无意见。")
    if facts.reasons:
        yield Heading("（理由说明）", 2)
        yield Table(
            (Column("规则", 16), Column("办法", 16), Column("意见", 70, LEFT), Column("理由", 64, LEFT)), facts.reasons
        )


def _reports(facts: CaseFacts) -> Iterator[Block]:
    if not facts.reports:
        yield _nothing("没有填写报告。")
    for title, day, parts in facts.reports:
        yield Heading(f"（{title}，{day}）", 2)
        yield _pairs(*parts)


def _consultations(facts: CaseFacts) -> Iterator[Block]:
    columns = (
        Column("对象", 26),
        Column("机关", 40, LEFT),
        Column("征求", 24),
        Column("答复", 24),
        Column("意见", 52, LEFT),
    )
    yield Table(columns, facts.consultations) if facts.consultations else _nothing("没有征求其他机关的意见。")


def _clocks(facts: CaseFacts) -> Iterator[Block]:
    columns = (
        Column("步骤", 30, LEFT),
        Column("起算", 26),
        Column("期限", 26),
        Column("办结", 26),
        Column("依据", 58, LEFT),
    )
    rows = tuple(
        (clock.label, day_of(clock.begun), day_of(clock.due), day_of(clock.done_on), f"{clock.rule} {clock.clause}")
        for clock in facts.clocks
        if clock.begun is not None
    )
    yield Table(columns, rows) if rows else _nothing("还没有开始计算的期限。")
    if facts.pauses:
        yield Heading("（停止计算）", 2)
        paused = (Column("事由", 30), Column("理由", 84, LEFT), Column("停止", 26), Column("恢复", 26))
        yield Table(paused, facts.pauses)
    if facts.case.extended_on:
        yield Words(f"{chinese_date(facts.case.extended_on)}批准延长：{facts.case.extension_reason}", small=True)


def _decision(case: Application) -> Iterator[Block]:
    if case.decided_on is None:
        told = case.closing_reason or case.return_reason
        yield _nothing(f"尚无决定。{told}")
        return
    yield _pairs(
        ("批准机关", case.authority),
        ("文号", case.document_number),
        ("批准日期", day_of(case.decided_on)),
        ("不予批准的原因", case.closing_reason),
        ("送达", " ".join(part for part in (day_of(case.delivered_on), case.delivered_how) if part)),
        ("备案", " ".join(part for part in (day_of(case.filed_on), case.filed_to, case.filing_number) if part)),
        ("公告", day_of(case.announced_on)),
        *((label, str(case.announcement[key])) for key, label in ANNOUNCED.items() if key in case.announcement),
        ("国家地名信息库", " ".join(part for part in (day_of(case.national_on), case.national_id) if part)),
        ("标志", " ".join(part for part in (day_of(case.signs_on), case.signs_note) if part)),
    )


ANNOUNCED = {
    "name": "公告：标准名称",
    "pinyin": "公告：罗马字母拼写",
    "place": "公告：所属政区",
    "position": "公告：位置描述",
    "authority": "公告：批准机关",
    "decided_on": "公告：批准时间",
    "text": "公告全文",
}


def _objections(facts: CaseFacts) -> Iterator[Block]:
    columns = (
        Column("异议人", 30),
        Column("收到", 24),
        Column("内容", 44, LEFT),
        Column("答复日期", 24),
        Column("答复", 44, LEFT),
    )
    yield Table(columns, facts.objections) if facts.objections else _nothing("没有收到异议。")


def _history(facts: CaseFacts) -> Iterator[Block]:
    yield Table((Column("时间", 38), Column("经办", 32), Column("事项", 96, LEFT)), facts.history)


def _papers(facts: CaseFacts) -> Iterator[Block]:
    if not facts.papers:
        yield _nothing("没有材料。")
        return
    columns = (Column("材料", 26), Column("文件名", 44, LEFT), Column("字节", 20), Column("SHA-256", 76, LEFT))
    rows = tuple((paper.kind, paper.filename, paper.size, _broken(paper.sha256)) for paper in facts.papers)
    yield Table(columns, rows, note="文件原样收存；哈希与案卷压缩包中的 SHA256SUMS 一致。")


def _broken(digest: str) -> str:
    """A digest in groups of eight, so that it fits a column."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
