/* Which area of a map lies under a place: the lowest level, and what was drawn last among equals. */
const DEPTH = ["state", "province", "prefecture", "county", "township", "village"];

function crosses(ring, lon, lat) {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [x, y] = ring[at];
    const [u, v] = ring[before];
    if (y > lat !== v > lat && lon < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
  }
  return inside;
}

/* Odd in even: the holes of a polygon are rings like its outside. */
function holds({ type, coordinates }, lon, lat) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return polygons.some((rings) => rings.filter((ring) => crosses(ring, lon, lat)).length % 2 === 1);
}

export function unitAt(features, lon, lat) {
  const depth = (each) => DEPTH.indexOf(each.properties.level);
  return features
    .filter((each) => holds(each.geometry, lon, lat))
    .reduce((best, each) => (best && depth(best) > depth(each) ? best : each), undefined);
}
