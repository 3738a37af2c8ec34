/* The colours of the maps, as in css/tokens.css (canvas and WebGL cannot read custom properties). */
export const INK = "#1e282d";
export const INK_2 = "#47535a";
export const PAPER = "#fbfaf6";
export const CARD = "#ffffff";
export const GROUND = "#efebe1";
export const NEIGHBOUR = "#f5f2ea";
export const GRATICULE = "#dcd5c6";
export const OUTSIDE_NAME = "#655e50";
export const ACCENT = "#1b5e7d";
export const ACCENT_DEEP = "#134a63";
export const HALO = "#d9bfcd";
export const LEVEL = {
  national: "#4c2540",
  state: "#4c2540",
  province: "#6e3a5b",
  prefecture: "#7c4866",
  county: "#b59caa",
  township: "#c9bbb4",
};
export const SEVERITY = { block: "#b0301c", refused: "#b0301c", warn: "#8a5600", info: "#1b5e7d", ok: "#1e6e58" };

/* Nine light tints, one for each prefecture in the order of the register; neighbours differ. */
export const TINTS = [
  "#f8e8d5", "#e6ebdc", "#f4e1e1", "#e2e2f0", "#f5ecd0", "#e0ebe6", "#e9e2ec", "#f2ebda", "#e4ecf3",
];
export const SANS = '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
