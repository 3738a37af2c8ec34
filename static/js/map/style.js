/* The MapLibre style of the public map, built from the rules. Zooms in the rules are Leaflet's; MapLibre's is one less. */
import * as palette from "./palette.js";
import { BAND, LABEL_RULES, LEVELS, LINE_RULES, PEOPLE_WORDS, SAMPLE_LINE, colourOf } from "./rules.js";

const gl = (zoom) => zoom - 1;
const SANS = "PingFang SC,HarmonyOS Sans SC,Microsoft YaHei,Noto Sans CJK SC,Noto Sans SC,sans-serif";
export const FONT_FAMILY = SANS;
const REGULAR = ["Regular"];
const BOLD = ["Bold"];

/* The tiles call the national border "state". Sample lines have a layer of their own. */
function ofLevel(level) {
  return ["all", ["==", ["get", "level"], level === "national" ? "state" : level], ["!=", ["get", "sample"], true]];
}

/** The address of a layer's tiles on the day of the map. */
export function tilesOf(config, layer) {
  const query = config.date ? `?date=${encodeURIComponent(config.date)}` : "";
  const address = new URL(config.tiles.replace("LAYER", layer), window.location.href).href;
  return decodeURIComponent(address) + query;
}

function source(config, layer, maxzoom) {
  return {
    type: "vector",
    tiles: [tilesOf(config, layer)],
    minzoom: 4,
    maxzoom,
    bounds: config.bounds,
  };
}

/** Meridians and parallels of the degrees round the province. */
function graticule() {
  const features = [];
  const line = (coordinates) => features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } });
  for (let lon = 110; lon <= 144; lon += 2) line([[lon, 30], [lon, 58]]);
  for (let lat = 30; lat <= 58; lat += 1) line([[110, lat], [144, lat]]);
  return { type: "FeatureCollection", features };
}

function lineLayers(level) {
  const colour = colourOf(level);
  const layers = [];
  LINE_RULES[level].forEach((rule, place, rules) => {
    const span = { minzoom: gl(rule.from), ...(rules[place + 1] ? { maxzoom: gl(rules[place + 1].from) } : {}) };
    const common = { type: "line", source: "lines", "source-layer": "lines", filter: ofLevel(level), ...span };
    if (rule.halo) {
      layers.push({
        ...common, id: `band-${level}-${rule.from}`, layout: { "line-join": "round", "line-cap": "round" },
        metadata: { group: "lines", band: true },
        paint: { "line-color": BAND.colour, "line-width": rule.halo, "line-opacity": rule.haloOpacity || BAND.opacity },
      });
    }
    const paint = { "line-color": colour, "line-width": rule.width };
    if (rule.dash.length) paint["line-dasharray"] = rule.dash.map((length) => length / rule.width);
    layers.push({
      ...common, id: `line-${level}-${rule.from}`, metadata: { group: "lines" }, layout: { "line-join": "round" }, paint,
    });
    if (level === "national" && rule.from >= 9) {
      layers[layers.length - 1].paint = { "line-pattern": "national", "line-width": 12 };
    }
  });
  return layers;
}

/* What is sample is dotted at every level, whatever its rule says. */
function sampleLines() {
  return {
    id: "line-sample", type: "line", source: "lines", "source-layer": "lines", minzoom: gl(SAMPLE_LINE.from),
    filter: ["==", ["get", "sample"], true], metadata: { group: "lines" },
    layout: { "line-cap": "round" },
    paint: { "line-color": SAMPLE_LINE.colour, "line-width": ["interpolate", ["linear"], ["zoom"], gl(10), 1, gl(13), 1.6], "line-dasharray": [0.1, 2.6] },
  };
}

const brokenAt = (word, rest) => [
  "case",
  [">", ["index-of", word, ["get", "name"]], 0],
  ["concat", ["slice", ["get", "name"], 0, ["index-of", word, ["get", "name"]]], "\n",
    ["slice", ["get", "name"], ["index-of", word, ["get", "name"]]]],
  rest,
];
const BROKEN_NAME = PEOPLE_WORDS.reduce((rest, word) => brokenAt(word, rest), ["get", "name"]);

const HALO = { "text-halo-color": palette.PAPER, "text-halo-width": 1.8, "text-halo-blur": 0.4 };

function areaLabels(id, filter, rule, extra = {}) {
  return {
    id, type: "symbol", source: "areas", "source-layer": "labels", minzoom: gl(rule.from),
    ...(rule.until ? { maxzoom: gl(rule.until) } : {}),
    filter: ["all", ["!=", ["get", "external"], true], filter],
    metadata: { group: "names" },
    layout: {
      "text-field": BROKEN_NAME, "text-font": rule.bold ? BOLD : REGULAR, "text-max-width": 30, "text-line-height": 1.15,
      "text-size": rule.sizeNear ? ["step", ["zoom"], rule.size, gl(rule.near), rule.sizeNear] : rule.size,
      "text-padding": 3, ...extra.layout,
    },
    paint: { "text-color": palette.INK, ...HALO, ...extra.paint },
  };
}

/* A seat stands at a known place. Its label tries the sides that the register found to lie inside the area, best first. */
function sidesOf(seats, away) {
  const offset = { left: [away, 0], right: [-away, 0], top: [0, away * 0.8], bottom: [0, -away * 0.8] };
  const wanted = [...new Set(seats.features.map((seat) => seat.properties.sides))];
  const spots = (sides) => ["literal", sides.split(" ").flatMap((side) => [side, offset[side]])];
  const otherwise = spots("left right top bottom");
  return wanted.length ? ["match", ["get", "sides"], ...wanted.flatMap((sides) => [sides, spots(sides)]), otherwise] : otherwise;
}

function seatLabels(id, filter, image, rule, seats) {
  const small = image === "seat-county";
  return {
    id, type: "symbol", source: "seats", minzoom: gl(rule.from), filter, metadata: { group: "names" },
    layout: {
      "icon-image": image, "icon-allow-overlap": !small, "icon-padding": 1,
      "text-field": BROKEN_NAME, "text-font": rule.bold ? BOLD : REGULAR, "text-max-width": 30, "text-line-height": 1.15,
      "text-size": rule.sizeNear ? ["step", ["zoom"], rule.size, gl(rule.near), rule.sizeNear] : rule.size,
      "text-variable-anchor-offset": sidesOf(seats, small ? 0.6 : 0.75), "text-justify": "auto",
      "text-padding": 1, "symbol-sort-key": ["get", "order"],
    },
    paint: { "text-color": palette.INK, ...HALO },
  };
}

function fills() {
  const tints = palette.TINTS.flatMap((tint, place) => [place, tint]);
  const areas = { type: "fill", source: "areas", "source-layer": "areas", metadata: { group: "areas" } };
  return [
    { ...areas, id: "outside", metadata: {}, filter: ["==", ["get", "external"], true], paint: { "fill-color": palette.NEIGHBOUR, "fill-outline-color": "#dfd6cb" } },
    { ...areas, id: "province", metadata: {}, filter: ["all", ["==", ["get", "level"], "prefecture"], ["!=", ["get", "external"], true]], paint: { "fill-color": palette.PAPER } },
    {
      ...areas, id: "tint", filter: ["all", ["==", ["get", "level"], "prefecture"], ["!=", ["get", "external"], true]],
      paint: { "fill-color": ["match", ["get", "tint"], ...tints, palette.PAPER], "fill-antialias": false },
    },
  ];
}

function selection() {
  const areas = { source: "areas", "source-layer": "areas", filter: ["==", ["get", "id"], ""] };
  return [
    { ...areas, id: "chosen-fill", type: "fill", paint: { "fill-color": palette.ACCENT, "fill-opacity": 0.14 } },
    { ...areas, id: "chosen-line", type: "line", layout: { "line-join": "round" }, paint: { "line-color": palette.ACCENT, "line-width": 2.2 } },
  ];
}

function streets() {
  const common = { source: "streets", "source-layer": "streets", metadata: { group: "streets" }, minzoom: gl(12) };
  return [
    { ...common, id: "street-case", type: "line", layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": "#cfc6b4", "line-width": ["interpolate", ["linear"], ["zoom"], gl(12), 2, gl(17), 11] } },
    { ...common, id: "street", type: "line", layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": palette.CARD, "line-width": ["interpolate", ["linear"], ["zoom"], gl(12), 1, gl(17), 8.5] } },
    { ...common, id: "street-name", type: "symbol", minzoom: gl(14), layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": REGULAR, "text-size": 12, "text-max-angle": 40 }, paint: { "text-color": palette.INK_2, ...HALO } },
  ];
}

function places(seats) {
  return {
    filter: NO_SEAT(seats),
    id: "place", type: "symbol", source: "names", "source-layer": "names", minzoom: gl(8), metadata: { group: "names" },
    layout: {
      "icon-image": "place", "icon-padding": 1, "text-field": ["get", "name"], "text-font": REGULAR, "text-size": 12,
      "text-variable-anchor": ["left", "right", "bottom", "top"], "text-radial-offset": 0.5, "text-justify": "auto",
      "text-padding": 3, "symbol-sort-key": ["get", "rank"],
    },
    paint: { "text-color": palette.INK_2, ...HALO },
  };
}

function lines(levels) {
  return levels.flatMap(lineLayers).filter((layer) => !layer.metadata.band);
}

const IS = (level) => ["==", ["get", "level"], level];
const NAMED_DISTRICT = ["==", ["slice", ["get", "name"], -1], "区"];
const NO_SEAT = (ids) => ["!", ["in", ["get", "id"], ["literal", ids]]];
const SYMBOL = (symbol) => ["==", ["get", "symbol"], symbol];
const ROUND_ABOUT = { layout: { "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 0.4 } };

/** The whole style. config: tiles ("/tiles/LAYER/{z}/{x}/{y}.mvt"), date, bounds, seats (GeoJSON), chosen image names. */
export function mapStyle(config) {
  const seated = config.seats.features.map((seat) => seat.properties.id);
  return {
    version: 8,
    sources: {
      graticule: { type: "geojson", data: graticule() },
      outside: { type: "geojson", data: config.outside },
      seats: { type: "geojson", data: config.seats },
      areas: source(config, "areas", 14),
      lines: source(config, "lines", 14),
      names: source(config, "names", 16),
      streets: source(config, "streets", 16),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": palette.GROUND } },
      { id: "graticule", type: "line", source: "graticule", paint: { "line-color": palette.GRATICULE, "line-width": 0.7 } },
      ...fills(),
      ...LEVELS.flatMap(lineLayers).filter((layer) => layer.metadata.band),
      ...streets().slice(0, 2),
      selection()[0],
      ...lines(["township", "county", "prefecture"]),
      sampleLines(),
      selection()[1],
      ...lines(["province", "national"]),
      streets()[2],
      places(config.seats.features.map((seat) => seat.properties.place)),
      areaLabels("label-prefecture", ["all", IS("prefecture"), NO_SEAT(seated)], LABEL_RULES.prefecture),
      areaLabels("label-township", IS("township"), LABEL_RULES.township, { paint: { "text-color": palette.INK_2 } }),
      areaLabels("label-district", ["all", IS("county"), NAMED_DISTRICT, NO_SEAT(seated)], LABEL_RULES.district, ROUND_ABOUT),
      areaLabels("label-county", ["all", IS("county"), ["!", NAMED_DISTRICT], NO_SEAT(seated)], LABEL_RULES.county, ROUND_ABOUT),
      seatLabels("seat-district", ["all", SYMBOL("county"), NAMED_DISTRICT], "seat-county", LABEL_RULES.district, config.seats),
      seatLabels("seat-county", ["all", SYMBOL("county"), ["!", NAMED_DISTRICT]], "seat-county", LABEL_RULES.county, config.seats),
      seatLabels("seat-prefecture", SYMBOL("prefecture"), "seat-prefecture", LABEL_RULES.prefecture, config.seats),
      seatLabels("seat-province", SYMBOL("province"), "seat-province", LABEL_RULES.prefecture, config.seats),
      {
        id: "label-outside", type: "symbol", source: "outside", maxzoom: gl(10),
        layout: { "text-field": ["get", "name"], "text-font": REGULAR, "text-size": 15, "text-max-width": 30 },
        paint: { "text-color": palette.OUTSIDE_NAME, "text-halo-color": palette.GROUND, "text-halo-width": 1.5 },
      },
    ],
  };
}
