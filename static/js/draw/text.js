/* Coordinates as text, one "lon,lat" per line (CGCS2000 degrees); WKT and GeoJSON are read, never written. */

const NUMBER = "[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?";
const PAIR = new RegExp(`^\\s*(${NUMBER})[\\s,，]+(${NUMBER})\\s*$`);
const WKT = new RegExp(`(${NUMBER})\\s+(${NUMBER})`, "g");
const PLACES = 8; // a millimetre

/* {points: [[lon, lat]…], wrong: number of the first line that is no pair, or 0; plain: whether it is lines of pairs} */
export function read(text) {
  const given = text.trim();
  if (given.startsWith("{")) return fromGeoJson(given);
  if (/^[a-z]/i.test(given)) return fromWkt(given);
  const points = [];
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    if (!lines[index].trim()) continue;
    const found = PAIR.exec(lines[index]);
    if (!found || Math.abs(found[1]) > 180 || Math.abs(found[2]) > 90) return { points, wrong: index + 1, plain: true };
    points.push([Number(found[1]), Number(found[2])]);
  }
  return { points, wrong: 0, plain: true };
}

function fromGeoJson(text) {
  try {
    let shape = JSON.parse(text);
    shape = shape.geometry || shape;
    const depth = { Point: 0, LineString: 1, Polygon: 2, MultiPolygon: 3 }[shape.type];
    let found = shape.coordinates;
    for (let level = depth; level > 1; level -= 1) {
      if (found.length !== 1) return { points: [], wrong: 1, plain: false };
      [found] = found;
    }
    const points = (depth === 0 ? [found] : found).map(([lon, lat]) => [lon, lat]);
    return { points: depth > 1 ? points.slice(0, -1) : points, wrong: 0, plain: false };
  } catch {
    return { points: [], wrong: 1, plain: false };
  }
}

function fromWkt(text) {
  const rings = text.match(/\([^()]+\)/g) || [];
  if (rings.length !== 1) return { points: [], wrong: 1, plain: false };
  const points = [...rings[0].matchAll(WKT)].map((found) => [Number(found[1]), Number(found[2])]);
  return { points: /polygon/i.test(text) ? points.slice(0, -1) : points, wrong: 0, plain: false };
}

/* Points as text; numbers that stand in `exact` ("lon,lat") are left as they are, what was moved is cut to 8 places. */
export function write(points, exact) {
  return points.map(([lon, lat]) => {
    const whole = `${lon},${lat}`;
    return exact.has(whole) ? whole : `${Number(lon.toFixed(PLACES))},${Number(lat.toFixed(PLACES))}`;
  }).join("\n");
}

/* The number (from 0) of the point in whose line a place in the text is. */
export function pointAt(text, offset) {
  return text.slice(0, offset).split("\n").slice(0, -1).filter((line) => line.trim()).length;
}
