/* The public map: Leaflet for view and gestures, vector tiles inside, search, card, layers. */
import { Card } from "./map/card.js";
import { drawWithGL, hasWebGL } from "./map/glmap.js";
import { attachScale } from "./map/scale.js";
import { SearchBox } from "./map/search.js";
import { areaOf, placeOf, pointChain, seatsOf, withDate } from "./map/places.js";
import { Years, isDrawn, wordsOf } from "./map/years.js";

const config = JSON.parse(document.getElementById("atlas-config").textContent);
const atlas = document.querySelector(".atlas");
const isPhone = () => window.matchMedia("(max-width: 720px)").matches;

class Atlas {
  constructor(map) {
    this.map = map;
    this.card = new Card(atlas.querySelector(".card"), () => {
      this.shown = null;
      this.choose(null);
    });
    this.search = new SearchBox(atlas.querySelector(".search"), config, (hit) => this.openHit(hit));
    map.zoomControl?.remove();
    Object.assign(map.options, { zoomSnap: 0.25, wheelPxPerZoomLevel: 100 });
    this.view();
    attachScale(map, atlas.querySelector(".scale"));
    L.control.zoom({ position: "bottomright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
    map.on("click", (event) => this.openPoint(event.latlng));
    map.on("moveend", () => this.remember());
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === map.getContainer()) this.openPoint(map.getCenter());
    });
    this.years = new Years(atlas.querySelector(".years"), atlas.querySelectorAll("[data-step]"), config, () => this.setDay());
    this.undrawn();
    this.panels();
  }

  /** Another day was chosen (config.date): address, tiles, seats, search and card follow. */
  async setDay() {
    const { date } = config;
    const address = new URL(window.location.href);
    if (date) address.searchParams.set("date", date);
    else address.searchParams.delete("date");
    window.history.replaceState(null, "", address);
    this.undrawn();
    this.search.renew();
    if (this.shown && !atlas.querySelector(".card").hidden) this.openPlace(this.shown);
    try {
      config.seats = await seatsOf(date);
    } catch {
      config.seats = { type: "FeatureCollection", features: [] };
    }
    if (date !== config.date) return;
    this.drawn?.setDay(config);
    if (this.chosen) this.drawn?.choose(this.chosen);
  }

  /** Says in words that the boundaries of the day are not known, and where its facts are. */
  undrawn() {
    const day = config.date || config.today;
    const known = isDrawn(config, day);
    atlas.classList.toggle("is-undrawn", !known);
    const note = atlas.querySelector(".atlas__undrawn");
    note.hidden = known;
    if (known) return;
    const when = wordsOf(config, day);
    note.querySelector("span").textContent = `${when}的界线没有资料，图上不画政区和界线。当时的区划和地名仍可查。`;
    Object.assign(note.querySelector("a"), { href: withDate("/areas/22/", config.date), textContent: `${when}的区划` });
  }

  /** The view of the address (#z/lat/lon), else the whole province beside the panels. */
  view() {
    const [zoom, lat, lon] = window.location.hash.slice(1).split("/").map(Number);
    if (Number.isFinite(lon) && zoom) this.map.setView([lat, lon], zoom, { animate: false });
    else this.fit(config.extent, false);
  }

  /** Padding so that what matters stays clear of the panels. */
  room() {
    if (isPhone()) return { paddingTopLeft: [16, 80], paddingBottomRight: [16, Math.round(window.innerHeight * 0.12)] };
    return { paddingTopLeft: [430, 20], paddingBottomRight: [40, 96] };
  }

  fit([west, south, east, north], animate = true) {
    const room = this.room();
    if (isPhone() && !atlas.querySelector(".card").hidden) room.paddingBottomRight = [16, Math.round(window.innerHeight * 0.5)];
    this.map.fitBounds([[south, west], [north, east]], { ...room, maxZoom: 14, animate });
  }

  remember() {
    const { lat, lng } = this.map.getCenter();
    const place = `#${this.map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
    window.history.replaceState(null, "", window.location.pathname + window.location.search + place);
  }

  async draw() {
    const asked = config.date;
    const tell = (text) => this.status(text);
    const drawing = Object.assign(config, { onError: () => {} });
    try {
      if (!hasWebGL() || new URLSearchParams(window.location.search).get("draw") === "canvas") throw new Error("no WebGL");
      this.drawn = await drawWithGL(this.map, drawing);
    } catch {
      const { drawWithCanvas } = await import("./map/canvasmap.js");
      this.drawn = drawWithCanvas(this.map, drawing);
    }
    tell("");
    if (config.date !== asked) this.drawn.setDay(config);
    this.drawn.onSample((shown) => {
      document.querySelectorAll("[data-sample-chip]").forEach((chip) => (chip.hidden = !shown));
    });
    for (const box of atlas.querySelectorAll("[data-layer]")) this.drawn.show(box.dataset.layer, box.checked);
    if (this.chosen) this.drawn.choose(this.chosen);
  }

  status(text) {
    const box = atlas.querySelector(".atlas__status");
    box.hidden = !text;
    box.textContent = text;
  }

  choose(id, at = null) {
    this.chosen = id;
    this.drawn?.choose(id);
    this.sign?.remove();
    this.sign = null;
    if (!at) return;
    const icon = L.divIcon({ className: "chosen-sign", iconSize: [14, 14] });
    this.sign = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(this.map);
  }

  async openHit(hit) {
    const at = hit.lat === null || hit.lat === undefined ? null : [hit.lat, hit.lon];
    this.choose(hit.id, hit.id.startsWith("G") ? at : null);
    const place = await this.openPlace(hit.id);
    if (!place) return;
    const spot = at || (place.lat === null ? null : [place.lat, place.lon]);
    if (hit.id.startsWith("D") && place.bbox) this.fit(place.bbox);
    else if (spot) {
      if (hit.id.startsWith("G")) this.choose(hit.id, spot);
      this.map.flyTo(spot, Math.max(this.map.getZoom(), 12), { duration: 0.6 });
    }
    this.status(place.bbox || spot ? "" : "这一地名没有已知位置，只列资料。");
  }

  async openPlace(id) {
    this.shown = id;
    try {
      const { date } = config;
      const place = await placeOf(id, date);
      if (date !== config.date || id !== this.shown) return null;
      this.card.show(place);
      return place;
    } catch (error) {
      this.card.say("没有取到资料", error.message);
      return null;
    }
  }

  async openPoint(latlng) {
    this.search.close();
    atlas.querySelectorAll(".is-open").forEach((panel) => panel.classList.remove("is-open"));
    try {
      const answer = await pointChain(latlng, config.date);
      if (answer.border && answer.sides?.length) {
        this.choose(null, latlng);
        this.card.showBorder(answer, (side) => this.openArea(side));
        return;
      }
      const wanted = this.map.getZoom() >= 10 ? ["village", "township", "county"] : this.map.getZoom() >= 7 ? ["county"] : ["prefecture"];
      const area = wanted.map((level) => answer.chain.find((step) => step.level === level)).find(Boolean) || answer.chain.at(-1);
      await this.openArea(area);
    } catch (error) {
      this.choose(null);
      const why = { outside: "省界之外", geometry_unknown_on_day: "没有当时的界线" };
      this.card.say(why[error.problem?.code] || "没有应答", error.message);
    }
  }

  async openArea(step) {
    const id = step.id || (await areaOf(step.code, config.date)).id;
    this.choose(id);
    await this.openPlace(id);
  }

  panels() {
    for (const box of atlas.querySelectorAll("[data-layer]")) {
      box.addEventListener("change", () => this.drawn?.show(box.dataset.layer, box.checked));
    }
    for (const pill of atlas.querySelectorAll("[data-opens]")) {
      pill.addEventListener("click", () => {
        const open = pill.getAttribute("aria-expanded") !== "true";
        pill.setAttribute("aria-expanded", String(open));
        pill.dataset.opens.split(" ").forEach((name) => atlas.querySelector(`.${name}`).classList.toggle("is-open", open));
      });
    }
  }
}

/* django-leaflet makes the map when the page has loaded, and says so. */
window.addEventListener("map:init", (event) => {
  const page = new Atlas(event.detail.map);
  page.draw();
  const asked = new URLSearchParams(window.location.search);
  if (asked.get("id")) page.openHit({ id: asked.get("id"), lat: null, lon: null });
  if (asked.get("q")) {
    page.search.input.value = asked.get("q");
    page.search.ask();
  }
  window.atlas = page;
}, { once: true });
