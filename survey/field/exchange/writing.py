"""Writes an exchange package (写交换包): the tables by GDAL, beside them the forms and styles that QGIS reads."""

import datetime
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from survey.field.exchange.styles import style_of
from survey.field.exchange.tables import ABOUT, CRS, TABLES, Row, Table

_DTYPES: dict[type, Any] = {str: object, int: np.int64, float: np.float64}
_STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT, ui TEXT, update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
"""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,
  title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL,
  value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""
_DEFINED = "http://www.geopackage.org/spec121/#extension_schema"


def write(path: Path, rows: Mapping[str, Sequence[Row]], about: Mapping[str, str]) -> None:
    """Write the package; each row holds its columns and, under `geometry`, a Shapely shape or None."""
    for table in TABLES:
        _put(path, table, rows.get(table.name, ()))
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_STYLES + _SCHEMA)
        for table in TABLES:
            _describe(database, table)
        _tell(database, about)


def _put(path: Path, table: Table, rows: Sequence[Row]) -> None:
    shapes = np.array([_wkb(row.get("geometry"), table.geometry) for row in rows], dtype=object)
    data, masks = [], []
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        missing = np.array([value is None for value in values], dtype=bool)
        filled = values if column.kind is str else [column.kind() if value is None else value for value in values]
        data.append(np.array(filled, dtype=_DTYPES[column.kind]))
        masks.append(missing if column.kind is not str and missing.any() else None)
    names = [column.name for column in table.columns]
    pyogrio.raw.write(
        path,
        shapes,
        data,
        names,
        field_mask=masks,
        layer=table.name,
        driver="GPKG",
        geometry_type=table.geometry,
        crs=CRS,
        promote_to_multi=False,
        layer_options={"IDENTIFIER": table.title},
    )


def _wkb(shape: shapely.Geometry | None, wanted: str) -> bytes | None:
    if shape is None:
        return None
    whole = shapely.multipolygons([shape]) if wanted == "MultiPolygon" and shape.geom_type == "Polygon" else shape
    return shapely.to_wkb(whole)


def _describe(database: sqlite3.Connection, table: Table) -> None:
    """The form of a table: titles and choices by the schema extension, all of it by the style."""
    extension = ("gpkg_schema", _DEFINED, "read-write")
    for name in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        database.execute("INSERT OR IGNORE INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", (name, *extension))
    for column in table.columns:
        limit = f"{table.name}_{column.name}" if column.choices else None
        facts = (table.name, column.name, None, column.title, None, None, limit)
        database.execute("INSERT OR REPLACE INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, ?, ?)", facts)
        for value, label in column.choices.items():
            database.execute(
                "INSERT OR IGNORE INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
                (limit, value, label),
            )
    database.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
        " styleQML, useAsDefault, description) VALUES ('', '', ?, 'geom', '地界', ?, 1, ?)",
        (table.name, style_of(table), table.title),
    )


def _tell(database: sqlite3.Connection, about: Mapping[str, str]) -> None:
    """What the package is, in a table that QGIS keeps; and the styles as a table that readers know."""
    database.execute(f"CREATE TABLE {ABOUT} (id INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL)")
    database.executemany(f"INSERT INTO {ABOUT} (key, value) VALUES (?, ?)", sorted(about.items()))
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for name, title in ((ABOUT, "交换包说明"), ("layer_styles", "图层样式")):
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
            " VALUES (?, 'attributes', ?, ?, ?)",
            (name, name, title, now),
        )
