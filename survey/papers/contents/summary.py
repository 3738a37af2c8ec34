"""勘界工作总结 and the file list (卷内文件目录) of a survey. No ORM, no I/O."""

from collections.abc import Iterator

from office.papers.content import LEFT, TABLE, Block, Column, Heading, Paper, Table, Words
from office.papers.written import day_words, scale_words
from survey.papers.contents.facts import Side, SurveyFacts

TO_FILL = "（待填）"


def summary(facts: SurveyFacts) -> Paper:
    """What was done, by whom, with which results; figures are counted, judgements are left to the hand."""
    blocks = tuple(_parts(facts))
    return Paper(f"{facts.line}勘界工作总结", blocks, sample=facts.sample, foot=facts.foot)


def _parts(facts: SurveyFacts) -> Iterator[Block]:
    began = day_words(facts.opened_on) if facts.opened_on else TO_FILL
    names = "、".join(side.full for side in facts.sides)
    yield Heading("一、基本情况")
    length = f"长{facts.length_m / 1000:.3f}千米" if facts.sections else "长度待定"
    yield Words(
        f"{facts.line}（编号{facts.code}，{facts.level}）由{names}联合勘定，{length}。勘界工作自{began}开始，"
        f"执行勘界标准{facts.standard}版，工作图比例尺{scale_words(facts.scale)}。"
    )
    yield Heading("二、组织与队伍")
    for letter, side in facts.lettered():
        yield Words(f"{letter}方{side.full}：{_team(side)}")
    yield Heading("三、实施经过")
    for number, step in enumerate(facts.steps, 1):
        done = f"{day_words(step.done_on)}完成" if step.done_on else "尚未完成"
        yield Words(f"{number}. {step.title}：{done}{f'。{step.note}' if step.note else ''}。".replace("。。", "。"))
    if not facts.steps:
        yield Words(TO_FILL)
    yield Heading("四、勘界成果")
    yield Words(_results(facts))
    yield Heading("五、意见与争议")
    yield Words(_disputes(facts))
    yield Heading("六、经验与建议")
    yield Words(TO_FILL)
    yield Words(day_words(facts.day), indent=False, align="right")


def _team(side: Side) -> str:
    if not side.team:
        return f"作业队伍{TO_FILL}。"
    said = [f"作业单位{side.team}"]
    said.append(f"测绘资质证书号{side.licence}" if side.licence else f"测绘资质证书号{TO_FILL}")
    said.append(f"负责人{side.leader}" if side.leader else f"负责人{TO_FILL}")
    said += [f"作业人员{'、'.join(side.members.split())}"] if side.members else []
    return "，".join(said) + "。"


def _results(facts: SurveyFacts) -> str:
    points = len(facts.points)
    measured = [point for point in facts.points if point.x is not None or point.lon is not None]
    said = [f"勘定边界点{points}个，其中界桩{len(facts.markers)}座、三交点{len(facts.three_way)}个"]
    said.append(f"采用观测{facts.observations}次，已取定坐标{len(measured)}个")
    errors = [point.accuracy_m for point in measured if point.accuracy_m]
    if errors:
        said.append(f"点位中误差{min(errors):.3f}至{max(errors):.3f}米")
    photos = sum(len(point.photos) for point in facts.points)
    said.append(f"拍摄照片{photos}张，边界线分{len(facts.sections)}段说明走向")
    return "，".join(said) + "。"


def _disputes(facts: SurveyFacts) -> str:
    ended = sum(bool(dispute.ended) for dispute in facts.disputes)
    said = (
        f"图上意见{facts.remarks}条，未了结{facts.remarks_open}条；争议界段{len(facts.disputes)}段，已解决{ended}段。"
    )
    open_ones = [dispute for dispute in facts.disputes if not dispute.ended]
    metres = sum(dispute.to_m - dispute.from_m for dispute in open_ones)
    return said + (f"尚有{metres / 1000:.3f}千米未达成一致。" if open_ones else "")


def file_list(facts: SurveyFacts) -> Paper:
    """卷内文件目录: 序号, 文号, 责任者, 题名, 日期, 页数, 备注."""
    columns = (
        Column("序号", 10),
        Column("文件编号", 34),
        Column("责任者", 48, LEFT),
        Column("题名", 96, LEFT),
        Column("日期", 24),
        Column("页数", 14),
        Column("备注", 36, LEFT),
    )
    rows = tuple(
        (
            number,
            each.number,
            each.responsible,
            each.title,
            each.day.strftime("%Y%m%d") if each.day else "",
            each.pages,
            each.note,
        )
        for number, each in enumerate(facts.filed, 1)
    )
    told = (f"案卷题名：{facts.title}", f"共 {len(rows)} 件")
    return Paper(f"{facts.line}勘界卷内文件目录", (Table(columns, rows),), told, TABLE, facts.sample, facts.foot)
