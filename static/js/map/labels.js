/* Labels over a Leaflet map: the weightier first; a label that collides is left out, never shrunk. */

function widthOf(row) {
  return [...row].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? 13 : 7.5), 0);
}

/**
 * A layer of labels. Items: {lon, lat, text, className, weight, dx, dy, centre, lang}.
 * `centre` puts the text on the point (area names), else beside it.
 */
export const LabelLayer = L.Layer.extend({
  initialize(items = []) {
    this._items = items;
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
    const taken = [];
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
    const sides = item.centre ? [-width / 2] : [item.dx ?? 10, -(item.dx ?? 10) - width];
    for (const dx of sides) {
      const box = [point.x + dx, point.y - half + (item.dy || 0), point.x + dx + width, point.y + half + (item.dy || 0)];
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
