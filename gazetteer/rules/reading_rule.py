"""N19: the spelling follows the rules of 1984 and every character of several readings is confirmed."""

import unicodedata

from gazetteer.rules.parsing import ParsedName
from gazetteer.rules.readings import Reading
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

_READING = "《地名管理条例》第十五条"
_SPELLING = "《中国地名汉语拼音字母拼写规则（汉语地名部分）》（1984）"
_HOW = {"local": "须由当地审定", "phrase": "按词语推定", "guess": "按常用音推定"}


def is_spelled(name: ParsedName, given: str, settings: RuleSettings) -> list[Finding]:
    """N19: unconfirmed readings, and a given spelling that differs from the rules."""
    return [*_unconfirmed(name, settings), *_differs(name, given, settings)]


def _unconfirmed(name: ParsedName, settings: RuleSettings) -> list[Finding]:
    open_readings = name.unconfirmed
    weighty = any(reading.grade != "phrase" for reading in open_readings)
    severity = settings.severity("N19/reading", Severity.WARN if weighty else Severity.INFO)
    if not open_readings or severity is None:
        return []
    told = "；".join(map(_told, open_readings))
    return [
        Finding(
            rule="N19",
            severity=severity,
            basis=Basis.PRACTICE,
            message=f"多音字待确认：{told}",
            clause=_READING,
            fix="向当地核实读音，由地名管理员确认一次，以后不再询问",
            evidence={"readings": [reading.as_json() for reading in open_readings], "pinyin": name.spelling.toned},
            field="pinyin",
        )
    ]


def _told(reading: Reading) -> str:
    choices = "、".join(reading.candidates)
    return f"“{reading.char}”有 {choices}，暂取 {reading.chosen}（{_HOW[reading.grade]}）"


def _differs(name: ParsedName, given: str, settings: RuleSettings) -> list[Finding]:
    severity = settings.severity("N19/spelling", Severity.WARN)
    typed = " ".join(unicodedata.normalize("NFC", given).replace("’", "'").split())
    right = (name.spelling.pinyin, unicodedata.normalize("NFC", name.spelling.toned))
    if not typed or typed in right or severity is None:
        return []
    return [
        Finding(
            rule="N19",
            severity=severity,
            basis=Basis.STANDARD,
            message=f"罗马字母拼写“{typed}”与拼写规则不符，应为“{right[0]}”",
            clause=_SPELLING,
            fix=f"改为 {right[0]}（标调 {right[1]}）；读音不同的，先确认多音字",
            evidence={"given": typed, "expected": right[0], "toned": right[1]},
            field="pinyin",
        )
    ]
