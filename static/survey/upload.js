/* Sends the chosen files in pieces (tus): a bar that tells the bytes that are safely there, going on after any break. */
(function () {
  "use strict";

  const form = document.getElementById("upload-form");
  if (!form || !window.tus || !window.tus.isSupported) return;
  const PIECE = 4 * 1024 * 1024;
  const PATIENCE = [0, 1000, 2000, 4000, 8000, 15000, 30000, 60000];
  const box = document.getElementById("upload-progress");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-said]");
  const stop = box.querySelector("[data-stop]");
  const errors = document.getElementById("upload-errors");
  const input = document.getElementById("id_file");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let running = null;

  function show(messages) {
    errors.replaceChildren(...messages.map(function (message) {
      const line = document.createElement("p");
      line.className = "verdict verdict--block";
      line.textContent = message;
      return line;
    }));
    box.hidden = messages.length > 0;
    if (messages.length) form.removeAttribute("aria-busy");
  }

  function megabytes(bytes) {
    return (bytes / 1024 / 1024).toFixed(1) + " MB";
  }

  function told(safe, total, words) {
    bar.max = Math.max(total, 1);
    bar.value = safe;
    said.textContent = words;
  }

  function why(error) {
    const answer = error.originalResponse;
    const words = answer && (answer.getBody() || "").trim();
    if (words && answer.getStatus() < 500 && words.length < 200 && !words.startsWith("<")) return words;
    return "网络或服务器中断，已收到的部分留着。再点一次“上传并识别”（同一文件）即从断处续传。";
  }

  async function takeIn(uploads) {
    bar.removeAttribute("value");
    said.textContent = "已送达，正在收件……";
    const body = new FormData(form);
    body.delete("file");
    const ids = uploads.map(function (upload) { return upload.url.split("/").filter(Boolean).pop(); });
    ids.slice(1).forEach(function (id) { body.append("with", id); });
    for (const pause of PATIENCE) {
      await new Promise(function (go) { setTimeout(go, pause); });
      try {
        const headers = { "X-Requested-With": "XMLHttpRequest" };
        const answer = await fetch(uploads[0].url + "take/", { method: "POST", body: body, headers: headers });
        if (answer.status >= 500) continue;
        const what = await answer.json();
        if (!what.url) return show(what.errors);
        await Promise.all(uploads.map(forget));
        window.location.assign(what.url);
        return;
      } catch (error) {
        said.textContent = "连接中断，正在重试……";
      }
    }
    show(["文件已全部送达，但还没有收件。稍后在“外业成果”页点“完成收件”即可。"]);
  }

  /* The browser need not remember where a file stood that was taken in. */
  async function forget(upload) {
    const known = await upload.findPreviousUploads();
    const storage = window.tus.defaultOptions.urlStorage;
    await Promise.all(known.map(function (each) { return storage.removeUpload(each.urlStorageKey); }));
  }

  /* One file, from where an earlier attempt broke off; `progress` is told how many of its bytes are safe. */
  function sendOne(file, progress) {
    return new Promise(function (done, failed) {
      const upload = new window.tus.Upload(file, {
        endpoint: form.dataset.arrivals,
        chunkSize: PIECE,
        retryDelays: PATIENCE,
        removeFingerprintOnSuccess: false,
        headers: { "X-CSRFToken": token },
        metadata: { filename: file.name },
        onChunkComplete: function (_size, safe) { progress(safe); },
        onShouldRetry: function (error) {
          const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
          const again = status === 0 || status >= 500 || status === 409 || status === 423;
          if (again) said.textContent = "连接中断，正在续传……";
          return again;
        },
        onError: failed,
        onSuccess: function () { done(upload); },
      });
      running = upload;
      upload.findPreviousUploads().then(function (earlier) {
        if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
        progress(0);
        upload.start();
      });
    });
  }

  /* All files one after the other under one bar; they are taken in together, so the parts of a Shapefile stay so. */
  async function send(files) {
    const total = files.reduce(function (sum, file) { return sum + file.size; }, 0);
    const uploads = [];
    let before = 0;
    try {
      for (const [number, file] of files.entries()) {
        const which = files.length > 1 ? "第 " + (number + 1) + " / " + files.length + " 个文件，" : "";
        const upload = await sendOne(file, function (safe) {
          told(before + safe, total, which + "已收到 " + megabytes(before + safe) + " / " + megabytes(total));
        });
        uploads.push(upload);
        before += file.size;
      }
    } catch (error) {
      show([why(error)]);
      return;
    }
    await takeIn(uploads);
  }

  stop.addEventListener("click", function () {
    if (running) running.abort();
    show([]);
    box.hidden = true;
    form.removeAttribute("aria-busy");
  });

  form.addEventListener("submit", function (event) {
    const files = Array.from(input.files);
    if (!files.length) return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    if (files.some(function (file) { return file.size > Number(form.dataset.limit); })) {
      event.preventDefault();
      show([form.dataset.tooLarge]);
      return;
    }
    event.preventDefault();
    show([]);
    form.setAttribute("aria-busy", "true");
    send(files);
  });
})();
