/* The browser hashes a file before it sends it, so that a change on the way is refused (only over HTTPS or localhost). */
(function () {
  "use strict";

  const LARGEST = 256 * 1024 * 1024;

  document.querySelectorAll("form[data-hashed]").forEach(function (form) {
    const file = form.querySelector('input[type="file"]');
    const field = form.querySelector('input[name="sha256"]');
    const said = form.querySelector("[data-hash-said]");
    if (!window.crypto || !window.crypto.subtle) return;

    file.addEventListener("change", async function () {
      field.value = "";
      said.textContent = "";
      const chosen = file.files[0];
      if (!chosen || chosen.size > LARGEST) return;
      const digest = await window.crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
      if (file.files[0] !== chosen) return;
      field.value = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
      said.textContent = "SHA-256 " + field.value.match(/.{4}/g).join(" ");
    });
  });
})();
