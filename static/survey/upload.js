/* Sends the chosen file with a progress bar that tells the truth: bytes sent, then "being read" until the answer. */
(function () {
  "use strict";

  const form = document.getElementById("upload-form");
  if (!form) return;
  const box = document.getElementById("upload-progress");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-said]");
  const errors = document.getElementById("upload-errors");
  const input = document.getElementById("id_file");

  function show(messages) {
    errors.replaceChildren(...messages.map(function (message) {
      const line = document.createElement("p");
      line.className = "verdict verdict--block";
      line.textContent = message;
      return line;
    }));
    box.hidden = messages.length > 0;
    form.removeAttribute("aria-busy");
  }

  function megabytes(bytes) {
    return (bytes / 1024 / 1024).toFixed(1) + " MB";
  }

  form.addEventListener("submit", function (event) {
    const files = Array.from(input.files);
    if (!files.length || form.getAttribute("aria-busy") === "true") {
      if (files.length) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (files.some(function (file) { return file.size > Number(form.dataset.limit); })) {
      show([form.dataset.tooLarge]);
      return;
    }
    show([]);
    form.setAttribute("aria-busy", "true");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.addEventListener("progress", function (step) {
      if (!step.lengthComputable) return;
      bar.value = (step.loaded / step.total) * 100;
      said.textContent = "已送出 " + megabytes(step.loaded) + " / " + megabytes(step.total);
    });
    request.upload.addEventListener("load", function () {
      bar.removeAttribute("value");
      said.textContent = "已送达，正在识别和检查……";
    });
    request.addEventListener("load", function () {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch (error) {
        show(["服务器没有正常回答（" + request.status + "），请稍后再传；已收到的文件不会重复收件。"]);
        return;
      }
      if (answer.url) window.location.assign(answer.url);
      else show(answer.errors || ["上传没有成功，请重试。"]);
    });
    request.addEventListener("error", function () {
      show(["网络中断，文件没有送达。请重试；已收到的文件不会重复收件。"]);
    });
    request.send(new FormData(form));
  });
})();
