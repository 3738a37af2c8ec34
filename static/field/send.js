/* Sends what waits (发送): pictures in pieces, then the item that names them; each exactly once.

   The server knows an item by its id and revision and answers the same again, so whatever was cut off is sent
   again from where it stood. Shared by the page and the service worker; one of them sends at a time. */
(function (self) {
  "use strict";

  const PIECE = 512 * 1024;
  const BASE = "/survey/field/";
  const store = self.field.store;

  /* Why sending stopped; `kind`: offline, signin, busy, other. What was not sent stays as it is. */
  class Stopped extends Error {
    constructor(kind, words) {
      super(words);
      this.kind = kind;
    }
  }

  /* What is wrong with one item; the others go on. */
  class Wrong extends Error {}

  async function ask(path, options) {
    let answer;
    try {
      answer = await fetch(BASE + path, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...options });
    } catch (error) {
      throw new Stopped("offline", "没有网络，记录留在手机里，有网时再发。");
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      throw new Stopped("signin", "登录已失效，记录都在手机里；请登录后再发。");
    }
    if (answer.status >= 500) throw new Stopped("busy", "服务器没有正常回答（" + answer.status + "），稍后再发。");
    return answer;
  }

  async function session() {
    const answer = await ask("session.json");
    if (!answer.ok) throw new Stopped("other", "服务器拒绝了请求（" + answer.status + "）。");
    const who = await answer.json();
    await store.put("meta", who.user, "user");
    return who;
  }

  function post(path, token, body, type) {
    return ask(path, { method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": type } });
  }

  /* Send a picture from where the server has it. */
  async function sendPhoto(sha256, token, tell) {
    const photo = await store.get("photos", sha256);
    if (!photo || photo.done) return;
    const size = photo.blob.size;
    let have = await (await ask("photos/" + sha256 + "/?size=" + size)).json();
    while (!have.whole) {
      const piece = photo.blob.slice(have.offset, have.offset + PIECE);
      const path = "photos/" + sha256 + "/?size=" + size + "&offset=" + have.offset;
      const answer = await post(path, token, piece, "application/octet-stream");
      const next = await answer.json();
      if (!answer.ok && answer.status !== 409) throw new Wrong("照片没有收下：" + (next.detail || answer.status));
      have = next;
      tell({ photo: sha256, sent: have.offset, size });
    }
    await store.alter("photos", sha256, (one) => { one.done = true; });
  }

  function plain(item) {
    const { id, revision, survey, line, kind, base, sheet, position, recorded_at, photos } = item;
    return { id, revision, survey, line, kind, base, sheet, position, recorded_at, photos };
  }

  function answered(item, answer) {
    item.state = answer.state;
    item.attempted = false;
    item.findings = answer.findings || [];
    item.receipts = (item.receipts || []).concat(answer.receipt ? [answer.receipt] : []);
    item.version = answer.version;
    item.url = answer.url || null;
    item.problem = "";
  }

  async function sendItem(item, token, tell) {
    try {
      for (const photo of item.photos) await sendPhoto(photo.sha256, token, tell);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      await store.alter("items", item.id, (one) => { one.problem = error.message; });
      return;
    }
    await store.alter("items", item.id, (one) => { one.attempted = true; });
    const answer = await post("items/", token, JSON.stringify(plain(item)), "application/json");
    const said = await answer.json();
    if (answer.status === 409 && said.missing) {
      for (const hash of said.missing) await store.alter("photos", hash, (one) => { one.done = false; });
      throw new Stopped("busy", "服务器上少照片，下次补发。");
    }
    if (answer.ok) await store.alter("items", item.id, (one) => answered(one, said));
    else await store.alter("items", item.id, (one) => {
      one.attempted = false;
      one.problem = said.detail || "服务器拒绝了这一条（" + answer.status + "）。";
    });
  }

  function passOver(error) {
    if (!(error instanceof Wrong)) throw error;
  }

  /* Originals of pictures that went small: after the items, and only where wanted. */
  async function sendOriginals(token, tell) {
    if (await store.get("meta", "small_only")) return;
    for (const item of await store.items()) {
      if (item.state === "waiting") continue;
      for (const photo of item.photos) {
        if (photo.original !== photo.sha256) await sendPhoto(photo.original, token, tell).catch(passOver);
      }
    }
  }

  /* Conflicts that somebody settled meanwhile. */
  async function askConflicts() {
    const open = (await store.items()).filter((item) => item.state === "conflict");
    if (!open.length) return;
    const answer = await ask("items/states.json?" + open.map((item) => "id=" + item.id).join("&"));
    const found = answer.ok ? await answer.json() : {};
    for (const item of open) {
      const said = found[item.id];
      if (said && said.settled) await store.alter("items", item.id, (one) => { one.state = "taken"; one.version = said.version; });
    }
  }

  async function all(tell) {
    const who = await session();
    const waiting = (await store.items()).filter((item) => item.state === "waiting");
    for (const [place, item] of waiting.entries()) {
      tell({ item: item.id, place: place + 1, of: waiting.length });
      if (item.owner !== who.user.id) {
        const words = "由 " + item.owner_name + " 记录，请 " + item.owner_name + " 登录后发送。";
        await store.alter("items", item.id, (one) => { one.problem = words; });
        continue;
      }
      await sendItem(item, who.csrf, tell);
    }
    await sendOriginals(who.csrf, tell);
    await askConflicts();
    return who;
  }

  /* Send everything that waits; only one tab or worker at a time. Answers {sent: true} or {stopped, words}. */
  async function now(tell) {
    const say = tell || (() => {});
    async function work() {
      try {
        return { sent: true, who: await all(say) };
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
        return { stopped: error.kind, words: error.message };
      }
    }
    const locks = self.navigator.locks;
    return locks ? locks.request("dijie-field-send", work) : work();
  }

  self.field = Object.assign(self.field || {}, { send: { now, ask, Stopped } });
})(self);
