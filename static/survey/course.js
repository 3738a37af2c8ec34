/* A finding on the course text selects the words that it is about. */
(function () {
  "use strict";

  const text = document.getElementById("course-text");
  if (!text) return;
  document.addEventListener("click", function (event) {
    const place = event.target.closest("[data-begin]");
    if (!place) return;
    text.focus();
    text.setSelectionRange(Number(place.dataset.begin), Number(place.dataset.end));
    const before = text.value.slice(0, Number(place.dataset.begin));
    const lines = before.length / Math.max(text.value.length, 1);
    text.scrollTop = Math.max(0, lines * text.scrollHeight - text.clientHeight / 2);
  });
})();
