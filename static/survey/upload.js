/* Sends the chosen file in pieces (tus): a bar that tells the bytes that are safely there, going on after any break. */
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
    said.textContent = words || "已收到 " + megabytes(safe) + " / " + megabytes(total);
  }

  function why(error) {
    const answer = error.originalResponse;
    const words = answer && (answer.getBody() || "").trim();
    if (words && answer.getStatus() < 500 && words.length < 200 && !words.startsWith("<")) return words;
    return "网络或服务器中断，已收到的部分留着。再点一次“上传并识别”（同一文件）即从断处续传。";
  }

  async function takeIn(upload) {
    bar.removeAttribute("value");
    said.textContent = "已送达，正在收件……";
    const body = new FormData(form);
    body.delete("file");
    for (const pause of PATIENCE) {
      await new Promise(function (go) { setTimeout(go, pause); });
      try {
        const headers = { "X-Requested-With": "XMLHttpRequest" };
        const answer = await fetch(upload.url + "take/", { method: "POST", body: body, headers: headers });
        if (answer.status >= 500) continue;
        const what = await answer.json();
        if (what.url) window.location.assign(what.url);
        else show(what.errors);
        return;
      } catch (error) {
        said.textContent = "连接中断，正在重试……";
      }
    }
    show(["文件已全部送达，但还没有收件。稍后在“外业成果”页点“完成收件”即可。"]);
  }

  function send(file) {
    const upload = new window.tus.Upload(file, {
      endpoint: form.dataset.arrivals,
      chunkSize: PIECE,
      retryDelays: PATIENCE,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": token },
      metadata: { filename: file.name },
      onChunkComplete: function (_size, safe, total) { told(safe, total); },
      onShouldRetry: function (error) {
        const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
        const again = status === 0 || status >= 500 || status === 409 || status === 423;
        if (again) said.textContent = "连接中断，正在续传……";
        return again;
      },
      onError: function (error) { show([why(error)]); },
      onSuccess: function () { takeIn(upload); },
    });
    running = upload;
    upload.findPreviousUploads().then(function (earlier) {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      told(0, file.size);
      upload.start();
    });
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
    if (files.length > 1) return; // several go in one form, so that the parts of a Shapefile stay together
    event.preventDefault();
    show([]);
    form.setAttribute("aria-busy", "true");
    send(files[0]);
  });
})();
