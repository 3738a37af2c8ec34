/* A working map on an officers' page: quiet outlines, points with verdicts, distance lines, a point to choose.
 *
 * A page extends "map_base.html", loads `look`, and writes `{% workmap "points" data %}`. `data` is plain JSON, all
 * coordinates are longitude before latitude (CGCS2000 degrees), every key may be left out:
 *
 *   outlines  GeoJSON FeatureCollection of areas. properties: name, level, role ("quiet" | "own" | "partner" |
 *             "selected" | "inner": outline only | "gain-own" | "gain-partner": ground that a side gains), sample,
 *             and label: [lon, lat] where the name stands.
 *   lines     GeoJSON FeatureCollection of boundary lines. properties: level ("national" | "province" | "prefecture" |
 *             "county" | "township"), main (true: with the halo band of the line in work), sample, or role
 *             "old" | "new": a line before and after it is drawn anew.
 *   points    [{id, lon, lat, label, verdict: "ok" | "warn" | "refused" | "duplicate" | "info" | "plain" | "now",
 *             supposed (true: drawn hollow, the place is only assumed), sample, note}]
 *   links     [{from: [lon, lat], to: [lon, lat], label: "134 km", severity: "block" | "warn" | "info"}]
 *   pick      {lon: "#id_lon", lat: "#id_lat"}: a click, or the arrow keys and Enter, writes the two fields.
 *   units     true: a click (or Enter, at the middle) on an area with property `written` sends "workmap:unit"
 *             (detail.written) from the frame; not while something is being drawn.
 *   fit       "points" | "outlines" | "selected" | [west, south, east, north]; else whatever there is.
 *   legend    false leaves the legend out.
 *   keys      [{role, word}]: further entries of the legend, for the roles gain-own, gain-partner, old, new.
 *   names     {verdict: "word"} to say something else than 通过, 提醒, 拒收 in the legend.
 *
 * Rows and map talk by id: an element with data-point="ID" marks the point while it is hovered, focused or clicked; a
 * click on a point marks the row and sends "workmap:select" (detail.id) from the frame. A choice sends "workmap:pick"
 * (detail.lon, detail.lat). When htmx replaces the JSON (same id), the map redraws.
 */
import { ACCENT, CARD, HALO, LEVEL, SEVERITY } from "./map/palette.js";
import { LabelLayer } from "./map/labels.js";
import { attachScale } from "./map/scale.js";
import { unitAt } from "./map/units.js";
import { VerdictMarker, verdictSign } from "./map/verdicts.js";

const WORDS = {
  ok: "通过", warn: "提醒", refused: "拒收", block: "拦截", duplicate: "重复", info: "提示", now: "所选位置", plain: "点位",
};
const ORDER = ["plain", "ok", "info", "now", "warn", "duplicate", "refused", "block"];
const FILL = { own: "#e3ecf4", partner: "#f7ebd6", selected: "#dbe8ee", quiet: CARD };
const GAIN = { "gain-own": "#8fb6d8", "gain-partner": "#e2b36b" };
const REDRAWN = {
  old: { color: LEVEL.province, weight: 2, dashArray: "3 5" },
  new: { color: ACCENT, weight: 3 },
};
const DASH = { province: "16 5 2 5", prefecture: "9 4 2 4", township: "1 4" };
const WEIGHT = { national: 3.2, province: 2.4, prefecture: 1.7, county: 0.9, township: 0.8 };
const JILIN = [[40.8, 121.6], [46.4, 131.4]];

function areaStyle(feature) {
  const { role = "quiet", level = "county", sample } = feature.properties || {};
  if (GAIN[role]) return { stroke: false, fillColor: GAIN[role], fillOpacity: 0.85, interactive: false };
  return {
    fill: role !== "inner",
    fillColor: FILL[role] || CARD,
    fillOpacity: 1,
    color: role === "selected" ? ACCENT : LEVEL[level] || LEVEL.county,
    weight: role === "selected" ? 2.2 : Math.min(WEIGHT[level] || 1, 1.2),
    dashArray: sample ? "1 4" : null,
    interactive: false,
  };
}

function lineStyle(feature) {
  const { level = "county", sample, main, role } = feature.properties || {};
  if (REDRAWN[role]) return { fill: false, interactive: false, ...REDRAWN[role] };
  return {
    fill: false,
    color: main && level === "county" ? LEVEL.prefecture : LEVEL[level] || LEVEL.county,
    weight: main ? Math.max(WEIGHT[level] || 1, 1.8) : WEIGHT[level] || 1,
    dashArray: sample ? "1 4" : main && level === "county" ? "9 4" : DASH[level] || null,
    interactive: false,
  };
}

function swatch(role) {
  const sign = document.createElement("span");
  sign.className = `map-key map-key--${role}`;
  return sign;
}

class WorkMap {
  constructor(frame) {
    this.frame = frame;
    this.source = document.getElementById(frame.dataset.workmap);
    const canvas = frame.querySelector(".map-frame__canvas");
    this.map = L.map(canvas, {
      preferCanvas: true, attributionControl: false, zoomSnap: 0.25, wheelPxPerZoomLevel: 110, minZoom: 5, maxZoom: 20,
      zoomControl: false,
    });
    L.control.zoom({ position: "topright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(this.map);
    this.under = L.layerGroup().addTo(this.map);
    this.over = L.layerGroup().addTo(this.map);
    this.labels = new LabelLayer().addTo(this.map);
    this.markers = new Map();
    this.map.setView([43.6, 126.4], 7);
    attachScale(this.map, frame.querySelector(".scale"));
    new ResizeObserver(() => this.map.invalidateSize()).observe(canvas);
    this.read();
    this.fit();
    this.listen();
  }

  read() {
    this.text = this.source.textContent;
    this.data = JSON.parse(this.text) || {};
    this.draw();
  }

  refresh() {
    this.source = document.getElementById(this.frame.dataset.workmap) || this.source;
    if (this.source.textContent === this.text) return;
    const fitted = JSON.stringify(this.data.fit);
    this.read();
    if (JSON.stringify(this.data.fit) !== fitted) this.fit();
  }

  draw() {
    this.under.clearLayers();
    this.over.clearLayers();
    this.markers.clear();
    if (this.data.outlines) L.geoJSON(this.data.outlines, { style: areaStyle }).addTo(this.under);
    this.drawLines();
    (this.data.links || []).forEach((link) => this.drawLink(link));
    const points = (this.data.points || []).filter((point) => point.lon != null && point.lat != null);
    points.sort((a, b) => ORDER.indexOf(a.verdict || "plain") - ORDER.indexOf(b.verdict || "plain"));
    points.forEach((point) => this.drawPoint(point, points.length));
    this.drawPick();
    this.labels.setObstacles(points.map(({ lon, lat }) => ({ lon, lat, radius: 5 })));
    this.labels.setItems([...this.areaNames(), ...this.linkNames(), ...this.pointNames(points)]);
    this.drawLegend(points);
    this.markSample(points);
  }

  /* Data that came later may be sample where the page said nothing of it. */
  markSample(points) {
    const shapes = [this.data.outlines, this.data.lines].flatMap((each) => each?.features || []);
    const sample = points.some((point) => point.sample) || shapes.some((shape) => shape.properties?.sample);
    const foot = this.frame.querySelector(".map-foot");
    let chip = foot.querySelector(".chip--sample");
    if (sample && !chip) {
      chip = document.createElement("span");
      Object.assign(chip, { className: "chip chip--sample", textContent: "示例数据" });
      foot.querySelector(".stamp").after(chip);
    }
    if (chip) chip.hidden = !sample;
  }

  drawLines() {
    const lines = this.data.lines;
    if (!lines) return;
    const main = { ...lines, features: (lines.features || []).filter((line) => (line.properties || {}).main) };
    const band = { color: HALO, opacity: 0.55, weight: 14, lineJoin: "round", interactive: false };
    L.geoJSON(main, { style: band }).addTo(this.under);
    L.geoJSON(lines, { style: lineStyle }).addTo(this.under);
  }

  drawLink(link) {
    const ends = [[link.from[1], link.from[0]], [link.to[1], link.to[0]]];
    const style = { color: SEVERITY[link.severity] || SEVERITY.info, weight: 1.4, dashArray: "5 3", interactive: false };
    L.polyline(ends, style).addTo(this.under);
  }

  drawPoint(point, count) {
    const marker = new VerdictMarker([point.lat, point.lon], {
      verdict: point.verdict || "plain", supposed: Boolean(point.supposed), radius: count > 400 ? 4.5 : 7,
    });
    marker.on("click", (event) => {
      L.DomEvent.stop(event);
      this.select(point.id, true);
    });
    if (point.note) marker.bindTooltip(document.createTextNode(point.note), { direction: "top", offset: [0, -8] });
    marker.addTo(this.over);
    if (point.id != null) this.markers.set(String(point.id), marker);
  }

  drawPick() {
    const pick = this.data.pick;
    if (!pick) return;
    const lon = parseFloat(document.querySelector(pick.lon)?.value);
    const lat = parseFloat(document.querySelector(pick.lat)?.value);
    if (Number.isFinite(lon) && Number.isFinite(lat)) this.place(lon, lat);
  }

  place(lon, lat) {
    if (this.chosen) this.chosen.remove();
    this.chosen = new VerdictMarker([lat, lon], { verdict: "now", radius: 7, interactive: false }).addTo(this.map);
  }

  choose(latlng) {
    const { lon: lonField, lat: latField } = this.data.pick;
    const lon = Number(latlng.lng.toFixed(6));
    const lat = Number(latlng.lat.toFixed(6));
    this.place(lon, lat);
    for (const [selector, value] of [[lonField, lon], [latField, lat]]) {
      const field = document.querySelector(selector);
      if (!field) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.frame.dispatchEvent(new CustomEvent("workmap:pick", { bubbles: true, detail: { lon, lat } }));
  }

  unit({ lng, lat }) {
    if (!this.data.units || this.frame.classList.contains("is-adding")) return;
    const written = unitAt(this.data.outlines?.features || [], lng, lat)?.properties.written;
    if (written) this.frame.dispatchEvent(new CustomEvent("workmap:unit", { bubbles: true, detail: { written } }));
  }

  areaNames() {
    const named = (this.data.outlines?.features || []).filter((area) => area.properties?.label && area.properties.name);
    return named.map(({ properties }) => ({
      lon: properties.label[0], lat: properties.label[1], text: properties.name, centre: true, weight: 22.5,
      className: "map-label--area",
    }));
  }

  linkNames() {
    return (this.data.links || []).map((link) => ({
      lon: (link.from[0] + link.to[0]) / 2, lat: (link.from[1] + link.to[1]) / 2, text: link.label, centre: true, weight: 50,
      className: `map-label--${link.severity || "info"}`,
    }));
  }

  pointNames(points) {
    return points.map((point) => ({
      lon: point.lon, lat: point.lat, text: point.label, weight: 20 + ORDER.indexOf(point.verdict || "plain"),
      className: `map-label--${point.verdict === "refused" || point.verdict === "duplicate" ? "block" : point.verdict}`,
    }));
  }

  drawLegend(points) {
    const legend = this.frame.querySelector(".map-legend");
    if (!legend || this.data.legend === false) return;
    const present = ORDER.filter((verdict) => points.some((point) => (point.verdict || "plain") === verdict));
    const words = { ...WORDS, ...this.data.names };
    const items = present.map((verdict) => [verdictSign({ verdict }), words[verdict]]);
    (this.data.keys || []).forEach(({ role, word }) => items.push([swatch(role), word]));
    if (points.some((point) => point.supposed)) items.push([verdictSign({ verdict: "plain", supposed: true }), "推定位置"]);
    legend.replaceChildren(...items.map(([sign, word]) => {
      const item = document.createElement("span");
      item.className = "map-legend__item";
      item.append(sign, word);
      return item;
    }));
    legend.hidden = items.length === 0;
  }

  bounds() {
    const { fit } = this.data;
    if (Array.isArray(fit)) return L.latLngBounds([fit[1], fit[0]], [fit[3], fit[2]]);
    const points = L.latLngBounds([]);
    (this.data.points || []).forEach((point) => point.lat != null && points.extend([point.lat, point.lon]));
    (this.data.links || []).forEach((link) => points.extend([link.from[1], link.from[0]]).extend([link.to[1], link.to[0]]));
    if (fit !== "outlines" && fit !== "selected" && points.isValid()) return points;
    const shapes = this.data.outlines || this.data.lines || { type: "FeatureCollection", features: [] };
    const filter = (shape) => fit !== "selected" || shape.properties.role === "selected";
    const areas = L.geoJSON(shapes, { filter }).getBounds();
    return areas.isValid() ? areas : L.latLngBounds(JILIN);
  }

  fit() {
    const choosing = this.data.units && this.data.fit === "selected" && !this.frame.classList.contains("map-frame--draw");
    this.map.fitBounds(choosing ? this.bounds().pad(0.6) : this.bounds(), { padding: [36, 44], maxZoom: 15, animate: false });
  }

  select(id, fromMap) {
    this.markers.forEach((marker, key) => {
      const selected = key === String(id);
      if (marker.options.selected === selected) return;
      marker.options.selected = selected;
      marker.redraw();
      if (selected) marker.bringToFront();
    });
    if (!fromMap) return;
    document.querySelectorAll("[data-point].is-selected").forEach((row) => row.classList.remove("is-selected"));
    const row = document.querySelector(`[data-point="${CSS.escape(String(id))}"]`);
    if (row) {
      row.classList.add("is-selected");
      row.scrollIntoView({ block: "nearest" });
    }
    this.frame.dispatchEvent(new CustomEvent("workmap:select", { bubbles: true, detail: { id } }));
  }

  listen() {
    this.map.on("click", (event) => (this.data.pick ? this.choose(event.latlng) : this.unit(event.latlng)));
    this.frame.classList.toggle("map-frame--units", Boolean(this.data.units));
    this.map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== this.map.getContainer()) return;
      if (!this.data.pick && this.frame.matches(".map-frame--draw:not(.is-choosing)")) return; // the key is the drawing's
      if (!this.data.pick) return void this.unit(this.map.getCenter());
      event.preventDefault();
      this.choose(this.map.getCenter());
    });
    if (this.data.pick) {
      this.frame.classList.add("map-frame--pick");
      [this.data.pick.lon, this.data.pick.lat].forEach((selector) => {
        document.querySelector(selector)?.addEventListener("change", () => this.drawPick());
      });
    }
    for (const name of ["mouseover", "focusin", "click"]) {
      document.addEventListener(name, (event) => {
        const row = event.target.closest?.("[data-point]");
        if (row && this.markers.has(row.dataset.point)) this.select(row.dataset.point, false);
      });
    }
  }
}

const maps = new Map();

function begin() {
  document.querySelectorAll("[data-workmap]").forEach((frame) => {
    if (!maps.has(frame)) maps.set(frame, new WorkMap(frame));
  });
}

begin();
document.addEventListener("htmx:afterSettle", () => {
  begin();
  maps.forEach((map, frame) => (frame.isConnected ? map.refresh() : maps.delete(frame)));
});
window.WorkMap = { of: (id) => [...maps].find(([frame]) => frame.dataset.workmap === id)?.[1] };
