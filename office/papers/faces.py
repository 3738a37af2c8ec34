"""The faces of GB/T 9704 (字体): what a Word file names, what a page on this machine falls back to. Sizes in points."""

SONG, HEI, FANG, KAI = "宋体", "黑体", "仿宋", "楷体"
STACKS = {
    SONG: '"SimSun", "Songti SC", "Noto Serif CJK SC", "Noto Serif CJK KR", serif',
    HEI: '"SimHei", "Heiti SC", "Noto Sans CJK SC", "Noto Sans CJK KR", sans-serif',
    FANG: '"FangSong", "STFangsong", "Noto Serif CJK SC", "Noto Serif CJK KR", serif',
    KAI: '"KaiTi", "Kaiti SC", "Noto Serif CJK SC", "Noto Serif CJK KR", serif',
}
TITLE, TEXT, LEADING, CELL, SMALL = 22.0, 16.0, 28.0, 9.0, 9.0  # 二号、三号、行距、小五
RED = "B0301C"


def in_drawing(face: str) -> str:
    """The stack of a face for the attribute of a drawing, where names stand without quotes and spaces."""
    return STACKS[face].replace('"', "").replace(", ", ",")
