/* Small manners of every page: refused buttons do nothing, menus close, files show their name where they are dropped. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    const refused = event.target.closest('[aria-disabled="true"]');
    if (refused) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const printer = event.target.closest("[data-print]");
    if (printer) {
      event.preventDefault();
      window.print();
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }, true);

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* A block's field: aria-describedby leads to its finding; nothing to do here but to move there once. */
  const invalid = document.querySelector("[aria-invalid='true'], .field--block input");
  if (invalid && !document.activeElement.matches("input, select, textarea")) invalid.focus({ preventScroll: true });

  document.querySelectorAll(".drop").forEach(function (drop) {
    const input = drop.querySelector("input[type=file]");
    const shown = drop.querySelector("[data-files]");
    if (!input) return;
    function tell() {
      if (!shown) return;
      shown.textContent = Array.from(input.files).map(function (file) {
        return file.name + " · " + (file.size / 1024 / 1024).toFixed(2) + " MB";
      }).join("、");
    }
    ["dragenter", "dragover"].forEach(function (name) {
      drop.addEventListener(name, function (event) {
        event.preventDefault();
        drop.classList.add("is-over");
      });
    });
    ["dragleave", "drop"].forEach(function (name) {
      drop.addEventListener(name, function (event) {
        event.preventDefault();
        drop.classList.remove("is-over");
      });
    });
    drop.addEventListener("drop", function (event) {
      input.files = event.dataTransfer.files;
      tell();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", tell);
  });
})();
