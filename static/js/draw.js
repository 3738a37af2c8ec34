/* Drawing on a working map: a line, an area or a place, by mouse, touch and keyboard, always in step with a text field.
 *
 * A page extends "map_draw.html" and adds to the data of its `workmap`:
 *
 *   draw  [{field: "#id_line", shape: "line" | "area" | "point", label: "拆分线",
 *           ends: [[lon, lat], [lon, lat]]   the two ends are fixed there (a line between two junctions),
 *           start: "lon,lat\nlon,lat…"       what 恢复原线 goes back to}]
 *
 * The field holds one "lon,lat" per line and is the truth: typing redraws the map, drawing rewrites the field (numbers
 * of vertices that were not touched stay digit for digit). Vertices are dragged; a small one between two adds another;
 * a right click or long press deletes. Keys on the map: arrows move it, Enter adds a vertex (or sets the place) at the
 * cross in its middle, [ and ] choose a vertex, Shift+Enter moves the chosen one to the cross, Delete deletes it,
 * Ctrl+Z undoes. Ends snap to the junctions only by the button for it. `ends` and `start` may change with the data.
 */
import { ACCENT } from "./map/palette.js";
import { pointAt, read, write } from "./draw/text.js";
import { DrawnPlace, DrawnShape } from "./draw/shape.js";
import { DrawBar } from "./draw/bar.js";

L.PM.setOptIn(true);
L.Marker.mergeOptions({ keyboard: false }); // hundreds of vertices are no stops for the Tab key

class Tool {
  constructor(drawing, told) {
    this.drawing = drawing;
    this.field = document.querySelector(told.field);
    this.past = [];
    this.chosen = null;
    this.tell(told);
    const shape = { area: told.shape === "area", fixed: this.ends, changed: (...news) => this.write(...news), chosen: (at) => this.choose(at) };
    this.shape = told.shape === "point" ? new DrawnPlace(drawing.map, shape) : new DrawnShape(drawing.map, shape);
    this.read();
    this.settled = this.field.value;
    this.adding = told.shape === "point" || this.points.length < 2;
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("focus", () => drawing.draw(this));
    for (const name of ["click", "keyup"]) this.field.addEventListener(name, () => this.caret());
  }

  tell(told) {
    this.told = told;
    this.ends = told.ends || [];
    this.exact = new Set(this.ends.map(String));
    read(told.start || "").points.forEach((point) => this.exact.add(String(point)));
    if (this.shape) this.shape.fixed = this.ends;
  }

  get single() {
    return this.told.shape === "point";
  }

  read() {
    const { points, wrong, plain } = read(this.field.value);
    Object.assign(this, { points, wrong, plain });
    points.forEach((point) => this.exact.add(String(point)));
  }

  typed() {
    this.read();
    this.keep();
    this.redraw();
  }

  /* What the field said before becomes a step that can be undone. */
  keep() {
    if (this.field.value === this.settled) return;
    this.past.push(this.settled);
    this.settled = this.field.value;
  }

  write(points, finished = true) {
    this.points = points;
    this.field.value = write(points, this.exact);
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
    this.wrong = 0;
    if (finished) {
      this.keep();
      this.chosen = null;
    }
    this.drawing.told();
  }

  set(points) {
    this.write(points);
    this.redraw();
  }

  undo() {
    if (!this.past.length) return;
    this.field.value = this.past.pop();
    this.settled = this.field.value;
    this.chosen = null;
    this.read();
    this.redraw();
  }

  add(place) {
    if (this.single) return this.set([place]);
    const before = this.ends.length === 2 && this.points.length > 1 ? this.points.length - 1 : this.points.length;
    return this.set([...this.points.slice(0, before), place, ...this.points.slice(before)]);
  }

  choose(at) {
    this.chosen = at != null && at >= 0 && at < this.points.length ? at : null;
    this.drawing.told();
  }

  step(by) {
    if (!this.points.length) return;
    const from = this.chosen ?? (by > 0 ? -1 : 0);
    this.choose((from + by + this.points.length) % this.points.length);
    const [lon, lat] = this.points[this.chosen];
    this.drawing.map.panTo([lat, lon], { animate: false });
  }

  isFixed(at) {
    return this.ends.some((end) => String(end) === String(this.points[at]));
  }

  move(place) {
    if (this.chosen == null || this.isFixed(this.chosen)) return;
    const at = this.chosen;
    this.set(this.points.map((point, index) => (index === at ? place : point)));
    this.choose(at);
  }

  drop() {
    const at = this.chosen ?? (this.ends.length ? this.points.length - 2 : this.points.length - 1);
    if (at < 0 || this.isFixed(at)) return;
    this.set(this.points.filter((_, index) => index !== at));
  }

  clear() {
    this.set(this.ends.length ? [this.ends[0], this.ends[1]] : []);
    this.adding = true;
    this.drawing.told();
  }

  /* Both ends are where they have to be. */
  get joined() {
    const { ends, points } = this;
    if (!ends.length) return true;
    const [first, last] = [String(points[0]), String(points[points.length - 1])];
    const [one, other] = ends.map(String);
    return (first === one && last === other) || (first === other && last === one);
  }

  join() {
    const [one, other] = this.ends;
    const far = (point, end) => L.latLng(point[1], point[0]).distanceTo([end[1], end[0]]);
    const points = this.points.length > 1 ? [...this.points] : [one, other];
    if (far(points[0], one) > far(points[0], other)) points.reverse();
    [points[0], points[points.length - 1]] = [one, other];
    this.set(points);
  }

  caret() {
    this.choose(this.points.length ? pointAt(this.field.value, this.field.selectionStart) : null);
  }

  redraw() {
    this.shape.show(this.points, this.drawing.tool === this);
    this.drawing.told();
  }

  get metres() {
    const places = this.points.map(([lon, lat]) => L.latLng(lat, lon));
    if (this.told.shape === "area" && places.length > 2) places.push(places[0]);
    return places.slice(1).reduce((sum, place, index) => sum + places[index].distanceTo(place), 0);
  }
}

class Drawing {
  constructor(frame, work) {
    Object.assign(this, { frame, work, map: work.map, tool: null, choosing: false });
    this.ring = L.circleMarker([0, 0], { radius: 10, color: ACCENT, weight: 2, fill: false, interactive: false });
    const wanted = work.data.draw.filter((told) => document.querySelector(told.field));
    this.bar = new DrawBar(frame, this);
    this.tools = wanted.map((told) => new Tool(this, told));
    frame.classList.add("map-frame--draw");
    this.use(this.tools[0]);
    this.map.on("click", ({ latlng }) => this.adding && this.tool.add([latlng.lng, latlng.lat]));
    document.addEventListener("focusin", ({ target }) => target.closest("[data-picker]") && this.choose());
    const canvas = this.map.getContainer();
    canvas.addEventListener("keydown", (event) => event.target === canvas && this.key(event));
    document.addEventListener("htmx:afterSettle", () => this.renew());
  }

  renew() {
    (this.work.data.draw || []).forEach((told) => this.tools.find((tool) => tool.told.field === told.field)?.tell(told));
    this.told();
  }

  use(tool) {
    if (!tool || this.tool === tool) return;
    this.tool = tool;
    this.tools.forEach((each) => each.shape.show(each.points, each === tool));
    this.told();
  }

  /* A click adds a vertex or sets the place; while divisions are being chosen it is theirs. */
  get adding() {
    return Boolean(this.tool?.adding) && !this.choosing;
  }

  choose() {
    this.choosing = true;
    this.told();
  }

  draw(tool) {
    this.choosing = false;
    this.use(tool);
    this.told();
  }

  told() {
    const { tool } = this;
    if (!tool) return;
    const point = tool.chosen == null ? null : tool.points[tool.chosen];
    if (point) this.ring.setLatLng([point[1], point[0]]).addTo(this.map);
    else this.ring.remove();
    this.frame.classList.toggle("is-adding", this.adding);
    this.frame.classList.toggle("is-choosing", this.choosing);
    this.bar.tell(tool, this.tools);
  }

  key(event) {
    const { tool } = this;
    const { lng, lat } = this.map.getCenter();
    const deeds = {
      Enter: () => (event.shiftKey ? tool.move([lng, lat]) : this.choosing || tool.add([lng, lat])),
      Delete: () => tool.drop(),
      Backspace: () => tool.drop(),
      "[": () => tool.step(-1),
      "]": () => tool.step(1),
      z: () => (event.ctrlKey || event.metaKey) && tool.undo(),
    };
    if (!deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
  }
}

document.querySelectorAll("[data-workmap]").forEach((frame) => {
  const work = window.WorkMap.of(frame.dataset.workmap);
  if (work?.data.draw?.length) new Drawing(frame, work);
});
