/* A scale bar: one hairline with two ticks and a round figure at its right. */
const METRES_PER_DEGREE = 111319.49;

function roundDown(metres) {
  const power = 10 ** Math.floor(Math.log10(metres));
  const digit = metres / power;
  return (digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power;
}

/** Keeps `element` (empty, class "scale") in step with the middle of a Leaflet map. */
export function attachScale(map, element, widest = 130) {
  const bar = document.createElement("span");
  const figure = document.createElement("span");
  bar.className = "scale__bar";
  element.append(bar, figure);
  function update() {
    const size = map.getSize();
    if (!size.x) return;
    const middle = map.containerPointToLatLng([size.x / 2, size.y / 2]);
    const east = map.containerPointToLatLng([size.x / 2 + 100, size.y / 2]);
    const perPixel = ((east.lng - middle.lng) * METRES_PER_DEGREE * Math.cos((middle.lat * Math.PI) / 180)) / 100;
    const length = roundDown(perPixel * widest);
    bar.style.width = `${Math.round(length / perPixel)}px`;
    figure.textContent = length >= 1000 ? `${length / 1000} 公里` : `${length} 米`;
  }
  map.on("move zoomend resize", update);
  map.whenReady(update);
}
