"""S01, S02, S04, S05: the reference system of a file and the numbers of its rows."""

from collections.abc import Sequence

from office.rulesets.findings import Basis, Finding, Severity
from office.spatial.systems import Datum, Declared, System
from survey.checks.placement import Trouble, prefix_of

SURVEY_LAW = "《测绘法》第五条、第九条"
GB = "GB/T 17796-2009"
CGCS = "2018 年 7 月 1 日起测绘成果一律使用 2000 国家大地坐标系"


def _named(system: System) -> str:
    return f"{system.label}（{system.code}）"


def listed(systems: Sequence[System]) -> str:
    """The likeliest candidate in words, the others by number: CGCS2000 3°带 第42带（EPSG:4530）等 3 种."""
    return _named(systems[0]) + (f"等 {len(systems)} 种" if len(systems) > 1 else "")


def _s01(message: str, fix: str, **evidence: object) -> Finding:
    return Finding(
        rule="S01",
        severity=Severity.BLOCK,
        basis=Basis.LAW,
        message=message,
        clause=SURVEY_LAW,
        fix=fix,
        evidence=evidence,
        field="crs",
    )


def no_columns(headings: Sequence[str]) -> Finding:
    return _s01(
        "没有认出坐标列：需要 X 和 Y，或经度和纬度。",
        "在识别页指定哪一列是 X（北）、Y（东）、经度、纬度，或改好表头后重新上传。",
        value=list(headings)[:20],
    )


def undeclared(candidates: Sequence[System]) -> Finding:
    """No .prj, heading, column or declaration says which system it is; a prefix tells zone, never the datum."""
    codes = [item.code for item in candidates]
    if not candidates:
        return _s01(
            "没有声明坐标系，数值也不落在吉林可能的任何坐标系内。",
            "核对坐标列和单位，并声明坐标系。",
            candidates=codes,
        )
    return _s01(
        f"没有声明坐标系，按数值可能是 {listed(candidates)}，须由报送人选定（带号只说明分带，不说明基准）。",
        "在识别页选定并确认；或补上 .prj、在表头写明坐标系。",
        candidates=codes,
    )


def unknown_declaration(text: str) -> Finding:
    return _s01(
        f"声明的坐标系“{text[:60]}”无法识别。", "写明 EPSG 编号，例如 EPSG:4530，或从候选中选择。", value=text[:200]
    )


def several_declared(names: Sequence[str]) -> Finding:
    return _s01(
        f"一个文件里声明了几种坐标系：{'、'.join(names[:5])}。", "一个文件只用一种坐标系，分开上传。", value=list(names)
    )


def declared_twice(by_sender: System, by_file: System) -> Finding:
    """The sender's word against the file's own; the sender's holds within one datum."""
    if by_file.encrypted:
        return web_map(by_file)
    if by_file.datum in {Datum.XIAN80, Datum.BEIJING54} and by_sender.datum is not by_file.datum:
        return Finding(
            rule="S04",
            severity=Severity.BLOCK,
            basis=Basis.INTEGRITY,
            message=f"文件自带坐标系为 {by_file.label}，不能改报为 {by_sender.label}：基准不同，坐标相差数十米以上。",
            clause=CGCS,
            fix="由有资质的测绘单位转换到 CGCS2000 后重报，或按原坐标系存档。",
            evidence={"value": by_file.code, "declared": by_sender.code},
            field="crs",
        )
    return Finding(
        rule="S01",
        severity=Severity.WARN,
        basis=Basis.PRACTICE,
        message=f"文件自带 {_named(by_file)}，报送人声明 {_named(by_sender)}，按声明检查。",
        clause=SURVEY_LAW,
        fix="核对地图上的位置；以后让文件与声明一致。",
        evidence={"value": by_file.code, "declared": by_sender.code},
        field="crs",
    )


def declared_unit(system: System) -> Finding:
    """Every number contradicts the unit of the declared system."""
    said, found = ("米制投影坐标", "度") if system.projected else ("经纬度", "米")
    return _s01(
        f"声明的坐标系 {system.label}（{system.code}）是{said}，数值却是{found}。",
        "改报坐标系，或导出与声明一致的坐标。",
        value=system.code,
        problem=Trouble.UNIT.value,
    )


def from_datum(system: System, declared: Declared) -> Finding:
    """Only the datum was declared; the numbers leave one place."""
    return Finding(
        rule="S01",
        severity=Severity.INFO,
        basis=Basis.PRACTICE,
        message=f"文件声明基准 {declared.datum}，按数值只可能是 {system.label}（{system.code}）。",
        clause=SURVEY_LAW,
        fix="在地图上核对位置。",
        evidence={"value": system.code},
        field="crs",
    )


def misplaced(kind: Trouble, system: System, x: float, y: float, row: int) -> Finding:
    """S02 of one row: X and Y exchanged, another zone, or degrees for metres."""
    if kind is Trouble.EXCHANGED:
        names = ("X、Y", "X（北）", f"{x:.3f}") if system.projected else ("经度、纬度", "纬度", f"{x:g}")
        message = f"{names[0]} 颠倒：{names[1]}写成 {names[2]}。"
        fix = f"第 {row} 行 {names[0]} 互换后重新上传；若整列都颠倒，可在识别页对调两列。"
    elif kind is Trouble.UNIT:
        message = f"单位不符：声明 {system.label}，数值为 {x:g}，{y:g}。"
        fix = "数值是度就改报经纬度坐标系；是米就改报投影坐标系。"
    else:
        message, fix = _zone_words(system, y)
    return Finding(
        rule="S02",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=message,
        clause=GB,
        fix=fix,
        evidence={"value": [x, y], "problem": kind.value, "crs": system.code},
        row=row,
        field="y" if kind is Trouble.ZONE else "x",
    )


def _zone_words(system: System, y: float) -> tuple[str, str]:
    found = prefix_of(y)
    if system.zone and found:
        return f"带号不符：Y 的带号是 {found}，声明的是第 {system.zone} 带。", "核对分带；改报正确的带，或改正 Y。"
    if system.zone:
        return f"Y 没有带号：{y:.3f}，声明的是含带号的第 {system.zone} 带。", "改报不含带号的坐标系，或在 Y 前补带号。"
    if found:
        return f"Y 带有带号 {found}，声明的坐标系不含带号。", f"改报含带号的第 {found} 带，或去掉 Y 的带号。"
    return f"Y 值 {y:.3f} 不是高斯投影的横坐标。", "核对 Y 值和单位。"


def wrong_zone(system: System, better: System, where: str) -> Finding:
    """The whole file: under the declared zone it lies elsewhere, under another one it fits."""
    return Finding(
        rule="S02",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=f"按声明的 {_named(system)} 各点{where}；按 {_named(better)} 则相符，可能报错了带。",
        clause=GB,
        fix=f"核对中央经线；若确是 {better.code}，改报坐标系。",
        evidence={"value": system.code, "problem": Trouble.ZONE.value, "better": better.code},
        field="crs",
    )


def _s04(severity: Severity, message: str, fix: str, system: System, basis: Basis = Basis.STANDARD) -> Finding:
    return Finding(
        rule="S04",
        severity=severity,
        basis=basis,
        message=message,
        clause=CGCS,
        fix=fix,
        evidence={"value": system.code, "datum": system.datum.value},
        field="crs",
    )


def foreign_datum(system: System) -> Finding | None:
    """S04 of the whole file: CGCS2000 passes, WGS 84 counts as it for showing, others are kept but never moved."""
    if system.datum is Datum.CGCS2000:
        return None
    if system.datum is Datum.WGS84:
        return _s04(
            Severity.INFO,
            "WGS84 坐标按 CGCS2000 显示，只作精度低于 2 米的观测，不能作为界桩的法定坐标。",
            "界桩坐标请用 CGCS2000 成果另报。",
            system,
        )
    if system.encrypted:
        return web_map(system)
    return _s04(
        Severity.BLOCK,
        f"坐标系为 {system.datum}，原数存档、单独显示，不与 CGCS2000 混用，也不转换（公开参数不准，会错开数十米）。",
        "由有资质的测绘单位转换到 CGCS2000 后重报。",
        system,
        Basis.INTEGRITY,
    )


def web_map(system: System) -> Finding:
    """S04: the shifted degrees of web maps are no survey result; nobody may take the shift off again."""
    return _s04(
        Severity.BLOCK,
        f"坐标系为 {system.datum}（网络地图的加密坐标），不是测绘成果，整件不接收，也不反算。",
        "从接收机或测量软件导出 CGCS2000 坐标重报；不要从网络地图上拾取坐标。",
        system,
        Basis.INTEGRITY,
    )


def too_exact_for_wgs84(system: System, accuracy: float, limit: float, row: int) -> Finding:
    return _s04(
        Severity.BLOCK,
        f"自报精度 {accuracy:g} 米，优于 {limit:g} 米，坐标系却是 WGS84，二者相差不能忽略。",
        "按 CGCS2000 解算后重报；或如实填写手持设备的精度。",
        system,
    ).at(row=row, field="accuracy")


def lb_differs(distance: float, limit: float, row: int) -> Finding:
    """S05: the degrees of the row against its X and Y, on the same datum."""
    return Finding(
        rule="S05",
        severity=Severity.WARN,
        basis=Basis.PRACTICE,
        message=f"经纬度与 X、Y 换算的位置相差 {distance:.2f} 米，限差 {limit:g} 米。",
        clause="界桩成果表：L、B 与 X、Y 为同一点",
        fix="重新换算经纬度，或核对坐标系。",
        evidence={"value": round(distance, 3), "limit": limit},
        row=row,
        field="lon",
    )
