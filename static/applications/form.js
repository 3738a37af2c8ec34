/* The form of a naming case: checks while typing (never inside an IME composition), divisions to choose,
 * the position on the map. The map's data is put together from the quiet outlines, which stay, and the marks,
 * which every check replaces. */
(function () {
  "use strict";

  function read(id) {
    const source = document.getElementById(id);
    return source ? JSON.parse(source.textContent) : {};
  }

  const form = document.getElementById("case-form");
  const position = document.getElementById("id_position");
  const outlines = read("map-outlines");

  function extent(shape, box) {
    if (typeof shape[0] === "number") {
      return [Math.min(box[0], shape[0]), Math.min(box[1], shape[1]), Math.max(box[2], shape[0]), Math.max(box[3], shape[1])];
    }
    return shape.reduce(function (found, part) { return extent(part, found); }, box);
  }

  /* The view follows the names in the way and the county, not the place being chosen, so that a click moves nothing. */
  function view(marks) {
    let box = [999, 999, -999, -999];
    (marks.points || []).forEach(function (point) {
      if (form && point.id === "proposed") return;
      box = extent([point.lon, point.lat], box);
    });
    (outlines.features || []).forEach(function (area) {
      if (area.properties.id === marks.county || (marks.areas || {})[area.properties.id]) box = extent(area.geometry.coordinates, box);
    });
    return box[0] > box[2] ? undefined : box;
  }

  function compose() {
    const target = document.getElementById("case-map");
    if (!target) return;
    const marks = read("marks");
    (outlines.features || []).forEach(function (area) {
      const id = area.properties.id;
      const names = (marks.areas || {})[id];
      area.properties.role = id === marks.county ? "selected" : names ? "partner" : "quiet";
      area.properties.label = names ? area.properties.at : undefined;
      area.properties.name = names ? names + "（在此县，位置未入库）" : undefined;
    });
    const data = Object.assign({}, marks, { outlines: outlines, fit: view(marks) });
    if (form) data.pick = { lon: "#pick-lon", lat: "#pick-lat" };
    target.textContent = JSON.stringify(data);
  }

  compose();
  document.addEventListener("htmx:oobAfterSwap", compose);
  if (!form) return;

  let composing = false;

  function tell(field) {
    if (composing) return;
    window.htmx.trigger("#checker", "recheck");
  }

  form.addEventListener("compositionstart", function () { composing = true; });
  form.addEventListener("compositionend", function (event) {
    composing = false;
    tell(event.target);
  });
  form.addEventListener("input", function (event) {
    tell(event.target);
  });
  form.addEventListener("change", function (event) {
    if (event.target.matches("select, [type=radio]")) tell(event.target);
  });

  form.addEventListener("placechosen", function () { window.htmx.trigger("#checker", "recheck"); });

  function isStreet() {
    return document.getElementById("id_kind").value === "street";
  }

  document.addEventListener("workmap:pick", function (event) {
    const point = event.detail.lon.toFixed(6) + "," + event.detail.lat.toFixed(6);
    position.value = isStreet() && position.value.trim() ? position.value.replace(/[;；\s]*$/, "") + "; " + point : point;
    tell(position);
  });
  document.getElementById("clear-position").addEventListener("click", function () {
    position.value = "";
    tell(position);
    position.focus();
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 403) event.detail.shouldSwap = false;
  });
})();
