/* A field that names a division: what is typed is looked up (never inside an IME composition), one of the list is chosen
 * by click or by the arrow keys. Its id goes into the hidden field beside it; the field then sends "placechosen".
 */
(function () {
  "use strict";

  const options = document.getElementById("place-options");
  const place = document.getElementById("id_place");
  const chosen = document.getElementById("id_place_id");
  if (!options || !place || !chosen) return;

  let composing = false;

  function typed() {
    chosen.value = "";
    if (!composing) window.htmx.trigger(place, "typed");
  }

  function choose(button) {
    place.value = button.textContent;
    chosen.value = button.dataset.place;
    options.hidden = true;
    place.focus();
    place.dispatchEvent(new CustomEvent("placechosen", { bubbles: true }));
  }

  place.addEventListener("compositionstart", function () { composing = true; });
  place.addEventListener("compositionend", function () {
    composing = false;
    typed();
  });
  place.addEventListener("input", typed);
  options.addEventListener("click", function (event) {
    const button = event.target.closest("[data-place]");
    if (button) choose(button);
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target === options) options.hidden = document.activeElement !== place;
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".field.place")) options.hidden = true;
  });
  place.closest("form").addEventListener("keydown", function (event) {
    if (event.key === "Escape") options.hidden = true;
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (!event.target.closest(".field.place") || options.hidden) return;
    event.preventDefault();
    const all = Array.from(options.querySelectorAll("[data-place]"));
    const next = all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (all[next] || place).focus();
  });
})();
