/* A page that only waits for a long job: shown again as soon as the job is done. */
(function () {
  "use strict";

  document.body.addEventListener("htmx:afterSwap", function () {
    const waiting = document.querySelector("[data-waiting] .job");
    if (waiting && waiting.dataset.condition === "done") window.location.reload();
  });
})();
