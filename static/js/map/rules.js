/* How a boundary of each level is drawn at each zoom (Leaflet's zoom). Both drawers, WebGL and canvas, read this table.
 *
 * Each rule: from (zoom), width, dash in pixels ([] is solid), and halo: the width of the soft band under the line. */
import { HALO, LEVEL } from "./palette.js";

export const BAND = { colour: HALO, opacity: 0.55 };

export const LINE_RULES = {
  township: [
    { from: 10, width: 0.7, dash: [] },
    { from: 11, width: 1, dash: [1, 3] },
  ],
  county: [
    { from: 5, width: 0.5, dash: [] },
    { from: 6.5, width: 0.8, dash: [] },
    { from: 8, width: 1, dash: [] },
    { from: 11, width: 1.6, dash: [8, 4] },
  ],
  prefecture: [
    { from: 5, width: 0.9, dash: [] },
    { from: 6.5, width: 1.4, dash: [] },
    { from: 8, width: 1.8, dash: [11, 3.5, 2, 3.5], halo: 6, haloOpacity: 0.32 },
    { from: 11, width: 2.2, dash: [13, 4, 2.4, 4], halo: 8, haloOpacity: 0.32 },
  ],
  province: [
    { from: 5, width: 1.8, dash: [10, 3, 2, 3], halo: 6 },
    { from: 6.5, width: 2.8, dash: [18, 4.5, 3, 4.5], halo: 12 },
    { from: 8, width: 3.2, dash: [20, 5, 3.4, 5], halo: 13 },
    { from: 11, width: 3.6, dash: [22, 5.5, 3.8, 5.5], halo: 14 },
  ],
  national: [
    { from: 5, width: 2.2, dash: [], halo: 6 },
    { from: 6.5, width: 3.2, dash: [], halo: 12 },
    { from: 8, width: 3.6, dash: [], halo: 14 },
    { from: 9, width: 3.6, dash: [], halo: 14 },
    { from: 11, width: 4, dash: [], halo: 15 },
  ],
};

/* Sample boundaries are dotted at every level, in a tone of their own. */
export const SAMPLE_LINE = { from: 10, colour: "#a8948c", dash: [1, 3] };

/* From the weakest to the strongest, as they are drawn. */
export const LEVELS = ["township", "county", "prefecture", "province", "national"];

export function colourOf(level) {
  return LEVEL[level];
}

/** The level that a line of the tiles is drawn as: the tiles call the national border "state". */
export function drawnLevel(properties) {
  return properties.level === "state" ? "national" : properties.level;
}

/** The rule of a level at a zoom, or null where it is not drawn yet. */
export function ruleAt(level, zoom) {
  return (LINE_RULES[level] || []).filter((rule) => rule.from <= zoom).at(-1) || null;
}

/* Where labels begin: level → zoom, size, weight. Districts (市辖区) wait for z 9. */
export const LABEL_RULES = {
  prefecture: { from: 5, until: 11, size: 15, bold: true },
  county: { from: 7, size: 12, sizeNear: 13, near: 9 },
  district: { from: 9, size: 13 },
  township: { from: 10, size: 12 },
};

const PEOPLES = ["蒙古族自治", "朝鲜族自治", "满族自治", "回族自治"];

/** Long autonomous names break before the people's name: 前郭尔罗斯 / 蒙古族自治县. */
export function brokenName(name) {
  const people = PEOPLES.find((word) => name.indexOf(word) > 0);
  return people ? [name.slice(0, name.indexOf(people)), name.slice(name.indexOf(people))] : [name];
}

export const PEOPLE_WORDS = PEOPLES;
