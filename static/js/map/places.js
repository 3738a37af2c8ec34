/* What the API says of a place, in the shape that the card shows. */

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.detail || body.title || String(answer.status)), { problem: body });
  return body;
}

function withDate(address, date, more = {}) {
  const parameters = new URLSearchParams({ ...(date ? { date } : {}), ...more });
  return parameters.size ? `${address}?${parameters}` : address;
}

function formsOf(name, kind) {
  return (name.forms || []).filter((form) => (form.form_kind || form.kind) === kind);
}

function periodOf(thing) {
  const { begin, end } = thing.valid || {};
  if (begin && end) return `${begin}至${end}`;
  if (begin) return `${begin}起`;
  return end ? `至${end}` : "";
}

function documentOf(decision) {
  if (!decision) return "";
  const { document_number: number, number: short, document_date: dated, date, authority } = decision;
  return [authority, number || short, dated || date].filter(Boolean).join(" · ");
}

/** GET /api/names/ID (D… or G…) and, for a division, /api/areas/CODE. */
export async function placeOf(id, date) {
  const name = await ask(withDate(`/api/names/${id}`, date));
  const code = (name.codes || []).find((each) => each.scheme === "MCA") || (name.codes || [])[0];
  const standard = formsOf(name, "standard")[0] || {};
  return {
    id,
    name: name.name,
    code: code?.code,
    label: name.kind_label || name.category?.label || name.level_label || name.kind,
    spelling: name.pinyin_toned || standard.pinyin_toned || name.pinyin || standard.pinyin || "",
    chain: name.chain || [],
    korean: (name.forms || []).filter((form) => form.language === "ko").map((form) => form.form),
    former: formsOf(name, "former").map((form) => [form.form, periodOf(form) && `（${periodOf(form)}）`].filter(Boolean).join("")),
    aliases: [...formsOf(name, "alias"), ...formsOf(name, "short")].map((form) => form.form),
    origin: name.origin?.text || name.origin || standard.meaning || "",
    document: documentOf((name.decisions || [])[0]),
    codes: (name.codes || []).map((each) => ({ ...each, period: periodOf(each) })),
    sample: name.sample || name.is_sample,
    tombstone: name.tombstone ? "已撤销" : "",
    source: name.source || "",
    lon: name.lon,
    lat: name.lat,
    bbox: name.bbox,
    page: `/names/${id}/`,
    history: code ? `/areas/${code.code}/` : "",
  };
}

/** GET /api/point: {chain, border, sides}. */
export function pointChain({ lng, lat }, date) {
  return ask(withDate("/api/point", date, { lon: lng.toFixed(6), lat: lat.toFixed(6) }));
}

export function areaOf(code, date) {
  return ask(withDate(`/api/areas/${code}`, date));
}

export function shapeOf(code, date) {
  return ask(withDate(`/api/areas/${code}.geojson`, date));
}
