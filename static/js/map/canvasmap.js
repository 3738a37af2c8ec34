/* The same vector tiles drawn on canvas, for browsers without WebGL: tints, boundaries by level, names with collision. */
import { PbfReader } from "pbf";
import { VectorTile } from "@mapbox/vector-tile";
import { LabelLayer } from "./labels.js";
import * as palette from "./palette.js";
import { BAND, LABEL_RULES, SAMPLE_LINE, LEVELS, brokenName, colourOf, drawnLevel, ruleAt } from "./rules.js";
import { countySeat, prefectureSeat, provinceSeat } from "./images.js";

const SIZE = 256;
const DEEPEST = 14;

function trace(context, geometry, scale, close) {
  context.beginPath();
  for (const part of geometry) {
    part.forEach((point, place) => context[place ? "lineTo" : "moveTo"](point.x * scale, point.y * scale));
    if (close) context.closePath();
  }
}

function features(tile, name) {
  const layer = tile?.layers[name];
  return layer ? Array.from({ length: layer.length }, (_, place) => layer.feature(place)) : [];
}

/** Draws the tiles of `layers` one over the other into one canvas for each place of the grid. */
const TileCanvas = L.GridLayer.extend({
  options: { tileSize: SIZE, updateWhenIdle: false, keepBuffer: 1 },

  initialize(config) {
    this.config = config;
    this.hiddenGroups = new Set();
    this.kept = new Map();
    L.GridLayer.prototype.initialize.call(this, {});
  },

  /* Leaflet's redraw() would ask for tiles of fractional zooms. */
  _clampZoom(zoom) {
    return Math.round(L.GridLayer.prototype._clampZoom.call(this, zoom));
  },

  createTile(coords, done) {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const sheet = L.DomUtil.create("canvas", "leaflet-tile");
    sheet.width = sheet.height = SIZE * ratio;
    this.read(coords).then((tiles) => {
      const context = sheet.getContext("2d");
      context.scale(ratio, ratio);
      this.paint(context, coords, tiles);
      done(null, sheet);
      this.fire("painted");
    }, (error) => done(error, sheet));
    return sheet;
  },

  /** The parsed tiles of one place: {areas, lines, streets, shift} of the deepest zoom that the server keeps. */
  async read(coords) {
    const over = Math.max(0, coords.z - DEEPEST);
    const address = { z: coords.z - over, x: coords.x >> over, y: coords.y >> over };
    const wanted = address.z >= 12 ? ["areas", "lines", "streets", "names"] : ["areas", "lines", "names"];
    const tiles = await Promise.all(wanted.map((layer) => this.fetch(layer, address)));
    return { ...Object.fromEntries(wanted.map((layer, place) => [layer, tiles[place]])), over };
  },

  fetch(layer, { z, x, y }) {
    const query = this.config.date ? `?date=${encodeURIComponent(this.config.date)}` : "";
    const address = this.config.tiles.replace("LAYER", layer).replace("{z}", z).replace("{x}", x).replace("{y}", y) + query;
    if (!this.kept.has(address)) {
      this.kept.set(address, fetch(address).then(async (answer) => {
        if (!answer.ok || answer.status === 204) return null;
        return new VectorTile(new PbfReader(await answer.arrayBuffer()));
      }));
      if (this.kept.size > 300) this.kept.delete(this.kept.keys().next().value);
    }
    return this.kept.get(address);
  },

  paint(context, coords, tiles) {
    const grow = 2 ** tiles.over;
    context.translate(-(coords.x % grow) * SIZE, -(coords.y % grow) * SIZE);
    const scale = (SIZE * grow) / 4096;
    this.paintAreas(context, features(tiles.areas, "areas"), scale);
    if (!this.hiddenGroups.has("streets")) this.paintStreets(context, features(tiles.streets, "streets"), scale, coords.z);
    if (!this.hiddenGroups.has("lines")) this.paintLines(context, features(tiles.lines, "lines"), scale, coords.z);
  },

  paintAreas(context, areas, scale) {
    for (const area of areas) {
      const { level, external, tint, id } = area.properties;
      const chosen = id === this.chosen;
      if (level !== "prefecture" && !external && !chosen) continue;
      trace(context, area.loadGeometry(), scale, true);
      if (level === "prefecture" || external) {
        const plain = external ? palette.NEIGHBOUR : palette.PAPER;
        context.fillStyle = external || this.hiddenGroups.has("areas") ? plain : palette.TINTS[tint] || plain;
        context.fill("evenodd");
      }
    }
    const picked = areas.find((area) => area.properties.id === this.chosen);
    if (!picked) return;
    trace(context, picked.loadGeometry(), scale, true);
    context.globalAlpha = 0.16;
    context.fillStyle = palette.ACCENT;
    context.fill("evenodd");
    context.globalAlpha = 1;
    context.lineWidth = 2.2;
    context.strokeStyle = palette.ACCENT;
    context.stroke();
  },

  paintLines(context, lines, scale, zoom) {
    const sorted = LEVELS.map((level) => [level, lines.filter((line) => drawnLevel(line.properties) === level)]);
    for (const pass of ["halo", "width"]) {
      for (const [level, own] of sorted) {
        const rule = ruleAt(level, zoom);
        if (!rule || !rule[pass]) continue;
        for (const line of own) {
          const { sample } = line.properties;
          if (sample && zoom < SAMPLE_LINE.from) continue;
          trace(context, line.loadGeometry(), scale, false);
          context.lineJoin = "round";
          context.lineWidth = rule[pass];
          context.strokeStyle = pass === "halo" ? BAND.colour : sample ? SAMPLE_LINE.colour : colourOf(level);
          context.globalAlpha = pass === "halo" ? rule.haloOpacity || BAND.opacity : 1;
          context.setLineDash(pass === "halo" ? [] : sample ? SAMPLE_LINE.dash : rule.dash);
          context.stroke();
        }
      }
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
  },

  paintStreets(context, streets, scale, zoom) {
    for (const [extra, colour] of [[2, "#cfc6b4"], [0, palette.CARD]]) {
      for (const street of streets) {
        trace(context, street.loadGeometry(), scale, false);
        context.lineCap = context.lineJoin = "round";
        context.lineWidth = Math.max(1, (zoom - 11) * 1.5) + extra;
        context.strokeStyle = colour;
        context.stroke();
      }
    }
  },
});

const SEATS = { province: provinceSeat, prefecture: prefectureSeat, county: countySeat };

function seatSign(symbol) {
  const sheet = document.createElement("canvas");
  sheet.width = sheet.height = 36;
  sheet.style.width = sheet.style.height = "18px";
  const context = sheet.getContext("2d");
  context.scale(2, 2);
  SEATS[symbol](context);
  return L.divIcon({ html: sheet, className: "seat-sign", iconSize: [18, 18] });
}

const WEIGHT = { prefecture: 80, township: 20 };

function labelRule(level, name) {
  if (level === "county" && name.endsWith("区")) return LABEL_RULES.district;
  return LABEL_RULES[level];
}

/** The labels of the tiles in view, the seats and the neighbours. */
class Names {
  constructor(map, grid, config) {
    Object.assign(this, { map, grid, config });
    this.layer = new LabelLayer().addTo(map);
    this.signs = L.layerGroup().addTo(map);
    this.visible = true;
    map.on("moveend zoomend", () => this.update());
    grid.on("painted load", () => this.later());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), 60);
  }

  async update() {
    const zoom = Math.round(this.map.getZoom());
    this.signs.clearLayers();
    if (!this.visible) {
      this.layer.setItems([]);
      return;
    }
    const seated = new Set(this.config.seats.features.map((seat) => seat.properties.id));
    const found = await this.fromTiles(zoom, seated);
    this.layer.setObstacles(this.shownSeats(zoom).map(({ geometry }) => {
      const [lon, lat] = geometry.coordinates;
      return { lon, lat, radius: 6 };
    }));
    this.layer.setItems([...this.seats(zoom), ...this.neighbours(zoom), ...found]);
    this.map.getContainer().dataset.drawn = "canvas";
  }

  shownSeats(zoom) {
    const from = { province: 5, prefecture: 5, county: 7 };
    return this.config.seats.features.filter((seat) => zoom >= (seat.properties.name.endsWith("区") ? LABEL_RULES.district.from : from[seat.properties.symbol]));
  }

  seats(zoom) {
    return this.shownSeats(zoom).map(({ geometry, properties }) => {
      const [lon, lat] = geometry.coordinates;
      L.marker([lat, lon], { icon: seatSign(properties.symbol), interactive: false, keyboard: false }).addTo(this.signs);
      return { lon, lat, text: brokenName(properties.name).join("\n"), weight: properties.symbol === "county" ? 50 : 90, dx: 9, sides: properties.sides, className: properties.symbol === "county" ? "" : "map-label--seat" };
    });
  }

  neighbours(zoom) {
    if (zoom >= 10) return [];
    return this.config.outside.features.map(({ geometry, properties }) => ({
      lon: geometry.coordinates[0], lat: geometry.coordinates[1], text: properties.name, weight: 95, centre: true, className: "map-label--outside",
    }));
  }

  async fromTiles(zoom, seated) {
    const view = this.map.getBounds();
    const bounds = L.bounds(this.map.project(view.getNorthWest(), zoom), this.map.project(view.getSouthEast(), zoom));
    const items = [];
    for (let x = Math.floor(bounds.min.x / SIZE); x <= Math.floor(bounds.max.x / SIZE); x += 1) {
      for (let y = Math.floor(bounds.min.y / SIZE); y <= Math.floor(bounds.max.y / SIZE); y += 1) {
        const tiles = await this.grid.read({ x, y, z: zoom });
        const place = [x >> tiles.over, y >> tiles.over, zoom - tiles.over];
        items.push(...this.areaNames(tiles, place, zoom, seated), ...this.placeNames(tiles, place, zoom));
      }
    }
    const once = new Map(items.map((item) => [item.id, item]));
    return [...once.values()];
  }

  areaNames(tiles, place, zoom, seated) {
    return features(tiles.areas, "labels").flatMap((label) => {
      const { id, name, level, external } = label.properties;
      const rule = labelRule(level, name);
      if (external || !rule || zoom < rule.from || (rule.until && zoom >= rule.until) || seated.has(id)) return [];
      const [lon, lat] = label.toGeoJSON(...place).geometry.coordinates;
      const className = rule.bold ? "map-label--seat" : "";
      return [{ id, lon, lat, text: brokenName(name).join("\n"), centre: true, className, weight: WEIGHT[level] || 40 }];
    });
  }

  placeNames(tiles, place, zoom) {
    if (zoom < 8) return [];
    const seats = new Set(this.config.seats.features.map((seat) => seat.properties.place));
    const others = features(tiles.names, "names").filter((point) => !seats.has(point.properties.id));
    return others.map((point) => {
      const [lon, lat] = point.toGeoJSON(...place).geometry.coordinates;
      return { id: point.properties.id, lon, lat, text: point.properties.name, dx: 6, weight: 10 - point.properties.rank / 100, className: "map-label--place" };
    });
  }
}

/** Adds the drawn map to a Leaflet map; the same interface as the WebGL one. */
export function drawWithCanvas(map, config) {
  const grid = new TileCanvas(config).addTo(map);
  const names = new Names(map, grid, config);
  return {
    choose(id) {
      grid.chosen = id || null;
      grid.redraw();
    },
    show(group, visible) {
      grid.hiddenGroups[visible ? "delete" : "add"](group);
      if (group === "names") {
        names.visible = visible;
        names.update();
      } else grid.redraw();
    },
    setDay(dated) {
      grid.config = names.config = dated;
      grid.redraw();
      names.update();
    },
    onSample(callback) {
      grid.on("load", async () => {
        const tiles = await Promise.all([...grid.kept.values()]);
        callback(map.getZoom() >= SAMPLE_LINE.from && tiles.some((tile) => features(tile, "lines").some((line) => line.properties.sample)));
      });
    },
  };
}
