"""Levels of secrecy (密级) that an ordinary network may not carry."""

CLASSIFIED = ("秘密", "机密", "绝密")
SECRECY_LAW = "《中华人民共和国保守国家秘密法》（国家秘密不得在没有保密措施的网络中存储、传递）"
MAPPING_LAW = "自然资发〔2020〕95号《测绘地理信息管理工作国家秘密范围的规定》"
FIX = "立即停止上传并报告保密员；在涉密网络办理，本系统只登记存放地点。"


def is_classified(level: str) -> bool:
    """Whether a cell names one of the levels; 非涉密、非秘密 are none."""
    return any(word in level for word in CLASSIFIED) and not level.strip().startswith(("非", "不"))
