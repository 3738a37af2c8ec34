"""How QGIS and QField show the tables (QGIS 样式与表单): symbol, label, value maps, constraints, defaults. Pure.

The text is a QML document as QGIS keeps it in the table `layer_styles` of a GeoPackage.
"""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from survey.field.exchange.tables import Column, Table

_GEOMETRY = {"Point": "0", "LineString": "1", "MultiPolygon": "2"}


def _options(parent: ET.Element, values: Mapping[str, str | Mapping[str, str]]) -> None:
    top = ET.SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        if isinstance(value, str):
            ET.SubElement(top, "Option", type="QString", name=name, value=value)
        else:
            inner = ET.SubElement(top, "Option", type="List", name=name)
            for said, code in value.items():
                one = ET.SubElement(inner, "Option", type="Map")
                ET.SubElement(one, "Option", type="QString", name=said, value=code)


def _rgb(colour: str, alpha: int = 255) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _symbol(root: ET.Element, table: Table) -> None:
    renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol", symbollevels="0")
    kind = {"Point": "marker", "LineString": "line", "MultiPolygon": "fill"}[table.geometry]
    symbols = ET.SubElement(renderer, "symbols")
    symbol = ET.SubElement(symbols, "symbol", type=kind, name="0", alpha="1")
    drawn: dict[str, dict[str, str | Mapping[str, str]]] = {
        "SimpleMarker": {
            "name": table.shape,
            "color": _rgb(table.colour),
            "size": "3",
            "outline_color": "255,255,255,255",
        },
        "SimpleLine": {"line_color": _rgb(table.colour), "line_width": "0.8", "line_style": "dash dot"},
        "SimpleFill": {"color": _rgb("#fbfaf6", 120), "outline_color": _rgb(table.colour), "outline_width": "0.3"},
    }
    name = f"Simple{kind.capitalize()}"
    _options(ET.SubElement(symbol, "layer", {"class": name, "enabled": "1", "locked": "0", "pass": "0"}), drawn[name])


def _label(root: ET.Element, column: str) -> None:
    labelling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labelling, "settings")
    style = ET.SubElement(settings, "text-style", fieldName=column, fontSize="9", textColor="30,40,45,255")
    ET.SubElement(style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferColor="255,255,255,255")


def _widget(parent: ET.Element, column: Column) -> None:
    entry = ET.SubElement(parent, "field", name=column.name, configurationFlags="NoFlag")
    kind = "Hidden" if column.hidden else "ValueMap" if column.choices else "TextEdit"
    widget = ET.SubElement(ET.SubElement(entry, "editWidget", type=kind), "config")
    if column.choices and not column.hidden:
        _options(widget, {"map": {label: value for value, label in column.choices.items()}})
    elif not column.hidden:
        _options(widget, {"IsMultiline": "true" if column.lines else "false", "UseHtml": "false"})


def style_of(table: Table) -> str:
    """The QML of a table."""
    root = ET.Element(
        "qgis", version="3.28", styleCategories="AllStyleCategories", readOnly=str(int(not table.editable))
    )
    _symbol(root, table)
    names = [column.name for column in table.columns]
    label = next((name for name in ("number", "name", "text") if name in names), names[0])
    _label(root, label)
    widgets = ET.SubElement(root, "fieldConfiguration")
    aliases = ET.SubElement(root, "aliases")
    defaults = ET.SubElement(root, "defaults")
    constraints = ET.SubElement(root, "constraints")
    editable = ET.SubElement(root, "editable")
    for place, column in enumerate(table.columns):
        _widget(widgets, column)
        ET.SubElement(aliases, "alias", index=str(place), field=column.name, name=column.title)
        ET.SubElement(defaults, "default", field=column.name, expression=column.default, applyOnUpdate="0")
        strength = "1" if column.needed else "0"
        facts = {"constraints": strength, "notnull_strength": strength, "unique_strength": "0", "exp_strength": "0"}
        ET.SubElement(constraints, "constraint", {"field": column.name, **facts})
        may = str(int(table.editable and not column.fixed))
        ET.SubElement(editable, "field", name=column.name, editable=may)
    ET.SubElement(root, "previewExpression").text = f'"{label}"'
    ET.SubElement(root, "layerGeometryType").text = _GEOMETRY[table.geometry]
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")
