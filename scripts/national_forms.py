"""The names of a whole country, made up of real ones (全国规模的地名): which forms there are, and how often each.

The specific parts are those of the villages in the shipped list, drawn as often as they really occur; additions
before and after them, kinds and generic terms are drawn as registers have them. The columns of each form come from
the same functions that fill the register and its search keys.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from typing import Any

import numpy as np

BEFORE = ("", "东", "西", "南", "北", "前", "后", "上", "下", "大", "小", "新", "老", "中")
AFTER = ("", "东", "西", "南", "北", "一", "二", "三")
BARE = 0.62  # the share of names without an addition, before and after alike
KINDS = (
    ("hamlet", 0.42, ("屯", "村", "庄", "家", "堡", "窝棚", "店", "")),
    ("street", 0.26, ("路", "街", "巷", "胡同", "大街")),
    ("natural", 0.14, ("山", "岭", "沟", "河", "泡")),
    ("residential", 0.08, ("小区", "花园", "家园")),
    ("facility", 0.07, ("水库", "大桥", "站")),
    ("building", 0.03, ("大厦", "中心")),
)
ENDS = ("居民委员会", "村民委员会", "居委会", "村委会", "社区", "村", "屯")
PARCEL = 4000


def stems() -> tuple[list[str], "np.ndarray[Any, Any]"]:
    """The specific parts of the shipped villages, and the share of each."""
    rows = import_module("gazetteer.names.load.files").rows
    found = [bare(row["name"]) for row in rows("jilin/divisions_nbs.csv") if len(row["code"]) == 12]
    names, counts = np.unique([name for name in found if name], return_counts=True)
    return [str(name) for name in names], counts / counts.sum()


def bare(village: str) -> str:
    """A village's name without what makes it a committee."""
    name = village.partition("（")[0]
    for end in ENDS:
        name = name.removesuffix(end) if len(name) > len(end) else name
    return name


def drawn(count: int) -> list[tuple[str, str, int]]:
    """Form, kind and how often, for so many names; the same for the same count."""
    chance = np.random.default_rng(5)
    words, shares = stems()
    endings = [(kind, share / len(generics), generic) for kind, share, generics in KINDS for generic in generics]
    picks = [
        _some(chance, len(BEFORE), count),
        chance.choice(len(words), count, p=shares),
        _some(chance, len(AFTER), count),
        chance.choice(len(endings), count, p=[share for _, share, _ in endings]),
    ]
    sizes = (len(BEFORE), len(words), len(AFTER), len(endings))
    codes, often = np.unique(np.ravel_multi_index(picks, sizes), return_counts=True)
    parts = zip(*(part.tolist() for part in np.unravel_index(codes, sizes)), often.tolist(), strict=True)
    return [
        (BEFORE[before] + words[word] + AFTER[after] + endings[end][2], endings[end][0], many)
        for before, word, after, end, many in parts
    ]


def _some(chance: Any, size: int, count: int) -> Any:
    return chance.choice(size, count, p=[BARE, *[(1 - BARE) / (size - 1)] * (size - 1)])


def columns(forms: list[tuple[str, str, int]]) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Parcel after parcel: the columns of the names, and those of their search keys; in several processes."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        parcels = (forms[begin : begin + PARCEL] for begin in range(0, len(forms), PARCEL))
        yield from pool.map(_parcel, parcels)


def _parcel(forms: list[tuple[str, str, int]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    files, search_rows = import_module("gazetteer.names.load.files"), import_module("gazetteer.atlas.search_rows")
    kinds = import_module("gazetteer.rules.kinds").NameKind
    names, keys = [], []
    for form, kind, many in forms:
        names.append({"form": form, "kind": kind, "many": many, **files.chinese_columns(form, kinds(kind))})
        keys.extend(_key(key, kind) for key in search_rows.key_forms(form, "standard", kinds(kind), {}, None))
    return names, keys


KEY_COLUMNS = ("form", "folded", "stem", "grams", "pinyin", "stem_pinyin", "toned", "spelling", "initials")


def _key(key: Any, kind: str) -> dict[str, Any]:
    return {"kind": kind, **{column: getattr(key, column) for column in KEY_COLUMNS}}
