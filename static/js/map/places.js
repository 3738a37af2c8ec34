/* What the API says of a place, in the shape that the card shows. */

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.detail || body.title || String(answer.status)), { problem: body });
  return body;
}

export function withDate(address, date, more = {}) {
  const parameters = new URLSearchParams({ ...(date ? { date } : {}), ...more });
  return parameters.size ? `${address}?${parameters}` : address;
}

function formsOf(name, ...kinds) {
  return name.forms.filter((form) => kinds.includes(form.form_kind) && form.language !== "ko");
}

function periodOf({ valid }) {
  const { begin, end } = valid || {};
  if (begin && end) return `${begin}至${end}`;
  if (begin) return `${begin}起`;
  return end ? `至${end}` : "";
}

/* Former names, the latest first, each once with the year in which it ended for the last time. */
function formerNames(name) {
  const before = name.predecessors.map((each) => ({ form: each.name, end: each.when }));
  const told = [...formsOf(name, "former").map((form) => ({ form: form.form, end: form.valid.end })), ...before];
  const once = new Map();
  for (const { form, end } of told) if (form !== name.name && !once.has(form)) once.set(form, end);
  return [...once].map(([form, end]) => (end ? `${form}（至${end}）` : form));
}

function documentOf(decision) {
  if (!decision) return "";
  const { authority, document_number: number, document_date: dated, announced_on: announced } = decision;
  return [authority, number, dated, announced && `${announced} 公告`].filter(Boolean).join(" · ");
}

function spellingOf({ pinyin, pinyin_toned: toned }) {
  return toned && toned !== pinyin ? `${pinyin} · ${toned}` : pinyin || "";
}

/** GET /api/names/ID (a division D…, a feature G…), as the card shows it. */
export async function placeOf(id, date) {
  const name = await ask(withDate(`/api/names/${id}`, date));
  const own = id.startsWith("D") ? name.chain.at(-1) : null;
  return {
    id,
    name: name.name,
    label: name.kind_label,
    spelling: spellingOf(name),
    chain: name.chain,
    own,
    korean: name.forms.filter((form) => form.language === "ko").map((form) => form.form),
    former: formerNames(name),
    aliases: formsOf(name, "alias", "short").map((form) => form.form),
    origin: name.origin?.text || "",
    document: documentOf(name.decisions[0]),
    codes: name.codes.map((each) => ({ ...each, period: periodOf(each) })),
    sample: name.sample,
    tombstone: { gone: "已撤销", not_yet: "尚未设立" }[name.status] || (name.tombstone ? "已停用" : ""),
    successors: name.tombstone ? name.successors : [],
    source: name.source,
    lon: name.lon,
    lat: name.lat,
    bbox: name.bbox,
    date,
    page: withDate(`/names/${id}/`, date),
    history: own ? withDate(`/areas/${own.code || own.id}/history/`, date) : "",
  };
}

/** GET /api/point: {chain, border, sides}. */
export function pointChain({ lng, lat }, date) {
  return ask(withDate("/api/point", date, { lon: lng.toFixed(6), lat: lat.toFixed(6) }));
}

/** GET /api/seats: the seats of a day, as the drawn map takes them. */
export function seatsOf(date) {
  return ask(withDate("/api/seats", date));
}

export function areaOf(code, date) {
  return ask(withDate(`/api/areas/${code}`, date));
}
