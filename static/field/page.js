/* The field page (野外作业): line and map, form, queue; all of it from what the phone keeps, the network only refreshes. */
(function (self) {
  "use strict";

  const { store, send, form, queue, Map: FieldMap } = self.field;
  const root = document.getElementById("field");
  const $ = (name) => root.querySelector("[data-" + name + "]");
  const now = { who: null, works: [], work: null, items: [], sending: false };
  const map = new FieldMap($("map"), { pick: picked });

  function say(words, kind) {
    const box = $("said");
    box.textContent = words;
    box.className = "field-said" + (kind ? " field-said--" + kind : "");
    box.hidden = !words;
  }

  /* --- views: 地图 · 记录 · 队列 ------------------------------------------------------------------ */
  function view(name) {
    root.querySelectorAll("[data-view]").forEach((part) => { part.hidden = part.dataset.view !== name; });
    root.querySelectorAll("[data-to]").forEach((tab) => {
      if (tab.dataset.to === name) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    });
    if (name !== "form") form.halt();
    self.scrollTo(0, 0);
  }

  function network() {
    const on = navigator.onLine;
    $("network").textContent = on ? root.dataset.online : root.dataset.offline;
    $("network").className = "chip " + (on ? "chip--ok" : "chip--warn");
  }

  async function refresh() {
    now.items = await store.items();
    const counts = await store.counts();
    store.STATES.forEach((state) => { $("count-" + state).textContent = counts[state]; });
    $("count-all").textContent = counts.waiting + counts.refused + counts.conflict;
    $("nothing").hidden = now.items.length > 0;
    queue.draw($("queue"), now.items, { edit, discard });
    draw();
  }

  /* --- lines ---------------------------------------------------------------------------------------- */
  function draw() {
    const work = now.work;
    $("no-work").hidden = Boolean(work);
    $("has-work").hidden = !work;
    if (!work) return;
    const mine = now.items.filter((item) => item.line === work.code);
    map.show(work, mine);
    const when = new Date(work.fetched_at).toLocaleString("zh-CN", { hour12: false });
    $("work-facts").textContent = work.name + " · 界桩 " + work.markers.length + " · 勘界点 " + work.points.length + " · 资料取于 " + when;
    $("sample").hidden = !work.is_sample;
    const list = standing(work).map((one) => {
      const entry = document.createElement("li");
      const press = document.createElement("button");
      press.type = "button";
      press.className = "field-point";
      press.textContent = one.number;
      const more = document.createElement("span");
      more.className = "small ink-2";
      more.textContent = one.words;
      press.append(more);
      press.addEventListener("click", () => begin(one.kind, one));
      entry.append(press);
      return entry;
    });
    $("points").replaceChildren(...list);
    $("standing").hidden = !list.length;
  }

  /* Points of the survey, then registered markers that are not among them; each with the words to begin from. */
  function standing(work) {
    const numbers = new Set(work.points.map((one) => one.number));
    const points = work.points.map((one) => ({ ...one, kind: one.role === "boundary" ? "point" : "marker",
      words: "第 " + one.version + " 版" + (one.changed_by ? " · " + one.changed_by : "") }));
    const markers = work.markers.filter((one) => !numbers.has(one.number))
      .map((one) => ({ ...one, kind: "marker", version: 0, words: "已登记界桩" + (one.place ? " · " + one.place : "") }));
    return [...points, ...markers].map(sentSince);
  }

  /* What this phone sent after the line was fetched last: its words and version are the newer ones. */
  function sentSince(one) {
    const mine = now.items.filter((item) => item.state === "taken" && item.sheet.number === one.number
      && item.line === now.work.code && item.version > one.version);
    const last = mine.sort((a, b) => b.version - a.version)[0];
    return last ? { ...one, sheet: last.sheet, version: last.version } : one;
  }

  function picked(point) {
    const item = now.items.find((one) => one.id === point.id);
    if (item) {
      view("queue");
      const entry = root.querySelector('[data-id="' + item.id + '"]');
      if (entry) entry.scrollIntoView();
      return;
    }
    const found = standing(now.work).find((one) => one.number === point.number);
    if (found) begin(found.kind, found);
  }

  async function choose(code) {
    now.work = (await store.get("works", code)) || null;
    await store.put("meta", code, "line");
    draw();
    await fetchWork(code);
  }

  async function fetchWork(code) {
    const answer = await send.ask("work/" + code + ".json").catch((error) => error);
    if (answer instanceof Error || !answer.ok) {
      if (!now.work) say(answer instanceof Error ? answer.message : "这条界线的资料取不到，请向管理员核实。", "warn");
      return;
    }
    const work = { ...(await answer.json()), fetched_at: new Date().toISOString() };
    await store.put("works", work);
    if (!now.work || now.work.code === code || $("line").value === code) now.work = work;
    draw();
  }

  function fillLines(works) {
    const select = $("line");
    const chosen = now.work ? now.work.code : "";
    select.replaceChildren(...works.map((work) => new Option(work.name + " · " + work.code + (work.survey ? " · " + work.survey.title : ""), work.code, false, work.code === chosen)));
    select.disabled = !works.length;
  }

  async function fetchWorks() {
    const answer = await send.ask("work.json").catch((error) => error);
    if (answer instanceof Error) {
      if (answer.kind !== "offline") say(answer.message, "warn");
      return;
    }
    const said = await answer.json();
    if (now.who && now.who.id !== said.user.id) now.work = null;
    now.who = said.user;
    now.works = said.works;
    await store.put("meta", said.user, "user");
    await store.put("meta", said.works, "works");
    $("who").textContent = said.user.name;
    fillLines(said.works);
    $("none").hidden = said.works.length > 0;
    const code = now.work && said.works.some((one) => one.code === now.work.code) ? now.work.code : said.works[0] && said.works[0].code;
    if (code) await choose(code);
    else draw();
  }

  /* --- recording -------------------------------------------------------------------------------------- */
  function begin(kind, found) {
    if (!now.work) return;
    const unsent = found && now.items.find((item) => item.line === now.work.code && item.sheet.number === found.number
      && item.state === "waiting" && !item.attempted && item.owner === now.who.id);
    if (unsent) {
      edit(unsent); // a second record of the same version would be a conflict with the own first one
      return;
    }
    form.open({ kind, words: found ? { ...found.sheet, number: found.number } : {}, base: found ? found.version : 0 });
    view("form");
  }

  function edit(item) {
    form.open({ item });
    view("form");
  }

  async function discard(item) {
    if (!self.confirm("删除 " + item.sheet.number + " 的记录和照片？还没有发出，删除后找不回来。")) return;
    await store.discard(item.id);
    await refresh();
  }

  async function keep(event) {
    event.preventDefault();
    const made = await form.keep(now.who, now.work).catch((error) => ({ wrong: "手机没有存下这条记录：" + error.message }));
    if (made.wrong) {
      say(made.wrong, "block");
      if (made.field) made.field.focus();
      return;
    }
    say("已存入手机：" + made.item.sheet.number + "。", "ok");
    await refresh();
    view("queue");
    await ask();
  }

  /* --- sending ------------------------------------------------------------------------------------------ */
  async function ask() {
    const worker = "serviceWorker" in navigator ? await navigator.serviceWorker.getRegistration() : null;
    if (worker && worker.sync) await worker.sync.register("field-send").catch(() => {});
    if (navigator.onLine) await go();
  }

  async function go() {
    if (now.sending) return;
    now.sending = true;
    $("send").setAttribute("aria-busy", "true");
    try {
      done(await send.now(tell));
    } catch (error) {
      say("发送出错：" + error.message + "。记录都在手机里。", "block");
    } finally {
      now.sending = false;
      $("send").removeAttribute("aria-busy");
      await refresh();
    }
  }

  function tell(step) {
    if (step.item) say("正在发送第 " + step.place + " / " + step.of + " 条……");
    else say("正在发送照片 " + Math.round((step.sent / step.size) * 100) + "%……");
    if (step.item) refresh();
  }

  async function done(result) {
    if (result.stopped) {
      say(result.words, "warn");
      $("signin").hidden = result.stopped !== "signin";
      return;
    }
    $("signin").hidden = true;
    const counts = await store.counts();
    const open = counts.refused + counts.conflict;
    if (counts.waiting) say("还有 " + counts.waiting + " 条没有发出，原因写在各条下面。", "warn");
    else if (open) say("都已送达；" + open + " 条要您处理。", "warn");
    else say(counts.taken ? "都已送达，回执写在各条下面。" : "", "ok");
    await fetchAgain();
  }

  async function fetchAgain() {
    if (now.work) await fetchWork(now.work.code);
  }

  /* What a promise gives, or null where it takes too long. */
  function soon(promise) {
    return Promise.race([promise, new Promise((resolve) => setTimeout(() => resolve(null), 15000))]);
  }

  /* --- the beginning -------------------------------------------------------------------------------------- */
  async function worker() {
    if (!self.isSecureContext || !("serviceWorker" in navigator)) {
      $("insecure").hidden = false;
      return;
    }
    navigator.serviceWorker.addEventListener("message", async (event) => {
      if (!event.data.done) return;
      await refresh();
      await done(event.data.done);
    });
    try {
      await navigator.serviceWorker.register("/survey/field/sw.js", { scope: "/survey/field/" });
      if (!(await soon(navigator.serviceWorker.ready))) throw new Error("not installed");
      $("ready").hidden = false;
    } catch (error) {
      $("not-ready").hidden = false;
    }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist(); // may ask the person; nobody waits
  }

  function listen() {
    root.querySelectorAll("[data-to]").forEach((tab) => tab.addEventListener("click", () => view(tab.dataset.to)));
    root.querySelectorAll("[data-new]").forEach((one) => one.addEventListener("click", () => begin(one.dataset.new, null)));
    root.querySelectorAll("[data-zoom]").forEach((one) => one.addEventListener("click", () => map.zoom(Number(one.dataset.zoom))));
    $("fit").addEventListener("click", () => map.fit());
    $("centre").addEventListener("click", () => map.centre());
    $("line").addEventListener("change", (event) => choose(event.target.value));
    $("send").addEventListener("click", go);
    form.element.addEventListener("submit", keep);
    form.element.querySelector("[data-cancel]").addEventListener("click", () => view("map"));
    form.element.querySelector("[data-locate]").addEventListener("click", () => form.locate((found) => map.here(found)));
    form.element.querySelector("[name=photo]").addEventListener("change", async (event) => {
      await form.addPhotos([...event.target.files]);
      event.target.value = "";
    });
    $("release").addEventListener("click", async () => {
      const freed = await store.release();
      say("已腾出 " + (freed / 1048576).toFixed(1) + " MB；回执都还在。", "ok");
    });
    ["shrink", "small_only"].forEach((name) => $(name).addEventListener("change", (event) => store.put("meta", event.target.checked, name)));
    self.addEventListener("online", () => { network(); ask(); });
    self.addEventListener("offline", network);
    setInterval(async () => {
      if (navigator.onLine && (await store.counts()).waiting) go();
    }, 60000);
  }

  async function start() {
    listen();
    network();
    for (const name of ["shrink", "small_only"]) $(name).checked = Boolean(await store.get("meta", name));
    now.who = (await store.get("meta", "user")) || null;
    now.works = (await store.get("meta", "works")) || [];
    now.work = (await store.get("works", (await store.get("meta", "line")) || "")) || null;
    if (now.who) $("who").textContent = now.who.name;
    fillLines(now.works);
    await refresh();
    const registered = worker();
    await fetchWorks();
    await registered;
    root.dataset.started = "true";
    await ask();
  }

  start().catch((error) => say("手机里的存储打不开：" + error.message + "。请不要用无痕模式。", "block"));
})(self);
