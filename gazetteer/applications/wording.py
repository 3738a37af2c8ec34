"""The sentences of the announcement and of the case (公告与办理文字). No ORM, no I/O."""

import datetime
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Notice:
    """The six things that an announcement says, 《地名备案公告管理办法（试行）》."""

    name: str
    pinyin: str
    place: str
    position: str
    authority: str
    decided_on: str

    LABELS = {
        "name": "标准名称",
        "pinyin": "罗马字母拼写",
        "place": "所属政区",
        "position": "位置描述",
        "authority": "批准机关",
        "decided_on": "批准时间",
    }

    def items(self) -> list[tuple[str, str]]:
        """The six labels and values in the order of the form."""
        values = asdict(self)
        return [(label, values[key]) for key, label in self.LABELS.items()]

    def missing(self) -> list[str]:
        """The labels of what is still empty."""
        return [label for label, value in self.items() if not value]


def chinese_date(day: datetime.date) -> str:
    """A date as documents write it: 2025年10月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def announcement_text(notice: Notice, document_number: str) -> str:
    """The running text of the announcement of one name."""
    return (
        f"根据《地名管理条例》有关规定，经{notice.authority}批准（{document_number}），"
        f"现将“{notice.name}”予以公告。该名称罗马字母拼写为 {notice.pinyin}，位于{notice.place}，{notice.position}。"
        f"批准时间：{notice.decided_on}。自批准之日起，“{notice.name}”为标准地名。"
    )
