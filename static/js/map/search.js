/* The search box: a combobox over /api/names. Each hit says why it matched; choosing one closes the list. */

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function languageOf(text) {
  return /[\uac00-\ud7a3]/.test(text) ? "ko" : "";
}

export class SearchBox {
  /** `choose(hit)` is called with a result of the API. */
  constructor(form, config, choose) {
    this.input = form.querySelector("[role=combobox]");
    this.list = form.querySelector("[role=listbox]");
    this.count = form.querySelector(".search__count");
    this.config = config;
    this.choose = choose;
    this.hits = [];
    this.place = -1;
    this.composing = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.hits.length && !this.list.hidden) this.take(Math.max(this.place, 0));
      else this.ask(true);
    });
    this.input.addEventListener("compositionstart", () => (this.composing = true));
    this.input.addEventListener("compositionend", () => {
      this.composing = false;
      this.later();
    });
    this.input.addEventListener("input", () => this.composing || this.later());
    this.input.addEventListener("focus", () => this.hits.length && this.input.value.trim() && this.open());
    this.input.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("pointerdown", (event) => form.contains(event.target) || this.close());
    form.querySelector(".search__clear").addEventListener("click", () => {
      this.input.value = "";
      this.show([], "");
      this.input.focus();
    });
  }

  /** The day of the map changed: what is listed is asked again. */
  renew() {
    if (this.input.value.trim() && !this.list.hidden) this.ask();
    else this.show([], "");
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 140);
  }

  async ask(takeFirst = false) {
    const query = this.input.value.trim();
    this.asking?.abort();
    if (!query) {
      this.show([], "");
      return;
    }
    this.asking = new AbortController();
    const parameters = new URLSearchParams({ q: query, limit: "8" });
    if (this.config.date) parameters.set("date", this.config.date);
    try {
      const answer = await fetch(`/api/names?${parameters}`, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { results, next } = await answer.json();
      this.show(results, query, Boolean(next));
      if (takeFirst && results.length) this.take(0);
    } catch (error) {
      if (error.name !== "AbortError") this.tell("检索没有应答，请稍后再试。");
    }
  }

  show(hits, query, more = false) {
    this.hits = hits;
    this.place = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...hits.map((hit, place) => this.option(hit, place)));
    if (!query) {
      this.count.textContent = "";
      this.close();
      return;
    }
    this.count.textContent = more ? `前 ${hits.length} 条` : `${hits.length} 条`;
    if (hits.length) this.open();
    else this.tell(`没有找到“${query}”。可试拼音、首字母、曾用名，或带上级地名。`);
  }

  tell(text) {
    this.list.replaceChildren(element("li", "search__none", text));
    this.open();
  }

  option(hit, place) {
    const option = element("li", "search__hit");
    option.id = `hit-${place}`;
    option.setAttribute("role", "option");
    const top = element("div", "search__line");
    const name = element("span", "search__name", hit.name);
    name.lang = languageOf(hit.name);
    top.append(name, this.why(hit));
    const below = element("div", "search__place", [hit.kind_label, hit.division?.path_name].filter(Boolean).join(" · "));
    if (!hit.in_force) below.append(" ", element("span", "chip chip--quiet", "已撤销"));
    if (hit.sample) below.append(" ", element("span", "chip chip--sample", "示例数据"));
    option.append(top, below);
    option.addEventListener("click", () => this.take(place));
    option.addEventListener("pointermove", () => this.place !== place && this.mark(place, false));
    return option;
  }

  /** 拼音 Húnchūn, 曾用名 珲春县: how it matched, and the form that matched where it is not the name itself. */
  why({ name, matched }) {
    const why = element("span", "search__why", matched.label);
    if (matched.form && matched.form !== name) {
      const form = element("span", "", ` ${matched.form}`);
      form.lang = languageOf(matched.form);
      why.append(form);
    }
    return why;
  }

  key(event) {
    if (this.composing || event.isComposing) return;
    if (event.key === "Escape") {
      if (!this.list.hidden) event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!this.hits.length) return;
      event.preventDefault();
      this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark((this.place + step + this.hits.length + (this.place < 0 && step < 0 ? 1 : 0)) % this.hits.length, true);
    } else if (event.key === "Tab") this.close();
  }

  mark(place, scroll) {
    this.place = place;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    this.input.setAttribute("aria-activedescendant", `hit-${place}`);
    if (scroll) this.list.children[place].scrollIntoView({ block: "nearest" });
  }

  take(place) {
    const hit = this.hits[place];
    this.close();
    this.input.value = hit.name;
    this.count.textContent = "";
    this.choose(hit);
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
