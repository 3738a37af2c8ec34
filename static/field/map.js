/* A map that draws without a network (离线示意图): line, markers, points, what was recorded, own position; on a canvas.

   new field.Map(canvas, {pick}) · show(work, items) · here(summary) · fit(). Degrees in, local metres inside. */
(function (self) {
  "use strict";

  const METRES = 111320;
  const TOOLS = 60; // pixels at the right under the buttons
  const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  class FieldMap {
    constructor(canvas, { pick }) {
      this.canvas = canvas;
      this.pick = pick;
      this.lines = [];
      this.points = [];
      this.own = null;
      this.fingers = new Map();
      this.paper = Object.fromEntries(["ground", "province", "halo", "ink", "ink-2", "accent", "accent-tint", "card", "ok",
        "warn", "block", "rule-strong"].map((name) => [name, colour(name)]));
      this.listen();
      new ResizeObserver(() => this.resize()).observe(canvas);
    }

    /* --- what is shown ------------------------------------------------------------------------ */
    show(work, items) {
      const box = work.box;
      this.origin = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      this.across = METRES * Math.cos(this.origin[1] * Math.PI / 180);
      const fresh = this.code !== work.code;
      this.code = work.code;
      this.lines = work.edges.map((edge) => edge.map((pair) => this.local(pair)));
      this.points = [
        ...work.markers.map((one) => this.point(one, "marker")),
        ...work.points.map((one) => this.point(one, one.role === "boundary" ? "point" : "marker")),
        ...items.filter((one) => one.position).map((one) => this.point(
          { number: one.sheet.number, lon: one.position.lon, lat: one.position.lat, id: one.id }, one.state)),
      ].filter(Boolean);
      this.box = [this.local([box[0], box[1]]), this.local([box[2], box[3]])];
      if (fresh || !this.scale) this.fit();
      else this.draw();
    }

    point(one, kind) {
      if (one.lon === null || one.lon === undefined) return null;
      return { at: this.local([one.lon, one.lat]), kind, number: one.number, id: one.id };
    }

    local([lon, lat]) {
      return [(lon - this.origin[0]) * this.across, (lat - this.origin[1]) * METRES];
    }

    here(summary) {
      this.own = summary && this.origin ? { at: this.local([summary.lon, summary.lat]), radius: summary.accuracy_m } : null;
      this.draw();
    }

    centre() {
      if (!this.own) return;
      this.middle = [...this.own.at];
      this.scale = Math.max(this.scale, 0.4);
      this.draw();
    }

    /* --- the view: `middle` in metres, `scale` in pixels for a metre ---------------------------- */
    fit() {
      if (!this.box || !this.width) return;
      const [[west, south], [east, north]] = this.box;
      this.middle = [(west + east) / 2, (south + north) / 2];
      const free = this.width - TOOLS;
      this.scale = 0.86 * Math.min(free / Math.max(east - west, 50), this.height / Math.max(north - south, 50));
      this.middle[0] += TOOLS / 2 / this.scale;
      this.draw();
    }

    resize() {
      const ratio = self.devicePixelRatio || 1;
      this.width = this.canvas.clientWidth;
      this.height = this.canvas.clientHeight;
      if (!this.width) return;
      this.canvas.width = this.width * ratio;
      this.canvas.height = this.height * ratio;
      this.pen = this.canvas.getContext("2d");
      this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      if (this.scale) this.draw();
      else this.fit();
    }

    seen([x, y]) {
      return [this.width / 2 + (x - this.middle[0]) * this.scale, this.height / 2 - (y - this.middle[1]) * this.scale];
    }

    zoom(factor, [x, y] = [this.width / 2, this.height / 2]) {
      const next = Math.min(Math.max(this.scale * factor, 0.0005), 8);
      const share = 1 / this.scale - 1 / next;
      this.middle = [this.middle[0] + (x - this.width / 2) * share, this.middle[1] - (y - this.height / 2) * share];
      this.scale = next;
      this.draw();
    }

    /* --- fingers, mouse, keys ------------------------------------------------------------------- */
    listen() {
      const canvas = this.canvas;
      const at = (event) => [event.offsetX, event.offsetY];
      canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        this.fingers.set(event.pointerId, at(event));
        this.tapped = this.fingers.size === 1 ? at(event) : null;
      });
      canvas.addEventListener("pointermove", (event) => {
        const before = this.fingers.get(event.pointerId);
        if (before && this.scale) this.move(event.pointerId, before, at(event));
      });
      ["pointerup", "pointercancel"].forEach((name) => canvas.addEventListener(name, (event) => {
        this.fingers.delete(event.pointerId);
        if (name === "pointerup" && this.tapped) this.choose(this.tapped);
        this.tapped = null;
      }));
      canvas.addEventListener("wheel", (event) => {
        event.preventDefault();
        if (this.scale) this.zoom(event.deltaY < 0 ? 1.25 : 0.8, at(event));
      }, { passive: false });
      canvas.addEventListener("keydown", (event) => {
        const way = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
        if (way) this.middle = this.middle.map((value, axis) => value + way[axis] / this.scale);
        else if (event.key === "+" || event.key === "=") this.zoom(1.5);
        else if (event.key === "-") this.zoom(1 / 1.5);
        else return;
        event.preventDefault();
        this.draw();
      });
    }

    move(id, before, now) {
      const others = [...this.fingers].filter(([other]) => other !== id).map(([, place]) => place);
      if (Math.hypot(now[0] - before[0], now[1] - before[1]) > 6) this.tapped = null;
      if (others.length) {
        const far = (place) => Math.hypot(place[0] - others[0][0], place[1] - others[0][1]) || 1;
        this.zoom(far(now) / far(before), others[0]);
      } else if (!this.tapped) {
        this.middle = [this.middle[0] - (now[0] - before[0]) / this.scale, this.middle[1] + (now[1] - before[1]) / this.scale];
        this.draw();
      } else return;
      this.fingers.set(id, now);
    }

    choose(place) {
      const far = (point) => Math.hypot(...this.seen(point.at).map((value, axis) => value - place[axis]));
      const near = this.points.filter((point) => far(point) < 24).sort((a, b) => far(a) - far(b))[0];
      if (near) this.pick(near);
    }

    /* --- drawing -------------------------------------------------------------------------------- */
    draw() {
      if (!this.pen || !this.scale) return;
      const pen = this.pen;
      pen.fillStyle = this.paper.ground;
      pen.fillRect(0, 0, this.width, this.height);
      this.stroke(this.paper.halo, 9, []);
      this.stroke(this.paper.province, 2.4, [12, 4, 2, 4]);
      this.taken = [];
      this.points.forEach((point) => this.sign(point));
      this.points.forEach((point) => this.label(point));
      if (this.own) this.drawOwn();
      this.measure();
    }

    stroke(style, width, dash) {
      const pen = this.pen;
      pen.strokeStyle = style;
      pen.lineWidth = width;
      pen.lineJoin = pen.lineCap = "round";
      pen.setLineDash(dash);
      pen.beginPath();
      this.lines.forEach((line) => line.forEach((pair, place) => {
        const [x, y] = this.seen(pair);
        if (place) pen.lineTo(x, y);
        else pen.moveTo(x, y);
      }));
      pen.stroke();
      pen.setLineDash([]);
    }

    /* A marker is a square, a point a ring; what was recorded on this phone is filled by its state. */
    sign({ at, kind }) {
      const pen = this.pen, [x, y] = this.seen(at);
      const own = { waiting: "accent", taken: "ok", refused: "block", conflict: "warn" }[kind];
      pen.fillStyle = this.paper[own || "card"];
      pen.strokeStyle = own ? this.paper.card : this.paper.ink;
      pen.lineWidth = own ? 2 : 1.6;
      pen.beginPath();
      if (kind === "marker") pen.rect(x - 5, y - 5, 10, 10);
      else pen.arc(x, y, own ? 7 : 5, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }

    /* Labels that would lie on others are left out. */
    label({ at, number }) {
      const pen = this.pen, [x, y] = this.seen(at), words = number.split("-").pop(); // 003Q of a long number
      pen.font = "13px " + getComputedStyle(document.body).fontFamily;
      const box = [x + 9, y - 9, x + 13 + pen.measureText(words).width, y + 9];
      if (this.taken.some((one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1])) return;
      this.taken.push(box);
      pen.textBaseline = "middle";
      pen.strokeStyle = this.paper.card;
      pen.lineWidth = 3;
      pen.strokeText(words, x + 10, y);
      pen.fillStyle = this.paper.ink;
      pen.fillText(words, x + 10, y);
    }

    drawOwn() {
      const pen = this.pen, [x, y] = this.seen(this.own.at);
      pen.globalAlpha = 0.16;
      pen.fillStyle = this.paper.accent;
      pen.beginPath();
      pen.arc(x, y, Math.max(this.own.radius * this.scale, 8), 0, 2 * Math.PI);
      pen.fill();
      pen.globalAlpha = 1;
      pen.strokeStyle = this.paper.accent;
      pen.lineWidth = 3;
      pen.beginPath();
      pen.arc(x, y, 6, 0, 2 * Math.PI);
      pen.moveTo(x - 12, y);
      pen.lineTo(x + 12, y);
      pen.moveTo(x, y - 12);
      pen.lineTo(x, y + 12);
      pen.stroke();
    }

    measure() {
      const pen = this.pen;
      const metres = STEPS.filter((step) => step * this.scale <= this.width / 3).pop() || 1;
      const words = metres < 1000 ? metres + " 米" : metres / 1000 + " 公里";
      const y = this.height - 12, right = 12 + metres * this.scale;
      pen.strokeStyle = pen.fillStyle = this.paper["ink-2"];
      pen.lineWidth = 1.5;
      pen.beginPath();
      pen.moveTo(12, y - 5);
      pen.lineTo(12, y);
      pen.lineTo(right, y);
      pen.lineTo(right, y - 5);
      pen.stroke();
      pen.textBaseline = "alphabetic";
      pen.fillText(words, 16, y - 7);
    }
  }

  self.field = Object.assign(self.field || {}, { Map: FieldMap });
})(self);
