"""What the words in a list of changes mean (变更类型的写法), and what stands inside a name."""

import unicodedata
from enum import StrEnum

from boundaries.changes.units import status_in_name


class Meaning(StrEnum):
    """What one row of a list says has happened."""

    RECODE = "recode"
    RENAME = "rename"
    UPGRADE = "upgrade"
    FOUND = "found"
    ABOLISH = "abolish"
    MERGE = "merge"
    SPLIT = "split"
    AFFILIATE = "affiliate"
    REASSIGN = "reassign"
    UNCLEAR = "unclear"


LABELS = {
    Meaning.RECODE: "改码",
    Meaning.RENAME: "更名",
    Meaning.UPGRADE: "改制",
    Meaning.FOUND: "设立",
    Meaning.ABOLISH: "撤销",
    Meaning.MERGE: "合并",
    Meaning.SPLIT: "拆分",
    Meaning.AFFILIATE: "隶属关系变更",
    Meaning.REASSIGN: "码位改派",
    Meaning.UNCLEAR: "不明",
}
_WORDS = {
    Meaning.RECODE: ("同名改码", "改码", "代码变更", "变更代码", "代码调整", "recode", "recoded", "codechange"),
    Meaning.RENAME: ("更名", "改名", "名称变更", "rename", "renamed"),
    Meaning.UPGRADE: (
        *("撤县设市", "撤县设区", "撤市设区", "撤地设市", "撤乡设镇", "撤镇设街道", "撤乡设街道", "乡改镇", "镇改街道"),
        *("县改市", "县改区", "市改区", "改制", "改设", "upgrade", "upgraded"),
    ),
    Meaning.FOUND: ("新设", "设立", "新设立", "新建", "增设", "found", "founded", "establish", "established", "new"),
    Meaning.ABOLISH: ("撤销", "撤消", "取消", "abolish", "abolished", "removed"),
    Meaning.MERGE: ("合并", "并入", "撤并", "划入", "merge", "merged"),
    Meaning.SPLIT: ("拆分", "分设", "析置", "分立", "析出", "split"),
    Meaning.AFFILIATE: (
        "隶属变更",
        "隶属关系变更",
        "划归",
        "代管变更",
        "affiliate",
        "affiliated",
        "affiliation",
        "transfer",
    ),
    Meaning.REASSIGN: ("码位改派",),
}
ENDED = frozenset({"撤销", "撤消", "已撤销"})
_BY_WORD = {word: meaning for meaning, words in _WORDS.items() for word in words}


def meaning_of(word: str) -> Meaning:
    """The meaning of a kind as the list writes it; UNCLEAR where the word says nothing certain (区划调整)."""
    plain = unicodedata.normalize("NFKC", word).replace(" ", "").replace("_", "").lower()
    return _BY_WORD.get(plain, Meaning.UNCLEAR)


def known_words() -> str:
    """The first word of each meaning, for the sentence that asks."""
    return "、".join(words[0] for words in _WORDS.values())


def bare_name(name: str) -> str:
    """A name without the status that somebody wrote into it: 新发街道（撤销） → 新发街道."""
    plain = plain_name(name)
    return plain.partition("（")[0] if status_of(plain) else plain


def status_of(name: str) -> str:
    """The status inside a name, with full or half width brackets; empty where there is none."""
    return status_in_name(name.strip().replace("(", "（").replace(")", "）"))


def plain_name(name: str) -> str:
    """A name as it is compared: full-width brackets, no spaces."""
    return "".join(name.split()).replace("(", "（").replace(")", "）")
