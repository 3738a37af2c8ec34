/* Labels over a Leaflet map: the weightier first; a label that collides is left out, never shrunk. */

function widthOf(row) {
  return [...row].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? 13 : 7.5), 0);
}

/* Where a label may stand: the corner of its box from the point, best first. `sides` names the anchors of the text. */
function spotsOf({ centre, sides = "left right", dx = 10 }, width, half) {
  if (centre) return [[-width / 2, 0]];
  const spots = { left: [dx, 0], right: [-dx - width, 0], top: [-width / 2, dx + half - 2], bottom: [-width / 2, 2 - dx - half] };
  return sides.split(" ").map((side) => spots[side]);
}

/**
 * A layer of labels. Items: {lon, lat, text, className, weight, dx, sides, centre, lang}.
 * `centre` puts the text on the point (area names), else beside it, on the first of `sides` that is free.
 */
export const LabelLayer = L.Layer.extend({
  initialize(items = []) {
    this._items = items;
  },

  /** Places that no label may cover: [{lon, lat, radius}]. */
  setObstacles(places) {
    this._obstacles = places;
    return this;
  },

  setItems(items) {
    this._items = [...items].sort((a, b) => (b.weight || 0) - (a.weight || 0));
    if (this._map) this._draw();
    return this;
  },

  onAdd(map) {
    this._box = L.DomUtil.create("div", "map-labels leaflet-zoom-hide", map.getPane("tooltipPane"));
    this._box.setAttribute("aria-hidden", "true");
    map.on("zoomend moveend viewreset resize", this._draw, this);
    this.setItems(this._items);
  },

  onRemove(map) {
    map.off("zoomend moveend viewreset resize", this._draw, this);
    this._box.remove();
  },

  _draw() {
    const taken = (this._obstacles || []).map(({ lon, lat, radius }) => {
      const { x, y } = this._map.latLngToLayerPoint([lat, lon]);
      return [x - radius, y - radius, x + radius, y + radius];
    });
    const view = this._map.getBounds().pad(0.1);
    this._box.replaceChildren();
    for (const item of this._items) {
      if (!item.text || !view.contains([item.lat, item.lon])) continue;
      const label = this._place(item, taken);
      if (label) this._box.append(label);
    }
  },

  _place(item, taken) {
    const point = this._map.latLngToLayerPoint([item.lat, item.lon]);
    const rows = item.text.split("\n");
    const width = Math.max(...rows.map(widthOf)) + 2;
    const half = rows.length * 8 + 1;
    for (const [dx, dy] of spotsOf(item, width, half)) {
      const box = [point.x + dx, point.y - half + dy, point.x + dx + width, point.y + half + dy];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      const label = document.createElement("span");
      label.className = `leaflet-tooltip map-label ${item.className || ""}`;
      label.textContent = item.text;
      if (item.lang) label.lang = item.lang;
      L.DomUtil.setPosition(label, L.point(box[0], box[1]).round());
      return label;
    }
    return null;
  },
});
