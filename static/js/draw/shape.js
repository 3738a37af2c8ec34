/* One drawn line or area on a map: Leaflet-Geoman moves, adds and deletes its vertices. Points are [lon, lat]. */
import { ACCENT } from "../map/palette.js";

const CROWDED = 150; // from so many vertices on, only those near the pointer are shown
const NEAR = 40;
const hovers = window.matchMedia("(hover: hover)").matches;

const latLng = ([lon, lat]) => L.latLng(lat, lon);
const same = (one, other) => one && other && one[0] === other[0] && one[1] === other[1];

export class DrawnShape {
  /* `fixed`: points that must not be moved or deleted; `changed(points, finished)` is called while and after editing. */
  constructor(map, { area, fixed, changed, chosen }) {
    Object.assign(this, { map, area, fixed: fixed || [], changed, chosen });
    this.layer = null;
  }

  show(points, editable) {
    this.remove();
    if (points.length === 1) {
      this.layer = L.circleMarker(latLng(points[0]), { radius: 6, color: ACCENT, weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false });
      this.layer.addTo(this.map);
    }
    if (points.length < 2) return;
    const style = {
      color: ACCENT, weight: 3, opacity: editable ? 1 : 0.55, fillOpacity: 0.14, renderer: L.svg(), bubblingMouseEvents: false,
      pmIgnore: false, interactive: false, lineJoin: "round",
    };
    const make = this.area && points.length > 2 ? L.polygon : L.polyline;
    this.layer = make(points.map(latLng), style).addTo(this.map);
    if (editable) this.enable(points.length);
  }

  enable(count) {
    const free = ({ marker }) => !this.fixed.some((end) => same(end, [marker.getLatLng().lng, marker.getLatLng().lat]));
    const { layer } = this;
    layer.pm.enable({
      snappable: false, allowSelfIntersection: true, draggable: false, removeLayerBelowMinVertexCount: false,
      limitMarkersToCount: hovers && count > CROWDED ? NEAR : -1,
      moveVertexValidation: free, removeVertexValidation: free,
    });
    layer.on("pm:markerdrag", () => this.changed(this.points(), false));
    layer.on("pm:markerdragend pm:vertexadded pm:vertexremoved", () => this.changed(this.points(), true));
    layer.on("pm:vertexclick", ({ indexPath }) => this.chosen(indexPath[indexPath.length - 1]));
  }

  points() {
    const found = this.layer.getLatLngs();
    return (this.layer instanceof L.Polygon ? found[0] : found).map(({ lng, lat }) => [lng, lat]);
  }

  remove() {
    if (!this.layer) return;
    this.layer.pm?.disable?.();
    this.layer.remove();
    this.layer = null;
  }
}

/* A single place: set by a click, moved by dragging. */
export class DrawnPlace {
  constructor(map, { changed }) {
    Object.assign(this, { map, changed });
    this.layer = null;
  }

  show(points, editable) {
    this.remove();
    if (!points.length) return;
    const icon = L.divIcon({ className: "draw-place", iconSize: [20, 20] });
    this.layer = L.marker(latLng(points[0]), { icon, draggable: editable, opacity: editable ? 1 : 0.7, keyboard: false });
    this.layer.on("drag", () => this.changed(this.points(), false)).on("dragend", () => this.changed(this.points(), true));
    this.layer.addTo(this.map);
  }

  points() {
    const { lng, lat } = this.layer.getLatLng();
    return [[lng, lat]];
  }

  remove() {
    this.layer?.remove();
    this.layer = null;
  }
}
