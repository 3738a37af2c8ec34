"""Tiles as bytes: made from the database, kept in this process as long as their data stay as they are."""

import datetime
import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings

from gazetteer.atlas.http import etag_of
from gazetteer.atlas.tile_sql import LAYERS
from office.spatial.prepared import Prepared

MAX_ZOOM = 18

# One statement for both: the version is read before the tile is made, never after.
VERSION = Prepared(
    "topic_version",
    "SELECT coalesce(sum(n), 0)::bigint FROM atlas_datatick WHERE topic = :topic",
    {"topic": "text"},
)


@dataclass(frozen=True)
class TileKey:
    """Which tile: a layer, its place in the XYZ scheme, and the day it shows."""

    layer: str
    z: int
    x: int
    y: int
    day: datetime.date

    @property
    def exists(self) -> bool:
        if self.layer not in LAYERS or self.z > MAX_ZOOM:
            return False
        return max(self.x, self.y) < 1 << self.z


@dataclass(frozen=True)
class Tile:
    """The bytes of a tile, their tag, and the version of the layer that they were made from."""

    content: bytes
    etag: str
    version: int


class TileStore:
    """The last tiles of this process, up to a number of bytes; the least used go first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._tiles: OrderedDict[TileKey, Tile] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: TileKey, version: int) -> Tile | None:
        with self._lock:
            tile = self._tiles.get(key)
            if tile is None or tile.version != version:
                return None
            self._tiles.move_to_end(key)
            return tile

    def put(self, key: TileKey, tile: Tile) -> None:
        with self._lock:
            old = self._tiles.pop(key, None)
            self.size += len(tile.content) - (len(old.content) if old else 0)
            self._tiles[key] = tile
            while self.size > self.limit and self._tiles:
                _, gone = self._tiles.popitem(last=False)
                self.size -= len(gone.content)

    def clear(self) -> None:
        with self._lock:
            self._tiles.clear()
            self.size = 0


store = TileStore(settings.TILE_MEMORY_MB * 1024 * 1024)


def version_of(layer: str) -> int:
    """How often the data of a layer have changed; every committed change raises it."""
    return int(VERSION.rows(topic=layer)[0][0])


def tile(key: TileKey) -> Tile:
    """The tile of a key, fresh: a change that is committed shows in the very next call."""
    version = version_of(key.layer)
    kept = store.get(key, version)
    if kept is not None:
        return kept
    content = bytes(LAYERS[key.layer].rows(z=key.z, x=key.x, y=key.y, day=key.day)[0][0])
    made = Tile(content, etag_of(content), version)
    store.put(key, made)
    return made
