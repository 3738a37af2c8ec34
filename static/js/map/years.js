/* The slider of the map: every day on which something changed is a mark; keys, buttons and a date field go there too. */

const PACE = 1500; // milliseconds that a day stands while the years play
const LABEL_ROOM = 54; // pixels that a year's label needs
const FAR = 5; // marks that PageUp and PageDown jump over

const time = (date) => Date.parse(`${date}T00:00:00Z`);

/** Whether boundaries are known on a day; config.drawn holds half-open periods. */
export function isDrawn(config, day) {
  return config.drawn.some(({ from, to }) => (!from || from <= day) && (!to || day < to));
}

/** What people call a day: 1988年 for a mark known to the year, else 2020年6月19日. */
export function wordsOf(config, day) {
  const mark = config.days.find((each) => each.date === day);
  if (mark) return mark.when;
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

export class Years {
  /** `chosen(date)` is called with an ISO date, "" for today. `steps` are buttons with data-step anywhere on the page. */
  constructor(box, steps, config, chosen) {
    this.config = config;
    this.chosen = chosen;
    this.stops = config.days.filter((each) => each.date < config.today).map((each) => each.date).concat(config.today);
    this.first = time(`${this.stops[0].slice(0, 4)}-01-01`);
    this.last = Math.max(time(config.today), ...config.days.map((each) => time(each.date)));
    this.track = box.querySelector("[role=slider]");
    this.field = box.querySelector("input[type=date]");
    this.playing = box.querySelector("[data-play]");
    this.notes = box.querySelectorAll("[data-years-note]");
    this.whens = [...document.querySelectorAll("[data-years-when]")];
    this.steps = [...steps];
    this.marks();
    this.listen(box);
    this.show();
  }

  get day() {
    return this.config.date || this.config.today;
  }

  place(date) {
    return this.last === this.first ? 1 : Math.min(1, Math.max(0, (time(date) - this.first) / (this.last - this.first)));
  }

  marks() {
    const marks = this.config.days.map(({ date, when, changes }) => {
      const mark = document.createElement("i");
      mark.className = isDrawn(this.config, date) ? "years__mark" : "years__mark is-undrawn";
      mark.style.insetInlineStart = `${this.place(date) * 100}%`;
      mark.title = changes ? `${when} · ${changes} 项区划变更` : when;
      return mark;
    });
    this.track.prepend(...marks);
    this.track.setAttribute("aria-valuemin", "0");
    this.track.setAttribute("aria-valuemax", String(this.stops.length - 1));
    new ResizeObserver(() => this.label()).observe(this.track);
  }

  /** Round years under the track, as many as there is room for. */
  label() {
    const width = this.track.clientWidth;
    if (!width) return;
    const [begin, end] = [this.first, this.last].map((at) => new Date(at).getUTCFullYear());
    const room = Math.max(1, Math.floor(width / LABEL_ROOM));
    const step = [1, 2, 5, 10, 20, 50].find((years) => (end - begin) / years <= room) || 100;
    const years = [begin];
    for (let year = Math.ceil((begin + 1) / step) * step; year <= end; year += step) years.push(year);
    const far = (year) => (this.place(`${year}-01-01`) - this.place(`${begin}-01-01`)) * width >= LABEL_ROOM * 0.8;
    const labels = years.filter((year) => year === begin || far(year)).map((year) => {
      const made = document.createElement("span");
      made.className = "years__year";
      made.textContent = String(year);
      made.style.insetInlineStart = `${this.place(`${year}-01-01`) * 100}%`;
      return made;
    });
    this.track.querySelectorAll(".years__year").forEach((old) => old.remove());
    this.track.append(...labels);
  }

  listen(box) {
    this.track.addEventListener("keydown", (event) => this.key(event));
    this.track.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.track.focus();
      this.track.setPointerCapture(event.pointerId);
      this.drag(event);
    });
    this.track.addEventListener("pointermove", (event) => this.track.hasPointerCapture(event.pointerId) && this.drag(event));
    this.playing.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    this.field.addEventListener("change", () => this.field.value && this.go(this.field.value));
    for (const button of this.steps) button.addEventListener("click", () => this.go(this.beside(Number(button.dataset.step))));
    box.querySelector("[data-today]").addEventListener("click", () => this.go(this.config.today));
  }

  key(event) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -FAR, PageUp: FAR };
    let wanted = null;
    if (event.key in steps) wanted = this.beside(steps[event.key]);
    else if (event.key === "Home") [wanted] = this.stops;
    else if (event.key === "End") wanted = this.stops.at(-1);
    else if (event.key === " ") this.playing.click();
    else return;
    event.preventDefault();
    if (wanted) this.go(wanted);
  }

  /** The mark some steps away from the present day, which may itself be no mark. */
  beside(steps) {
    const { day, stops } = this;
    const at = stops.indexOf(day);
    if (at >= 0) return stops[Math.min(stops.length - 1, Math.max(0, at + steps))];
    const later = stops.findIndex((stop) => stop > day);
    const next = later < 0 ? stops.length : later;
    return stops[Math.min(stops.length - 1, Math.max(0, steps > 0 ? next + steps - 1 : next + steps))];
  }

  drag({ clientX }) {
    const { left, width } = this.track.getBoundingClientRect();
    const wanted = (clientX - left) / width;
    const far = (stop) => Math.abs(this.place(stop) - wanted);
    this.go(this.stops.reduce((best, stop) => (far(stop) <= far(best) ? stop : best)));
  }

  go(day, byHand = true) {
    if (byHand) this.stop();
    if (day === this.day) return;
    this.config.date = day === this.config.today ? "" : day;
    this.show();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.chosen(this.config.date), 120);
  }

  play() {
    if (this.day >= this.stops.at(-1)) this.go(this.stops[0], false);
    this.timer = setInterval(() => {
      this.go(this.beside(1), false);
      if (this.day >= this.stops.at(-1)) this.stop();
    }, PACE);
    this.tellPlaying();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.tellPlaying();
  }

  tellPlaying() {
    this.playing.setAttribute("aria-pressed", String(Boolean(this.timer)));
    this.playing.setAttribute("aria-label", this.timer ? "暂停" : "播放");
  }

  show() {
    const { day, config } = this;
    const words = config.date ? wordsOf(config, day) : "今天";
    const mark = config.days.find((each) => each.date === day);
    const note = config.date ? (mark?.changes ? `${mark.changes} 项区划变更` : mark ? "" : day) : "今天";
    for (const box of this.whens) box.textContent = day.slice(0, 4);
    for (const box of this.notes) box.textContent = note;
    this.field.value = day;
    this.track.style.setProperty("--at", `${this.place(day) * 100}%`);
    const before = this.stops.filter((stop) => stop <= day).length - 1;
    this.track.setAttribute("aria-valuenow", String(Math.max(0, before)));
    this.track.setAttribute("aria-valuetext", [words, mark?.changes && `${mark.changes} 项区划变更`, isDrawn(config, day) ? "" : "没有界线资料"].filter(Boolean).join("，"));
    for (const button of this.steps) button.disabled = this.beside(Number(button.dataset.step)) === day;
  }
}
