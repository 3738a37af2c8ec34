/* The sheet of a marker or a point (界桩、边界点记录): from the form into an item and back; position and pictures. */
(function (self) {
  "use strict";

  const { store, position, photos } = self.field;
  const form = document.getElementById("field-form");
  const taking = { stop: null, position: null, photos: [], kept: [], item: null, base: 0 };

  const $ = (name) => form.elements.namedItem(name);

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /* 227°10′, 227 10 or 227.17 as degrees; NaN where it is nothing of these. */
  function degrees(text) {
    const parts = text.trim().split(/[°度\s′'分″"秒]+/).filter(Boolean).map(Number);
    if (!parts.length || parts.length > 3) return NaN;
    return parts.reduce((sum, part, place) => sum + part / 60 ** place, 0);
  }

  function dotted(value) {
    let minutes = Math.round(value * 60);
    return Math.floor(minutes / 60) + "°" + String(minutes % 60).padStart(2, "0") + "′";
  }

  function number(text) {
    return text.trim() === "" ? null : Number(text);
  }

  /* --- the words -------------------------------------------------------------------------------- */
  function references() {
    return [0, 1, 2].map((place) => ({
      name: $("reference_name_" + place).value.trim(),
      part: $("reference_part_" + place).value.trim(),
      azimuth: $("reference_azimuth_" + place).value.trim() === "" ? null : degrees($("reference_azimuth_" + place).value),
      distance_m: number($("reference_distance_" + place).value),
      x: null,
      y: null,
    })).filter((one) => one.name || one.part || one.azimuth !== null || one.distance_m !== null)
      .map((one) => ({ ...one, azimuth: Number.isNaN(one.azimuth) ? null : one.azimuth }));
  }

  function sheet() {
    const marker = $("kind").value === "marker";
    const words = { ...taking.rest, number: $("number").value.trim(), references: references(),
      description: $("description").value.trim(), note: $("note").value.trim() };
    if (marker) {
      for (const key of ["stones", "faces", "state"]) words[key === "stones" ? "kind" : key] = $(key).value;
      words.material = $("material").value.trim();
    }
    return words;
  }

  function fill(words) {
    const { number: named, references: around, description, note, kind, faces, state, material, ...rest } = words;
    taking.rest = rest;
    $("number").value = named || "";
    $("description").value = description || "";
    $("note").value = note || "";
    $("stones").value = kind || "single";
    $("faces").value = faces || "two";
    $("state").value = state || "standing";
    $("material").value = material || "";
    [0, 1, 2].forEach((place) => {
      const one = (around || [])[place] || {};
      $("reference_name_" + place).value = one.name || "";
      $("reference_part_" + place).value = one.part || "";
      $("reference_azimuth_" + place).value = one.azimuth === null || one.azimuth === undefined ? "" : dotted(one.azimuth);
      $("reference_distance_" + place).value = one.distance_m || "";
    });
  }

  /* --- position --------------------------------------------------------------------------------- */
  function showPosition(why) {
    const found = taking.position;
    const box = form.querySelector("[data-position]");
    box.textContent = why || "";
    if (!found) {
      if (!why) box.textContent = "还没有定位。";
      return;
    }
    const left = found.left_out ? "，舍去 " + found.left_out + " 次" : "";
    box.textContent = "东经 " + found.lon.toFixed(6) + "° 北纬 " + found.lat.toFixed(6) + "° · " + found.samples + " 次" + left
      + " · 手机自报 " + found.reported_m + " 米 · 离散 " + found.spread_m + " 米" + (why ? " · " + why : "");
  }

  function halt() {
    if (taking.stop) taking.stop();
    taking.stop = null;
    form.querySelector("[data-locate]").textContent = form.dataset.wordLocate;
  }

  function locate(tell) {
    if (taking.stop) {
      halt();
      return;
    }
    form.querySelector("[data-locate]").textContent = form.dataset.wordAdopt;
    taking.stop = position.follow((found, why) => {
      if (found) {
        taking.position = found;
        $("accuracy").value = found.accuracy_m;
        tell(found);
      }
      showPosition(why);
    });
  }

  /* --- pictures --------------------------------------------------------------------------------- */
  const PHOTO_NAMES = {};
  form.querySelectorAll("[name=photo_kind] option").forEach((one) => { PHOTO_NAMES[one.value] = one.textContent; });

  function showPhotos() {
    const list = form.querySelector("[data-photos]");
    list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...taking.photos.map((photo, place) => {
      const entry = document.createElement("li");
      const kept = taking.kept.find((one) => one.sha256 === photo.sha256);
      if (kept && kept.blob) {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(kept.blob);
        image.alt = PHOTO_NAMES[photo.kind];
        entry.append(image);
      }
      const words = document.createElement("span");
      words.textContent = PHOTO_NAMES[photo.kind] + (kept && kept.blob ? " · " + Math.ceil(kept.blob.size / 1024) + " KB" : "");
      const out = document.createElement("button");
      out.type = "button";
      out.className = "linkish";
      out.textContent = "移除";
      out.addEventListener("click", () => {
        taking.photos.splice(place, 1);
        showPhotos();
      });
      entry.append(words, out);
      return entry;
    }));
  }

  async function addPhotos(files) {
    const shrink = Boolean(await store.get("meta", "shrink"));
    for (const file of files) {
      const { said, kept } = await photos.take(file, $("photo_kind").value, shrink);
      if (!taking.photos.some((one) => one.original === said.original)) taking.photos.push(said);
      taking.kept.push(...kept);
    }
    showPhotos();
  }

  /* --- opening and keeping ------------------------------------------------------------------------ */
  function shape() {
    const marker = $("kind").value === "marker";
    form.querySelectorAll("[data-marker]").forEach((row) => { row.hidden = !marker; });
    form.querySelector("[data-title]").textContent = marker ? form.dataset.wordMarker : form.dataset.wordPoint;
  }

  /* Open the form: for a new thing, for one that stands ({sheet, version}), or for an item to be put right. */
  async function open({ kind, words, base, item }) {
    halt();
    Object.assign(taking, { item: item || null, base: base || 0, position: item ? item.position : null, kept: [] });
    taking.photos = item ? [...item.photos] : [];
    for (const photo of taking.photos) taking.kept.push((await store.get("photos", photo.sha256)) || photo);
    $("kind").value = item ? item.kind : kind;
    fill(item ? item.sheet : words || {});
    $("accuracy").value = taking.position ? taking.position.accuracy_m : "";
    shape();
    showPosition("");
    showPhotos();
    findings(item ? item.findings || [] : []);
    $("number").focus({ preventScroll: true });
  }

  /* Findings under their field; those without one at the head. */
  function findings(found) {
    form.querySelectorAll(".field-finding").forEach((old) => old.remove());
    form.querySelectorAll(".field--block").forEach((row) => row.classList.remove("field--block"));
    for (const one of found) {
      const row = form.querySelector('[data-field~="' + (one.field || "") + '"]') || form.querySelector("[data-head]");
      const line = document.createElement("p");
      line.className = "field-finding field-finding--" + one.severity;
      line.textContent = one.rule + " " + one.message + (one.fix ? " " + one.fix : "");
      row.append(line);
      if (one.severity === "block") row.classList.add("field--block");
    }
  }

  /* The item as it would be kept, or a sentence that says what is missing. */
  function filled(who, work) {
    const words = sheet();
    if (!words.number) return { wrong: "请填写编号。", field: $("number") };
    for (const place of [0, 1, 2]) {
      const typed = $("reference_azimuth_" + place);
      const azimuth = degrees(typed.value);
      if (typed.value.trim() && !(azimuth >= 0 && azimuth <= 360)) return { wrong: "方位角应在 0 至 360 度之间，如 227°10′。", field: typed };
    }
    const spot = taking.position;
    if (spot && number($("accuracy").value)) spot.accuracy_m = number($("accuracy").value);
    const before = taking.item;
    return {
      item: {
        id: before ? before.id : uuid(),
        revision: before ? before.revision + (before.state === "refused" ? 1 : 0) : 1,
        survey: before ? before.survey : work.survey ? work.survey.id : null,
        line: before ? before.line : work.code,
        kind: $("kind").value,
        base: before ? before.base : taking.base,
        sheet: words,
        position: spot,
        recorded_at: before ? before.recorded_at : new Date().toISOString(),
        photos: taking.photos,
        owner: before ? before.owner : who.id,
        owner_name: before ? before.owner_name : who.name,
        state: "waiting",
        attempted: false,
        findings: [],
        receipts: before ? before.receipts : [],
        problem: "",
      },
    };
  }

  async function keep(who, work) {
    halt();
    const made = filled(who, work);
    if (made.wrong) return made;
    const named = new Set(made.item.photos.flatMap((photo) => [photo.sha256, photo.original]));
    await store.keep(made.item, taking.kept.filter((one) => one.blob && named.has(one.sha256)));
    return made;
  }

  self.field = Object.assign(self.field || {}, {
    form: { element: form, open, keep, locate, halt, addPhotos, findings, degrees, dotted, photoNames: PHOTO_NAMES },
  });
})(self);
