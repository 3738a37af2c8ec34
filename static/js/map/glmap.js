/* The vector tiles drawn by MapLibre inside Leaflet. Leaflet keeps the view, the keyboard and the gestures. */
import { ACCENT_DEEP } from "./palette.js";
import { addImages } from "./images.js";
import { FONT_FAMILY, mapStyle, tilesOf } from "./style.js";

/* The labels that take the accent while their area is chosen. */
const NAMED = ["label-township", "label-district", "label-county", "seat-county", "seat-district", "label-prefecture", "seat-prefecture"];

/** Whether this browser can draw with WebGL 2. */
export function hasWebGL() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

const DATED = ["areas", "lines", "names", "streets"];
const ANCHORS = "text-variable-anchor-offset";

/** Adds the drawn map to a Leaflet map; resolves to {choose(id), show(group, visible), setDay(config), onSample(callback)}. */
export async function drawWithGL(map, config) {
  const [{ maplibreGL }, maplibre] = await Promise.all([import("@maplibre/maplibre-gl-leaflet"), import("maplibre-gl")]);
  if (maplibre.setWorkerUrl) maplibre.setWorkerUrl(config.worker);
  const layer = maplibreGL({
    style: mapStyle(config), localIdeographFontFamily: FONT_FAMILY, interactive: false, fadeDuration: 120, padding: 0.15,
    pixelRatio: Math.min(window.devicePixelRatio || 1, 2), refreshExpiredTiles: false,
  });
  layer.addTo(map);
  const glMap = layer.getMaplibreMap();
  glMap.on("styleimagemissing", () => addImages(glMap));
  await new Promise((resolve) => (glMap.isStyleLoaded() ? resolve() : glMap.once("style.load", resolve)));
  addImages(glMap);
  glMap.on("error", (event) => config.onError?.(event.error));
  glMap.on("idle", () => {
    map.getContainer().dataset.drawn = "webgl";
  });
  const colours = Object.fromEntries(NAMED.map((name) => [name, glMap.getPaintProperty(name, "text-color")]));
  return {
    choose(id) {
      for (const name of ["chosen-fill", "chosen-line"]) glMap.setFilter(name, ["==", ["get", "id"], id || ""]);
      for (const name of NAMED) {
        glMap.setPaintProperty(name, "text-color", ["case", ["==", ["get", "id"], id || ""], ACCENT_DEEP, colours[name]]);
      }
    },
    show(group, visible) {
      for (const part of glMap.getStyle().layers) {
        if (part.metadata?.group === group) glMap.setLayoutProperty(part.id, "visibility", visible ? "visible" : "none");
      }
    },
    /** Another day: its tiles, its seats, and the labels that stand back for them. */
    setDay(dated) {
      for (const name of DATED) glMap.getSource(name).setTiles([tilesOf(dated, name)]);
      glMap.getSource("seats").setData(dated.seats);
      for (const part of mapStyle(dated).layers) {
        if (part.id.startsWith("chosen") || !part.filter) continue;
        glMap.setFilter(part.id, part.filter);
        if (part.layout?.[ANCHORS]) glMap.setLayoutProperty(part.id, ANCHORS, part.layout[ANCHORS]);
      }
    },
    onSample(callback) {
      const ask = () => callback(showsSample(glMap));
      glMap.on("idle", ask);
    },
  };
}

function showsSample(glMap) {
  const layers = glMap.getStyle().layers.filter((layer) => layer.source && layer["source-layer"] && layer.type !== "fill");
  try {
    const found = glMap.queryRenderedFeatures({ layers: layers.map((layer) => layer.id) });
    return found.some((feature) => feature.properties.sample === true);
  } catch {
    // After a change of day MapLibre may still remember labels of tiles that have become empty, and stumbles over them.
    return false;
  }
}
