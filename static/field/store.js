/* What the phone keeps (手机里的记录): IndexedDB through idb. Shared by the page and the service worker.

   items:  id → what was recorded, its state and what the server answered
   photos: sha256 → bytes, and how far they are sent
   works:  line code → line, markers and points as they were fetched
   meta:   small facts (who signed in, the chosen line, the choice to send small pictures) */
(function (self) {
  "use strict";

  const STATES = ["waiting", "refused", "conflict", "taken"];
  let opened = null;

  function database() {
    if (!opened) {
      opened = self.idb.openDB("dijie-field", 1, {
        upgrade(db) {
          db.createObjectStore("items", { keyPath: "id" }).createIndex("state", "state");
          db.createObjectStore("photos", { keyPath: "sha256" });
          db.createObjectStore("works", { keyPath: "code" });
          db.createObjectStore("meta");
        },
        blocking() {
          opened.then((db) => db.close());
          opened = null;
        },
        terminated() {
          opened = null;
        },
      });
      opened.catch(() => { opened = null; });
    }
    return opened;
  }

  async function get(store, key) {
    return (await database()).get(store, key);
  }

  async function put(store, value, key) {
    return (await database()).put(store, value, key);
  }

  async function items() {
    const all = await (await database()).getAll("items");
    return all.sort((a, b) => (a.recorded_at < b.recorded_at ? -1 : 1));
  }

  async function counts() {
    const db = await database();
    const numbers = await Promise.all(STATES.map((state) => db.countFromIndex("items", "state", state)));
    return Object.fromEntries(STATES.map((state, place) => [state, numbers[place]]));
  }

  /* An item and its pictures, written together or not at all; on the disk when this resolves. */
  async function keep(item, photos) {
    const db = await database();
    const tx = db.transaction(["items", "photos"], "readwrite", { durability: "strict" });
    for (const photo of photos) {
      if (!(await tx.objectStore("photos").get(photo.sha256))) tx.objectStore("photos").put(photo);
    }
    tx.objectStore("items").put(item);
    await tx.done;
  }

  /* Change an item as it stands now: `change(item)` alters it; null where it is gone. */
  async function alter(store, key, change) {
    const tx = (await database()).transaction(store, "readwrite", { durability: "strict" });
    const value = await tx.store.get(key);
    if (value) {
      change(value);
      tx.store.put(value);
    }
    await tx.done;
    return value || null;
  }

  /* Take an item that the server does not have out again, with the pictures that no other item names. */
  async function discard(id) {
    const tx = (await database()).transaction(["items", "photos"], "readwrite");
    const all = await tx.objectStore("items").getAll();
    const item = all.find((one) => one.id === id);
    if (item && !item.attempted && item.state === "waiting") {
      const others = new Set(all.filter((one) => one.id !== id).flatMap(named));
      tx.objectStore("items").delete(id);
      named(item).filter((hash) => !others.has(hash)).forEach((hash) => tx.objectStore("photos").delete(hash));
    }
    await tx.done;
  }

  function named(item) {
    return item.photos.flatMap((photo) => [photo.sha256, photo.original]);
  }

  /* The bytes of pictures that arrived, original and all, of items that were taken: off the phone. */
  async function release() {
    const db = await database();
    let freed = 0;
    const open = new Set((await items()).filter((item) => item.state !== "taken").flatMap(named));
    for (const photo of await db.getAll("photos")) {
      if (photo.done && photo.blob && !open.has(photo.sha256)) {
        freed += photo.blob.size;
        await alter("photos", photo.sha256, (one) => { one.blob = null; });
      }
    }
    return freed;
  }

  self.field = Object.assign(self.field || {}, {
    store: { get, put, items, counts, keep, alter, discard, release, STATES },
  });
})(self);
